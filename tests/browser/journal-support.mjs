// What the journal's suites share: a course with places to write, a profile on disk, hands that type.
import { existsSync, readFileSync, readdirSync, writeFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { before } from 'node:test';
import { browser, build, content, files, host, lifetime, temporary, until } from './support.mjs';

export const PASSPHRASE = 'four quiet lamps tonight';

/** The bundled course under `name` in `folder`, with lines of course.yaml changed. */
export function course(t, folder, name, change = (yaml) => yaml) {
  const source = join(temporary(t, 'course'), 'content');
  cpSync(content, source, { recursive: true });
  writeFileSync(join(source, 'course.yaml'), change(readFileSync(join(source, 'course.yaml'), 'utf8')));
  return build('learner', join(folder, name), source);
}

/**
 * What a suite begins with: the course in a folder, published as `a` and in other ways by name (`more`: name → how
 * course.yaml is changed), a host, a browser, and the pages `one` and `two` with a place to write.
 */
export function journalSuite(name, more = {}) {
  const suite = lifetime();
  const given = { suite };
  before(async () => {
    given.folder = temporary(suite, name);
    const site = course(suite, given.folder, 'a');
    for (const [other, change] of Object.entries(more)) course(suite, given.folder, other, change);
    [given.one, given.two] = writingPages(site);
    given.base = (await host(suite, given.folder)).base;
    given.started = await browser(suite);
  });
  return given;
}

/** Goes to an address and waits until the journal there is ready. */
export async function turnTo(page, address) {
  await page.goto(address);
  await page.evaluate(() => window.bedside.journal.ready);
  await settled(page);
}

/** Pages with a place to write, those with most of them first. */
export function writingPages(folder) {
  const count = (page) => (readFileSync(join(folder, page), 'utf8').match(/data-prompt=/g) ?? []).length;
  return files(folder, '.html').filter((page) => count(page) > 0).sort((a, b) => count(b) - count(a) || a.localeCompare(b));
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A browser with its profile in a folder that is looked through afterwards. */
export function profile(folder, options = {}) {
  return chromium.launchPersistentContext(folder, { executablePath, headless: true, args: [...ARGS, ...(options.args ?? [])], ...options.more });
}

/** Every file below `folder` in which `word` stands, in the ways that a browser writes text. */
export function holding(folder, word) {
  const shapes = [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le'), Buffer.from(Buffer.from(word).toString('base64').slice(0, 12))];
  const found = [];
  const look = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) look(inside);
      else if (entry.isFile() && existsSync(inside) && shapes.some((shape) => readFileSync(inside).includes(shape))) found.push(inside.slice(folder.length));
    }
  };
  look(folder);
  return found;
}

export const field = (page, at = 0) => page.locator('textarea[data-prompt]').nth(at);

/** Types into a place to write as a person does, and waits until all of it is safe. */
export async function write(page, words, at = 0) {
  await field(page, at).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(words);
  await settled(page);
}

/** Waits until nothing is on its way to the journal. */
export const settled = (page) => until(page, () => window.bedside.journal.pending, (pending) => pending === 0, 'what the journal has to do');

/** Takes one of the three choices, beside the field or on the journal's page. */
export async function choose(page, mode) {
  await page.locator(`.journal-keep input[value=${mode}]`).check();
  if (mode === 'shared') {
    const secret = page.locator('.journal-passphrase');
    await secret.locator('input').first().fill(PASSPHRASE);
    await secret.locator('[data-use]').click();
    const again = secret.locator('input').nth(1);
    await Promise.race([again.waitFor({ state: 'visible' }), secret.waitFor({ state: 'detached' })]);
    if (await again.isVisible().catch(() => false)) {
      await again.fill(PASSPHRASE);
      await secret.locator('[data-use]').click();
    }
    await secret.waitFor({ state: 'detached' });
  } else {
    await settled(page);
    await page.locator('.journal-keep [data-done]').click();
  }
  await settled(page);
}

/** Every row of the course's database, as it lies there. */
export const rows = (page, store = 'records') =>
  page.evaluate(async (name) => {
    const known = await indexedDB.databases();
    const own = known.find((one) => one.name === `bedside:${document.documentElement.dataset.course}`);
    if (!own) return [];
    const done = (request) => new Promise((yes, no) => ((request.onsuccess = () => yes(request.result)), (request.onerror = () => no(request.error))));
    const db = await done(indexedDB.open(own.name));
    const all = await done(db.transaction(name).objectStore(name).getAll());
    db.close();
    return all.map((row) => ({ ...row, data: row.data && Array.from(new Uint8Array(row.data)), iv: row.iv && Array.from(row.iv) }));
  }, store);

/** Changes rows where they lie, as somebody with the browser's tools could. `how` runs in the page. */
export const meddle = (page, how) =>
  page.evaluate(async (body) => {
    const done = (request) => new Promise((yes, no) => ((request.onsuccess = () => yes(request.result)), (request.onerror = () => no(request.error))));
    const db = await done(indexedDB.open(`bedside:${document.documentElement.dataset.course}`));
    const all = await done(db.transaction('records').objectStore('records').getAll());
    const answers = all.filter((row) => !row.id.includes('@'));
    const changed = window[body](answers);
    const change = db.transaction('records', 'readwrite');
    for (const row of changed) change.objectStore('records').put(row);
    await new Promise((yes) => (change.oncomplete = yes));
    db.close();
  }, how);

/** What the journal of this page can read. */
export const entries = (page) => page.evaluate(async () => (await window.bedside.journal.read()).entries.map(({ name, text, value }) => ({ name, text, value })));
export const texts = async (page) => (await entries(page)).filter((entry) => entry.text !== undefined).map((entry) => entry.text);
