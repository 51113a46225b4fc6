// The preview and the rest of the web in one browser: a page from anywhere else reads nothing of it, and many tabs
// share one line to it.
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { browser, content, lifetime, preview, temporary } from './support.mjs';

const PAGE = (text) => `---\ntitle: A secret page\nsummary: Only here for the preview.\n---\n\n# A secret page\n\n${text}\n`;

async function start(t) {
  const folder = join(temporary(t, 'safety'), 'content');
  cpSync(content, folder, { recursive: true });
  const source = join(folder, 'secret.md');
  writeFileSync(source, PAGE('The secret words.'));
  const site = await preview(t, folder);
  await (await fetch(`${site.base}secret.html`)).text();
  return { ...site, source };
}

/** A site of somebody else, which also has all that it tries to get from the preview. */
async function elsewhere(t) {
  const kinds = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.json': 'application/json' };
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://host').pathname;
    const kind = kinds[/\.\w+$/.exec(path)?.[0]] ?? 'text/html';
    if (path === '/.bedside/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      return response.write('data: 1\n\n');
    }
    const text = { 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'text/javascript': 'self.bedsidePreview = self.bedsidePreview || {};', 'application/json': '{}' };
    response.writeHead(200, { 'content-type': kind }).end(text[kind] ?? (kind === 'text/css' ? ':root{--border:1px}' : '<!doctype html><title>x</title><main>The secret words.</main>'));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => new Promise((done) => (server.closeAllConnections(), server.close(done))));
  return server.address().port;
}

/** Runs on a page: tries every way to read something of `base`, and gives the names of those that worked. */
async function readAll(base) {
  const read = [];
  const at = (path) => new URL(path, base).href;
  const soon = (promise) => Promise.race([promise, new Promise((done) => setTimeout(() => done(false), 3000))]);
  const attempt = async (what, work) => {
    try {
      if (await soon(work())) read.push(what);
    } catch {
      // Refused.
    }
  };
  const element = (name, attributes, good = 'load') => () => new Promise((done) => {
    const made = document.createElement(name);
    made.addEventListener(good, () => done(true));
    made.addEventListener('error', () => done(false));
    Object.assign(made, attributes);
    document.body.append(made);
  });
  for (const path of ['secret.html', 'assets/style.css', '.bedside/problems.json', '.bedside/live.js']) {
    await attempt(`fetch ${path}`, async () => (await (await fetch(at(path))).text()).length > 0);
    await attempt(`fetch ${path} with cookies`, async () => (await (await fetch(at(path), { credentials: 'include' })).text()).length > 0);
    await attempt(`fetch ${path} without CORS`, async () => Boolean(await fetch(at(path), { mode: 'no-cors' })));
  }
  await attempt('XMLHttpRequest', () => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.onload = () => done(request.responseText.length > 0);
    request.onerror = () => done(false);
    request.open('GET', at('secret.html'));
    request.send();
  }));
  await attempt('EventSource', () => new Promise((done) => {
    const source = new EventSource(at('.bedside/events'));
    const finish = (answer) => (source.close(), done(answer));
    source.onmessage = () => finish(true);
    source.onopen = () => finish(true);
    source.onerror = () => finish(false);
  }));
  await attempt('img', element('img', { src: at('assets/icon.svg') }));
  await attempt('script', element('script', { src: at('.bedside/live.js') }));
  await attempt('module', () => import(at('.bedside/live.js')).then(() => true));
  await attempt('style sheet', element('link', { rel: 'stylesheet', href: at('assets/style.css') }));
  await attempt('iframe', async () => {
    const frame = document.createElement('iframe');
    const loaded = new Promise((done) => frame.addEventListener('load', done));
    frame.src = at('secret.html');
    document.body.append(frame);
    await loaded;
    return /secret words/.test(frame.contentDocument.body.textContent);
  });
  await attempt('object', element('object', { data: at('assets/icon.svg'), type: 'image/svg+xml' }));
  await attempt('worker', () => new Promise((done) => {
    const blob = new Blob([`try { importScripts(${JSON.stringify(at('.bedside/live.js'))}); postMessage(true); } catch { postMessage(false); }`]);
    const worker = new Worker(URL.createObjectURL(blob));
    worker.onmessage = (event) => done(event.data);
    worker.onerror = () => done(false);
  }));
  await attempt('a window of its own', async () => {
    const opened = window.open(at('secret.html'));
    for (let tries = 0; tries < 20; tries++) {
      await new Promise((done) => setTimeout(done, 100));
      if (/secret words/.test(opened.document.body?.textContent)) return (opened.close(), true);
    }
    return false;
  });
  return read;
}

