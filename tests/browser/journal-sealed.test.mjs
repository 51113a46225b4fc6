// The learner's journal stays the learner's: nothing leaves, nothing lies about in clear, nothing changed is taken for true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { choose, field, holding, journalSuite, meddle, PASSPHRASE, profile, rows, settled, texts, turnTo, write } from './journal-support.mjs';
import { isOwn, temporary, until, watched } from './support.mjs';

describe('the journal is sealed', { timeout: 900_000 }, () => {
  const given = journalSuite('journal-sealed');
  let base, started, one, two;
  before(() => ({ base, started, one, two } = given));

  const open = async () => {
    const { context, troubles } = await watched(started, base);
    const page = await context.newPage();
    await turn(page, `a/${one}`);
    return { context, page, troubles };
  };
  const turn = (page, path) => turnTo(page, `${base}${path}`);

  for (const mode of ['visit', 'device', 'shared']) {
    test(`${mode}: no request leaves, and no typed word lies in clear in the whole profile`, async (t) => {
      const kept = temporary(t, `profile-${mode}`);
      const word = `Zylofrant${mode}quibble`;
      const context = await profile(kept);
      const requests = [];
      context.on('request', (request) => requests.push(request.url()));
      const page = await context.newPage();
      await page.goto(`${base}a/${one}`);
      await write(page, `I learned ${word} today`);
      await choose(page, mode);
      await write(page, ` and ${word} again`);
      await turn(page, `a/${two}`);
      await turn(page, `a/${one}`);
      await write(page, `${word} once more`, 1);
      await turn(page, 'a/journal.html');
      const modes = (await rows(page, 'vaults')).map((row) => row.mode);
      assert.deepEqual(modes, [mode]);
      assert.ok((await rows(page)).length >= 2, 'nothing was kept');
      // Hidden and opened again, taken away in a sealed file, erased and brought back: all that is done with a journal.
      if (mode === 'shared') {
        await page.locator('#journal-place input').fill(PASSPHRASE);
        await page.locator('#journal-place [data-use]').click();
      }
      await page.locator('.answer').first().waitFor();
      for (const at of [0, 1]) await page.locator('#journal-export input').nth(at).fill(PASSPHRASE);
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#journal-export [data-use]').click()]);
      assert.ok(!readFileSync(await download.path()).includes(word));
      await download.delete();
      await page.locator('#journal-exported', { hasText: /Last taken away/ }).waitFor();
      await page.locator('.answer [data-forget]').first().click();
      await page.locator('#journal-undo button').click();
      await settled(page);
      await page.locator('#journal-lock').click();
      await settled(page);
      assert.ok((await rows(page)).length >= 2, 'what was erased did not come back');
      await page.waitForTimeout(1_000);
      await context.close();
      assert.deepEqual(requests.filter((url) => !isOwn(url, base)), []);
      for (const typed of [word, PASSPHRASE, 'four quiet']) assert.deepEqual(holding(kept, typed), []);
    });
  }

  test('the search through a profile finds what is kept in clear', async (t) => {
    const kept = temporary(t, 'profile-clear');
    const context = await profile(kept);
    const page = await context.newPage();
    await page.goto(`${base}a/${one}`);
    await page.evaluate(() => localStorage.setItem('note', 'Zylofrantclearquibble'));
    await page.waitForTimeout(6_000);
    await context.close();
    assert.notDeepEqual(holding(kept, 'Zylofrantclearquibble'), []);
  });

  test('keys cannot be read out, and 10,000 saves never use an IV twice', async () => {
    const { context, page } = await open();
    await field(page).scrollIntoViewIfNeeded();
    await until(page, () => !!window.bedside.panel, (there) => there, 'the panel');
    const told = await page.evaluate(async () => {
      const seals = window.bedside.crypto;
      const told = { ivs: {}, readOut: [] };
      for (const [mode, count] of [['visit', 10_000], ['device', 10_000], ['shared', 10_000]]) {
        const made = mode === 'shared' ? seals.createShared('course', 'four quiet lamps tonight') : seals.create(mode);
        const { vault, ring } = await made;
        const ivs = new Set();
        for (let n = 0; n < count; n++) ivs.add((await ring.seal(['course', 'p'], { text: 'same' })).iv.join());
        told.ivs[mode] = ivs.size;
        for (const value of Object.values(vault)) {
          if (!(value instanceof CryptoKey)) continue;
          await crypto.subtle.exportKey('raw', value).then(() => told.readOut.push(mode), () => {});
        }
        if (mode === 'shared') told.rounds = [vault.rounds, vault.salt.length];
      }
      return told;
    });
    await context.close();
    assert.deepEqual(told, { ivs: { visit: 10_000, device: 10_000, shared: 10_000 }, readOut: [], rounds: [600_000, 16] });
  });

  test('a changed bit anywhere is refused and told, and so are two records in each other’s place', async () => {
    const { context, page } = await open();
    await field(page).scrollIntoViewIfNeeded();
    await until(page, () => !!window.bedside.panel, (there) => there, 'the panel');
    const refused = await page.evaluate(async (secret) => {
      const seals = window.bedside.crypto;
      const about = ['course', 'p'];
      const flipped = (part, at) => {
        const bytes = new Uint8Array(new Uint8Array(part));
        bytes[at] ^= 1 << (at % 8);
        return bytes;
      };
      const told = {};
      for (const mode of ['visit', 'device', 'shared']) {
        const { vault, ring } = await (mode === 'shared' ? seals.createShared('course', secret) : seals.create(mode));
        const record = await ring.seal(about, { text: 'true words' });
        const binary = (of) => Object.keys(of).filter((part) => ArrayBuffer.isView(of[part]) || of[part] instanceof ArrayBuffer);
        const tries = [];
        for (const part of binary(record)) {
          for (let at = 0; at < record[part].byteLength; at++) tries.push(ring.open(about, { ...record, [part]: flipped(record[part], at) }));
        }
        for (const other of [['course', 'q'], ['other', 'p']]) tries.push(ring.open(other, record));
        // What the journal itself is opened with: a bit there, and nothing in it opens.
        for (const part of binary(vault)) {
          const changed = { ...vault, [part]: flipped(vault[part], vault[part].byteLength >> 1) };
          tries.push(seals.unlock(changed, 'course', secret).then((own) => own.open(about, record)));
        }
        const ends = await Promise.allSettled(tries);
        await ring.open(about, record);
        told[mode] = { all: ends.length, rejected: ends.filter((end) => end.status === 'rejected').length, parts: [...binary(record), ...binary(vault)] };
      }
      return told;
    }, PASSPHRASE);
    const parts = { visit: ['iv', 'data'], device: ['iv', 'data'], shared: ['iv', 'data', 'from', 'open', 'salt', 'iv', 'wrapped'] };
    for (const [mode, { all, rejected, parts: tried }] of Object.entries(refused)) {
      assert.ok(all > 40);
      assert.equal(rejected, all, mode);
      assert.deepEqual(tried.sort(), parts[mode].sort(), mode);
    }

    await write(page, 'the first answer');
    await choose(page, 'device');
    await write(page, 'the second answer', 1);
    await page.addInitScript(() => {
      window.flip = (all) => {
        const row = all.find(({ id }) => id.endsWith(`#${document.querySelector('[data-prompt]').dataset.prompt}`));
        return [{ ...row, data: new Uint8Array(row.data).map((byte, at) => (at === 3 ? byte ^ 1 : byte)).buffer }];
      };
      window.turn = (all) => all.map((row, at) => ({ ...row, data: all.at(at - 1).data, iv: all.at(at - 1).iv }));
    });
    await turn(page, `a/${one}`);
    await meddle(page, 'flip');
    await turn(page, `a/${one}`);
    await field(page).scrollIntoViewIfNeeded();
    const said = page.locator('.journal-said').first();
    await said.filter({ hasText: 'cannot be opened' }).waitFor();
    assert.equal(await field(page).inputValue(), '');
    await write(page, 'words beside it');
    await turn(page, 'a/journal.html');
    await page.locator('#journal-broken').waitFor();
    assert.deepEqual((await texts(page)).sort(), ['the second answer', 'words beside it']);
    await meddle(page, 'turn');
    await turn(page, 'a/journal.html');
    assert.deepEqual(await texts(page), [], 'a record in another’s place was opened');
    await context.close();
  });
});
