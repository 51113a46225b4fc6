// The learner's journal keeps what it promises: it locks, it forgets when it says so, and nothing is lost.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { before, describe, test } from 'node:test';
import { files, fromDisk, temporary, watched } from './support.mjs';
import { choose, field, journalSuite, PASSPHRASE, profile, rows, settled, texts, turnTo, write, writingPages } from './journal-support.mjs';

const MINUTE = 60_000;

describe('the journal', { timeout: 900_000 }, () => {
  const given = journalSuite('journal', {
    b: (yaml) => yaml.replace(/^id: .*/m, 'id: another-course'),
    off: (yaml) => `${yaml}\njournal: off\n`,
    visit: (yaml) => `${yaml}\njournal: visit\n`,
  });
  let folder, base, started, one, two;
  before(() => ({ folder, base, started, one, two } = given));

  const open = async (options, path = `a/${one}`) => {
    const { context, troubles } = await watched(started, base, options);
    const page = await context.newPage();
    await page.goto(base + path);
    await page.evaluate(() => window.bedside?.journal?.ready);
    return { context, page, troubles };
  };
  const turn = (page, path) => turnTo(page, `${base}${path}`);

  test('after five quiet minutes page and memory are clear, and the words come back when they are asked for', async () => {
    const { context, page, troubles } = await open();
    const cdp = await context.newCDPSession(page);
    await page.clock.install();
    await turn(page, `a/${one}`);
    const word = ['Quim', 'byfrost'].join('');
    await write(page, `about ${word}`);
    await choose(page, 'device');
    await page.clock.runFor(4 * MINUTE);
    assert.ok(await field(page).isVisible(), 'locked too early');
    await page.clock.runFor(MINUTE + 10_000);
    await page.locator('.journal-locked').first().waitFor();
    await settled(page);
    assert.equal(await field(page).isVisible(), false);
    assert.ok(!(await page.content()).includes(word) && !(await field(page).inputValue()));
    assert.ok(!(await heap(cdp)).includes(word), 'the word is still in memory');
    await page.reload();
    await page.locator('.journal-locked').first().waitFor();
    await page.locator('.journal-locked [data-use]').first().click();
    await settled(page);
    assert.equal(await field(page).inputValue(), `about ${word}`);
    await context.close();
    assert.deepEqual(troubles, []);
  });

  test('the search through memory finds what is there', async () => {
    const { context, page } = await open();
    const cdp = await context.newCDPSession(page);
    await page.evaluate((word) => (window.held = { word }), 'Quimbyfrost');
    assert.ok((await heap(cdp)).includes('Quimbyfrost'));
    await context.close();
  });

  test('a visit that is quiet for thirty minutes is erased', async () => {
    const { context, page } = await open();
    await page.clock.install();
    await turn(page, `a/${one}`);
    await write(page, 'for this visit');
    await choose(page, 'visit');
    await page.clock.runFor(31 * MINUTE);
    await settled(page);
    assert.deepEqual(await rows(page), []);
    assert.equal(await field(page).inputValue(), '');
    await context.close();
  });

  test('what a tab kept for its visit is erased by the next tab, but not while the first is open', async () => {
    const { context, page } = await open();
    await write(page, 'for this visit');
    await choose(page, 'visit');
    const next = await context.newPage();
    await turn(next, `a/${one}`);
    assert.equal(await field(next).inputValue(), '', 'another tab shows it');
    const mine = async (from) => (await rows(from)).filter((row) => !row.id.includes('@')).length;
    const sweep = (from) => from.evaluate(() => window.bedside.store.sweep(window.bedside.store.session().vault));
    await sweep(next);
    assert.equal(await mine(next), 1);
    await page.close();
    await next.clock.install({ time: Date.now() + 3 * MINUTE });
    await sweep(next);
    assert.equal(await mine(next), 0);
    await context.close();
  });

  test('turning the page at once loses no letter; going back shows the locked view', async () => {
    const { context, page, troubles } = await open();
    await write(page, 'x');
    await choose(page, 'device');
    await field(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('yz');
    await page.locator('.turn-page a').first().click();
    await page.waitForURL((url) => !url.href.endsWith(one));
    await page.goBack();
    await page.locator('.journal-locked').first().waitFor();
    assert.equal(await field(page).isVisible(), false);
    assert.equal(await field(page).inputValue(), '');
    await page.locator('.journal-locked [data-use]').first().click();
    await settled(page);
    assert.equal(await field(page).inputValue(), 'xyz');
    await context.close();
    assert.deepEqual(troubles, []);
  });

  test('a page that the browser kept whole comes back locked', async (t) => {
    const context = await profile(temporary(t, 'profile-back'), { more: { ignoreDefaultArgs: ['--disable-back-forward-cache'] } });
    const page = await context.newPage();
    // A busy machine's browser keeps no page whole now and then; what is looked at here is one that was kept.
    let kept = false;
    for (let attempt = 0; attempt < 5 && !kept; attempt++) {
      await page.goto(`${base}a/${one}`);
      await page.evaluate(() => addEventListener('pageshow', (event) => (window.kept = event.persisted)));
      await write(page, 'left open');
      if (!attempt) await choose(page, 'device');
      await page.goto(`${base}a/${two}`);
      await page.goBack({ waitUntil: 'commit' }); // a page that was kept is not loaded again
      kept = await page.evaluate(() => window.kept === true);
    }
    assert.ok(kept, 'the browser kept no page whole');
    await page.locator('.journal-locked').first().waitFor();
    assert.equal(await field(page).inputValue(), '');
    await context.close();
  });

  test('shared: the next person sees nothing; the passphrase finds it again; nobody else’s is touched', async () => {
    const { context, page } = await open();
    await write(page, 'mine alone');
    await choose(page, 'shared');
    await page.close();
    const next = await context.newPage();
    await turn(next, `a/${one}`);
    await field(next).scrollIntoViewIfNeeded();
    assert.equal(await field(next).inputValue(), '');
    assert.equal(await next.locator('.journal-locked').count(), 0);
    assert.equal(await next.locator('.read-mark').count(), 0);
    await write(next, 'the next person');
    await choose(next, 'device');
    await turn(next, 'a/journal.html');
    assert.deepEqual(await texts(next), ['the next person']);
    await next.locator('[data-erase=all]').click();
    await settled(next);
    await next.locator('#journal-find input').fill('not the passphrase');
    await next.locator('#journal-find [data-use]').click();
    await next.locator('#journal-find .journal-problem').filter({ hasText: 'No journal here' }).waitFor();
    await next.locator('#journal-find input').fill(`  ${PASSPHRASE} `);
    await next.locator('#journal-find [data-use]').click();
    await next.locator('.answer').first().waitFor();
    assert.deepEqual(await texts(next), ['mine alone']);
    await context.close();
  });

  for (const mode of ['device', 'shared']) {
    test(`two tabs, ${mode}: both texts are kept, whoever was faster`, async () => {
      const { context, page } = await open();
      await write(page, 'start ');
      await choose(page, mode);
      const other = await context.newPage();
      await turn(other, `a/${one}`);
      if (mode === 'shared') {
        assert.equal(await field(other).inputValue(), '', 'another tab reads without the passphrase');
        await write(other, 'begin ');
        await choose(other, mode);
      } else assert.equal(await field(other).inputValue(), 'start ');
      for (let round = 0; round < 40; round++) {
        await Promise.all([
          field(page).evaluate((element, n) => ((element.value += `a${n} `), element.dispatchEvent(new Event('input'))), round),
          field(other).evaluate((element, n) => ((element.value += `b${n} `), element.dispatchEvent(new Event('input'))), round),
        ]);
      }
      await settled(page);
      await settled(other);
      await page.waitForTimeout(300);
      const all = (await texts(page)).join('\n');
      assert.ok(all.includes('start ') && (mode === 'device' || all.includes('begin ')));
      for (let round = 0; round < 40; round++) assert.ok(all.includes(`a${round} `) && all.includes(`b${round} `), `round ${round} is lost`);
      await context.close();
    });
  }

  test('two courses on one address neither list, read nor erase each other’s', async () => {
    const { context, page } = await open();
    await write(page, 'of course a');
    await choose(page, 'device');
    await turn(page, `b/${one}`);
    assert.equal(await field(page).inputValue(), '');
    await write(page, 'of course b');
    await choose(page, 'device');
    await turn(page, 'b/journal.html');
    assert.deepEqual(await texts(page), ['of course b']);
    await page.locator('[data-erase=all]').click();
    await settled(page);
    await turn(page, 'a/journal.html');
    assert.deepEqual(await texts(page), ['of course a']);
    await context.close();
  });

  test('from disk it works, or says what it cannot do', async () => {
    const { context, troubles } = await watched(started, fromDisk(folder));
    const page = await context.newPage();
    await page.goto(fromDisk(folder) + `a/${one}`);
    await write(page, 'from a stick');
    const note = page.locator('.prompt-kept').first();
    const mode = await page.evaluate(() => window.bedside.journal.mode);
    if (mode === 'memory') assert.match(await note.innerText(), /this page only/);
    else {
      await choose(page, 'device');
      await page.reload();
      await page.evaluate(() => window.bedside.journal.ready);
      await settled(page);
      assert.equal(await field(page).inputValue(), 'from a stick');
    }
    await context.close();
    assert.deepEqual(troubles, []);
  });

  test('where the browser has no cryptography it says so and keeps nothing', async (t) => {
    const context = await profile(temporary(t, 'profile-plain'), { args: ['--host-resolver-rules=MAP ward.test 127.0.0.1'] });
    const page = await context.newPage();
    await page.goto(`${base.replace('127.0.0.1', 'ward.test')}a/${one}`);
    assert.equal(await page.evaluate(() => isSecureContext), false);
    await write(page, 'on an old intranet');
    await page.locator('.prompt-kept').filter({ hasText: 'this page only' }).first().waitFor();
    assert.equal(await page.locator('.journal-keep').count(), 0);
    assert.equal(await field(page).inputValue(), 'on an old intranet');
    assert.deepEqual(await page.evaluate(async () => [sessionStorage.length, localStorage.length, (await indexedDB.databases()).length]), [0, 0, 0]);
    await page.goto(`${base.replace('127.0.0.1', 'ward.test')}a/journal.html`);
    await page.locator('#journal-mode').filter({ hasText: 'this page only' }).waitFor();
    await context.close();
  });

  test('`journal: off` leaves a plain field, `visit` offers nothing beyond the visit', async () => {
    const { context, page } = await open({}, `off/${one}`);
    await field(page).click();
    await page.keyboard.type('plain');
    assert.match(await page.locator('.prompt-kept').first().innerText(), /not kept or sent/);
    assert.equal(await page.locator('a[href$="journal.html"]').count(), 0);
    const published = files(join(folder, 'off'));
    const left = published.filter((file) => /^(journal\.html|journal-prompts\.js|assets\/(journal|journal-page|panel|writing)\.js)$/.test(file));
    assert.deepEqual(left, [], 'a course without a journal publishes parts of one');
    assert.deepEqual(await page.evaluate(async () => [sessionStorage.length, (await indexedDB.databases()).length, typeof window.bedside?.journal]), [0, 0, 'undefined']);
    await page.goto(`${base}visit/${one}`);
    await write(page, 'for now');
    await page.locator('.prompt-kept').filter({ hasText: 'this visit only' }).first().waitFor();
    assert.equal(await page.locator('.journal-keep, .journal-change').count(), 0);
    await turn(page, `visit/${one}`);
    assert.equal(await field(page).inputValue(), 'for now');
    await context.close();
  });

  test('without scripts it is a plain field that says that nothing is kept', async () => {
    const { context } = await watched(started, base, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${base}a/${one}`);
    await field(page).fill('plain');
    assert.match(await page.locator('.prompt-kept').first().innerText(), /not kept or sent/);
    await page.goto(`${base}a/journal.html`);
    assert.match(await page.locator('noscript, .prose').first().innerText(), /Without scripts/);
    await context.close();
  });

  test('all scripts of a page with a place to write weigh at most 14 KB', async () => {
    for (const path of writingPages(join(folder, 'a'))) {
      const html = readFileSync(join(folder, 'a', path), 'utf8');
      const scripts = [...html.matchAll(/<script src="([^"]+)"/g)].map((match) => join(folder, 'a', path, '..', match[1]));
      assert.ok(scripts.length > 1);
      const bytes = scripts.reduce((sum, script) => sum + gzipSync(readFileSync(script), { level: 9 }).length, 0);
      assert.ok(bytes <= 14_336, `${path}: ${bytes} bytes`);
    }
  });
});

/** All strings that the page's scripts hold, after what is not held has been swept away. */
async function heap(cdp) {
  await cdp.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await cdp.send('HeapProfiler.collectGarbage');
  const chunks = [];
  const hear = ({ chunk }) => chunks.push(chunk);
  cdp.on('HeapProfiler.addHeapSnapshotChunk', hear);
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  cdp.off('HeapProfiler.addHeapSnapshotChunk', hear);
  return chunks.join('');
}
