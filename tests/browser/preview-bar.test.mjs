// The preview's bar, for people who do not program: editions, views, pages by name, notes on the page, files and lines;
// pages that are renamed or deleted under the reader; what an update leaves alone. All of it accessible, none published.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import axe from 'axe-core';
import { browser, build, files, lifetime, list, preview, temporary, until, watched } from './support.mjs';
import { said, walk } from './walk.mjs';

const LONG = 'A line to scroll past.\n\n'.repeat(40);
const COURSE = {
  'course.yaml': 'id: preview-course\ntitle: A course to preview\nlanguage: en\ntheme: theme\nallow: [no-objectives, no-summary]\n',
  'theme/css/99-own.css': 'main { --own: first; }\n',
  'glossary.yaml': 'Compassion:\n  definition: To notice that someone suffers.\n',
  'index.md': '# Home\n\nWelcome.\n',
  'talking/index.md': '# Talking\n\nAbout words.\n',
  'talking/one/index.md': '---\nobjectives: [Sit down first]\n---\n# First module\n\nIt begins.\n',
  'talking/one/01-sit.md': `---\ntitle: Sit down\nsummary: Sit.\nminutes: 7\nreviewed: 2025-01-10\nreview_due: 2020-01-01\n---\n\n# Sit down\n\nWords of [[Compassion]] to begin with.\n\n- one\n- two\n\n:::facilitator[How to begin]\nOnly for those who lead.\n:::\n\n:::details[More]\nFolded away.\n:::\n\n:::reflect[A moment]{#moment lines=4}\nThink back.\n:::\n\n${LONG}## Further down\n\nThe end.\n`,
  'talking/one/02-éclair.md': '# Éclair and coffee\n\nAfter work.\n',
};

/** A course of a few pages and the preview on it. */
async function start(t, changes = {}, ...more) {
  const folder = join(temporary(t, 'bar'), 'content');
  const save = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries({ ...COURSE, ...changes })) save(name, text);
  return { ...(await preview(t, folder, ...more)), folder, save };
}

const SIT = 'talking/one/sit.html';
const bar = (page) => page.locator('#bedside-preview');
const tool = (page, name) => bar(page).getByRole('button', { name, exact: true });

