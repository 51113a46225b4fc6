// SCORM 1.2 and SCORM 2004: packages by their schemas, driven in a frame by scorm-again, and by platforms that fail.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import { browser, build, each, files, full, here, host, random, root, seed, temporary, until, watched } from './support.mjs';
import { doAll, frames, needs, nothingPrivate, packed, platformPage, python, said, schemas, SENTINEL, shown, state, text, toEnd, TOLD, turn } from './platform-support.mjs';

const STANDARDS = {
  scorm12: {
    api: 'API', begin: 'LMSInitialize', end: 'LMSFinish', set: 'LMSSetValue', error: 'LMSGetLastError',
    status: 'cmi.core.lesson_status', place: 'cmi.core.lesson_location', exit: 'cmi.core.exit', time: 'cmi.core.session_time', score: 'cmi.core.score.raw',
    timeForm: /^\d{4}:\d\d:\d\d\.\d\d$/, schemas: 'scorm12edition', schema: 'imscp_rootv1p1p2.xsd', more: ['adlcp_rootv1p2.xsd'],
  },
  scorm2004: {
    api: 'API_1484_11', begin: 'Initialize', end: 'Terminate', set: 'SetValue', error: 'GetLastError',
    status: 'cmi.completion_status', place: 'cmi.location', exit: 'cmi.exit', time: 'cmi.session_time', score: 'cmi.score.raw',
    timeForm: /^PT\d+H\d+M[\d.]+S$/, schemas: 'scorm20044thedition', schema: 'imscp_v1p1.xsd', more: ['adlcp_v1p3.xsd', 'imsss_v1p0.xsd', 'adlseq_v1p3.xsd', 'adlnav_v1p3.xsd'],
  },
};

/** What a script of the launcher adds to `window.launcher`, without a browser. */
function parts(...names) {
  const window = {};
  const context = vm.createContext({ window, encodeURI, decodeURI });
  for (const name of names) vm.runInContext(text(root, 'themes/default/launcher', name), context);
  return window.launcher;
}

/** A package by a format, unpacked beside the page that plays the platform, on an address of their own. */
async function served(t, format, options) {
  const folder = temporary(t, 'scorm');
  packed(t, folder, format, options);
  platformPage(folder);
  return { folder, ...(await host(t, folder)) };
}

describe('marks as a line', () => {
  const { pack, unpack, MOST } = parts('common/10-marks.js');
  const chance = random(seed);
  const marks = (count) => Array.from({ length: count }, () => chance() < 0.5);
  const plain = (list) => list && [...list];

  test('every line is read back as it was written, and fits', () => {
    for (let round = 0; round < (full ? 2000 : 200); round++) {
      const list = marks(Math.floor(chance() * 3000));
      const line = pack('0123abcd', list);
      assert.ok(line.length <= MOST);
      assert.deepEqual(plain(unpack('0123abcd', line, list.length)), list);
    }
  });

  test('five hundred pages with five things to do on each fit, and what is too long is cut at the end', () => {
    const list = new Array(500 * 6).fill(true);
    assert.ok(pack('0123abcd', list).length < 600);
    const long = new Array(40_000).fill(true);
    const line = pack('0123abcd', long);
    assert.equal(line.length, MOST);
    const back = plain(unpack('0123abcd', line, long.length));
    assert.ok(back.slice(0, 24_000).every(Boolean));
    assert.ok(!back.at(-1));
  });

  test('a line that was cut, changed or belongs to another list is not taken', () => {
    for (let round = 0; round < (full ? 2000 : 200); round++) {
      const list = marks(1 + Math.floor(chance() * 400));
      const line = pack('0123abcd', list);
      const at = Math.floor(chance() * line.length);
      const other = String.fromCharCode(33 + Math.floor(chance() * 94));
      if (other !== line[at]) assert.equal(unpack('0123abcd', line.slice(0, at) + other + line.slice(at + 1), list.length), null, `${line} with ${other} at ${at}`);
      assert.equal(unpack('0123abce', line, list.length), null);
    }
    const line = pack('0123abcd', new Array(3000).fill(true));
    for (const wrong of [null, undefined, 7, {}, '', 'null', line.slice(0, 255), line.slice(0, -1), `${line}A`, 'x'.repeat(100_000)]) {
      assert.equal(unpack('0123abcd', wrong, 3000), null, String(wrong));
    }
  });
});

