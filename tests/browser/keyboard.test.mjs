// The keyboard alone reaches everything, uses everything and leaves everything, and the focus is seen wherever it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { byKeyboard, focusIn, tabTo } from './keyboard-support.mjs';
import { entries, settled } from './journal-support.mjs';
import { onePerType } from './page-types.mjs';
import { browser, buildBoth, each, files, full, host, lifetime, list, sample, seed, until, watched } from './support.mjs';

/** Types of page of each edition in a sample. */
const SAMPLE = { learner: 2, facilitator: 1 };
/** A ward computer, and one at 400 %. */
const SIZES = [{ width: 1280, height: 800 }, { width: 320, height: 256 }];

describe('keyboard', { timeout: 1_800_000, concurrency: 2 }, () => {
  const suite = lifetime();
  let site;
  let started;
  let base;
  before(async () => {
    site = buildBoth(suite);
    started = await browser(suite);
    ({ base } = await host(suite, site.learner));
  });

  for (const [number, edition] of ['learner', 'facilitator'].entries()) {
    test(`${edition}: the skip link first, then everything, each with a visible focus, and out again`, async (t) => {
      const { base: at } = await host(t, site[edition]);
      const all = onePerType(site[edition]);
      const pages = full ? all : sample(all, SAMPLE[edition], seed * 1000 + number);
      const problems = [];
      for (const viewport of SIZES) {
        const { context, troubles } = await watched(started, at, { viewport });
        await each(pages, 2, async (path) => {
          const page = await context.newPage();
          await page.goto(at + path);
          problems.push(...(await byKeyboard(page)).map((problem) => `${path} at ${viewport.width} × ${viewport.height}: ${problem}`));
          await page.close();
        });
        await context.close();
        problems.push(...troubles);
      }
      assert.equal(problems.length, 0, list(problems));
      t.diagnostic(`${pages.length} of ${all.length} types of page`);
    });
  }

  const has = (mark) => files(site.learner, '.html').find((path) => readFileSync(join(site.learner, path), 'utf8').includes(mark));
  const open = async (path, options = {}) => {
    const { context, troubles } = await watched(started, base, { viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    await page.goto(base + path);
    return { page, press: (key) => page.keyboard.press(key), end: async () => (await context.close(), assert.deepEqual(troubles, [])) };
  };

  test('the menu opens, leads on, and gives the focus back; the skip link leads past it', async () => {
    const { page, press, end } = await open(has('data-kind="lesson"'), { viewport: { width: 375, height: 700 } });
    const menu = page.locator('.navigation');
    await tabTo(page, '.menu');
    await press('Enter');
    assert.ok(await menu.isVisible());
    await tabTo(page, '.navigation .close');
    await tabTo(page, '.navigation a[aria-current=page]');
    await press('Escape');
    assert.equal(await menu.isVisible(), false);
    assert.ok(await focusIn(page, '.menu'), 'the focus does not come back to the button');
    await press('Enter');
    await tabTo(page, '.nav-strands > li > a');
    await press('Enter');
    await page.waitForURL(/index\.html$/);
    await tabTo(page, '.skip');
    await press('Enter');
    await tabTo(page, 'main a, main summary');
    await end();
  });

  test('the search opens, finds, leads on and closes', async () => {
    const { page, press, end } = await open('index.html');
    const box = page.locator('dialog.search');
    await tabTo(page, '.find');
    await press('Enter');
    assert.ok(await focusIn(page, '.search input[type=search]'));
    await page.keyboard.type('silence');
    await page.locator('.search-title').first().waitFor();
    await press('Escape');
    if (await box.isVisible()) await press('Escape'); // the first empties the field
    assert.equal(await box.isVisible(), false);
    assert.ok(await focusIn(page, '.find'), 'the focus does not come back to where the search was opened');
    await press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('silence');
    await page.locator('.search-title').first().waitFor();
    await tabTo(page, '.search-close');
    await tabTo(page, '.search-title');
    await press('Enter');
    await page.waitForURL((url) => !url.pathname.endsWith('/index.html') || url.pathname.split('/').length > 2);
    await end();
  });

  test('a word of the glossary opens, leads to the glossary, and closes', async () => {
    const { page, press, end } = await open(has('class="term-definition"'));
    const meaning = page.locator('.term-definition:popover-open');
    await tabTo(page, 'main [popovertarget]');
    await press('Enter');
    assert.equal(await meaning.count(), 1);
    await tabTo(page, '.term-more a');
    await press('Escape');
    assert.equal(await meaning.count(), 0);
    assert.ok(await focusIn(page, 'main [popovertarget]'), 'the focus does not come back to the word');
    await press('Space');
    await tabTo(page, '.term-more a');
    await press('Enter');
    await page.waitForURL(/glossary\.html#/);
    await end();
  });

  test('a conversation is held to its end and begun again', async () => {
    const { page, press, end } = await open(has('data-dialogue'));
    await tabTo(page, '.turn > ul a');
    for (let turn = 0; turn < 20; turn++) {
      await press('Enter');
      assert.ok(await focusIn(page, '.turn'), 'the next turn does not have the focus');
      if (await page.locator('.way').count()) break;
      await tabTo(page, '.turn:not(.is-past) > ul a');
    }
    await tabTo(page, '.way li button');
    await tabTo(page, '.way > .button');
    await press('Space');
    assert.equal(await page.locator('.turn:visible').count(), 1);
    await tabTo(page, '.turn > ul a');
    await tabTo(page, '.foot a');
    await end();
  });

  test('a debrief goes on and back, its clock starts and stops', async () => {
    const { page, press, end } = await open(has('data-type="page" data-kind="debrief"'));
    const face = page.locator('.phase-face');
    await tabTo(page, '.phase-ways .button:not(.is-quiet)');
    await press('Enter');
    assert.ok(await focusIn(page, '.step'));
    await tabTo(page, '.phase-ways .is-quiet');
    await press('Enter');
    await tabTo(page, '.phase-bar > .journal-change');
    await press('Space');
    assert.ok(await face.isVisible());
    await press('Space');
    assert.equal(await face.isVisible(), false);
    await tabTo(page, '.phase-bar > .journal-change:last-child');
    await press('Enter');
    assert.ok(await page.locator('.is-debrief > .step').last().isVisible());
    await tabTo(page, '.turn-page a');
    await tabTo(page, '.phase-bar > .journal-change', 'Shift+Tab');
    await end();
  });

  test('the journal: written, kept under a passphrase, hidden, opened, erased and brought back', async () => {
    const secret = 'four quiet lamps tonight';
    const { page, press, end } = await open(has('class="part prompt"'));
    const journal = () => page.evaluate(() => window.bedside.journal.mode);
    await tabTo(page, 'textarea[data-prompt]');
    await page.keyboard.type('Heard.');
    await page.locator('.journal-keep').waitFor();
    await tabTo(page, '.journal-keep [value=visit]');
    await press('ArrowDown');
    await press('ArrowDown');
    await tabTo(page, '.journal-passphrase input');
    await page.keyboard.type(secret);
    await tabTo(page, '.journal-passphrase [data-use]');
    await press('Enter');
    await page.locator('.journal-passphrase input').nth(1).waitFor();
    if (!(await focusIn(page, '.journal-passphrase input'))) await tabTo(page, '.journal-passphrase input', 'Shift+Tab');
    await page.keyboard.type(secret);
    await press('Enter');
    await until(page, () => window.bedside.journal.mode, (mode) => mode === 'shared', 'the passphrase is taken');
    await settled(page);
    await tabTo(page, '.journal-about summary');
    await press('Enter');
    await tabTo(page, '.journal-link', 'Shift+Tab');
    await press('Enter');
    await page.waitForURL(/journal\.html$/);
    await page.evaluate(() => window.bedside.journal.ready);
    await tabTo(page, '#journal-place input');
    await page.keyboard.type(secret);
    await press('Enter');
    await page.locator('.answer').waitFor();
    assert.equal(await journal(), 'shared');
    await tabTo(page, '#journal-lock');
    await press('Enter');
    await until(page, () => document.querySelectorAll('.answer').length, (count) => count === 0, 'the answers are hidden');
    await tabTo(page, '#journal-place input');
    await page.keyboard.type(secret);
    await press('Enter');
    await page.locator('.answer').waitFor();
    await tabTo(page, '.answer [data-forget]');
    await press('Enter');
    await page.locator('#journal-undo button').waitFor();
    await settled(page);
    assert.ok(await focusIn(page, '#journal-undo button'), 'the way back does not have the focus');
    await press('Enter');
    await page.locator('.answer').waitFor();
    await settled(page);
    assert.deepEqual((await entries(page)).filter(({ text }) => text).map(({ text }) => text), ['Heard.']);
    await tabTo(page, '[data-erase=all]');
    await tabTo(page, '.foot a');
    await end();
  });
});
