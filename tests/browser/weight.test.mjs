// What a page weighs, compressed: all that its first paint waits for, all of the first view, its scripts.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { before, describe, test } from 'node:test';
import { browser, build, files, full, host, lifetime, temporary, watched } from './support.mjs';

const BLOCKING = 14 << 10;
const FIRST_VIEW = 30 << 10;
const SCRIPTS = 14 << 10;
/** All of the first view of the longest pages, of about two thousand words. */
const LONGEST = 33 << 10;
const LESSON = 'noticing/module/lesson.html';

/** A lesson of a thousand words with what lessons have, in a course of about so many pages. */
function made(t, pages) {
  const folder = join(temporary(t, 'weight'), 'content');
  const write = (path, text) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  // Words of a language repeat themselves; so do these, as often as those of the bundled course.
  const words = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8').match(/[a-z]{2,}/g);
  const prose = (from, count) => {
    const taken = Array.from({ length: count }, (_, i) => words[(from * 7919 + i * 31) % words.length]);
    return `${taken.join(' ').replace(/((?:\S+ ){11}\S+) /g, '$1. ')}.`;
  };
  const head = (title, more = '') => `---\ntitle: ${title}\nsummary: ${prose(1, 9)}\n${more}---\n\n`;
  write('course.yaml', 'id: 7b0c1a52-2f0e-4c53-9a3e-5f1d6c0b9e11\ntitle: A made-up course\nlanguage: en\n');
  write('index.md', head('A made-up course') + prose(2, 60));
  for (const strand of ['noticing', 'listening']) write(`${strand}/index.md`, head(strand) + prose(3, 60));
  write('noticing/module/index.md', head('A module') + prose(4, 60));
  const sections = [1, 2, 3, 4].map((n) => `## Part ${n}\n\n${prose(n * 10, 115)}\n\n${prose(n * 20, 115)}\n`);
  sections.splice(1, 0, ':::keypoints\n- One thing to keep\n- Another thing to keep\n:::\n');
  sections.splice(3, 0, ':::check[Which of these?]\n- [x] This one. It says what was seen.\n- [ ] That one. It judges.\n:::\n');
  sections.push(':::reflect[A moment you were heard]{#heard}\nThink of a time when someone truly listened to you.\n:::\n');
  write('noticing/module/lesson.md', head('A lesson', 'minutes: 12\nobjectives: [Wait, Ask again]\n') + sections.join('\n'));
  // The others stand in modules of their own strand, as in a course that has grown.
  for (let n = 0; n < pages; n++) {
    const module = `listening/module-${Math.floor(n / 20)}`;
    if (n % 20 === 0) write(`${module}/index.md`, head(`Module ${n / 20}`) + prose(n, 20));
    write(`${module}/page-${n}.md`, head(`Page ${n}`) + prose(n, 20));
  }
  return build('learner', join(folder, '../site'), folder);
}

const size = (folder, address) => gzipSync(readFileSync(join(folder, address)), { level: 9 }).length;

/** The addresses that a page's HTML names, by what they are for. */
function named(folder, page) {
  const html = readFileSync(join(folder, page), 'utf8');
  const [head, body] = html.split('</head>');
  const here = (address) => join(page, '..', address.split('?')[0]);
  const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => here(match[1]));
  const sheets = /<link rel="stylesheet" href="([^"]+)"(?![^>]*media="print")/g;
  return {
    blocking: [page, ...all(head, sheets), ...all(html, /<script src="([^"]+)"(?![^>]*(?:defer|async))/g)],
    scripts: all(html, /<script src="([^"]+)"/g),
    later: all(body, /<link rel="stylesheet" href="([^"]+)"/g),
  };
}

function weigh(folder, page) {
  const { blocking, scripts, later } = named(folder, page);
  const sum = (list) => list.reduce((bytes, address) => bytes + size(folder, address), 0);
  return { page, requests: blocking.length, blocking: sum(blocking), scripts: sum(scripts), view: sum([...blocking, ...scripts, ...later]) + size(folder, 'assets/icon.svg') };
}

function hold({ page, requests, blocking, scripts, view }, t, most = FIRST_VIEW) {
  t.diagnostic(`${page}: ${blocking} bytes in ${requests} requests hold up the first paint, ${scripts} of scripts, ${view} in all`);
  assert.ok(requests <= 2, `${page}: ${requests} requests hold up the first paint`);
  assert.ok(blocking <= BLOCKING, `${page}: ${blocking} bytes hold up the first paint`);
  assert.ok(scripts <= SCRIPTS, `${page}: ${scripts} bytes of scripts`);
  assert.ok(view <= most, `${page}: ${view} bytes at first view`);
}

describe('weight', { timeout: 900_000 }, () => {
  const suite = lifetime();
  let small;
  let started;
  before(async () => {
    small = made(suite, 10);
    started = await browser(suite);
  });

  test('a lesson of a thousand words', async (t) => {
    const words = readFileSync(join(small, LESSON), 'utf8').split('<main')[1].replace(/<[^>]+>/g, ' ').split(/\s+/).length;
    assert.ok(words >= 1000, `the lesson has ${words} words`);
    hold(weigh(small, LESSON), t);
  });

  test('the same in a course that is large', (t) => {
    const large = made(t, full ? 10_000 : 400);
    for (const page of [LESSON, 'noticing/module/index.html', 'assets/style.css', 'assets/later.css']) {
      assert.deepEqual(readFileSync(join(large, page)), readFileSync(join(small, page)), `${page} is another in a large course`);
    }
  });

  test('every page of the bundled course with a text of its own', (t) => {
    const folder = build('learner', join(temporary(t, 'weight'), 'learner'));
    // Lists of the whole course have no bound: the works cited, the words explained, all pages.
    const pages = files(folder, '.html').filter((page) => page.includes('/'));
    const weighed = pages.map((page) => weigh(folder, page));
    for (const key of ['blocking', 'scripts', 'view']) hold(weighed.toSorted((a, b) => b[key] - a[key])[0], t, LONGEST);
  });

  test('the browser asks for what the page names and no more, and paints before the later styles are there', async (t) => {
    const { base } = await host(t, small);
    const { context, requests, troubles } = await watched(started, base);
    const page = await context.newPage();
    let release;
    const held = new Promise((done) => (release = done));
    await page.route(/later\.css/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(base + LESSON, { waitUntil: 'commit' });
    const painted = await page.evaluate(
      () => new Promise((done) => new PerformanceObserver((list) => done(list.getEntriesByName('first-contentful-paint').length)).observe({ type: 'paint', buffered: true })),
    );
    assert.ok(painted, 'nothing is painted while the later styles are on their way');
    assert.equal(await page.locator('.prose').isVisible().catch(() => false), false, 'the text is seen without its styles');
    release();
    await page.waitForLoadState('load');
    const asked = [...new Set(requests.map((url) => url.slice(base.length).split('?')[0]))].filter((path) => path !== 'favicon.ico').sort();
    const { blocking, scripts, later } = named(small, LESSON);
    const known = new Set([...blocking, ...scripts, ...later, 'assets/icon.svg']);
    assert.deepEqual(asked.filter((path) => !known.has(path)), [], 'asked for and not named');
    await context.close();
    assert.deepEqual(troubles, []);
  });
});
