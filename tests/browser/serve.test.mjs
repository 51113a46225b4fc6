// Live preview: a saved change shows by itself, a mistake says what it is, and nobody else gets in.
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { browser, content, files, lifetime, list, preview, temporary, until, watched } from './support.mjs';

const PAGE = (text) => `---\ntitle: A page to write on\nsummary: Only here for the preview.\n---\n\n# A page to write on\n\n${text}\n\n${'A line to scroll past.\n\n'.repeat(60)}\n## Further down\n\nThe end.\n`;

/** A copy of the course with one page of our own, and the server on it. */
async function start(t, text = PAGE('The first words.')) {
  const folder = join(temporary(t, 'preview'), 'content');
  cpSync(content, folder, { recursive: true });
  const source = join(folder, 'written-here.md');
  writeFileSync(source, text);
  return { ...(await preview(t, folder)), folder, source, path: 'written-here.html' };
}

/** What the preview's own element says: empty when it is not there or not shown. */
const told = () => {
  const element = document.getElementById('bedside-preview');
  return element && element.checkVisibility() ? (element.shadowRoot ?? element).textContent : '';
};

describe('live preview', { timeout: 300_000 }, () => {
  let started;
  const suite = lifetime();
  before(async () => {
    started = await browser(suite);
  });

  test('a saved change shows without turning the page; a mistake is told over the last good page', async (t) => {
    const site = await start(t);
    const { context, troubles } = await watched(started, site.base, { viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(site.base + site.path);
    await page.getByText('The first words.').waitFor();
    let navigations = 0;
    page.on('framenavigated', (frame) => (navigations += frame === page.mainFrame() ? 1 : 0));
    await page.evaluate(() => (window.sameDocument = true));

    const took = [];
    for (let round = 1; round <= 5; round++) {
      const saved = performance.now();
      writeFileSync(site.source, PAGE(`The words of round ${round}.`));
      await page.getByText(`The words of round ${round}.`).waitFor({ timeout: 10_000 });
      took.push(performance.now() - saved);
      assert.equal(await page.getByText(`The words of round ${round - 1}.`).count(), 0, 'the old words are gone');
    }
    t.diagnostic(`saved → seen, as this test sees it: ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`);

    // Where the writer was reading stays in view.
    await page.evaluate(() => scrollTo(0, 600));
    const at = await page.evaluate(() => scrollY);
    writeFileSync(site.source, PAGE('The words after scrolling.'));
    await page.getByText('The words after scrolling.').waitFor({ state: 'attached', timeout: 10_000 });
    assert.ok(Math.abs((await page.evaluate(() => scrollY)) - at) < 50, 'the page jumped');

    // A mistake.
    writeFileSync(site.source, PAGE('Words of a bad page.').replace('---\n', '---\nsumary: misspelt\n'));
    const message = await until(page, told, (words) => words.includes('sumary'), 'the preview names the mistake');
    assert.match(message, /summary/, 'the nearest known key is named');
    assert.match(message, /written-here\.md/, 'the file is named');
    assert.equal(await page.getByText('The words after scrolling.').count(), 1, 'the last good page is still there');

    // A tab that is opened now has the same.
    const other = await context.newPage();
    await other.goto(site.base + site.path);
    await other.getByText('The words after scrolling.').waitFor({ state: 'attached' });
    await until(other, told, (words) => words.includes('sumary'), 'a new tab names the mistake');
    await other.close();

    // Mended.
    writeFileSync(site.source, PAGE('Mended words.'));
    await page.getByText('Mended words.').waitFor({ state: 'attached', timeout: 10_000 });
    await until(page, told, (words) => !words.includes('sumary'), 'the message goes when the mistake is mended');

    assert.equal(await page.evaluate(() => window.sameDocument === true), true, 'the page was loaded anew');
    assert.equal(navigations, 0, 'the page was turned');
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('a save is not lost that comes while the page waits for what it asked about the one before', async (t) => {
    const site = await start(t);
    const { context, troubles } = await watched(started, site.base);
    const page = await context.newPage();
    await page.goto(site.base + site.path);
    await page.getByText('The first words.').waitFor();
    const build = async () => (await (await fetch(`${site.base}.bedside/problems.json`)).json()).id;
    const promised = () => {
      let resolve;
      return { promise: new Promise((done) => (resolve = done)), resolve: () => resolve() };
    };
    const [asked, answer] = [promised(), promised()];
    await page.route('**/.bedside/problems/**', async (route) => {
      const response = await route.fetch();
      asked.resolve();
      await answer.promise;
      await route.fulfill({ response });
    });
    writeFileSync(site.source, PAGE('The words of a first save.'));
    await asked.promise;
    const first = await build();
    writeFileSync(site.source, PAGE('The words of a second save.'));
    while ((await build()) === first) await page.waitForTimeout(20);
    await page.waitForTimeout(300); // until the page has heard of it
    answer.resolve();
    await page.getByText('The words of a second save.').waitFor({ timeout: 5_000 });
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('what a mistake quotes is text, never markup', async (t) => {
    const site = await start(t);
    const { context, troubles } = await watched(started, site.base);
    const page = await context.newPage();
    await page.goto(site.base + site.path);
    writeFileSync(site.source, PAGE('Words.').replace('---\n', '---\n"<img src=x onerror=alert(1)>": 1\n'));
    await until(page, told, (words) => words.includes('<img src=x'), 'the preview quotes the key');
    assert.equal(await page.evaluate(() => document.querySelectorAll('img[src="x"]').length), 0);
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('it starts with a course that has a mistake', async (t) => {
    const site = await start(t, PAGE('Words.').replace('---\n', '---\nsumary: misspelt\n'));
    const { context, troubles } = await watched(started, site.base);
    const page = await context.newPage();
    const response = await page.goto(site.base);
    assert.equal(response.status(), 200);
    await until(page, told, (words) => words.includes('sumary'), 'the preview names the mistake');
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('nothing is written into the course', async (t) => {
    const site = await start(t);
    const names = () => files(site.folder).filter((name) => !name.startsWith('.bedside-cache/'));
    const was = names();
    const page = await (await started.newContext()).newPage();
    await page.goto(site.base + site.path);
    writeFileSync(site.source, PAGE('Other words.'));
    await page.getByText('Other words.').waitFor({ timeout: 10_000 });
    await page.context().close();
    assert.deepEqual(names(), was);
  });
});

describe('who may ask', { timeout: 120_000 }, () => {
  const suite = lifetime();
  let site;
  before(async () => {
    site = await start(suite);
  });

  /** One request as it stands, over a raw socket: a client library would mend what is wrong with it. */
  function raw(text) {
    return new Promise((done, fail) => {
      const socket = connect(site.port, '127.0.0.1', () => socket.write(text, 'latin1'));
      const parts = [];
      socket.setTimeout(15_000, () => socket.destroy(new Error('no answer in 15 s')));
      socket.on('data', (part) => parts.push(part));
      // A refusal may close the line while we still speak.
      socket.on('error', (error) => (parts.length || error.code === 'ECONNRESET' || error.code === 'EPIPE' ? finish() : fail(error)));
      socket.on('close', finish);
      function finish() {
        const answer = Buffer.concat(parts).toString('utf8');
        const [head, ...body] = answer.split('\r\n\r\n');
        const [first, ...lines] = head.split('\r\n');
        const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
        done({ status: Number(first.split(' ')[1]), headers, body: body.join('\r\n\r\n'), answer });
      }
    });
  }
  const ask = (headers, line = 'GET / HTTP/1.1') => raw(`${line}\r\n${headers.map((header) => `${header}\r\n`).join('')}Connection: close\r\n\r\n`);
  const holdsPage = (body) => /<main\b|<h1\b/i.test(body);

  test('by its own names, yes', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST']) {
      const { status, body } = await ask([`Host: ${name}:${site.port}`]);
      assert.equal(status, 200, name);
      assert.ok(holdsPage(body), name);
    }
  });

  test('by any other name, no', async () => {
    const port = site.port;
    const names = [
      'evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.evil:${port}`, `evil-localhost:${port}`,
      'localhost:1', '127.0.0.1:1', `user@localhost:${port}`, `2130706433:${port}`, `0x7f.1:${port}`, `0.0.0.0:${port}`,
      `[::ffff:127.0.0.1]:${port}`, `127.0.0.1:${port}.evil.example`, `127.1:${port}`,
    ];
    for (const name of names) {
      const { status, body } = await ask([`Host: ${name}`]);
      assert.equal(status, 403, `Host: ${name}`);
      assert.ok(!holdsPage(body), `Host: ${name}`);
    }
  });

  test('what is malformed gets no page, and the server lives on', async () => {
    const own = `Host: 127.0.0.1:${site.port}`;
    const requests = [
      ['no Host', []],
      ['an empty Host', ['Host:']],
      ['two Hosts', [own, 'Host: evil.example']],
      ['[', ['Host: [']],
      ['bytes that are no text', ['Host: \xff\xfe']],
      ['another address in the request line', [own], 'GET http://evil.example/ HTTP/1.1'],
      ['a very long Host', [`Host: ${'a'.repeat(65_536)}`]],
    ];
    for (const [what, headers, line] of requests) {
      const { status, body } = await ask(headers, line);
      assert.ok(Number.isNaN(status) || (status >= 400 && status < 500), `${what}: ${status}`);
      assert.ok(!holdsPage(body), what);
    }
    for (const origin of ['://', 'http://[', 'null']) await ask([own, `Origin: ${origin}`]);
    assert.equal((await ask([own])).status, 200);
    assert.equal(site.child.exitCode, null);
  });

  test('nothing outside the course by any path', async () => {
    const own = `Host: 127.0.0.1:${site.port}`;
    const paths = [
      '/../course.yaml', '/..%2fcontent/course.yaml', '/%2e%2e/content/course.yaml', '/%252e%252e/content/course.yaml', '/..%5ccourse.yaml',
      '//etc/passwd', '/etc/passwd', '/course.yaml', '/written-here.md', '/stories.yaml', '/.git/config', '/%00', '/%ff', '/c:/windows/win.ini',
    ];
    for (const path of paths) {
      const { status, body } = await ask([own], `GET ${path} HTTP/1.1`);
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
      assert.ok(!/root:x:|^title:/m.test(body), path);
    }
  });

  test('only to read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status } = await ask([`Host: 127.0.0.1:${site.port}`, 'Content-Length: 0'], `${method} / HTTP/1.1`);
      assert.equal(status, 405, method);
    }
    assert.equal((await ask([`Host: 127.0.0.1:${site.port}`], 'HEAD / HTTP/1.1')).status, 200);
  });

  test('every answer says that no other site may use it', async () => {
    const own = `Host: 127.0.0.1:${site.port}`;
    const answers = {
      page: await ask([own]),
      'page asked for from elsewhere': await ask([own, 'Origin: http://evil.example']),
      'not there': await ask([own], 'GET /nothing.html HTTP/1.1'),
      'wrong name': await ask(['Host: evil.example']),
      'wrong method': await ask([own, 'Content-Length: 0'], 'POST / HTTP/1.1'),
      'asking what is allowed': await ask([own, 'Origin: http://evil.example', 'Access-Control-Request-Method: GET'], 'OPTIONS / HTTP/1.1'),
    };
    assert.equal(answers['not there'].status, 404);
    for (const [what, { headers, answer }] of Object.entries(answers)) {
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', `${what}\n${answer.slice(0, 300)}`);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', what);
      assert.equal(headers.get('referrer-policy'), 'no-referrer', what);
      assert.deepEqual([...headers.keys()].filter((name) => name.startsWith('access-control')), [], what);
    }
  });
});
