// A package on a reader's own computer: a story that has ended is hidden by the reader's clock, and nothing else is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { binary, browser, fromDisk, lifetime, list, temporary, watched } from './support.mjs';

const COURSE = {
  'course.yaml':
    'id: ends\ntitle: Ends\nversion: 1\nstrands: [one]\nallow: [no-summary, no-objectives, no-activity]\n',
  'stories.yaml': `blanket:
  basis: consented
  teller: his daughter
  approved: 2026-01-10
  expires: 2028-01-10
  purposes: [education]
  copies: [download]
  files: [one/wool.svg]
harbour:
  basis: published
  expires: 2029-06-30
`,
  'index.md': '# Home\n\nRead [what she told us](one/module/narratives/blanket.md).\n',
  'one/index.md': '# One\n\nWords.\n',
  'one/00-told.md': '---\nstory: harbour\n---\n# Harbourmouth\n\nRope.\n',
  'one/wool.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>',
  'one/module/index.md': `# Module

Her blanket: ![Wool](../wool.svg)

## What [she told](narratives/blanket.md)

Words that stay.

:::voice[A sailor]{story=harbour #sailor}
Salt and rope.
:::

## See also

The [sailor](#sailor) spoke.

## A last part

Words.
`,
  'one/module/01-plain.md': '# Plain\n\nPlain words.\n',
  'one/module/narratives/blanket.md':
    '---\nstory: blanket\nsummary: Held on to\n---\n# Blanketworth\n\nShe held on to the wool.\n\n:::reflect[Wool]{#wool}\nWhat would you do?\n:::\n\n:::role-play[Two people]\n### The daughter {#daughter}\nYou hold the wool.\n\n### The nurse {#nurse}\nYou sit down.\n:::\n',
  'one/module/z-after.md': '# After\n\nLast words.\n',
};

/** The files of a zip archive, into a folder. */
function unzip(file, folder) {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const path = bytes.toString('utf8', at + 46, at + 46 + name);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + packed);
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, method === 8 ? inflateRawSync(data) : data);
    at += 46 + name + extra + comment;
  }
  return folder;
}

