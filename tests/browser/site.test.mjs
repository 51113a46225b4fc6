// The built course in a real browser: every page, every link, over http, under a sub-path and from disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { browser, buildBoth, each, files, fromDisk, full, host, isUnlinked, lifetime, list, shorten, watched } from './support.mjs';

/**
 * Follows every link from the home page. Gives what was seen and what is wrong; a page is measured at
 * 320 px wide, the narrowest that anybody must be able to read at (WCAG 1.4.10).
 */
async function walk(started, folder, base, start = 'index.html') {
  const { context, troubles, requests } = await watched(started, base, { viewport: { width: 320, height: 800 } });
  const problems = [];
  const seen = new Map(); // page → the ids on it
  const wanted = []; // [from, page, id]
  const known = new Set(files(folder));
  let wave = [start];
  while (wave.length) {
    const next = new Set();
    await each(wave, 3, async (path) => {
      const page = await context.newPage();
      try {
        await page.goto(base + path, { waitUntil: 'load' });
        const found = await page.evaluate(look);
        seen.set(path, new Set(found.ids));
        problems.push(...found.problems.map((problem) => `${path}: ${problem}`));
        for (const href of found.links) {
          if (!href.startsWith(base)) {
            // Another site is named, never loaded; but a link must not leave the folder by mistake.
            if (/^(https?|mailto|tel):/.test(href) && new URL(href).origin !== new URL(base).origin) continue;
            problems.push(`${path}: links outside the course to ${href}`);
            continue;
          }
          const [file, id = ''] = shorten(href, base).split('#');
          let target = decodeURIComponent(file.split('?')[0]);
          if (target === '' || target === './' || target.endsWith('/')) {
            // From disk a folder opens as a list of files: links name the page itself.
            problems.push(`${path}: links to the folder ${target || './'}, not to a page`);
            target = `${target.replace(/^\.\//, '')}index.html`;
          }
          if (!known.has(target)) problems.push(`${path}: links to ${target}, which is not there`);
          else if (target.endsWith('.html')) {
            if (!seen.has(target)) next.add(target);
            if (id) wanted.push([path, target, decodeURIComponent(id)]);
          }
        }
      } catch (error) {
        problems.push(`${path}: ${error.message.split('\n')[0]}`);
        seen.set(path, new Set());
      } finally {
        await page.close();
      }
    });
    wave = [...next].filter((path) => !seen.has(path));
  }
  for (const [from, target, id] of wanted) {
    if (!seen.get(target)?.has(id) && id !== 'top') problems.push(`${from}: links to ${target}#${id}, which is not there`);
  }
  await context.close();
  return { seen: [...seen.keys()].sort(), problems: [...problems, ...troubles], requests };
}

/** Runs in the page. */
function look() {
  const problems = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const headings = all('h1').length;
  if (headings !== 1) problems.push(`${headings} h1`);
  if (!document.title.trim()) problems.push('no title');
  if (!document.documentElement.lang) problems.push('no language');
  const policies = all('meta[http-equiv="Content-Security-Policy" i]').map((meta) => meta.content);
  if (policies.length !== 1) problems.push(`${policies.length} CSP metas`);
  if (policies.some((policy) => policy.includes('unsafe-'))) problems.push(`CSP allows unsafe-*: ${policies}`);
  if (policies.some((policy) => !/connect-src\s+'none'/.test(policy))) problems.push("CSP lacks connect-src 'none'");
  const ids = all('[id]').map((element) => element.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length) problems.push(`ids used twice: ${[...new Set(twice)].join(' ')}`);
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) {
    const culprits = all('body *')
      .filter((element) => Math.max(element.getBoundingClientRect().right, element.scrollWidth) > document.documentElement.clientWidth + 1)
      .toReversed() // the innermost says most
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 90));
    problems.push(`scrolls sideways by ${wide} px at 320 px: ${culprits.join(' · ')}`);
  }
  for (const image of document.images) if (image.complete && !image.naturalWidth) problems.push(`picture does not load: ${image.src}`);
  const links = all('a[href], area[href]').map((link) => new URL(link.href.animVal ?? link.href, document.baseURI).href);
  return { problems, ids, links: [...new Set(links)] };
}

/** Three pages that differ: the home page, the one with most to fill in, the longest. */
function samplePages(folder) {
  const pages = files(folder, '.html').filter((page) => !isUnlinked(folder, page));
  const source = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  const most = (count) => pages.toSorted((a, b) => count(source.get(b)) - count(source.get(a)));
  const fields = most((html) => (html.match(/<(textarea|input|select|summary)\b/g) ?? []).length);
  const longest = most((html) => html.length);
  return [...new Set(['index.html', fields[0], longest[0], longest[1]])].slice(0, 3);
}

