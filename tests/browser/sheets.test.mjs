// Sheets to fill in: usable without scripts, kept nowhere, filled from this device only when asked.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { choose, write, writingPages } from './journal-support.mjs';
import { browser, build, files, host, lifetime, list, temporary, until, watched } from './support.mjs';

describe('sheets', { timeout: 600_000 }, () => {
  const suite = lifetime();
  let site;
  let started;
  before(async () => {
    site = build('learner', join(temporary(suite, 'sheets'), 'learner'));
    started = await browser(suite);
  });

  const sheets = () => ['participation.html', files(site, 'feedback.html')[0]];

  test('without scripts every field is there, and nothing offers what needs them', async (t) => {
    const { base } = await host(t, site);
    const { context, troubles } = await watched(started, base, { javaScriptEnabled: false });
    const page = await context.newPage();
    for (const sheet of sheets()) {
      await page.goto(base + sheet);
      assert.ok((await page.locator('.sheet-form :is(input, textarea):visible').count()) > 5, sheet);
      assert.equal(await page.locator('.sheet-form button:visible').count(), 0, sheet);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  });

  test('what is entered is not stored and not sent, and gone after a reload', async (t) => {
    const { base } = await host(t, site);
    const { context, troubles, requests } = await watched(started, base);
    const page = await context.newPage();
    for (const sheet of sheets()) {
      await page.goto(base + sheet);
      const field = page.locator('.sheet-form input[type=text]').first();
      await field.fill('Wenhaston Quill');
      await page.locator('.sheet-form :is([type=checkbox], [type=radio])').first().check();
      const asked = requests.length;
      await field.press('Enter');
      await page.waitForTimeout(200);
      assert.equal(page.url(), base + sheet, 'the Enter key sends nothing');
      assert.equal(requests.length, asked, list(requests.slice(asked)));
      assert.ok(!JSON.stringify(await context.storageState({ indexedDB: true })).includes('Quill'));
      await page.reload();
      assert.equal(await field.inputValue(), '');
      assert.equal(await page.locator('.sheet-form :checked').count(), 0);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  });

  test('only when asked, and only modules of which every page was read, are ticked', async (t) => {
    const { base } = await host(t, site);
    const { context, troubles } = await watched(started, base);
    const page = await context.newPage();
    await page.goto(base + writingPages(site)[0]);
    await write(page, 'Something learned.');
    await choose(page, 'visit');
    await page.goto(base + 'participation.html');
    const boxes = page.locator('[data-module]');
    const [prefix, count] = await boxes.evaluateAll((all) => {
      const least = all.sort((a, b) => a.dataset.pages - b.dataset.pages)[0];
      return [least.dataset.module, Number(least.dataset.pages)];
    });
    await page.locator('[data-fill]').click();
    await page.waitForFunction(() => document.querySelector('[data-none]').textContent);
    assert.equal(await page.locator('.sheet-form :checked').count(), 0);

    const pages = files(site, '.html').filter((path) => path.startsWith(prefix) && !path.endsWith('feedback.html') && !/\.[^/.]+\.html$/.test(path));
    assert.equal(pages.length, count, list(pages));
    for (const path of pages) {
      await page.goto(base + path);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const mark = async () => {
        const { progress, journal } = window.bedside;
        return progress.from((await journal.read()).entries).pages[document.documentElement.dataset.page];
      };
      await until(page, mark, (found) => found === 2, `${path} to be read`);
    }
    await page.goto(base + 'participation.html');
    assert.equal(await page.locator('.sheet-form :checked').count(), 0, 'nothing before it is asked for');
    await page.locator('[data-fill]').click();
    await page.waitForFunction(() => document.querySelector('.sheet-form :checked'));
    assert.deepEqual(await page.locator('.sheet-form :checked').evaluateAll((all) => all.map((box) => box.dataset.module)), [prefix]);
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
