// The search as a reader uses it: from a host, below a path, from disk; by keyboard; in a small course and a large one.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { browser, build, buildBoth, content, files, fromDisk, host, lifetime, list, root, shorten, temporary, until, watched } from './support.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What readers of the bundled course may look for, and the page that they mean: it stands among the first three. */
const ASKED = [
  ['listening', 'communication-skills/listening-and-silence/index.html'],
  ['listened', 'communication-skills/listening-and-silence/index.html'],
  ['hear someone out', 'communication-skills/listening-and-silence/hearing-somebody-out.html'],
  ['quiet', 'communication-skills/listening-and-silence/ten-seconds.html'],
  ['the boat', 'communication-skills/listening-and-silence/narratives/the-boat.html'],
  ['drills', 'communication-skills/listening-and-silence/your-next-shift.html'],
  ['leaflet sentence', 'about-the-evidence.html'],
  ['evid', 'about-the-evidence.html'],
  ['touch point', 'mentorship-debriefs/mentor-and-learner/touch-points.html'],
  ['watching a colleague', 'experiential-learning/learning-beside-others/how-to-watch.html'],
  ['team agreement', 'organizational-culture/where-you-work/team-agreements.html'],
  ['when is the target', 'organizational-culture/where-you-work/when-the-target-wins.html'],
  ['worried about somebody', 'if-this-stirs-something.html'],
  ['leave a session', 'if-this-stirs-something.html'],
  ['hard to like', 'self-awareness/what-you-bring/index.html'],
  ['stock sentences', 'self-awareness/what-you-bring/three-answers.html'],
  ['SELF awareness', 'self-awareness/index.html'],
  ['mentors', 'mentorship-debriefs/index.html'],
];

const box = (page) => page.locator('[data-search]');
const input = (page) => box(page).locator('input[type=search]');
const status = (page) => box(page).locator('[role=status]');
const titles = (page) => box(page).locator('.search-title');

/** Types, and waits until the answer to just that stands there. */
async function ask(page, words) {
  if (!(await input(page).isVisible())) await page.locator('.find').click();
  await input(page).focus();
  // Until the box is empty again, what stands there may be the answer to what was asked before.
  const said = () => document.querySelector('[data-search] [role=status]').textContent;
  await until(page, () => Boolean(window.bedside?.search?.find), Boolean, 'the search is not loaded');
  await input(page).fill('');
  await until(page, said, (text) => text === '', 'the box is not empty');
  await input(page).fill(words);
  await until(page, said, (text) => text !== '', `no answer to “${words}”`);
}

/** The address of each page found, from the top of the site. */
const addresses = async (page, base) =>
  (await titles(page).evaluateAll((links) => links.map((link) => link.href))).map((href) => shorten(href, base));

/** What the index's files hold, as the browser would load them. */
function load(folder, names) {
  const held = { forms: {}, words: {}, pages: {} };
  const take = (file) => {
    for (const part of Object.keys(held)) Object.assign(held[part], file[part] ?? {});
    held.meta ??= file.meta;
  };
  for (const name of names) runInNewContext(readFileSync(join(folder, name), 'utf8'), { bedside: { search: { load: take } } });
  return held;
}

const indexFiles = (folder) => files(folder, '.js').filter((name) => /^assets\/search\/(index|words\/|forms\/|pages\/)/.test(name));

/** A course of so many pages, with a few that are looked for. */
function course(t, language, pages) {
  const folder = join(temporary(t, 'course'), 'content');
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('course.yaml', `id: search-test\ntitle: Course\nlanguage: ${language}\nstrands: [one]\n`);
  write('index.md', '# Home\n\nText.\n');
  write('one/index.md', '# One\n\nText.\n');
  for (const [path, text] of pages) write(path, text);
  return folder;
}