describe('a page from elsewhere', { timeout: 240_000 }, () => {
  const suite = lifetime();
  let started, site, other;
  before(async () => {
    started = await browser(suite, '--host-resolver-rules=MAP evil.test 127.0.0.1, MAP *.evil.test 127.0.0.1');
    site = await start(suite);
    other = await elsewhere(suite);
  });

  async function from(origin, base) {
    const context = await started.newContext();
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    const read = await page.evaluate(readAll, base);
    await context.close();
    return read;
  }

  test('each of the ways would work on a site that lets it', async () => {
    const read = await from(`http://127.0.0.1:${other}`, `http://127.0.0.1:${other}/`);
    assert.equal(read.length, 22, read.join('\n'));
  });

  test('from another port, another name and another site it reads nothing', async () => {
    for (const origin of [`http://127.0.0.1:${other}`, `http://localhost:${other}`, `http://evil.test:${other}`]) {
      for (const base of [`http://127.0.0.1:${site.port}/`, `http://localhost:${site.port}/`]) {
        assert.deepEqual(await from(origin, base), [], `${origin} read of ${base}`);
      }
    }
  });

  test('a name that is made to lead here afterwards (DNS rebinding) gets nothing', async () => {
    for (const name of ['evil.test', 'localhost.evil.test', '127.0.0.1.evil.test']) {
      const page = await (await started.newContext()).newPage();
      const response = await page.goto(`http://${name}:${site.port}/secret.html`);
      assert.equal(response.status(), 403, name);
      assert.equal(await page.locator('body').innerText(), 'Forbidden');
      const read = await page.evaluate(readAll, `http://${name}:${site.port}/`);
      // A refusal is read, and nothing else: it is the same for all.
      const words = await page.evaluate(async () => (await fetch('/secret.html')).text());
      assert.equal(words, 'Forbidden');
      assert.deepEqual(read.filter((what) => !what.startsWith('fetch') && what !== 'XMLHttpRequest'), [], name);
      await page.context().close();
    }
  });

  test('a window that another site opened is cut off from it', async () => {
    const context = await started.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${other}/`);
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate((address) => (window.opened = window.open(address), undefined), `${site.base}secret.html`),
    ]);
    await opened.getByText('The secret words.').waitFor();
    assert.equal(await opened.evaluate(() => window.opener === null), true);
    assert.equal(await page.evaluate(() => window.opened.closed), true);
    await context.close();
  });
});

describe('many tabs', { timeout: 120_000 }, () => {
  test('twelve tabs share one line, and each shows the save', async (t) => {
    const started = await browser(t);
    const site = await start(t);
    const context = await started.newContext();
    const streams = [];
    context.on('request', (request) => request.url().endsWith('/.bedside/events') && streams.push(request));
    const tabs = [];
    for (let number = 0; number < 12; number++) {
      const tab = await context.newPage();
      await tab.goto(`${site.base}secret.html`);
      tabs.push(tab);
    }
    writeFileSync(site.source, PAGE('Other secret words.'));
    await Promise.all(tabs.map((tab) => tab.getByText('Other secret words.').waitFor({ timeout: 15_000 })));
    assert.equal(streams.length, 1);
    // The one that listens goes; another takes over.
    await tabs[0].close();
    await tabs[1].waitForTimeout(300);
    writeFileSync(site.source, PAGE('The third words.'));
    await Promise.all(tabs.slice(1).map((tab) => tab.getByText('The third words.').waitFor({ timeout: 15_000 })));
    assert.equal(streams.length, 2);
    await context.close();
  });
});