test('times have the form of the standard', () => {
  const { time } = parts('common/10-marks.js', 'scorm/10-find.js', 'scorm/20-calls.js', 'scorm/30-session.js');
  const hour = 3_600_000;
  assert.equal(time('scorm12', 0), '0000:00:00.00');
  assert.equal(time('scorm12', 12 * 60_000 + 5_500), '0000:12:05.50');
  assert.equal(time('scorm12', 59_999), '0000:01:00.00');
  assert.equal(time('scorm12', 1e15), '9999:59:59.99');
  assert.equal(time('scorm12', -5), '0000:00:00.00');
  assert.equal(time('scorm2004', hour + 5 * 60_000 + 3_500), 'PT1H5M3.5S');
  assert.equal(time('scorm2004', 0), 'PT0H0M0S');
});

for (const [format, names] of Object.entries(STANDARDS)) {
  describe(`the package by ${format}`, () => {
    test('its manifest is valid by the schemas and names every file', (t) => {
      for (const units of ['course', 'module']) {
        const folder = temporary(t, 'scorm');
        const { unpacked } = packed(t, folder, format, { units, completion: 'score' });
        const manifest = text(unpacked, 'imsmanifest.xml');
        execFileSync(needs(python), [join(root, 'scripts/validate-xml'), join(unpacked, 'imsmanifest.xml'), ...[names.schema, ...names.more].map((name) => join(needs(schemas), names.schemas, name))], { stdio: ['ignore', 'pipe', 'pipe'] });
        const named = [...manifest.matchAll(/<file href="([^"]+)"/g)].map((found) => decodeURIComponent(found[1].replaceAll('&#x2F;', '/'))).sort();
        assert.deepEqual(named, files(unpacked).filter((file) => file !== 'imsmanifest.xml').sort());
        assert.equal((manifest.match(/scorm[tT]ype="sco"/g) ?? []).length, units === 'course' ? 1 : 2);
        nothingPrivate(manifest.replace(/<file [^>]+>/g, ''), 'the manifest');
        for (const launcher of files(unpacked, '.html').filter((file) => file.startsWith('assets/launch'))) {
          const html = text(unpacked, launcher);
          assert.match(html, /connect-src &#39;none&#39;/);
          nothingPrivate(html.replace(/<p>Never what.*<\/p>/, ''), launcher);
        }
        assert.ok(!/indexedDB|sessionStorage|localStorage|fetch\(|XMLHttpRequest/.test(text(unpacked, 'assets/launch.js')), 'the launcher keeps or sends something');
        for (const page of files(unpacked, '.html').filter((file) => !file.startsWith('assets/') && !/http-equiv="refresh"/.test(text(unpacked, file)))) {
          assert.match(text(unpacked, page), /connect-src (&#39;|')none/, page);
          assert.equal(/report\.js/.test(text(unpacked, page)), TOLD.includes(page.replace('.html', '')), page);
        }
      }
    });

    test('start, read, answer, leave, resume, complete, score', async (t) => {
      const { base } = await served(t, format, { completion: 'activities', score: 'yes', passing: 50 });
      const started = await browser(t);
      const { context, troubles, requests } = await watched(started, base);
      const page = await context.newPage();
      let stored = null;
      const sessions = [];
      const begin = async () => {
        await page.goto(`${base}${format}.html`);
        await page.evaluate(([api, stored]) => window.begin(api, stored, 'course/assets/launch.html'), [names.api, stored]);
        await state(page, 'saved', 'complete');
      };
      // The platform closes the frame, and keeps what it was told.
      const leave = async () => {
        const calls = await page.evaluate(async () => {
          document.querySelector('iframe').src = 'blank.html';
          await new Promise((done) => document.querySelector('iframe').addEventListener('load', done, { once: true }));
          return window.calls;
        });
        sessions.push(calls);
        const set = calls.filter(([method]) => method === names.set);
        stored = { ...stored, ...Object.fromEntries(set.filter(([, key]) => ![names.exit, names.time].includes(key)).map(([, key, value]) => [key, value])) };
        const entry = format === 'scorm12' ? 'cmi.core.entry' : 'cmi.entry';
        stored[entry] = 'resume';
        const last = (key) => set.filter(([, name]) => name === key).at(-1)?.[2];
        return { calls, last };
      };

      await begin();
      let frame = await shown(page, 'index');
      await frame.getByRole('link', { name: 'Begin' }).first().click();
      await toEnd(await shown(page, 'one/listen/index'));
      await doAll(await turn(page, 'one/listen/write'));
      await doAll(await turn(page, 'one/listen/never'));
      await turn(page, 'two/index');
      await turn(page, 'two/speak/index');
      let { last } = await leave();
      assert.equal(last(names.status), 'incomplete');
      assert.equal(last(names.place), 'two/speak/index');
      assert.equal(last(names.exit), 'suspend');
      assert.equal(last(names.score), '0');

      await begin();
      frame = await shown(page, 'two/speak/index');
      await toEnd(frame);
      frame = await turn(page, 'two/speak/check');
      await frame.locator('#first .answers input').nth(0).check();
      await frame.locator('#first .answers input').nth(2).check();
      await frame.locator('#second .answers input').nth(0).check();
      await doAll(frame);
      await doAll(await turn(page, 'two/speak/talk'));
      await state(page, 'complete');
      assert.match(await said(page), /completed/);
      ({ last } = await leave());
      assert.equal(last(names.status), 'completed');
      assert.equal(last(names.score), '50');
      if (format === 'scorm2004') {
        assert.equal(last('cmi.success_status'), 'passed');
        assert.equal(last('cmi.score.scaled'), '0.5');
        assert.equal(last('cmi.progress_measure'), '1');
      }

      // Looked at again: what was reached stays reached.
      await begin();
      await shown(page, 'two/speak/talk');
      await frames(page).launcher().locator('[data-leave]').click();
      await state(page, 'left');
      ({ last } = await leave());
      assert.equal(last(names.status), 'completed');
      assert.equal(last(names.score), '50');

      for (const calls of sessions) {
        const of = (method) => calls.filter(([name]) => name === method);
        assert.deepEqual(of(names.begin).map((call) => call.at(-1)), ['true']);
        assert.deepEqual(of(names.end).map((call) => call.at(-1)), ['true'], 'turning a page ends no session, leaving ends it once');
        assert.equal(calls.filter(([name]) => name !== names.error).at(-1)[0], names.end);
        for (const call of of(names.set)) assert.equal(call.at(-1), 'true', JSON.stringify(call));
        for (const [, , value] of of(names.set).filter(([, key]) => key === 'cmi.suspend_data')) assert.ok(value.length <= 4096);
        for (const [, , value] of of(names.set).filter(([, key]) => key === names.time)) assert.match(value, names.timeForm);
      }
      nothingPrivate(JSON.stringify(sessions), 'a call');
      assert.ok(!requests.some((url) => url.includes(SENTINEL.split(' ')[0])));
      assert.deepEqual(troubles, []);
    });

    test('what is read and no more completes it, and what is right passes it, as the author says', async (t) => {
      const started = await browser(t);
      for (const [completion, done] of [['read', 'completed'], ['score', format === 'scorm12' ? 'passed' : 'completed']]) {
        const { base } = await served(t, format, { completion, units: 'module', journal: 'off' });
        const { context, troubles } = await watched(started, base);
        const page = await context.newPage();
        await page.goto(`${base}${format}.html`);
        await page.evaluate((api) => window.begin(api, null, 'course/assets/launch-two.speak.html'), names.api);
        await state(page, 'saved');
        await toEnd(await shown(page, 'two/speak/index'));
        const frame = await turn(page, 'two/speak/check');
        if (completion === 'score') {
          await state(page, 'saved');
          for (const [check, answer] of [['first', 0], ['first', 2], ['second', 1]]) await frame.locator(`#${check} .answers input`).nth(answer).check();
        } else {
          await toEnd(frame);
          await toEnd(await turn(page, 'two/speak/talk'));
        }
        await state(page, 'complete');
        const set = await page.evaluate((name) => window.calls.filter(([method]) => method === name), names.set);
        assert.equal(set.filter(([, key]) => key === names.status).at(-1)[2], done);
        assert.equal(set.some(([, key]) => key.includes('score')), completion === 'score', 'a score is told only where the author asks for it');
        // A page of another entry can be read, and is not counted here; the learner is told.
        await frames(page).inner().evaluate(() => (location.href = '../../one/listen/write.html'));
        await shown(page, 'one/listen/write');
        await until(page, () => document.querySelector('iframe').contentDocument.querySelector('[role=status]').textContent, (words) => /another entry/.test(words), 'the words on another entry');
        assert.deepEqual(troubles, []);
        await context.close();
      }
    });
  });
}

/** Platforms that fail: how, and what the launcher's state is in the end. Run in the platform's page. */
const FAILING = {
  'has no runtime': ['unsaved', () => {}],
  'refuses to begin': ['unsaved', (api) => (api.LMSInitialize = () => 'false')],
  'throws at the beginning': ['unsaved', (api) => (api.LMSInitialize = () => { throw new Error('no'); })],
  'brings its runtime late': ['saved', (api) => {
    const late = window.API;
    window.API = undefined;
    setTimeout(() => (window.API = late), 2500);
  }],
  'is slow in every call': ['saved', (api) => {
    for (const [name, call] of Object.entries(api)) api[name] = (...args) => { for (const end = Date.now() + 120; Date.now() < end;); return call(...args); };
  }],
  'refuses every value': ['unsaved', (api) => { api.LMSSetValue = () => 'false'; api.LMSGetLastError = () => '101'; }],
  'throws at every value': ['unsaved', (api) => (api.LMSSetValue = () => { throw new TypeError('gone'); })],
  'cannot commit': ['unsaved', (api) => (api.LMSCommit = () => 'false')],
  'is gone in the middle': ['unsaved', (api) => {
    setTimeout(() => { window.API = undefined; for (const name of Object.keys(api)) delete api[name]; }, 1500);
  }],
  'has no room for the marks': ['unsaved', (api) => { const set = api.LMSSetValue; api.LMSSetValue = (key, value) => (key === 'cmi.suspend_data' ? 'false' : set(key, value)); }],
  'kept half of the marks': ['saved', (api) => { const get = api.LMSGetValue; api.LMSGetValue = (key) => (key === 'cmi.suspend_data' ? '1:0123abcd:AAB' : get(key)); }, /counted anew/],
  'kept other marks': ['saved', (api) => { const get = api.LMSGetValue; api.LMSGetValue = (key) => (key === 'cmi.suspend_data' ? '{"v":1}'.repeat(900) : get(key)); }, /counted anew/],
  'answers null': ['saved', (api) => { api.LMSGetValue = () => null; api.LMSGetLastError = () => null; }],
  'answers with an error code': ['saved', (api) => { api.LMSGetValue = () => ''; api.LMSGetLastError = () => '301'; }, /counted anew/],
  'answers with true itself': ['saved', (api) => { for (const name of ['LMSInitialize', 'LMSSetValue', 'LMSCommit']) { const call = api[name]; api[name] = (...args) => call(...args) === 'true'; } }],
  'cannot even tell its mistake': ['unsaved', (api) => { api.LMSCommit = () => 'false'; api.LMSGetLastError = () => { throw new Error('no'); }; }],
  'lies at another address': ['unsaved', 'elsewhere'],
  'opened it from another address': ['unsaved', 'opener'],
};

test('a platform that fails leaves the course usable, and the learner knows', async (t) => {
  const { folder, base } = await served(t, 'scorm12', {});
  const other = (await host(t, folder)).base;
  const started = await browser(t);
  const problems = [];
  await each(Object.entries(FAILING), 4, async ([name, [wanted, how, words]]) => {
    const context = await started.newContext();
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`${name}: uncaught ${error}`));
    try {
      let at = page;
      if (how === 'opener') {
        await page.goto(`${other}bare.html`);
        [at] = await Promise.all([context.waitForEvent('page'), page.evaluate((url) => void window.open(url), `${base}course/assets/launch.html`)]);
      } else if (how === 'elsewhere') {
        await page.goto(`${other}bare.html`);
        await page.evaluate((url) => (document.querySelector('iframe').src = url), `${base}course/assets/launch.html`);
      } else {
        await page.goto(`${base}${name === 'has no runtime' ? 'bare' : 'scorm12'}.html`);
        if (name !== 'has no runtime') {
          await page.evaluate(() => window.watch('API', new window.Scorm12API({ autocommit: false, logLevel: 5 })));
          await page.evaluate(`(${how})(window.API)`);
        }
        await page.evaluate(() => (window.frames.course.location = 'course/assets/launch.html'));
      }
      const launcher = () => (at === page ? frames(page).launcher() : at.mainFrame());
      const inner = () => at.frames().find((frame) => frame.parentFrame() === launcher());
      const ask = (of, question) => Promise.resolve(of()?.evaluate(question)).catch(() => undefined);
      const is = (id) => until({ evaluate: (question) => ask(inner, question) }, () => document.readyState === 'complete' && document.documentElement.dataset.page, (now) => now === id, `${name}: the page ${id}`, 20_000);
      // The course is there at once, and pages turn.
      await is('index');
      await inner().getByRole('link', { name: 'Begin' }).first().click();
      await is('one/listen/index');
      if (name === 'is gone in the middle') await new Promise((done) => setTimeout(done, 1800));
      await inner().locator('.turn-page .is-next').click();
      await is('one/listen/write');
      const now = await until({ evaluate: (question) => ask(launcher, question) }, () => document.body.dataset.state, (now) => now === wanted, `${name}: the state ${wanted}`, 20_000);
      const line = await launcher().locator('[role=status]').textContent();
      if (now === 'unsaved' && !/not saved: .+\. You can read/.test(line)) problems.push(`${name}: says “${line}”`);
      if (words && !words.test(line)) problems.push(`${name}: says “${line}”`);
    } catch (error) {
      problems.push(`${name}: ${error.message.split('\n')[0]}`);
    }
    await context.close();
  });
  assert.deepEqual(problems, []);
});

test('what a platform did not take is tried again, and a status that cannot be read is not lowered', async (t) => {
  const { base } = await served(t, 'scorm12', {});
  const started = await browser(t);
  const { context } = await watched(started, base);
  const page = await context.newPage();
  await page.goto(`${base}scorm12.html`);
  await page.evaluate(() => {
    const api = new window.Scorm12API({ autocommit: false, logLevel: 5 });
    window.watch('API', api);
    const { LMSGetValue, LMSCommit } = window.API;
    window.API.LMSGetValue = (key) => (key === 'cmi.core.lesson_status' ? ((window.API.LMSGetLastError = () => '301'), '') : ((window.API.LMSGetLastError = () => '0'), LMSGetValue(key)));
    let left = 2;
    window.API.LMSCommit = () => (left-- > 0 ? 'false' : LMSCommit(''));
    window.frames.course.location = 'course/assets/launch.html';
  });
  await state(page, 'unsaved');
  await (await shown(page, 'index')).getByRole('link', { name: 'Begin' }).first().click();
  await toEnd(await shown(page, 'one/listen/index'));
  await turn(page, 'one/listen/write');
  await state(page, 'saved');
  const set = await page.evaluate(() => window.calls.filter(([method]) => method === 'LMSSetValue'));
  assert.ok(!set.some(([, key]) => key === 'cmi.core.lesson_status'));
});

test('a message of another window, or of another shape, moves nothing', async (t) => {
  const { base } = await served(t, 'scorm12', {});
  const started = await browser(t);
  const { context } = await watched(started, base);
  const page = await context.newPage();
  await page.goto(`${base}scorm12.html`);
  await page.evaluate(() => window.begin('API', null, 'course/assets/launch.html'));
  await state(page, 'saved');
  const inner = await shown(page, 'index');
  const before = await page.evaluate(() => window.calls.length);
  const right = { bedside: 1, what: 'open', page: 'one/listen/write' };
  await page.evaluate((message) => window.frames.course.postMessage(message, '*'), right);
  const wrong = [null, 7, 'open', [], { ...right, bedside: 2 }, { ...right, words: 'x' }, { ...right, page: 3 }, { ...right, what: 'toString' }, { ...right, what: 'done' }, { ...right, what: 'done', id: {} }, { ...right, page: 'nowhere' }];
  await inner.evaluate((messages) => messages.forEach((message) => parent.postMessage(message, '*')), wrong);
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(await page.evaluate(() => window.calls.length), before);
  await inner.evaluate((message) => parent.postMessage(message, '*'), right);
  await until(page, () => window.calls.length, (now) => now > before, 'the call for the right message');
});

test('a page that is not told of loads nothing that could tell, and links out of the course open a window of their own', async (t) => {
  const { base } = await served(t, 'scorm12', { completion: 'activities', score: 'yes' });
  const started = await browser(t);
  const context = await started.newContext();
  await context.route(/example\.org/, (route) => route.fulfill({ body: 'elsewhere' }));
  const page = await context.newPage();
  await page.goto(`${base}scorm12.html`);
  await page.evaluate(() => window.begin('API', null, 'course/assets/launch.html'));
  await state(page, 'saved');
  let frame = await shown(page, 'index');
  const before = await page.evaluate(() => window.calls.length);
  await frame.evaluate(() => (location.href = 'one/listen/never.html'));
  await doAll(await shown(page, 'one/listen/never'));
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(await page.evaluate(() => window.calls.length), before);
  await frame.evaluate(() => (location.href = 'index.html'));
  frame = await shown(page, 'one/listen/index');
  const [opened] = await Promise.all([context.waitForEvent('page'), frame.getByRole('link', { name: 'elsewhere' }).click()]);
  assert.match(opened.url(), /example\.org\/paper/);
  assert.equal(await opened.evaluate(() => window.opener), null);
  await shown(page, 'one/listen/index');
});

test('the launcher can be used by everybody', async (t) => {
  const folder = temporary(t, 'scorm');
  packed(t, folder, 'scorm12', { completion: 'activities', score: 'yes' });
  const { base } = await host(t, join(folder, 'course'));
  const started = await browser(t);
  for (const colorScheme of ['light', 'dark']) {
    const { context, troubles } = await watched(started, base, { colorScheme, viewport: { width: 320, height: 700 } });
    const page = await context.newPage();
    await page.goto(`${base}assets/launch.html`);
    await until(page, () => document.body.dataset.state, (now) => now === 'unsaved', 'the words that nothing is saved', 20_000);
    await page.locator('summary').click();
    await page.evaluate(readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than 320 px');
    assert.deepEqual(troubles, []);
    await context.close();
  }
});

test('the plain site has nothing of all this', (t) => {
  const folder = temporary(t, 'scorm');
  const { source } = packed(t, folder, 'scorm12', {});
  const site = build('learner', join(folder, 'site'), source);
  assert.deepEqual(files(site).filter((file) => /launch|report|outside|manifest\.xml/.test(file)), []);
  assert.ok(!files(site, '.html').some((file) => /report\.js|outside\.js/.test(text(site, file))));
});

test('the words stand in every language of the theme', (t) => {
  for (const [language, words] of [['fr', /Votre progression n’est pas enregistrée/], ['es', /Su progreso no se guarda/]]) {
    const { unpacked } = packed(t, temporary(t, 'scorm'), 'scorm12', {}, `language: ${language}\n`);
    assert.match(text(unpacked, 'assets/launch.html'), words);
    assert.match(text(unpacked, 'assets/panel.js'), /journal-about/);
  }
});