describe('search', { timeout: 900_000 }, () => {
  let site;
  let started;
  const suite = lifetime();
  before(async () => {
    site = buildBoth(suite);
    started = await browser(suite);
  });

  test('nothing is loaded before the box has the focus, and nothing while one types', async (t) => {
    const { base, missing } = await host(t, site.learner);
    const { context, troubles, requests } = await watched(started, base);
    const page = await context.newPage();
    await page.goto(base + 'communication-skills/index.html', { waitUntil: 'load' });
    const ofSearch = () => requests.map((url) => shorten(url, base)).filter((path) => path.startsWith('assets/search/'));
    await page.keyboard.press('Tab');
    assert.deepEqual(ofSearch(), []);
    await page.locator('.find').click();
    await page.waitForTimeout(300);
    assert.deepEqual(ofSearch(), ['assets/search/engine.js', 'assets/search/box.js', 'assets/search/index.js']);
    const loaded = requests.length;
    await input(page).pressSequentially('compassion silence', { delay: 20 });
    await page.waitForTimeout(300);
    assert.match(await status(page).innerText(), /^\d+ pages?$/);
    assert.equal(requests.length, loaded, `typing asked for ${requests.slice(loaded)}`);
    await context.close();
    assert.equal(troubles.length + missing.length, 0, list([...troubles, ...missing]));
  });

  for (const place of ['from a host', 'under /a/b/c/', 'from disk']) {
    test(`${place}: what is looked for is found, and the links lead there`, async (t) => {
      const base = place === 'from disk' ? fromDisk(site.learner) : (await host(t, site.learner, place === 'from a host' ? '/' : '/a/b/c/')).base;
      const { context, troubles } = await watched(started, base);
      const page = await context.newPage();
      const from = 'communication-skills/listening-and-silence/ten-seconds.html';
      await page.goto(base + from);
      const problems = [];
      if (content === join(root, 'content')) {
        for (const [words, wanted] of ASKED) {
          await ask(page, words);
          const first = (await addresses(page, base)).slice(0, 3);
          if (!first.includes(wanted)) problems.push(`“${words}” finds ${first.join(', ') || 'nothing'}, not ${wanted}`);
        }
      }
      await ask(page, 'silence');
      assert.ok((await box(page).locator('mark').count()) > 0, 'no word is marked');
      const link = box(page).locator('.search-place a').first();
      const target = shorten(await link.evaluate((a) => a.href), base);
      await link.click();
      await page.waitForTimeout(200);
      assert.equal(shorten(page.url(), base), target);
      assert.ok(!(await box(page).isVisible()), 'the box is still open');
      await context.close();
      assert.equal(problems.length + troubles.length, 0, list([...problems, ...troubles]));
    });
  }

  test('by keyboard: open, go down, come back, follow, close', async (t) => {
    const { base } = await host(t, site.learner);
    const { context, troubles } = await watched(started, base);
    const page = await context.newPage();
    await page.goto(base + 'index.html');
    const focused = () => page.evaluate(() => document.activeElement.className || document.activeElement.id || document.activeElement.localName);
    await page.keyboard.press('/');
    assert.equal(await focused(), 'search-words');
    assert.equal(await input(page).inputValue(), '', 'the key itself was typed');
    await page.keyboard.type('a/b');
    assert.equal(await input(page).inputValue(), 'a/b');
    await ask(page, 'listening');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'search-title');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'search-words');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'search-words');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    assert.equal(await focused(), 'search-title');
    await page.keyboard.press('Escape');
    assert.ok(!(await box(page).isVisible()));
    // Typing elsewhere does not open it, and the key can be switched off for good.
    await page.locator('.find').focus();
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'search-words');
    await box(page).locator('[type=checkbox]').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    assert.ok(!(await box(page).isVisible()), 'the key was switched off');
    await page.reload();
    await page.keyboard.press('/');
    assert.ok(!(await box(page).isVisible()), 'the switch was forgotten');
    // Enter in the box follows the first link.
    await ask(page, 'touch point debrief');
    const [first] = await addresses(page, base);
    await page.keyboard.press('Enter');
    await page.waitForURL(base + first);
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('who is faster than the answer loses nothing: the focus stays in the list, and Enter waits for all that was typed', async (t) => {
    const { base } = await host(t, site.learner);
    const { context, troubles } = await watched(started, base);
    const page = await context.newPage();
    await page.goto(base + 'index.html');
    await ask(page, 'touch point debrief');
    const [meant] = await addresses(page, base);
    await ask(page, 'silence');
    const [other] = await addresses(page, base);
    assert.notEqual(meant, other);
    const focused = () => page.evaluate(() => document.activeElement.href ?? document.activeElement.className);
    // The last letters of one word, answered when the focus has already gone on.
    for (const [words, first] of [['silenc', other], ['touch point debrief', meant]]) {
      await page.evaluate((text) => {
        const field = document.querySelector('[data-search] input[type=search]');
        field.value = text;
        field.dispatchEvent(new Event('input'));
        document.querySelector('.search-title').focus();
        document.querySelector('.search-title').dataset.earlier = '';
      }, words);
      await until(page, () => !document.querySelector('[data-earlier]'), Boolean, 'the list is not new');
      assert.equal(await focused(), base + first);
    }
    await ask(page, 'silence');
    await page.evaluate(() => {
      document.querySelector('[data-search] input[type=search]').value = '';
      document.querySelector('[data-search] input[type=search]').focus();
    });
    await page.keyboard.insertText('touch point debrief');
    await page.keyboard.press('Enter');
    await page.waitForURL(base + meant);
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('"/" is a letter where one writes', async (t) => {
    const { base } = await host(t, site.learner);
    const { context } = await watched(started, base);
    const page = await context.newPage();
    const path = files(site.learner, '.html').find((name) => readFileSync(join(site.learner, name), 'utf8').includes('<textarea'));
    if (!path) return t.skip('the course has no field to write in');
    await page.goto(base + path);
    await page.locator('textarea').first().focus();
    await page.keyboard.type('and/or');
    assert.ok((await page.locator('textarea').first().inputValue()).startsWith('and/or'));
    assert.ok(!(await box(page).isVisible()));
    await context.close();
  });

  test('a page with a content note shows the note and no excerpt', async (t) => {
    const held = load(site.learner, indexFiles(site.learner));
    const noted = Object.values(held.pages).filter(([, , , , note]) => note);
    assert.ok(noted.length > 0, 'the course has no page with a note');
    for (const [href, , , , , sections] of noted) assert.deepEqual([...sections], [], `${href}: its text is in the index`);
    const { base } = await host(t, site.learner);
    const { context } = await watched(started, base);
    const page = await context.newPage();
    await page.goto(base + 'search.html');
    const [href, title, , , note] = noted[0];
    await ask(page, title);
    const item = box(page).locator('.search-results > li', { has: page.locator(`a[href="${href}"]`) });
    assert.match(await item.locator('.search-note').innerText(), new RegExp(note.slice(0, 20).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    assert.equal(await item.locator('.search-place').count(), 0);
    await context.close();
  });

  for (const edition of ['learner', 'facilitator']) {
    test(`${edition}: every place in the index is on its page`, async () => {
      const held = load(site[edition], indexFiles(site[edition]));
      const problems = [];
      for (const [href, , , , , sections] of Object.values(held.pages)) {
        const html = readFileSync(join(site[edition], href), 'utf8');
        for (const [anchor] of sections) if (anchor && !html.includes(`id="${anchor}"`)) problems.push(`${href}#${anchor}`);
      }
      assert.equal(problems.length, 0, list(problems));
      assert.ok(Object.keys(held.pages).length > 10);
    });
  }

  test('the browser cuts and folds words as the index was made: every word of every text has its stem', async (t) => {
    const french = course(t, 'fr', [['one/a.md', '# L’œuvre\n\nÉCOUTER, Noël, cœur, ﬁn, İzmir, ΟΔΟΣ, ½ 24/7 e\u0301te\u0301 naïveté Straße — aujourd’hui ²\n']]);
    const other = build('learner', join(dirname(french), 'site'), french);
    for (const folder of [site.facilitator, other]) {
      const held = load(folder, indexFiles(folder));
      const known = new Set(Object.values(held.forms).flatMap((line) => line.split(' ').slice(1)));
      const common = new Set(held.meta.common.split(' '));
      const { context } = await watched(started, fromDisk(folder));
      const page = await context.newPage();
      await page.goto(fromDisk(folder) + 'search.html');
      await ask(page, 'x1');
      const texts = Object.values(held.pages).flatMap(([, title, , , , sections]) => [title, ...sections.flat()]);
      const words = await page.evaluate((texts) => [...new Set(texts.flatMap((text) => bedside.search.tools.cut(text).map(({ word }) => word)))], texts);
      const lost = words.filter((word) => !known.has(word) && !common.has(word) && !/^[a-z]$/.test(word));
      // Anchors are addresses and not words of the page.
      const anchors = new Set(Object.values(held.pages).flatMap(([, , , , , sections]) => sections.flatMap(([anchor]) => anchor.split(/[^\p{L}\p{N}]+/u))));
      assert.deepEqual(lost.filter((word) => !anchors.has(word)), []);
      assert.ok(words.length > 15);
      await context.close();
    }
  });

  test('accents, capitals, forms and beginnings do not matter', async (t) => {
    const source = course(t, 'fr', [
      ['one/a.md', '# Écouter\n\nLes infirmières soignaient avec douceur, au cœur de la réflexion.\n'],
      ['one/b.md', '# Se taire\n\nUn autre texte sur l’été.\n'],
    ]);
    const folder = build('learner', join(dirname(source), 'site'), source);
    const base = fromDisk(folder);
    const { context, troubles } = await watched(started, base);
    const page = await context.newPage();
    await page.goto(`${base}one/b.html`);
    for (const [words, wanted] of [
      ['ecouter', 'one/a.html'],
      ['ÉCOUTÉ', 'one/a.html'],
      ['reflexions', 'one/a.html'],
      ['COEUR', 'one/a.html'],
      ['soignante', 'one/a.html'],
      ['infirm', 'one/a.html'],
      ["l'ete", 'one/b.html'],
    ]) {
      await ask(page, words);
      assert.deepEqual(await addresses(page, base), [wanted], words);
    }
    await ask(page, 'xyzzy');
    assert.equal(await titles(page).count(), 0);
    assert.equal(await status(page).innerText(), 'Aucune page ne contient ces mots.');
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('a large course loads what its words lead to, and little of it', async (t) => {
    const filler = (n) => Array.from({ length: 120 }, (_, at) => `word${(n * 31 + at * 17) % 2000}`).join(' ');
    const pages = Array.from({ length: 450 }, (_, n) => [`one/page-${n}.md`, `# Page ${n}\n\n${filler(n)} ward.\n\n## More\n\n${filler(n + 7)}\n`]);
    pages.push(['one/needle.md', '# A quiet corner\n\n## Blue blanket\n\nShe folded the blanket slowly, and waited.\n']);
    const source = course(t, 'en', pages);
    const folder = build('learner', join(dirname(source), 'site'), source);
    for (const base of [(await host(t, folder)).base, fromDisk(folder)]) {
      const { context, troubles, requests } = await watched(started, base);
      const page = await context.newPage();
      await page.goto(`${base}one/page-3.html`);
      const loaded = () => requests.map((url) => shorten(url, base)).filter((path) => path.startsWith('assets/search/'));
      const weight = (paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
      for (const words of ['folding', 'blanket waiting', 'blan', 'quiet']) {
        const earlier = loaded().length;
        await ask(page, words);
        await page.waitForTimeout(200);
        assert.equal((await addresses(page, base))[0], 'one/needle.html', words);
        assert.ok(weight(loaded().slice(earlier)) <= (earlier ? 20_000 : 60_000), `${words}: ${weight(loaded().slice(earlier))} bytes`);
      }
      await ask(page, 'ward');
      assert.match(await status(page).innerText(), /^The 256 pages that fit best$/);
      await box(page).locator('.search-more').click();
      await page.waitForTimeout(200);
      assert.equal(await titles(page).count(), 10);
      await context.close();
      assert.equal(troubles.length, 0, list(troubles));
    }
  });

  for (const [edition, width, colorScheme] of [['learner', 360, 'light'], ['learner', 1280, 'dark'], ['facilitator', 360, 'dark'], ['facilitator', 1280, 'light']]) {
    test(`${edition}, ${width} px, ${colorScheme}: no violation with places found, nor sideways scrolling`, async (t) => {
      const { base } = await host(t, site[edition]);
      const { context, troubles } = await watched(started, base, { colorScheme, viewport: { width, height: 800 } });
      const page = await context.newPage();
      const problems = [];
      for (const path of ['communication-skills/index.html', 'search.html']) {
        await page.goto(base + path);
        await ask(page, 'listening to a patient');
        assert.ok((await titles(page).count()) > 2);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(
          (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
          TAGS,
        );
        for (const { id, nodes } of violations) problems.push(`${path}: ${id}: ${nodes[0].html.slice(0, 160)}`);
        const wide = await page.evaluate(() => [document.documentElement, document.querySelector('[data-search]')].some((e) => e.scrollWidth > e.clientWidth));
        if (wide) problems.push(`${path}: scrolls sideways`);
      }
      await context.close();
      assert.equal(problems.length + troubles.length, 0, list([...problems, ...troubles]));
    });
  }

  test('without scripts the link leads to the list of all pages', async (t) => {
    const { base } = await host(t, site.learner);
    const { context } = await watched(started, base, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(base + 'communication-skills/index.html');
    assert.equal(await box(page).isVisible(), false);
    await page.locator('.find').click();
    assert.equal(page.url(), base + 'search.html');
    assert.equal(await box(page).isVisible(), false, 'a box that cannot work is shown');
    const listed = await page.locator('.all-pages a').evaluateAll((links) => links.map((link) => link.href));
    const held = load(site.learner, indexFiles(site.learner));
    const lost = Object.values(held.pages).map(([href]) => base + href).filter((href) => !listed.includes(href) && href !== base + 'index.html');
    assert.deepEqual(lost, []);
    await context.close();
  });
});
