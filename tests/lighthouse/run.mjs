// Lighthouse as a phone sees it: five types of page of the bundled course, five runs each, the median held to a bar.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { build, files, full, temporary } from '../browser/support.mjs';

const LEAST = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 };
/** Lighthouse asks for robots.txt from within the page, which may connect to nothing (`connect-src 'none'`). */
const SKIPPED = ['robots-txt'];
const RUNS = Number(process.env.RUNS ?? (full ? 5 : 1));
const KINDS = ['home', 'lesson', 'narrative', 'role-play', 'conversation'];
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml' };

const works = [];
const t = { after: (work) => works.push(work) };
let worse = 0;

try {
  const folder = build('learner', join(temporary(t, 'lighthouse'), 'learner'));
  const base = await host(folder);
  const html = (page) => readFileSync(join(folder, page), 'utf8');
  // The longest of each kind.
  const pages = files(folder, '.html').sort((a, b) => html(b).length - html(a).length);
  const of = (kind) => (kind === 'home' ? 'index.html' : pages.find((page) => html(page).includes(`data-type="page" data-kind="${kind}"`)));
  const chrome = await launch({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => chrome.kill());
  for (const kind of KINDS) {
    const page = of(kind);
    if (!page) continue;
    const scores = Object.fromEntries(Object.keys(LEAST).map((name) => [name, []]));
    const faults = new Set();
    for (let run = 0; run < RUNS; run++) {
      const { lhr } = await lighthouse(base + page, { port: chrome.port, onlyCategories: Object.keys(LEAST), skipAudits: SKIPPED, logLevel: 'silent' });
      if (lhr.runtimeError) throw new Error(`${page}: ${lhr.runtimeError.message}`);
      for (const name of Object.keys(LEAST)) {
        scores[name].push(Math.round(lhr.categories[name].score * 100));
        if (lhr.categories[name].score === 1) continue;
        for (const { id, weight } of lhr.categories[name].auditRefs) {
          const { score, displayValue } = lhr.audits[id];
          if (weight && score !== null && score < 0.9) faults.add(`${id} ${displayValue ?? ''}`.trim());
        }
      }
    }
    const medians = Object.entries(scores).map(([name, all]) => [name, all.sort((a, b) => a - b)[all.length >> 1]]);
    console.log(`${kind}: ${medians.map(([name, score]) => `${name} ${score}`).join(', ')} (${page})`);
    for (const [name, score] of medians) {
      if (score >= LEAST[name]) continue;
      worse++;
      console.error(`  ${name} ${score}, not ${LEAST[name]}: ${scores[name].join(' ')}; ${[...faults].join('; ')}`);
    }
  }
  console.log(`lighthouse: ${KINDS.length} types of page, ${RUNS} runs each, ${worse} below the bar`);
} finally {
  for (const work of works.reverse()) await work();
}
process.exitCode = worse ? 1 : 0;

/** As a host does: compressed. */
async function host(folder) {
  const server = createServer((request, response) => {
    const file = resolve(folder, decodeURIComponent(new URL(request.url, 'http://host').pathname).slice(1));
    if (!(file + sep).startsWith(folder + sep) || !existsSync(file) || !extname(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const bytes = readFileSync(file);
    if (!TYPES[extname(file)]) return response.writeHead(200, { 'content-type': type }).end(bytes);
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip', 'cache-control': 'max-age=31536000' }).end(gzipSync(bytes));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => new Promise((done) => (server.closeAllConnections(), server.close(done))));
  return `http://127.0.0.1:${server.address().port}/`;
}
