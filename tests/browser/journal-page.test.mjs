// The journal's own page, its files, progress, and all of it by eye, ear and keyboard.
import assert from 'node:assert/strict';
import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import axe from 'axe-core';
import { list, preview, root, temporary, watched } from './support.mjs';
import { choose, course, entries, field, journalSuite, PASSPHRASE, rows, settled, texts, turnTo, write } from './journal-support.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

describe('the journal’s page', { timeout: 900_000 }, () => {
  const given = journalSuite('journal-page');
  let folder, base, started, one, two;
  before(() => ({ folder, base, started, one, two } = given));

  const open = async (options, path = one) => {
    const { context, troubles } = await watched(started, `${base}a/`, options);
    const page = await context.newPage();
    await turn(page, path);
    return { context, page, troubles };
  };
  const turn = (page, path) => turnTo(page, `${base}a/${path}`);
  /** A journal on this device with two answers, at its own page. */
  const filled = async (options) => {
    const opened = await open(options);
    await write(opened.page, 'What I learned first.');
    await choose(opened.page, 'device');
    await turn(opened.page, two);
    await write(opened.page, '# A second line\n- and a third, at bed 12');
    await turn(opened.page, 'journal.html');
    await opened.page.locator('.answer').nth(1).waitFor();
    return opened;
  };
  const saved = async (page, act) => {
    const [download] = await Promise.all([page.waitForEvent('download'), act()]);
    return readFileSync(await download.path(), 'utf8');
  };
  const sealed = async (page) => {
    const file = await saved(page, async () => {
      for (const at of [0, 1]) await page.locator('#journal-export input').nth(at).fill(PASSPHRASE);
      await page.locator('#journal-export [data-use]').click();
    });
    // The day on which this was done is kept, too.
    await page.locator('#journal-exported', { hasText: /Last taken away/ }).waitFor();
    await settled(page);
    return file;
  };
  const bring = async (page, file, passphrase = PASSPHRASE) => {
    const path = join(folder, 'file.bedside');
    writeFileSync(path, file);
    await page.locator('#journal-import [type=file]').setInputFiles(path);
    await page.locator('#journal-import [type=password]').fill(passphrase);
    await page.locator('#journal-import [data-use]').click();
  };

  test('erase, undo, erase; after ten seconds it cannot be undone', async () => {
    const { context, page, troubles } = await filled();
    await page.clock.install();
    await turn(page, 'journal.html');
    const undo = page.locator('#journal-undo button');
    await page.locator('.answer [data-forget]').first().click();
    await undo.waitFor();
    await settled(page);
    assert.equal((await texts(page)).length, 1);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), await undo.textContent());
    await undo.click();
    await page.locator('.answer').nth(1).waitFor();
    assert.equal((await texts(page)).length, 2);
    await page.locator('[data-erase=all]').click();
    await settled(page);
    assert.deepEqual([await rows(page), await rows(page, 'vaults')], [[], []]);
    await undo.click();
    await page.locator('.answer').nth(1).waitFor();
    assert.equal((await texts(page)).length, 2);
    await page.locator('[data-erase=all]').click();
    await settled(page);
    await page.clock.runFor(10_100);
    assert.equal(await undo.isVisible(), false);
    await turn(page, 'journal.html');
    assert.deepEqual(await rows(page), []);
    await context.close();
    assert.deepEqual(troubles, []);
  });

  test('a sealed file brings everything back, and another program can check it', async () => {
    const { context, page } = await filled();
    assert.match(await page.locator('#journal-exported').innerText(), /Not yet/);
    const file = await sealed(page);
    const before = await entries(page);
    await context.close();
    assert.ok(!file.includes('learned'));

    const read = JSON.parse(file);
    assert.ok(read.rounds >= 600_000);
    const bytes = (name) => Buffer.from(read[name], 'base64');
    const key = pbkdf2Sync(PASSPHRASE, bytes('salt'), read.rounds, 32, 'sha256');
    const opener = createDecipheriv('aes-256-gcm', key, bytes('iv'));
    opener.setAAD(Buffer.from(JSON.stringify([read.course, 'file', 1])));
    opener.setAuthTag(bytes('data').subarray(-16));
    const clear = JSON.parse(Buffer.concat([opener.update(bytes('data').subarray(0, -16)), opener.final()]).toString('utf8'));
    assert.deepEqual(clear.entries.map((entry) => entry.text).filter(Boolean).sort(), before.map((entry) => entry.text).filter(Boolean).sort());

    const { context: other, page: there } = await open({}, 'journal.html');
    await bring(there, file);
    await there.locator('.answer').nth(1).waitFor();
    const byName = (list) => list.filter((entry) => entry.text).sort((a, b) => a.name.localeCompare(b.name));
    assert.deepEqual(byName(await entries(there)), byName(before));
    await bring(there, file);
    await settled(there);
    assert.equal((await texts(there)).length, 2, 'the same file twice doubles the answers');
    await turn(there, two);
    assert.match(await field(there).inputValue(), /second line/);
    await other.close();
  });

  test('files that are cut, changed, foreign, newer or opened with other words are refused, and nothing changes', async () => {
    const { context, page } = await filled();
    const file = await sealed(page);
    const before = JSON.stringify(await rows(page));
    const changed = (change) => JSON.stringify(change(JSON.parse(file)));
    const flip = (text) => (text[5] === 'A' ? 'B' : 'A');
    const problem = page.locator('#journal-import .journal-problem');
    for (const [bad, words, passphrase] of [
      [file.slice(0, 200), /not a journal/],
      ['{"kind":"other"}', /not a journal/],
      [changed((read) => ({ ...read, course: 'another' })), /not a journal/],
      [changed((read) => ({ ...read, rounds: 1e12 })), /not a journal/],
      [changed((read) => ({ ...read, format: 2 })), /newer/],
      [changed((read) => ({ ...read, data: read.data.slice(0, 5) + flip(read.data) + read.data.slice(6) })), /does not open/],
      [file, /does not open/, 'other words altogether'],
    ]) {
      await bring(page, bad, passphrase);
      await problem.filter({ hasText: words }).waitFor();
    }
    assert.equal(JSON.stringify(await rows(page)), before);
    await context.close();
  });

  test('as Markdown and as text, all of it or a chosen few; identifiers are pointed out first', async () => {
    const { context, page } = await filled();
    const all = await saved(page, () => page.locator('[data-as=md]').click());
    assert.match(all, /^# .*Journal/);
    assert.ok(all.includes('> What I learned first.') && all.includes('> \\# A second line\n> \\- and'));
    assert.match(await page.locator('#journal-hint').innerText(), /bed 12/);
    await page.locator('input[value=some]').check();
    assert.match(await page.locator('#journal-mentor').innerText(), /court/);
    await page.locator('[data-as=txt]').click();
    await page.locator('#journal-said').filter({ hasText: 'at least one' }).waitFor();
    const first = page.locator('.answer', { hasText: 'learned first' });
    await first.locator('input').check();
    assert.equal(await page.locator('#journal-hint').innerText(), '');
    const some = await saved(page, () => page.locator('[data-as=txt]').click());
    assert.ok(some.includes('What I learned first.') && !some.includes('second line'));
    assert.match(some, /delete it when you have talked/, 'whoever gets the file is told what to do with it');
    const whole = page.locator('input[value=all]');
    await whole.check();
    assert.doesNotMatch(await saved(page, () => page.locator('[data-as=txt]').click()), /delete it when/);
    await page.locator('input[value=some]').check();
    await page.evaluate(() => (window.print = () => (window.printed = true)));
    await page.locator('[data-as=print]').click();
    await page.emulateMedia({ media: 'print' });
    assert.ok(await first.isVisible());
    assert.equal(await page.locator('.answer', { hasText: 'second line' }).isVisible(), false);
    assert.equal(await page.locator('#journal-away').isVisible(), false);
    await context.close();
  });

  test('an answer whose prompt is gone is kept, marked and shown', async () => {
    const { context, page } = await filled();
    await page.evaluate(() => window.bedside.journal.save('a/page/that/was#gone', { text: 'still mine', page: 'a/page/that/was', title: 'A page that was', label: 'Gone' }));
    await turn(page, 'journal.html');
    const gone = page.locator('.answer', { hasText: 'still mine' });
    await gone.waitFor();
    assert.match(await gone.innerText(), /prompt is no longer in the course/);
    assert.equal(await gone.locator('a').count(), 0, 'a link leads to a prompt that is gone');
    assert.doesNotMatch(await page.locator('.answer', { hasText: 'learned first' }).innerText(), /no longer/);
    await page.locator('.answer', { hasText: 'learned first' }).locator('a').click();
    await page.waitForURL((url) => url.pathname.endsWith(one) && url.hash.length > 1);
    assert.equal(await page.locator(':target textarea').count() > 0, true, 'the answer does not lead to its prompt');
    await context.close();
  });

  test('after the lock nothing brings the words back into a field, not even undo', async () => {
    const { context, page } = await open();
    await write(page, 'Flimberwort');
    await choose(page, 'shared');
    await page.evaluate(() => window.bedside.journal.lock());
    await settled(page);
    await page.locator('.journal-locked [data-leave]').first().click();
    await settled(page);
    await field(page).click();
    for (let press = 0; press < 5; press++) await page.keyboard.press('Control+z');
    assert.equal(await field(page).inputValue(), '');
    await context.close();
  });

  test('progress: where one was, what is next, what is done; gone when it is erased', async () => {
    const { context, page, troubles } = await open();
    await page.locator('.foot').scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await settled(page);
    const next = await page.locator('.turn-page .is-next').evaluate((link) => link.lastChild.textContent.trim());
    assert.equal(await page.locator('.navigation [aria-current] .read-mark').count(), 1);
    await turn(page, 'index.html');
    const resume = page.locator('.resume');
    await resume.waitFor();
    assert.equal((await resume.locator('.button span').innerText()).trim(), next);
    await resume.locator('.button').click();
    await page.waitForURL((url) => !url.href.endsWith('index.html') || url.href.split('/').length > base.split('/').length + 1);
    const done = page.locator('.done input');
    if (await done.count()) {
      await done.first().check();
      await settled(page);
      await page.reload();
      await page.evaluate(() => window.bedside.journal.ready);
      await page.waitForTimeout(300);
      assert.ok(await done.first().isChecked());
    }
    await turn(page, 'journal.html');
    await page.locator('[data-erase=progress]').click();
    await settled(page);
    await turn(page, 'index.html');
    assert.equal(await resume.isVisible(), false);
    await context.close();
    assert.deepEqual(troubles, []);
  });

  test('by keyboard alone: the choices come after the field, letters stay, and the focus is never taken', async () => {
    const { context, page } = await open();
    await field(page).focus();
    await page.keyboard.type('letters');
    await page.locator('.journal-keep').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
    await page.keyboard.type(' stay');
    assert.equal(await field(page).inputValue(), 'letters stay');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.value), 'visit');
    await page.keyboard.press('ArrowDown');
    await settled(page);
    assert.equal(await page.evaluate(() => window.bedside.journal.mode), 'device');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
    assert.equal(await page.locator('.journal-keep').count(), 0);
    for (const [name, value] of [['spellcheck', 'false'], ['autocomplete', 'off'], ['translate', 'no']]) {
      assert.equal(await field(page).getAttribute(name), value);
    }
    await context.close();
  });

  for (const [width, colorScheme] of [[360, 'light'], [1280, 'light'], [360, 'dark'], [1280, 'dark']]) {
    test(`axe in every state: ${width} px, ${colorScheme}`, async () => {
      const { context, page, troubles } = await open({ viewport: { width, height: 900 }, colorScheme });
      const problems = [];
      const look = async (state) => {
        await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), TAGS);
        for (const { id, nodes } of violations) problems.push(...nodes.map(({ html }) => `${state}: ${id}: ${html.slice(0, 120)}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) problems.push(`${state}: scrolls sideways by ${wide} px`);
      };
      await write(page, 'Bed 12, Mrs Smith');
      await page.locator('.journal-keep').waitFor();
      await look('the choices');
      await page.locator('.journal-keep input[value=shared]').check();
      await page.locator('.journal-passphrase [data-use]').click();
      await look('a passphrase is asked for');
      await choose(page, 'shared');
      await look('kept');
      await turn(page, one);
      await field(page).scrollIntoViewIfNeeded();
      await page.locator('.journal-locked').first().waitFor();
      await look('sealed');
      await page.evaluate(() => window.bedside.journal.lock());
      await settled(page);
      await look('locked');
      await turn(page, 'journal.html');
      await look('the page, locked');
      await page.locator('#journal-place input').fill(PASSPHRASE);
      await page.locator('#journal-place [data-use]').click();
      await page.locator('.answer').first().waitFor();
      await look('the page, open');
      await page.locator('input[value=some]').check();
      await page.locator('.answer-pick input').first().check();
      await look('for a mentor');
      await page.locator('#journal-change').click();
      await look('changing where');
      await page.locator('[data-erase=all]').click();
      await settled(page);
      await look('erased');
      await context.close();
      assert.equal(problems.length, 0, list(problems));
      assert.deepEqual(troubles, []);
    });
  }

  test('what may tell who somebody is, in three languages, and what does not', async () => {
    const window = { bedside: {} };
    new Function('window', readFileSync(join(root, 'themes/default/js/panel/10-hints.js'), 'utf8'))(window);
    const telling = [
      'She was born on 12/03/1950.', 'On 2026-03-04 we met.', 'It was the 3rd of March.', 'on March 3 at noon', 'el 14 de febrero', 'le 2 février',
      'Call 020 7946 0958.', 'His number is 943 476 5919.', 'MRN 84213', 'in bed 12', 'Room 4B', 'lit 7', 'la chambre n° 12', 'en la cama 3',
      'Mrs Smith wept.', 'Dr. O’Neill said no.', 'Mme Dupont', 'la Sra. García', 'Sr. Núñez', 'J.S. told me', 'A. B. was there', 'write to ann@ward.example',
    ];
    const quiet = [
      'I waited for a pause before I spoke.', 'Three of us sat down together.', 'After 10 minutes she slept.', 'The patient is 81 years old.', 'I may try this twice.',
      'In my second year I learned to wait.', 'We have 12 beds.', 'Ella dijo que no.', 'J’ai attendu dix secondes.', 'He marched 2 miles.', 'She gave 10 junior doctors 3 marks.', 'I made 2 decisions.', 'I slept 8 hours, then 7.', 'The doctor said so.',
    ];
    assert.deepEqual(telling.filter((sentence) => !window.bedside.hints(sentence).length), []);
    assert.deepEqual(quiet.filter((sentence) => window.bedside.hints(sentence).length), []);
  });

  test('in the preview a new prompt becomes a place to write without losing what is typed', async (t) => {
    const source = join(temporary(t, 'course'), 'content');
    const yaml = 'id: live\ntitle: Live\nlanguage: en\nversion: "1"\n';
    const page = (more) => `# Home\n\n:::reflect[One]{#one}\nThink.\n:::\n${more}`;
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, 'course.yaml'), yaml);
    writeFileSync(join(source, 'index.md'), page(''));
    const live = await preview(t, source);
    const { context } = await watched(started, live.base);
    const tab = await context.newPage();
    await tab.goto(live.base);
    await write(tab, 'half a sentence');
    writeFileSync(join(source, 'index.md'), page('\n:::reflect[Two]{#two}\nThink again.\n:::\n'));
    await field(tab, 1).waitFor();
    assert.equal(await field(tab).inputValue(), 'half a sentence');
    await write(tab, 'another', 1);
    assert.deepEqual((await texts(tab)).sort(), ['another', 'half a sentence']);
    await context.close();
  });
});
