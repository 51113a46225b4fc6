// The same course wherever it lies: at the top of a host or deep in it, on a stick, out of a zip, in another site's frame.
// Everywhere one turns pages, searches and writes, or is told what this place cannot do; and the browser has nothing to say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { writingPages } from './journal-support.mjs';
import { binary, browser, buildBoth, content, files, fromDisk, full, host, lifetime, temporary, watched } from './support.mjs';

describe('elsewhere', { timeout: 600_000, concurrency: 2 }, () => {
  const suite = lifetime();
  let site;
  let started;
  let writing;
  before(async () => {
    site = buildBoth(suite);
    started = await browser(suite);
    writing = writingPages(site.learner).find((path) => path.includes('/'));
  });

  /** What somebody does in a course; `view` is the page, or the frame in it. `able`: this place can keep words. */
  async function tour(page, view, address, able) {
    const url = () => view.locator('html').evaluate(() => location.href);
    const turned = async (act) => {
      const before = await url();
      await act();
      for (let wait = 0; wait < 100 && (await url().catch(() => before)) === before; wait++) await page.waitForTimeout(50);
      assert.notEqual(await url(), before, `nothing comes after ${before}`);
      await view.locator('h1').waitFor();
    };
    // Turn a page and back, up to the module, to what the foot leads to, home, and begin.
    await turned(() => view.locator('.turn-page .is-next').click());
    await turned(() => view.locator('.turn-page .is-previous').click());
    await turned(() => view.locator('.crumbs a').last().click());
    await turned(() => view.locator('.foot a').first().click());
    await turned(() => view.locator('.crumbs a, .course').first().click());
    assert.equal(await view.locator('html').getAttribute('data-type'), 'home');
    await turned(() => view.locator('.begin .button:visible, .resume .button:visible').first().click());
    await turned(async () => {
      await view.locator('.find').click();
      await view.locator('dialog[open] [type=search]').fill('silence');
      await view.locator('.search-results a').first().click();
    });
    await view.locator('html').evaluate((_, to) => location.assign(to), address);
    const field = view.locator('textarea[data-prompt]').first();
    await field.waitFor();
    await field.click();
    await page.keyboard.type('Written here.');
    const kept = view.locator('.prompt-kept').first();
    if (!able) {
      await kept.filter({ hasText: 'this page only' }).waitFor();
      assert.equal(await view.locator('.journal-keep').count(), 0, 'a choice is offered that cannot be kept');
    } else {
      await view.locator('.journal-keep [value=device]').check();
      await view.locator('.journal-keep [data-done]').click();
      await kept.filter({ hasText: 'this browser' }).waitFor();
    }
    await turned(() => view.locator('.journal-link').click());
    if (able) await view.locator('.answer', { hasText: 'Written here.' }).waitFor();
    else await view.locator('#journal-mode', { hasText: 'this page only' }).waitFor();
  }

  async function there(base, around, options, { frame, able = true } = {}) {
    const { context, troubles, requests } = await watched(started, around, options);
    const page = await context.newPage();
    const address = base + writing;
    await page.goto(frame ?? address);
    await tour(page, frame ? page.frameLocator('iframe') : page, address, able);
    await context.close();
    assert.deepEqual(troubles, []);
    assert.deepEqual(requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(base) && url !== frame), [], 'asked for elsewhere');
  }

  for (const edition of full ? ['learner', 'facilitator'] : ['learner']) {
    test(`under /a/b/c/ of a host: the ${edition}’s edition`, async (t) => {
      const { base, missing } = await host(t, site[edition], '/a/b/c/');
      await there(base, base);
      assert.deepEqual(missing, []);
    });
  }

  test('out of a zip, where it is the same byte for byte, from disk', async (t) => {
    const folder = temporary(t, 'zip');
    const zip = join(folder, 'site.zip');
    execFileSync(binary(), ['package', 'site-zip', '--content', content, '--output', zip], { cwd: folder, stdio: 'pipe' });
    const out = join(folder, 'a folder with spaces, ü & #');
    execFileSync('python3', ['-c', 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])', zip, out]);
    const outside = files(out).filter((path) => path !== 'build-info.json');
    assert.deepEqual(outside, files(site.learner).filter((path) => outside.includes(path)));
    for (const path of outside) assert.ok(readFileSync(join(out, path)).equals(readFileSync(join(site.learner, path))), `${path} is another in the zip`);
    await there(fromDisk(out), fromDisk(out));
  });

  // A browser keeps nothing for a course in a frame of quite another site; there the journal says so.
  for (const [where, name, sandbox, able] of [
    ['a frame on the same site', '127.0.0.1', '', true],
    ['a frame of another site', 'localhost', '', false],
    ['a frame that may run scripts and nothing else', '127.0.0.1', 'sandbox="allow-scripts"', false],
  ].slice(0, full ? 3 : 2)) {
    test(`in ${where}`, async (t) => {
      const { base, missing } = await host(t, site.learner);
      const answer = `<!doctype html><title>A platform</title><link rel="icon" href="data:,"><iframe ${sandbox} title="course" style="width:900px;height:700px" src="${base}${writing}"></iframe>`;
      const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(answer));
      await new Promise((done) => server.listen(0, '127.0.0.1', done));
      t.after(() => server.close());
      await there(base, 'http://', {}, { frame: `http://${name}:${server.address().port}/`, able });
      assert.deepEqual(missing, []);
    });
  }
});
