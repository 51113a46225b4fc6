// cmi5: a launch in full against a real record store (Ralph); its documents of state and profile, which Ralph lacks,
// are held by the server here, which also holds every request to the rules of xAPI and cmi5.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { before, describe, test } from 'node:test';
import { browser, files, here, lifetime, temporary, until, watched } from './support.mjs';
import { doAll, needs, nothingPrivate, packed, python, SENTINEL, text, toEnd, tools } from './platform-support.mjs';

const VERBS = 'http://adlnet.gov/expapi/verbs/';
const CMI5 = 'https://w3id.org/xapi/cmi5/context/';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png' };
const BASIC = Buffer.from('t:t').toString('base64');
const ACTOR = { objectType: 'Agent', account: { homePage: 'https://school.example', name: 'a81f7c' } };

/** A record store on a free port, and nothing in it. */
async function ralph(t) {
  const folder = temporary(t, 'ralph');
  const env = { ...process.env, RALPH_APP_DIR: folder, RALPH_RUNSERVER_BACKEND: 'fs', RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH: folder };
  const credentials = ['auth', '-u', 't', '-p', 't', '-s', 'all', '-M', 'mailto:t@example.org', '-w'];
  execFileSync(needs(join(tools, 'venv/bin/ralph')), credentials, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
  const child = spawn(python, [join(here, 'record-store.py'), String(port)], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = new Promise((done) => child.once('exit', done));
  t.after(async () => (child.kill(), await ended));
  const base = `http://127.0.0.1:${port}/xAPI/`;
  for (const end = performance.now() + 60_000; ; await new Promise((done) => setTimeout(done, 250))) {
    if (await fetch(`http://127.0.0.1:${port}/__lbheartbeat__`).then((answer) => answer.ok, () => false)) return base;
    if (performance.now() > end || child.exitCode !== null) throw new Error(`the record store does not begin; it said:\n${said}`);
  }
}

/** A platform: it serves the package, hands out tokens, keeps documents, and passes statements on to the store. */
async function platform(t, store, package_) {
  const self = { asked: [], documents: new Map(), tokens: new Map(), faults: [], hang: null, status: null, launchData: {} };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://host');
    const answer = (status, body, type = 'application/json') => response.writeHead(status, { 'content-type': type }).end(body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    const path = decodeURIComponent(url.pathname);
    if (path === '/favicon.ico') return answer(204);
    if (path === '/done.html') return answer(200, '<title>Back</title>', 'text/html');
    if (path.startsWith('/course/')) {
      const file = resolve(package_, path.slice('/course/'.length));
      if (!existsSync(file) || !statSync(file).isFile()) return answer(path.endsWith('.ico') ? 204 : 404, '', 'text/plain');
      return answer(200, readFileSync(file), TYPES[extname(file)] ?? 'application/octet-stream');
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const query = Object.fromEntries(url.searchParams);
    const asked = { method: request.method, path, query, body, headers: request.headers };
    self.asked.push(asked);
    if (self.hang?.(asked)) return undefined;
    if (self.status?.(asked)) return answer(self.status(asked), {});
    if (path.startsWith('/fetch/')) {
      if (request.method !== 'POST') self.faults.push(`the token is asked for by ${request.method}`);
      const used = self.tokens.get(path);
      self.tokens.set(path, true);
      return answer(200, used ? { 'error-code': '1', 'error-text': 'used' } : { 'auth-token': BASIC });
    }
    if (request.headers.authorization !== `Basic ${BASIC}` || request.headers['x-experience-api-version'] !== '1.0.3') {
      self.faults.push(`${request.method} ${path} without its headers`);
      return answer(401, {});
    }
    if (path === '/lrs/agents/profile') return query.profileId === 'cmi5LearnerPreferences' && query.agent ? answer(404, {}) : answer(400, {});
    if (path === '/lrs/activities/state') {
      const key = JSON.stringify([query.activityId, JSON.parse(query.agent).account, query.registration, query.stateId]);
      if (request.method === 'PUT' && query.stateId === 'LMS.LaunchData') self.faults.push('the launch data are written');
      if (request.method === 'PUT') return self.documents.set(key, body), answer(204);
      if (query.stateId === 'LMS.LaunchData') return self.launchData ? answer(200, self.launchData) : answer(404, {});
      return self.documents.has(key) ? answer(200, self.documents.get(key)) : answer(404, {});
    }
    if (path === '/lrs/statements') {
      const passed = await fetch(`${store}statements?${url.searchParams}`, { method: request.method, body, headers: { authorization: `Basic ${BASIC}`, 'content-type': 'application/json', 'x-experience-api-version': '1.0.3' } });
      if (!passed.ok && passed.status !== 409) self.faults.push(`the store says ${passed.status} ${await passed.clone().text()} to ${body}`);
      return answer(passed.status, passed.status === 204 ? undefined : await passed.text());
    }
    return answer(404, {});
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => new Promise((done) => (server.closeAllConnections(), server.close(done))));
  self.base = `http://127.0.0.1:${server.address().port}/`;
  return self;
}

const TEMPLATE = (session) => ({
  contextActivities: { grouping: [{ id: 'urn:uuid:5e2b1a2c-0000-8000-a000-000000000001' }] },
  extensions: { [`${CMI5}extensions/sessionid`]: session },
});

/** A launch as a platform makes it. */
function launch(self, registration, { file = 'assets/launch.html', actor = ACTOR, activity = 'https://school.example/activity/7', data = {}, session = randomUUID() } = {}) {
  self.launchData = data === null ? null : { contextTemplate: TEMPLATE(session), launchMode: 'Normal', moveOn: 'Completed', ...data };
  const query = new URLSearchParams({ endpoint: `${self.base}lrs`, fetch: `${self.base}fetch/${randomUUID()}`, actor: JSON.stringify(actor), registration, activityId: activity });
  return { url: `${self.base}course/${file}?${query}`, session, activity };
}

/** What the store has of a registration, in the order in which it came. */
async function stored(store, registration) {
  const answer = await fetch(`${store}statements?limit=200`, { headers: { authorization: `Basic ${BASIC}`, 'x-experience-api-version': '1.0.3' } });
  const { statements } = await answer.json();
  return statements.filter((statement) => statement.context?.registration === registration).sort((a, b) => (a.stored < b.stored ? -1 : 1));
}

const verbs = (statements) => statements.map((statement) => statement.verb.id.replace(VERBS, ''));

/** Holds a statement to all that cmi5 says of it. */
function whole(statement, { session, activity, registration }) {
  const verb = statement.verb.id.replace(VERBS, '');
  const moves = ['completed', 'passed'].includes(verb);
  const { id, timestamp, stored, authority, result, context, ...rest } = statement;
  assert.match(id, UUID);
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)$/);
  assert.deepEqual(rest, { actor: ACTOR, verb: { id: VERBS + verb, display: { en: verb } }, object: { objectType: 'Activity', id: activity } });
  const { extensions, ...others } = context;
  assert.deepEqual(others, {
    registration,
    contextActivities: {
      grouping: TEMPLATE(session).contextActivities.grouping,
      category: [{ id: `${CMI5}categories/cmi5` }, ...(moves ? [{ id: `${CMI5}categories/moveon` }] : [])],
    },
  });
  const { [`${CMI5}extensions/masteryscore`]: mastery, ...own } = extensions;
  assert.deepEqual(own, TEMPLATE(session).extensions);
  if (verb === 'initialized') return assert.equal(result, undefined);
  const { duration, ...results } = result;
  assert.match(duration, /^PT\d+\.\d\dS$/);
  if (verb === 'terminated') assert.deepEqual(results, {});
  if (verb === 'completed') assert.deepEqual(results, { completion: true });
  if (verb === 'passed') {
    assert.equal(results.success, true);
    assert.ok(results.score.scaled >= (mastery ?? 0) && results.score.scaled <= 1);
  }
  return mastery;
}

const state = (page, wanted) => until({ evaluate: (ask) => page.evaluate(ask).catch(() => undefined) }, () => document.body?.dataset.state, (now) => now === wanted, `the state ${wanted}`, 20_000);
const inner = (page) => page.frames().find((frame) => frame.parentFrame() === page.mainFrame());
const shown = async (page, id) => {
  await until({ evaluate: (ask) => Promise.resolve(inner(page)?.evaluate(ask)).catch(() => undefined) }, () => document.readyState === 'complete' && document.documentElement.dataset.page, (now) => now === id, `the page ${id}`, 15_000);
  return inner(page);
};
const turn = async (page, to) => (await inner(page).locator('.turn-page .is-next').click(), shown(page, to));

test('the package has the form of a cmi5 course', (t) => {
  const { unpacked } = packed(t, temporary(t, 'cmi5'), 'cmi5', { units: 'module', completion: 'score', passing: 70 });
  const xml = text(unpacked, 'cmi5.xml');
  const names = [...xml.matchAll(/<([a-zA-Z]+)/g)].map((found) => found[1]);
  const titled = ['title', 'langstring', 'description', 'langstring'];
  const au = ['au', ...titled, 'url'];
  assert.deepEqual(names, ['courseStructure', 'course', ...titled, 'block', ...titled, ...au, 'block', ...titled, ...au]);
  assert.match(xml, /xmlns="https:\/\/w3id.org\/xapi\/profiles\/cmi5\/v1\/CourseStructure.xsd"/);
  const ids = [...xml.matchAll(/ id="([^"]+)"/g)].map((found) => found[1]);
  assert.equal(new Set(ids).size, 5);
  for (const id of ids) assert.match(id.replace('urn:uuid:', ''), UUID);
  // The first module has no self-check that a platform is told of: it is completed by reading.
  assert.deepEqual([...xml.matchAll(/<au [^>]*moveOn="(\w+)"( masteryScore="([\d.]+)")?/g)].map(([, moveOn, , mastery]) => [moveOn, mastery]), [['Completed', undefined], ['Passed', '0.7']]);
  for (const [, url] of xml.matchAll(/<url>([^<]+)</g)) assert.ok(files(unpacked).includes(url.replaceAll('&#x2F;', '/')), url);
  nothingPrivate(xml, 'cmi5.xml');
  for (const page of files(unpacked, '.html')) {
    const policy = /assets\/launch/.test(page) ? /connect-src &#39;self&#39; https:;/ : /connect-src (&#39;|')none/;
    if (!/http-equiv="refresh"/.test(text(unpacked, page))) assert.match(text(unpacked, page), policy, page);
  }
});

describe('a launch', () => {
  const suite = lifetime();
  let store;
  let self;
  let started;
  before(async () => {
    const { unpacked } = packed(suite, temporary(suite, 'cmi5'), 'cmi5', { completion: 'activities', score: 'yes', passing: 50 });
    [store, started] = await Promise.all([ralph(suite), browser(suite)]);
    self = await platform(suite, store, unpacked);
  });

  test('says what was done, in the order that is demanded, and nothing twice', async () => {
    const { context, troubles } = await watched(started, self.base);
    const page = await context.newPage();
    const askedBy = [];
    page.on('request', (request) => /\/(lrs|fetch)\//.test(request.url()) && askedBy.push(request.frame() === page.mainFrame()));
    const registration = randomUUID();
    let from = self.asked.length;
    // Whatever else the platform says of the learner goes no further.
    let launched = launch(self, registration, { actor: { ...ACTOR, name: 'Ada Quillwort', objectType: 'Agent' }, data: { masteryScore: 0.5, returnURL: `${self.base}done.html` } });
    await page.goto(launched.url);
    await state(page, 'saved');
    await (await shown(page, 'index')).getByRole('link', { name: 'Begin' }).first().click();
    await toEnd(await shown(page, 'one/listen/index'));
    await doAll(await turn(page, 'one/listen/write'));
    await doAll(await turn(page, 'one/listen/never'));
    await turn(page, 'two/index');
    await toEnd(await turn(page, 'two/speak/index'));
    await until(page, () => document.body.dataset.state, (now) => now === 'saved', 'saved');
    // The window is closed by whoever opened it.
    await new Promise((done) => setTimeout(done, 400));
    await page.goto('about:blank');
    await until(page, () => 0, () => self.asked.some(({ body }) => body.includes('terminated')), 'terminated');
    const first = self.asked.slice(from);
    assert.deepEqual(first.slice(0, 5).map(({ method, path, query, body }) => `${method} ${path.replace(/fetch\/.*/, 'fetch')} ${query.stateId ?? query.profileId ?? (body && JSON.parse(body).verb.id.replace(VERBS, ''))}`), [
      'POST /fetch ', 'GET /lrs/activities/state LMS.LaunchData', 'GET /lrs/agents/profile cmi5LearnerPreferences', 'PUT /lrs/statements initialized', 'GET /lrs/activities/state bedside.progress',
    ]);
    await new Promise((done) => setTimeout(done, 300));
    let statements = await stored(store, registration);
    assert.deepEqual(verbs(statements), ['initialized', 'terminated']);
    for (const statement of statements) whole(statement, { ...launched, registration });

    from = self.asked.length;
    launched = launch(self, registration, { data: { masteryScore: 0.5, returnURL: `${self.base}done.html` } });
    await page.goto(launched.url);
    await state(page, 'saved');
    await shown(page, 'two/speak/index');
    const frame = await turn(page, 'two/speak/check');
    for (const [check, answer] of [['first', 0], ['first', 2], ['second', 0]]) await frame.locator(`#${check} .answers input`).nth(answer).check();
    await doAll(frame);
    await doAll(await turn(page, 'two/speak/talk'));
    await state(page, 'complete');
    await page.locator('[data-leave]').click();
    await page.waitForURL(`${self.base}done.html`);
    statements = (await stored(store, registration)).slice(2);
    assert.deepEqual(verbs(statements), ['initialized', 'passed', 'completed', 'terminated']);
    const mastery = statements.map((statement) => whole(statement, { ...launched, registration }));
    assert.equal(mastery[1], 0.5);
    assert.equal(statements[1].result.score.scaled, 0.5);

    // A third visit: what was reached is not said again.
    launched = launch(self, registration, { data: { masteryScore: 0.5, returnURL: 'javascript:alert(1)' } });
    await page.goto(launched.url);
    await state(page, 'complete');
    await shown(page, 'two/speak/talk');
    await page.locator('[data-leave]').click();
    await state(page, 'left');
    assert.deepEqual(verbs((await stored(store, registration)).slice(6)), ['initialized', 'terminated']);

    assert.ok(askedBy.length > 10 && askedBy.every(Boolean), 'only the launcher connects');
    const sent = self.asked.map(({ path, query, body }) => path + JSON.stringify(query) + body).join('\n');
    nothingPrivate(sent, 'a request');
    assert.ok(!sent.includes('Ada'), 'a name is sent on');
    nothingPrivate(JSON.stringify(await stored(store, registration)), 'a statement');
    assert.deepEqual(self.faults, []);
    // The console tells of every answer 404, which a first visit has.
    assert.deepEqual(troubles.filter((trouble) => !/404/.test(trouble)), []);
    await context.close();
  });

  test('to look again says only that it began and ended', async () => {
    const { context } = await watched(started, self.base);
    const page = await context.newPage();
    const registration = randomUUID();
    await page.goto(launch(self, registration, { data: { launchMode: 'Review' } }).url);
    await state(page, 'review');
    await (await shown(page, 'index')).getByRole('link', { name: 'Begin' }).first().click();
    await toEnd(await shown(page, 'one/listen/index'));
    await page.locator('[data-leave]').click();
    await state(page, 'left');
    assert.deepEqual(verbs(await stored(store, registration)), ['initialized', 'terminated']);
    await context.close();
  });

  test('what was said already and not remembered is not said twice', async () => {
    const { context } = await watched(started, self.base);
    const page = await context.newPage();
    const registration = randomUUID();
    await page.goto(launch(self, registration, {}).url);
    await state(page, 'saved');
    await shown(page, 'index');
    await inner(page).evaluate((pages) => {
      for (const [page, toDo, checks] of pages) {
        parent.postMessage({ bedside: 1, what: 'read', page }, '*');
        for (const id of toDo) parent.postMessage({ bedside: 1, what: 'done', page, id }, '*');
        for (const id of checks) parent.postMessage({ bedside: 1, what: 'right', page, id }, '*');
      }
    }, await page.evaluate(() => JSON.parse(document.body.dataset.unit).pages));
    await state(page, 'complete');
    await page.locator('[data-leave]').click();
    await state(page, 'left');
    const count = async () => verbs(await stored(store, registration)).filter((verb) => verb === 'completed').length;
    assert.equal(await count(), 1);
    // The store answers 409, or takes what it has for the same.
    self.documents.clear();
    self.status = ({ body }) => (body.includes('/completed"') || body.includes('/passed"') ? 409 : 0);
    await page.goto(launch(self, registration, {}).url);
    await state(page, 'saved');
    await inner(page).evaluate((pages) => {
      for (const [page, toDo] of pages) {
        parent.postMessage({ bedside: 1, what: 'read', page }, '*');
        for (const id of toDo) parent.postMessage({ bedside: 1, what: 'done', page, id }, '*');
      }
    }, await page.evaluate(() => JSON.parse(document.body.dataset.unit).pages));
    await state(page, 'complete');
    const again = self.asked.filter(({ body }) => body.includes('/completed"') && body.includes(registration)).map(({ query }) => query.statementId);
    assert.equal(new Set(again).size, 1, 'the same statement has the same id');
    self.status = null;
    await context.close();
  });

  test('that fails leaves the course usable, and the learner knows', async () => {
    const good = (more) => launch(self, randomUUID(), more).url;
    const cases = {
      'no launch at all': [() => `${self.base}course/assets/launch.html`, 'no learning platform'],
      'a launch without its registration': [() => good().replace(/registration=[^&]+&?/, ''), 'no learning platform'],
      'an actor with a mail address': [() => good({ actor: { objectType: 'Agent', mbox: 'mailto:ada@example.org' } }), 'refuses to begin'],
      'a token that was used': [async () => {
        const url = good();
        await fetch(new URL(url).searchParams.get('fetch'), { method: 'POST' });
        return url;
      }, 'this visit has ended'],
      'no token': [() => ((self.status = ({ path }) => (path.startsWith('/fetch') ? 403 : 0)), good()), 'refuses to begin'],
      'no launch data': [() => good({ data: null }), 'refuses to begin'],
      'a store with a fault': [() => ((self.status = ({ path }) => (path === '/lrs/statements' ? 500 : 0)), good()), 'does not take it'],
      'a store without an answer': [() => ((self.hang = ({ path }) => path === '/lrs/activities/state'), good()), 'does not answer'],
      'a store that is not there': [() => good().replace(/endpoint=[^&]+/, `endpoint=${encodeURIComponent('https://127.0.0.1:9/lrs/')}`), 'does not answer'],
    };
    for (const [name, [make, words]] of Object.entries(cases)) {
      const context = await started.newContext();
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      const wrong = [];
      page.on('pageerror', (error) => wrong.push(String(error)));
      await page.goto(await make());
      await (await shown(page, 'index')).getByRole('link', { name: 'Begin' }).first().click();
      await shown(page, 'one/listen/index');
      await turn(page, 'one/listen/write');
      await state(page, 'unsaved');
      const said = await page.locator('[role=status]').textContent();
      assert.ok(said.includes(words) && said.includes('You can read'), `${name}: ${said}`);
      assert.deepEqual(wrong, [], name);
      await context.close();
      Object.assign(self, { hang: null, status: null });
    }
    assert.deepEqual(self.faults.filter((fault) => !/the store says/.test(fault)), []);
  });

  test('is good for one session, also when the browser loads the page again', async () => {
    const { context } = await watched(started, self.base);
    const page = await context.newPage();
    const registration = randomUUID();
    await page.goto(launch(self, registration).url);
    await state(page, 'saved');
    await page.reload();
    await state(page, 'unsaved');
    assert.match(await page.locator('[role=status]').textContent(), /this visit has ended/);
    await until(page, () => 0, () => true, '');
    assert.deepEqual(verbs(await stored(store, registration)), ['initialized', 'terminated']);
    await context.close();
  });

  test('keeps the sentinel out of the package and the store', async () => {
    assert.ok(!JSON.stringify([...self.documents.values()]).includes(SENTINEL.split(' ')[0]));
  });
});
