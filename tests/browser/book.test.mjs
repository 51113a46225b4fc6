// The books: epubcheck finds nothing, every document is well formed and free of axe's findings; a workbook prints
// into a tagged PDF whose contents name the pages.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { binary, browser, content, each, files, full, lifetime, list, root, sample, seed, temporary } from './support.mjs';

const COURSES = { bundled: content, 'kitchen-sink': join(root, 'tests/courses/kitchen-sink') };
const EDITIONS = ['learner', 'facilitator'];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Documents of each book in a sample. */
const SAMPLE = 6;

function made(folder, format, course, edition, more = []) {
  const output = join(folder, `${course}-${edition}.${format === 'epub' ? 'epub' : 'html'}`);
  const args = ['package', format, '--content', COURSES[course], '--edition', edition, '--output', output, ...more];
  execFileSync(binary(), args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  return output;
}

describe('books', { timeout: 3_600_000 }, () => {
  let started;
  const suite = lifetime();
  before(async () => {
    started = await browser(suite);
  });

  for (const course of Object.keys(COURSES)) {
    for (const edition of EDITIONS) {
      test(`${course}, ${edition}: epubcheck and axe`, async (t) => {
        const folder = temporary(t, 'book');
        const book = made(folder, 'epub', course, edition);
        const jar = process.env.EPUBCHECK_JAR ?? found();
        const checked = spawnSync('java', ['-jar', jar, book, '--json', '-', '--failonwarnings'], { encoding: 'utf8', maxBuffer: 1 << 28 });
        const report = JSON.parse(checked.stdout.slice(checked.stdout.indexOf('{')));
        const told = report.messages.filter(({ severity }) => ['FATAL', 'ERROR', 'WARNING'].includes(severity));
        const lines = told.map(({ ID, message, locations }) => `${ID} ${message} ${locations?.[0]?.path ?? ''}:${locations?.[0]?.line ?? ''}`);
        assert.equal(told.length, 0, list(lines));

        const unpacked = join(folder, 'unpacked');
        execFileSync('python3', ['-m', 'zipfile', '-e', book, unpacked]);
        const all = files(unpacked, '.xhtml');
        const documents = full ? all : [...new Set(['EPUB/nav.xhtml', 'EPUB/cover.xhtml', ...sample(all, SAMPLE, seed)])];
        const context = await started.newContext();
        const problems = [];
        await each(documents, 2, async (path) => {
          const page = await context.newPage();
          await page.goto(pathToFileURL(join(unpacked, path)).href);
          assert.equal(await page.locator('parsererror').count(), 0, `${path} is not well formed`);
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(
            (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
            TAGS,
          );
          problems.push(...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0].html.slice(0, 160)}`));
          await page.close();
        });
        await context.close();
        assert.equal(problems.length, 0, list(problems));
        t.diagnostic(`${documents.length} of ${all.length} documents`);
      });
    }
  }

  test('a workbook becomes a tagged PDF with page numbers in its contents', (t) => {
    const folder = temporary(t, 'workbook');
    const html = made(folder, 'workbook', 'kitchen-sink', 'facilitator', ['--pdf']);
    const pdf = html.replace(/html$/, 'pdf');
    const about = execFileSync('pdfinfo', [pdf], { encoding: 'utf8' });
    assert.match(about, /Tagged:\s+yes/);
    const fonts = execFileSync('pdffonts', [pdf], { encoding: 'utf8' }).trim().split('\n').slice(2);
    assert.ok(fonts.length > 0 && fonts.every((line) => /\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$/.test(line)), list(fonts));
    const pages = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f');
    // Each entry of the contents names the page on which its title stands.
    const entries = [...pages[1].matchAll(/^\s*([\d.]+\s+\S.*?)\s{2,}(\d+)\s*$/gm)];
    assert.ok(entries.length >= 5, `contents without numbers:\n${pages[1]}`);
    for (const [, title, number] of entries) {
      const there = pages[Number(number) - 1].replace(/\s+/g, ' ');
      const start = title.replace(/\s+/g, ' ').replace(/^[\d.]+ /, '').slice(0, 20);
      assert.ok(there.includes(start), `“${title}” is not on page ${number}`);
    }
    assert.equal(existsSync(`${pdf}.printing`), false);
    assert.match(readFileSync(html, 'utf8'), /data-for="p\d+"><\/span>/);
  });
});

/** Where scripts/setup-tests puts the checker. */
function found() {
  const folder = join(root, 'target/venv/lib');
  const jars = existsSync(folder) ? files(folder, 'epubcheck.jar') : [];
  if (jars.length === 0) throw new Error('no epubcheck: run scripts/setup-tests');
  return join(folder, jars[0]);
}