describe('the built course', { timeout: 1_800_000 }, () => {
  let site;
  let started;
  const suite = lifetime();
  before(async () => {
    site = buildBoth(suite);
    started = await browser(suite);
  });

  for (const edition of ['learner', 'facilitator']) {
    test(`${edition}: every page over http, each one whole`, async (t) => {
      const folder = site[edition];
      const { base, missing } = await host(t, folder);
      const { seen, problems } = await walk(started, folder, base);
      const unreached = files(folder, '.html').filter((page) => !seen.includes(page) && !isUnlinked(folder, page));
      problems.push(...unreached.map((page) => `${page}: no link leads here`), ...missing.map((path) => `${path}: asked for, not there`));
      assert.equal(problems.length, 0, list(problems));
      assert.ok(seen.length > 1, 'the home page links to nothing');
      t.diagnostic(`${seen.length} pages`);
    });
  }

  for (const edition of full ? ['learner', 'facilitator'] : ['learner']) {
    test(`${edition}: the same under /a/b/c/`, async (t) => {
      const { base, missing } = await host(t, site[edition], '/a/b/c/');
      const { seen, problems } = await walk(started, site[edition], base);
      problems.push(...missing.map((path) => `${path}: asked for, not there`));
      assert.equal(problems.length, 0, list(problems));
      assert.ok(seen.length > 1);
    });
  }

  for (const edition of ['learner', 'facilitator']) {
    test(`${edition}: the same from disk`, async () => {
      const { seen, problems } = await walk(started, site[edition], fromDisk(site[edition]));
      assert.equal(problems.length, 0, list(problems));
      assert.ok(seen.length > 1);
    });
  }

  test('a page of the host for what is not there, if the course has one, is whole at any depth', async (t) => {
    if (!files(site.learner).includes('404.html')) return t.skip('this course has none');
    const { base } = await host(t, site.learner);
    const { context, troubles } = await watched(started, base);
    const page = await context.newPage();
    await page.goto(`${base}404.html`);
    assert.equal(await page.locator('h1').count(), 1);
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('without scripts every sample page can be read', async (t) => {
    const { base } = await host(t, site.learner);
    const { context, troubles } = await watched(started, base, { javaScriptEnabled: false });
    const page = await context.newPage();
    for (const path of samplePages(site.learner)) {
      await page.goto(base + path);
      assert.ok(await page.locator('h1').isVisible(), `${path}: the title cannot be seen`);
      assert.ok((await page.locator('main').innerText()).length > 100, `${path}: nothing to read`);
    }
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));
  });

  test('the learner edition holds no word of the facilitator', async () => {
    const facilitator = files(site.facilitator, '.html');
    const { context } = await watched(started, fromDisk(site.facilitator), { javaScriptEnabled: false });
    const page = await context.newPage();
    const secrets = [];
    for (const path of facilitator) {
      if (!/class="?[^">]*\bfacilitator\b/.test(readFileSync(join(site.facilitator, path), 'utf8'))) continue;
      await page.goto(fromDisk(site.facilitator) + path);
      const blocks = page.locator('.facilitator');
      for (const text of await blocks.locator('p, li').allTextContents()) {
        // A long run of words: a short one may stand in the learner's text by right.
        const run = text.replace(/\s+/g, ' ').trim().slice(0, 60);
        if (run.length >= 40) secrets.push([path, run]);
      }
      if (await blocks.count()) secrets.push([path, undefined]);
    }
    await context.close();
    assert.ok(secrets.some(([, run]) => run), 'the facilitator edition has no facilitator block with words in it');

    const problems = [];
    for (const file of files(site.learner)) {
      const raw = readFileSync(join(site.learner, file));
      if (raw.includes(0)) continue; // pictures and sound
      const text = raw.toString('utf8');
      if (file.endsWith('.html') && /<[^>]+class="?[^">]*\bfacilitator\b/.test(text)) problems.push(`${file}: has a .facilitator block`);
      const plain = text.replace(/<[^>]+>/g, '').replace(/&#x27;|&#39;/g, "'").replace(/&quot;/g, '"').replace(/&amp;/g, '&').replace(/\s+/g, ' ');
      for (const [from, run] of secrets) if (run && plain.includes(run)) problems.push(`${file}: repeats the facilitator of ${from}: “${run}”`);
    }
    assert.equal(problems.length, 0, list(problems));
  });

  test('a page prints', async (t) => {
    const { base } = await host(t, site.learner);
    const { context, troubles } = await watched(started, base);
    const page = await context.newPage();
    const path = samplePages(site.learner)[1];
    await page.goto(base + path);
    const heading = (await page.locator('h1').innerText()).replace(/\s+/g, ' ').trim();
    const pdf = await page.pdf({ format: 'A4' });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    await context.close();
    assert.equal(troubles.length, 0, list(troubles));

    const text = pdfText(pdf, join(site.learner, '..', 'page.pdf'));
    if (text === undefined) return t.diagnostic('pdftotext is not installed: the words were not compared');
    const bare = (words) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    assert.ok(bare(text).includes(bare(heading)), `the title “${heading}” is not on the paper of ${path}`);
  });
});

function pdfText(pdf, file) {
  writeFileSync(file, pdf);
  try {
    return execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' });
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