describe('a package hides by the reader’s clock what has ended', { timeout: 300_000 }, () => {
  const life = lifetime();
  let started;
  let site;

  before(async () => {
    started = await browser(life);
    const folder = temporary(life, 'ends');
    for (const [path, text] of Object.entries(COURSE)) {
      mkdirSync(dirname(join(folder, 'content', path)), { recursive: true });
      writeFileSync(join(folder, 'content', path), text);
    }
    const made = ['package', 'site-zip', '--output', 'ends.zip', '--today', '2027-03-01', '--to', 'a ward'];
    // The site may not show the story, which is no matter of the package.
    execFileSync(binary(), made, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    site = fromDisk(unzip(join(folder, 'ends.zip'), join(folder, 'site')));
  });

  /** Opens a page on a day and gives its words, its links, its title. */
  async function read(path, day, options = {}) {
    const { context, troubles } = await watched(started, site, options);
    await context.clock.setFixedTime(new Date(day));
    const page = await context.newPage();
    await page.goto(site + path, { waitUntil: 'load' });
    const seen = await page.evaluate(() => ({
      words: document.body.innerText,
      title: document.title,
      links: [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')),
      pictures: document.images.length,
      neutral: [...document.querySelectorAll('.withheld')].map((part) => part.textContent),
    }));
    assert.deepEqual(troubles, [], list(troubles));
    return { ...seen, page, close: () => context.close() };
  }

  const STORY = 'one/module/narratives/blanket.html';

  test('through its last day, UTC, the story is shown, with the day beside it', async () => {
    const { words, links, neutral, close } = await read(STORY, '2028-01-10T23:59:59Z');
    assert.match(words, /She held on to the wool/);
    assert.match(words, /May be shown until 2028-01-10\./);
    assert.match(words, /Valid until 2028-01-10/);
    assert.equal(neutral.length, 0);
    assert.ok(links.length > 5);
    await close();
  });

  test('the moment after, the page, its cards and its title are gone', async () => {
    for (const path of [STORY, STORY.replace('.html', '.daughter.html')]) {
      const { words, title, neutral, close } = await read(path, '2028-01-11T00:00:00Z');
      assert.doesNotMatch(words, /wool|Blanketworth|Held on to|daughter/i, path);
      assert.equal(title, 'A story that stood here is not shown at present.');
      assert.deepEqual(neutral, ['A story that stood here is not shown at present.']);
      assert.match(words, /Valid until 2028-01-10/);
      await close();
    }
  });

  test('links, lists, pictures and the way on lead past it', async () => {
    for (const path of ['index.html', 'one/index.html', 'one/module/index.html', 'one/module/plain.html', 'one/module/z-after.html']) {
      const before = await read(path, '2028-01-10T12:00:00Z');
      const after = await read(path, '2028-01-11T12:00:00Z');
      const leads = ({ links }) => links.filter((href) => href.includes('blanket')).length;
      assert.ok(leads(before) > 0 || path === 'one/index.html', `${path} led to it`);
      assert.equal(leads(after), 0, path);
      assert.doesNotMatch(after.words, /Blanketworth|she told|Held on to/, path);
      if (path === 'one/module/index.html') {
        assert.equal(before.pictures - after.pictures, 1, 'the picture that the story names');
        assert.match(after.words, /Salt and rope/, 'another story goes on');
        assert.deepEqual(after.neutral, Array(2).fill('(a story that is not shown at present)'));
      }
      await before.close();
      await after.close();
    }
  });

  test('a voice on a page gives way to the neutral line, and the page stays', async () => {
    const { words, links, neutral, close } = await read('one/module/index.html', '2029-07-01T00:00:00Z');
    assert.doesNotMatch(words, /Salt and rope/);
    assert.match(words, /Words that stay/);
    assert.ok(neutral.includes('A story that stood here is not shown at present.'));
    assert.ok(!links.includes('#sailor'));
    await close();
  });

  test('searching finds it while it may be shown, and not afterwards', async () => {
    for (const [day, count] of [['2028-01-10T12:00:00Z', 1], ['2028-01-11T12:00:00Z', 0]]) {
      const { page, close } = await read('index.html', day);
      await page.keyboard.press('/');
      await page.keyboard.type('wool');
      const results = page.locator('.search-title', { hasText: 'Blanketworth' });
      if (count) await results.first().waitFor();
      else await page.waitForTimeout(1500);
      assert.equal(await results.count(), count, day);
      assert.equal(await page.getByText('She held on to the wool').count(), count, day);
      await close();
    }
  });

  test('the first step does not lead to it', async () => {
    for (const [day, begins] of [['2029-06-30T12:00:00Z', true], ['2029-07-01T12:00:00Z', false]]) {
      const { page, words, close } = await read('index.html', day);
      await page.waitForTimeout(500);
      assert.equal(await page.locator('.begin a').count(), begins ? 1 : 0);
      assert.equal(/Harbourmouth/.test(words), begins);
      await close();
    }
  });

  test('a home page that remembers where a reader left off does not lead back to it', async () => {
    const { context } = await watched(started, site);
    await context.clock.setFixedTime(new Date('2028-01-10T12:00:00Z'));
    const page = await context.newPage();
    const resume = page.locator('.resume a.button');
    await page.goto(`${site}one/module/plain.html`);
    await page.goto(site + STORY);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(800);
    await page.goto(`${site}index.html`);
    await resume.waitFor();
    await context.clock.setFixedTime(new Date('2028-01-11T12:00:00Z'));
    await page.goto(`${site}index.html`);
    await page.waitForTimeout(800);
    assert.doesNotMatch(await page.locator('main').innerText(), /Blanketworth/);
    await context.close();
  });

  test('without scripts the day stands beside the story', async () => {
    const { context } = await watched(started, site, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site + STORY);
    const words = await page.locator('body').textContent();
    assert.match(words, /May be shown until 2028-01-10\./);
    assert.match(words, /Valid until 2028-01-10/);
    await context.close();
  });
});