describe('the bar of the preview', { timeout: 300_000 }, () => {
  let started;
  const suite = lifetime();
  before(async () => {
    started = await browser(suite);
  });

  /** A page in a browser that tells everything; what went wrong is asked for at the end. */
  async function open(t, site, path, options = {}) {
    const { context, troubles } = await watched(started, site.base, { viewport: { width: 1280, height: 800 }, ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    const response = await page.goto(site.base + path);
    await bar(page).waitFor();
    return { context, page, response, done: () => assert.equal(troubles.length, 0, list(troubles)) };
  }

  test('both editions come from one process, and nothing of the preview is published', async (t) => {
    const site = await start(t);
    const { page, done } = await open(t, site, SIT);
    assert.equal(await page.getByText('Only for those who lead.').count(), 0);
    await bar(page).getByRole('link', { name: 'Facilitator’s edition' }).click();
    await page.getByText('Only for those who lead.').waitFor();
    assert.equal(new URL(page.url()).pathname, `/.facilitator/${SIT}`);
    // Its links stay within it, and a save reaches it.
    await page.locator('.navigation').getByRole('link', { name: 'Éclair and coffee' }).click();
    await page.waitForURL('**/.facilitator/talking/one/*clair.html');
    site.save('talking/one/02-éclair.md', '# Éclair and coffee\n\nBefore work.\n');
    await page.getByText('Before work.').waitFor();
    await bar(page).getByRole('link', { name: 'Learner’s edition' }).click();
    await page.waitForURL((url) => !url.pathname.includes('facilitator'));
    const learner = await page.request.get(site.base + SIT);
    assert.ok(!(await learner.text()).includes('Only for those who lead'), 'a facilitator’s word in the learner’s page');
    // A comment tells the line, in the preview; the built page has the same bytes without it.
    assert.match(await learner.text(), /<!--line 11--><p>|<!--line 11-->\n<p>/);
    const built = build('learner', join(dirname(site.folder), 'built'), site.folder);
    for (const name of files(built, '.html')) {
      assert.doesNotMatch(readFileSync(join(built, name), 'utf8'), /<!--line|bedside-preview|\/\.bedside\//, name);
    }
    // The page on screen has no comments either: they are gone before anything looks.
    const comments = await page.evaluate(() => {
      const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
      return walker.nextNode() ? walker.currentNode.data : '';
    });
    assert.equal(comments, '');
    done();
  });

  test('a page is found by a few letters of its name, by keyboard alone', async (t) => {
    const site = await start(t);
    const { page, done } = await open(t, site, '');
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox');
    await page.getByRole('option').nth(3).waitFor();
    assert.equal(asked.filter((url) => url.endsWith('pages.json')).length, 1, 'the list comes when it is opened');
    // Without its accent, and by what stands in the middle.
    await box.pressSequentially('eclair');
    assert.equal(await page.getByRole('option').count(), 1);
    await box.fill('');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('[role="option"][aria-selected="true"]').count(), 1);
    assert.equal(await box.getAttribute('aria-activedescendant'), 'bedside-preview-page-2');
    await page.keyboard.press('ArrowUp');
    await box.pressSequentially('coffee');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Éclair and coffee' }).waitFor();
    // A page shows before its scripts listen to keys.
    await page.waitForLoadState('load');
    await page.keyboard.press('Control+k');
    await box.waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await box.isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Go to a page', 'the keyboard is led back');
    done();
  });

  test('a page tells its file, its length, its dates and the terms of its story', async (t) => {
    const terms = 'coffee:\n  basis: consented\n  teller: her husband\n  reference: R-1\n  approved: 2026-01-10\n  expires: 2999-01-10\n  purposes: [education]\n  copies: [site]\n';
    const told = '---\nkind: narrative\nstory: coffee\nsummary: A coffee.\n---\n# The coffee\n\nShe brought a coffee.\n';
    const site = await start(t, { 'stories.yaml': terms, 'talking/one/03-coffee.md': told });
    const { page, done } = await open(t, site, SIT);
    const facts = () => page.locator('#bedside-preview-about').innerText();
    await tool(page, 'This page').click();
    await page.getByText('Next review').waitFor();
    const first = await facts();
    assert.match(first, /Minutes\s+7 as the header says/);
    assert.match(first, /Reading grade\s+-?\d+\.\d/);
    assert.match(first, /Reviewed\s+2025-01-10/);
    assert.match(first, /2020-01-01 – this day has passed/);
    const file = await page.locator('#bedside-preview-about input').inputValue();
    assert.equal(readFileSync(file, 'utf8'), COURSE['talking/one/01-sit.md'], 'the file can be opened as it is written there');
    await page.goto(`${site.base}talking/one/coffee.html`);
    await tool(page, 'This page').click();
    await page.locator('#bedside-preview-about').getByText('her husband').waitFor();
    assert.match(await facts(), /consented to, told by her husband, wording approved on 2026-01-10, may be shown through 2999-01-10/);
    await page.goto(`${site.base}glossary.html`);
    await tool(page, 'This page').click();
    await page.getByText('Bedside makes this page from the course’s data').waitFor();
    done();
  });

  test('a problem is told below the paragraph that causes it, and its place leads to its page', async (t) => {
    const site = await start(t);
    const { page, done } = await open(t, site, '');
    const bad = COURSE['talking/one/01-sit.md'].replace('The end.', 'Born on 12.03.1961, in [a room](nowhere.md).');
    site.save('talking/one/01-sit.md', bad);
    await until(page, said, (now) => /1 error/.test(now.line) && now.list.includes('nowhere.md'), 'the error is told');
    assert.match((await page.evaluate(said)).line, /^Showing the version of \d/);
    await bar(page).getByRole('button', { name: /^Show/ }).click();
    const item = page.locator('#bedside-preview-list li').first();
    assert.equal(await item.getAttribute('data-severity'), 'error', 'errors come first');
    assert.match(await item.locator('pre').innerText(), /\d+Born on .*nowhere\.md/, 'with its line');
    await item.getByRole('link', { name: /01-sit\.md, line \d+/ }).click();
    await page.waitForURL(`**/${SIT}`);
    const note = page.locator('.bedside-preview-note[data-severity="error"]');
    await note.waitFor();
    const above = await note.evaluate((shown) => {
      do shown = shown.previousElementSibling; while (shown.matches('.bedside-preview-note'));
      return shown.textContent;
    });
    assert.equal(above, 'The end.', 'below the old words of that line');
    await until(page, () => scrollY, (y) => y > 300, 'the page is at its place');
    // Mended, but for the date: the notes are of what is left, and go with it.
    site.save('talking/one/01-sit.md', bad.replace('[a room](nowhere.md)', 'a room'));
    await until(page, () => document.querySelectorAll('.bedside-preview-note[data-severity="error"]').length, (count) => count === 0, 'the error’s note goes');
    await page.locator('.bedside-preview-note', { hasText: '12.03.1961' }).waitFor();
    assert.equal((await page.evaluate(said)).line, '');
    // Whoever wants none says so once.
    await tool(page, 'View').click();
    await page.getByLabel('Show problems beside the paragraphs').uncheck();
    await page.reload();
    await bar(page).waitFor();
    await until(page, () => document.querySelector('[aria-controls="bedside-preview-list"]').textContent, (text) => /notice/.test(text), 'the report is there');
    assert.equal(await page.locator('.bedside-preview-note').count(), 0);
    done();
  });

  test('a click tells the file and the line, ready to paste', async (t) => {
    const site = await start(t);
    const { page, context, done } = await open(t, site, SIT);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const line = (text) => COURSE['talking/one/01-sit.md'].split('\n').findIndex((row) => row.includes(text)) + 1;
    const field = page.locator('#bedside-preview-point input');
    await page.getByText('The end.').click({ modifiers: ['Alt'] });
    await field.waitFor();
    assert.ok((await field.inputValue()).endsWith(`content/talking/one/01-sit.md:${line('The end.')}`), await field.inputValue());
    await page.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await field.inputValue());
    // A line further down after a save; the block that a part makes; the title; by the keyboard.
    site.save('talking/one/01-sit.md', COURSE['talking/one/01-sit.md'].replace('- one', 'New.\n\n- one'));
    await page.getByText('New.', { exact: true }).waitFor({ state: 'attached' });
    const ends = async (text) => until(page, () => document.querySelector('#bedside-preview-point input')?.value ?? '', (value) => value.endsWith(text), text);
    await page.getByText('Think back.').click();
    await ends(`01-sit.md:${line('Think back.') + 2}`);
    await page.getByRole('heading', { level: 1 }).click();
    await ends(`01-sit.md:${line('# Sit down')}`);
    await page.keyboard.press('Escape');
    await tool(page, 'Find in file').click();
    await page.keyboard.press('ArrowDown');
    await ends(`01-sit.md:${line('Words of')}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await ends(`01-sit.md:${line('- one') + 2}`);
    // Where a browser lets nobody copy, the text is selected for the keys that do.
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error('no'))));
    await bar(page).getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Press Ctrl+C').waitFor();
    assert.ok((await page.evaluate(() => getSelection().toString())).includes('01-sit.md:'));
    // Links lead on again when it is closed.
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Talking' }).first().click();
    await page.waitForURL('**/talking/index.html');
    done();
  });

  test('a page that is renamed is followed; one that is deleted offers where to go', async (t) => {
    const site = await start(t);
    const { page } = await open(t, site, SIT);
    const file = (name) => join(site.folder, 'talking/one', name);
    await page.evaluate(() => (window.sameDocument = true));
    renameSync(file('01-sit.md'), file('04-sit-down-first.md'));
    await page.waitForURL('**/talking/one/sit-down-first.html');
    await until(page, () => document.querySelector('.navigation [aria-current]')?.getAttribute('href'), (href) => href?.endsWith('/sit-down-first.html'), 'the navigation knows');
    assert.equal(await page.evaluate(() => window.sameDocument), true, 'the page was loaded anew');
    // The former address leads there, for whoever has it, in either edition.
    for (const base of ['', '.facilitator/']) {
      const answer = await page.request.get(site.base + base + SIT);
      assert.equal(new URL(answer.url()).pathname, `/${base}talking/one/sit-down-first.html`);
    }
    // Into another folder, with a word changed on the way.
    const text = readFileSync(file('04-sit-down-first.md'), 'utf8');
    rmSync(file('04-sit-down-first.md'));
    site.save('talking/02-sitting.md', text.replace('Words of', 'A few words of'));
    await page.waitForURL('**/talking/sitting.html');
    await page.getByText('A few words of').waitFor();
    // Deleted: the last words stay, and say so.
    rmSync(join(site.folder, 'talking/02-sitting.md'));
    await until(page, said, (now) => now.line.startsWith('This page is no longer part of the course'), 'it is told');
    assert.equal(await page.getByText('A few words of').count(), 1, 'the last page stays');
    const gone = page.locator('#bedside-preview-gone');
    await gone.getByRole('link', { name: 'Talking' }).waitFor();
    assert.match(await gone.innerText(), /“Sit down” is no longer part of the course/);
    assert.equal(await gone.getByRole('link', { name: 'First module' }).count(), 1);
    // Whoever comes now finds the same, and not a dead end.
    const other = await page.context().newPage();
    const response = await other.goto(`${site.base}talking/sitting.html`);
    assert.equal(response.status(), 404);
    await other.getByText('“Sit down” is no longer part of the course').waitFor();
    await other.getByRole('link', { name: 'First module' }).waitFor();
    // It comes back, for both.
    site.save('talking/02-sitting.md', text.replace('Words of', 'Words again of'));
    await other.getByText('Words again of').waitFor();
    await page.bringToFront();
    await page.getByText('Words again of').waitFor();
    await until(page, said, (now) => now.line === '', 'the line goes');
    assert.equal(await gone.isVisible(), false);
  });

  test('with --follow the browser goes to the page that was just edited, also with --poll', async (t) => {
    for (const more of [[], ['--poll']]) {
      const site = await start(t, {}, '--follow', ...more);
      const { page, done } = await open(t, site, '');
      site.save('talking/one/02-éclair.md', '# Éclair and coffee\n\nJust edited.\n');
      await page.getByText('Just edited.').waitFor();
      assert.match(decodeURIComponent(page.url()), /clair\.html$/);
      // Not to a style sheet, and not to where nobody can go.
      site.save('theme/css/99-own.css', 'main { --own: second; }\n');
      await until(page, () => getComputedStyle(document.querySelector('main')).getPropertyValue('--own').trim(), (own) => own === 'second', 'the style is there');
      assert.match(decodeURIComponent(page.url()), /clair\.html$/);
      done();
    }
  });

  test('what a reader has done survives an update, and a change elsewhere reaches the page', async (t) => {
    const debrief = '\n:::debrief[After the scene]{#after}\n### Reactions (3 min)\nHow was it?\n\n### Ahead (2 min)\nWhat next?\n:::\n';
    const sit = (words) => COURSE['talking/one/01-sit.md'].replace('Words of', words).replace('\n- one', `${debrief}\n- one`);
    const site = await start(t, { 'talking/one/01-sit.md': sit('Words of') });
    const { page, done } = await open(t, site, SIT);
    await page.evaluate(() => (window.sameDocument = true));
    await page.locator('summary', { hasText: 'More' }).click();
    await page.locator('.phase-bar').getByRole('button').last().scrollIntoViewIfNeeded();
    const watch = await page.evaluate(() => document.querySelector('.steps[data-at]').dataset.clock);
    await page.getByRole('button', { name: watch }).click();
    await page.locator('.phase-face', { hasText: '0:01' }).waitFor();
    const field = page.locator('textarea').first();
    await field.fill('My own words');
    await page.keyboard.press('Escape');
    await field.focus();
    const typed = await field.inputValue();
    await page.evaluate(() => scrollTo(0, 500));
    const at = await page.evaluate(() => scrollY);
    const state = () => ({
      words: document.querySelector('textarea').value, focus: document.activeElement.nodeName,
      open: [...document.querySelectorAll('details')].some((details) => details.open && details.textContent.includes('Folded away')),
      time: document.querySelector('.phase-face').textContent, same: window.sameDocument === true, y: scrollY,
    });
    site.save('talking/one/01-sit.md', sit('Other words of'));
    await page.getByText('Other words of').waitFor({ state: 'attached' });
    const now = await page.evaluate(state);
    assert.deepEqual({ ...now, time: '', y: 0 }, { words: typed, focus: 'TEXTAREA', open: true, time: '', same: true, y: 0 });
    assert.ok(typed.includes('My own words'), `typed: ${typed}`);
    assert.ok(Math.abs(now.y - at) < 60, `scrolled from ${at} to ${now.y}`);
    await page.locator('.phase-face').filter({ hasNotText: now.time }).waitFor({ state: 'attached' });
    // A title in the navigation, a word’s meaning, a template, a style sheet.
    site.save('talking/one/02-éclair.md', '# Tea and biscuits\n\nAfter work.\n');
    await page.locator('.navigation').getByText('Tea and biscuits').waitFor({ state: 'attached' });
    site.save('glossary.yaml', 'Compassion:\n  definition: To see it, and to act.\n');
    await page.getByText('To see it, and to act.').first().waitFor({ state: 'attached' });
    site.save('theme/css/99-own.css', 'main { --own: third; }\n');
    await until(page, () => getComputedStyle(document.querySelector('main')).getPropertyValue('--own').trim(), (own) => own === 'third', 'the style is swapped');
    assert.deepEqual(await page.evaluate(() => [window.sameDocument === true, document.querySelector('textarea').value]), [true, typed]);
    done();
  });

  test('a new page with a mistake is shown all the same, and the preview starts with one', async (t) => {
    const bad = '---\nsumary: x\n---\n# Broken from the start\n\nWords of it.\n';
    const site = await start(t, { 'talking/one/05-bad.md': bad });
    const { page, done } = await open(t, site, 'talking/one/bad.html');
    await page.getByText('Words of it.').waitFor();
    await page.locator('.bedside-preview-note[data-severity="error"]').waitFor();
    site.save('talking/one/05-bad.md', bad.replace('sumary', 'summary'));
    await until(page, said, (now) => now.line === '', 'mended');
    site.save('talking/one/06-new.md', bad.replace('Words of it.', 'Words of another.'));
    await until(page, said, (now) => now.list.includes('06-new.md'), 'told');
    await bar(page).getByRole('button', { name: /^Show/ }).click();
    await page.getByRole('link', { name: /06-new\.md/ }).click();
    await page.getByText('Words of another.').waitFor();
    done();
  });

  test('a story that may not be shown leaves the preview, and its address says why', async (t) => {
    const told = '---\nkind: narrative\nstory: coffee\nsummary: A coffee.\n---\n# The coffee\n\nShe brought a coffee.\n';
    const terms = (through) => `coffee:\n  basis: consented\n  teller: her husband\n  reference: R-1\n  approved: 2020-01-10\n  expires: ${through}\n  purposes: [education]\n  copies: [site]\n`;
    const site = await start(t, { 'stories.yaml': terms('2999-01-01'), 'talking/one/03-coffee.md': told });
    const { page } = await open(t, site, 'talking/one/coffee.html');
    site.save('stories.yaml', terms('2021-01-01'));
    await page.locator('#bedside-preview-gone').getByText('the agreement ended with 2021-01-01').waitFor();
    assert.equal((await page.request.get(`${site.base}talking/one/coffee.html`)).status(), 404);
  });

  test('views: a phone’s width, paper, large text; the bar hides nothing and remembers', async (t) => {
    const site = await start(t);
    const { page, context, done } = await open(t, site, SIT);
    const isClear = () => page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      const foot = document.querySelector('.foot').getBoundingClientRect();
      return foot.bottom <= document.getElementById('bedside-preview').getBoundingClientRect().top + 1;
    });
    assert.ok(await isClear(), 'the foot of the page is behind the bar');
    await tool(page, 'View').click();
    assert.ok(await isClear(), 'the foot of the page is behind the sheet');
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize));
    const was = await size();
    await page.getByLabel('Large text').check();
    assert.equal(await size(), was * 2);
    await page.getByLabel('Large text').uncheck();
    await tool(page, 'Tools').click();
    await page.reload();
    await bar(page).waitFor();
    assert.equal(await tool(page, 'View').isVisible(), false, 'folded, as it was left');
    const narrow = await context.newPage();
    await narrow.setViewportSize({ width: 320, height: 640 });
    await narrow.goto(site.base + SIT);
    await bar(narrow).waitFor();
    assert.equal(await tool(narrow, 'View').isVisible(), false, 'folded where there is little room');
    await tool(narrow, 'Tools').click();
    assert.ok(await tool(narrow, 'View').isVisible());
    assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth <= 320), 'wider than the window');
    await narrow.close();

    await tool(page, 'Tools').click();
    await tool(page, 'View').click();
    await page.getByRole('link', { name: 'On a phone' }).click();
    const inside = page.frameLocator('iframe');
    await inside.getByRole('heading', { level: 1, name: 'Sit down' }).waitFor();
    const frame = () => page.frames().find((other) => other.parentFrame());
    assert.equal(await frame().evaluate(() => innerWidth), 375);
    assert.equal(await inside.locator('.bedside-preview-tools').isVisible(), false, 'no bar in the frame');
    // A save reaches the frame; links in it lead on, and the way back knows.
    site.save('talking/one/01-sit.md', COURSE['talking/one/01-sit.md'].replace('Words of', 'Fresh words of'));
    await inside.getByText('Fresh words of').waitFor();
    await inside.getByRole('link', { name: 'First module' }).first().click();
    await page.locator('#back[href="/talking/one/index.html"]').waitFor();
    await page.getByRole('link', { name: 'Paper' }).click();
    await inside.getByRole('heading', { level: 1 }).waitFor();
    await until(page, () => {
      const shown = document.querySelector('iframe').contentDocument;
      const gone = shown.querySelector('.navigation');
      return gone ? [getComputedStyle(gone).display, getComputedStyle(shown.documentElement).colorScheme].join() : '';
    }, (styles) => styles === 'none,light', 'the rules for paper apply');
    await page.getByRole('link', { name: 'Back to the page' }).click();
    await bar(page).waitFor();
    done();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`accessible with all that opens, ${colorScheme}`, async (t) => {
      const bad = COURSE['talking/one/01-sit.md'].replace('The end.', 'Born on 12.03.1961, in [a room](nowhere.md).');
      const site = await start(t, { 'talking/one/01-sit.md': bad });
      const problems = [];
      for (const width of [320, 1280]) {
        const { page } = await open(t, site, SIT, { colorScheme, viewport: { width, height: 800 } });
        await until(page, said, (now) => now.line !== '', 'told');
        const judge = async (where) => {
          await page.evaluate(axe.source);
          const found = await page.evaluate(async () => (await window.axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, resultTypes: ['violations'] })).violations);
          for (const { id, nodes } of found) problems.push(`${width} ${where}: ${id}: ${nodes[0].html.slice(0, 160)} – ${nodes[0].failureSummary.replace(/\s+/g, ' ').slice(0, 200)}`);
        };
        await judge('closed');
        if (width < 768) await tool(page, 'Tools').click();
        for (const name of ['Go to a page', 'This page', 'View', 'Find in file']) {
          await tool(page, name).click();
          await page.locator('#bedside-preview-jump:visible [role="option"], #bedside-preview-about:visible dl, #bedside-preview-view:visible li, #bedside-preview-point:visible p').first().waitFor();
          if (name === 'Find in file') await page.keyboard.press('ArrowDown').then(() => page.locator('#bedside-preview-point input').waitFor());
          await judge(name);
        }
        await page.locator('[aria-controls="bedside-preview-list"]').click();
        await judge('list');
        await page.goto(`${site.base}talking/nothing.html`);
        await page.getByRole('link', { name: 'First module' }).waitFor();
        await judge('nothing there');
        await page.goto(`${site.base}.bedside/frame.html#phone/${SIT}`);
        await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
        await judge('frame');
      }
      assert.equal(problems.length, 0, list(problems));
    });
  }

  test('an educator’s first ten minutes', async (t) => {
    const steps = [];
    const { troubles } = await walk(t, started, temporary(t, 'walk'), async (name) => steps.push(name));
    assert.equal(steps.length, 8);
    assert.equal(troubles.length, 0, list(troubles));
  });
});
