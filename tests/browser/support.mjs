// What the suites share: the binary, a built course, a plain file server, a browser that tells everything.
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../..');
export const content = process.env.BEDSIDE_CONTENT ? resolve(process.env.BEDSIDE_CONTENT) : join(root, 'content');
/** Everything, or a sample that fits the time of a change. */
export const full = process.env.BEDSIDE_FULL === '1';
/** The same sample every time, unless a seed is given. */
export const seed = Number(process.env.BEDSIDE_SEED ?? 1);

// ---------------------------------------------------------------- the binary

let binaryPath;
/** $BEDSIDE, or what cargo built last: release before debug. */
export function binary() {
  if (binaryPath) return binaryPath;
  if (process.env.BEDSIDE) return (binaryPath = resolve(process.env.BEDSIDE));
  const targets = [process.env.CARGO_TARGET_DIR, cargoTarget(), join(root, 'target')].filter(Boolean);
  for (const target of targets) {
    for (const profile of ['release', 'debug']) {
      const candidate = resolve(root, target, profile, 'bedside');
      if (existsSync(candidate)) return (binaryPath = candidate);
    }
  }
  throw new Error('no bedside binary: run `cargo build --release`, or name one in $BEDSIDE');
}

function cargoTarget() {
  try {
    const args = ['metadata', '--format-version', '1', '--no-deps', '--offline'];
    const out = execFileSync('cargo', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
    return JSON.parse(out).target_directory;
  } catch {
    return undefined;
  }
}

/** Ends with the suite that it is called in what its hooks began; a hook has no `after` of its own. */
export function lifetime() {
  const works = [];
  after(async () => {
    for (const work of works.reverse()) await work();
  });
  return { after: (work) => works.push(work) };
}

export function temporary(t, name) {
  const folder = mkdtempSync(join(tmpdir(), `bedside-${name}-`));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds one edition into `output`; a failure carries what the command said. */
export function build(edition, output, source = content) {
  const args = ['build', '--content', source, '--output', output, '--edition', edition];
  try {
    execFileSync(binary(), args, { cwd: dirname(output), stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  } catch (error) {
    throw new Error(`bedside ${args.join(' ')}: exit ${error.status}\n${error.stderr}`);
  }
  return output;
}

/** Both editions, in one temporary folder. */
export function buildBoth(t) {
  const folder = temporary(t, 'site');
  return {
    learner: build('learner', join(folder, 'learner')),
    facilitator: build('facilitator', join(folder, 'facilitator')),
  };
}

/** Files below `folder`, with `/`, sorted. */
export function files(folder, suffix = '') {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort();
}

/** Pages that nothing links to, by their purpose: the host's 404 page and forwards from old addresses. */
export function isUnlinked(folder, page) {
  return page === '404.html' || /<meta[^>]+http-equiv="?refresh/i.test(readFileSync(join(folder, page), 'utf8'));
}

// ---------------------------------------------------------------- a plain file server

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.vtt': 'text/vtt; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.pdf': 'application/pdf',
};

/** Serves `folder` under `prefix` (which begins and ends with `/`) as any dull host would. */
export async function host(t, folder, prefix = '/') {
  const missing = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    // The browser asks for it by itself where a page names no icon.
    if (path === '/favicon.ico') return response.writeHead(204).end();
    let file = path.startsWith(prefix) ? resolve(folder, path.slice(prefix.length)) : undefined;
    if (file && existsSync(file) && statSync(file).isDirectory()) file = path.endsWith('/') ? join(file, 'index.html') : undefined;
    if (!file || !(file + sep).startsWith(folder + sep) || !existsSync(file)) {
      missing.push(path);
      return response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => new Promise((done) => (server.closeAllConnections(), server.close(done))));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { base: origin + prefix, missing };
}

/** The address of a folder opened from disk. */
export const fromDisk = (folder) => pathToFileURL(folder + sep).href;

// ---------------------------------------------------------------- a browser that tells everything

export async function browser(t, ...more) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}: run scripts/setup-tests, or name one in $CHROMIUM`);
  const started = await chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
  t.after(() => started.close());
  return started;
}

/**
 * A context whose `troubles` holds every console error, page error, CSP violation and failed request,
 * and whose `requests` holds every address asked for. `base` is where the site lives; a request to any
 * other place is a trouble, too.
 */
export async function watched(started, base, options = {}) {
  const context = await started.newContext({ reducedMotion: 'reduce', serviceWorkers: 'allow', ...options });
  const troubles = [];
  const requests = [];
  const tell = (page, what) => troubles.push(`${shorten(page?.url?.() ?? '', base)}: ${what}`);
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP violation: ${event.effectiveDirective} blocked ${event.blockedURI || 'inline'} (${event.sourceFile ?? ''}:${event.lineNumber})`);
    }, true);
  });
  context.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) tell(message.page(), message.text());
  });
  context.on('weberror', (error) => tell(error.page(), `uncaught ${error.error()}`));
  context.on('request', (request) => {
    const url = request.url();
    requests.push(url);
    if (!isOwn(url, base)) tell(undefined, `asks for ${url}, outside ${base}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Turning the page while something loads is no fault.
    if (!/ERR_ABORTED/.test(why)) tell(undefined, `${shorten(request.url(), base)} failed: ${why}`);
  });
  context.setDefaultTimeout(15_000);
  return { context, troubles, requests };
}

/** `data:` and `blob:` never leave the page; all else must lie under `base`. */
export const isOwn = (url, base) => /^(data|blob|about):/.test(url) || url.startsWith(base);

export const shorten = (url, base) => (url.startsWith(base) ? url.slice(base.length) || './' : url);

// ---------------------------------------------------------------- the live preview

/** Starts `bedside serve` on a free port and waits for the address that it prints. */
export async function preview(t, folder, ...more) {
  const child = spawn(binary(), ['serve', '--content', folder, '--port', '0', ...more], {
    cwd: dirname(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const ended = new Promise((done) => child.once('exit', done));
  t.after(async () => {
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(forced);
  });
  let said = '';
  const base = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`serve printed no address in 30 s; it said:\n${said}`)), 30_000);
    const hear = (chunk) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(said);
      if (found) (clearTimeout(late), done(found[0]));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => (clearTimeout(late), fail(new Error(`serve ended with ${code}; it said:\n${said}`))));
    child.once('error', fail);
  });
  return { base, port: Number(new URL(base).port), child, said: () => said };
}

// ---------------------------------------------------------------- samples

/** mulberry32: small, and the same on every machine. */
export function random(from) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function sample(list, count, from) {
  const next = random(from);
  const left = [...list];
  const taken = [];
  while (taken.length < count && left.length) taken.push(left.splice(Math.floor(next() * left.length), 1)[0]);
  return taken;
}

/** Runs `work` over `items`, `width` at a time: two cores are kept busy, and no more. */
export async function each(items, width, work) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length) await work(queue.shift());
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Asks the page until the answer is right; the page's CSP forbids the browser's own way of waiting for one. */
export async function until(page, ask, right, what, milliseconds = 10_000) {
  const end = performance.now() + milliseconds;
  let answer;
  do {
    answer = await page.evaluate(ask);
    if (right(answer)) return answer;
    await new Promise((done) => setTimeout(done, 20));
  } while (performance.now() < end);
  throw new Error(`${what}: not within ${milliseconds} ms; last seen: ${JSON.stringify(answer)}`);
}

/** A failure that a person can read: the first of them, and how many more. */
export function list(problems, most = 40) {
  const rest = problems.length - most;
  return `${problems.length} problems\n  ${problems.slice(0, most).join('\n  ')}${rest > 0 ? `\n  … and ${rest} more` : ''}`;
}
