// What is practised and read slowly: a debrief phase by phase, a conversation and its summary, the end of a narrative.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { browser, build, files, fromDisk, host, lifetime, temporary, watched } from './support.mjs';

describe('practice', { timeout: 600_000 }, () => {
  const suite = lifetime();
  let site;
  let base;
  let started;
  let pages;
  before(async () => {
    site = build('learner', join(temporary(suite, 'practice'), 'learner'));
    ({ base } = await host(suite, site));
    started = await browser(suite);
    pages = files(site, '.html');
  });
  const one = (mark) => pages.find((page) => readFileSync(join(site, page), 'utf8').includes(mark));
  const open = async (path, options) => {
    const { context, troubles } = await watched(started, base, options);
    const page = await context.newPage();
    await page.goto(base + path);
    return { context, page, troubles };
  };

  test('a debrief goes phase by phase; its clock is off until asked for, and counts up', async () => {
    const { context, page, troubles } = await open(one('data-type="page" data-kind="debrief"'), { viewport: { width: 375, height: 700 } });
    const phases = page.locator('.is-debrief > .step');
    const shown = () => phases.evaluateAll((all) => all.map((phase, i) => (phase.checkVisibility() ? i : -1)).filter((i) => i >= 0));
    const many = await phases.count();
    assert.deepEqual(await shown(), [0]);
    const [back, next, clock, all] = await page.locator('.phase-bar button').all();
    assert.ok(await back.isDisabled());
    await next.click();
    assert.deepEqual(await shown(), [1]);
    assert.equal(await page.evaluate(() => document.activeElement.closest('.step') === document.querySelectorAll('.is-debrief > .step')[1]), true);
    const face = page.locator('.phase-face');
    assert.equal(await face.isVisible(), false, 'a clock runs that nobody asked for');
    await clock.click();
    await page.waitForTimeout(2_200);
    assert.match(await face.innerText(), /^0:0[2-4]$/);
    assert.equal(await page.evaluate(() => document.querySelectorAll('audio, video').length), 0);
    await clock.click();
    assert.equal(await face.isVisible(), false);
    for (const button of [back, next]) assert.ok((await button.boundingBox()).height >= 44, 'a button is small for a thumb');
    await all.click();
    assert.equal((await shown()).length, many);
    await page.emulateMedia({ media: 'print' });
    assert.equal((await shown()).length, many);
    await context.close();
    assert.deepEqual(troubles, []);
  });

  test('without scripts a debrief is a plain list, and a conversation shows all its turns', async () => {
    for (const [mark, part] of [['data-type="page" data-kind="debrief"', '.is-debrief > .step'], ['data-dialogue', '.dialogue .turn']]) {
      const { context, page } = await open(one(mark), { javaScriptEnabled: false });
      const all = await page.locator(part).all();
      assert.ok(all.length > 2);
      for (const each of all) assert.ok(await each.isVisible());
      assert.equal(await page.locator('.phase-bar').count(), 0);
      await context.close();
    }
  });

  test('a conversation ends with the way that was taken, and one may choose otherwise there', async () => {
    const { context, page, troubles } = await open(one('data-dialogue'));
    const visible = page.locator('.turn:visible');
    assert.equal(await visible.count(), 1);
    const said = [];
    for (let step = 0; step < 20 && !(await page.locator('.way').count()); step++) {
      const choice = page.locator('.turn:not(.is-past) > ul a:visible').last();
      said.push((await choice.innerText()).trim());
      await choice.click();
    }
    const way = page.locator('.way');
    assert.ok(await way.isVisible(), 'no way was told at the end');
    const told = await way.locator('.way-said').allInnerTexts();
    assert.ok(told.length && told.every((words) => said.includes(words.trim())), `${told} is not what was said: ${said}`);
    assert.match(await way.innerText(), /1 of \d/);
    await way.locator('li button').first().click();
    assert.equal(await page.locator('.way').count(), 0);
    assert.equal(await visible.count(), 1);
    assert.match(await page.locator('.turn:visible').innerText(), /taken before/);
    await context.close();
    assert.deepEqual(troubles, []);
  });

  test('a narrative: a way past it, another activity, whose it is; a pause, a prompt and support at its end', async (t) => {
    const folder = join(temporary(t, 'narrative'), 'content');
    const write = (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write('course.yaml', 'id: a\ntitle: A course\nlanguage: en\nsignposts:\n  - {title: The office, text: Ask there.}\n');
    write('index.md', '# A course\n\nWords.\n');
    write('s/index.md', '# A strand\n\nWords.\n');
    write('s/m/index.md', '# A module\n\nWords.\n');
    write('s/m/01-other.md', '---\ncovers: []\n---\n# Another way\n\nWords.\n');
    write('s/m/narratives/tale.md', '---\nstory: fictional\nteller: a ferryman, 71\ncontent_notes: [an accident]\n---\n# A tale\n\nIt was evening.\n');
    write('s/m/zz-last.md', '---\norder: 99\ncontent_notes: [grief]\n---\n# The next page\n\nWords.\n');
    const own = build('learner', join(folder, '../site'), folder);
    const address = files(own, '.html').find((path) => path.endsWith('tale.html'));
    const { context, troubles } = await watched(started, fromDisk(own));
    const page = await context.newPage();
    await page.goto(fromDisk(own) + address);
    const head = page.locator('.head');
    assert.match(await head.innerText(), /invented for teaching/);
    assert.match(await head.innerText(), /a ferryman, 71/);
    assert.match(await page.locator('.gate-notes').innerText(), /^In this story: an accident\.$/);
    const ways = await page.locator('.gate a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.ok(ways.includes('../other.html'), `no other activity in ${ways}`);
    assert.ok(ways.includes('#where-to-turn'));
    assert.equal(await page.locator('.after .pause').count(), 1);
    assert.equal(await page.locator('.after textarea').getAttribute('data-prompt'), 'after-this-story');
    assert.match(await page.locator('#where-to-turn').innerText(), /The office/);
    await page.locator('.after textarea').fill('It stays.');
    await page.locator('.journal-keep').waitFor();
    await context.close();
    assert.deepEqual(troubles, []);
  });
});
