// What the suites of learning platforms share: a course in which everything is done once, its packages, a platform's page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { binary, here, root, until } from './support.mjs';

/** Typed into every place to write, and found nowhere but in the browser. */
export const SENTINEL = 'quillwort lantern';

/** Tools that are no part of npm's: scripts/setup-tests puts them here. */
export const tools = process.env.BEDSIDE_TOOLS ?? join(root, 'tests/tools');
export const python = join(tools, 'venv/bin/python');
export const schemas = join(tools, 'scorm-schemas');

const header = (title, more = '') => `---\ntitle: ${title}\nsummary: About it.\n${more}---\n\n`;
const PAGES = {
  'index.md': `# Home\n\n[Begin](one/listen/index.md)\n`,
  'one/index.md': header('One') + 'A strand.\n',
  'one/listen/index.md': header('To listen') + 'A module. See [elsewhere](https://example.org/paper).\n',
  'one/listen/01-write.md': header('Write') + 'Words.\n\n:::reflect[A moment]{#moment lines=3}\nThink.\n:::\n\n:::scale[How often]{#often}\n- I waited.\n:::\n',
  'one/listen/02-never.md': header('Between us', 'report: never\n') + ':::reflect[Grief]{#grief lines=3}\nThink.\n:::\n\n:::check[Hidden]{#hidden}\nWhich?\n\n- [x] This.\n- [ ] That.\n:::\n',
  'two/index.md': header('Two') + 'A strand.\n',
  'two/speak/index.md': header('To speak') + 'A module.\n',
  'two/speak/01-check.md': header('Check') + ':::check[First]{#first}\nWhich fit?\n\n- [x] Sit down.\n\n  Yes.\n- [ ] Stand.\n- [x] Wait.\n:::\n\n:::check[Second]{#second}\nWhich?\n\n- [ ] Hurry.\n- [x] Ask.\n:::\n',
  'two/speak/02-talk.md': header('Talk') + ':::conversation[At the desk]{#desk-talk}\n### At the desk {#desk}\n"Five hours."\n- ["Busy."](#heard)\n- ["Long."](#heard)\n\n### Heard {#heard .ending}\n"Yes."\n:::\n\n:::discussion[Together]{#together}\nTalk.\n:::\n',
};

/** Writes the course with these lines below `platform:` and makes a package of it, unpacked into `folder`. */
export function packed(t, folder, format, platform, more = '') {
  const source = join(folder, 'source');
  for (const [path, text] of Object.entries(PAGES)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  const lines = Object.entries(platform).map(([key, value]) => `  ${key}: ${value}\n`);
  const yaml = `id: 0b0d6a52-3b7e-4d0e-9a41-5f1d2c8e7b31\ntitle: "Listening & speaking"\nversion: 1\nstrands: [one, two]\n${more}`;
  writeFileSync(join(source, 'course.yaml'), yaml + (lines.length ? `platform:\n${lines.join('')}` : '') + 'allow: [no-summary, no-objectives, no-activity, orphan, prompt-unlocked]\n');
  const zip = join(folder, `${format}.zip`);
  pack(source, format, zip);
  const unpacked = join(folder, 'course');
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, unpacked]);
  return { zip, unpacked, source };
}

export function pack(source, format, zip, env = {}) {
  execFileSync(binary(), ['package', format, '--content', source, '--output', zip], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
}

/** A platform's page: the course in a frame, scorm-again as its runtime, every call written down. */
export function platformPage(folder) {
  for (const name of ['scorm12', 'scorm2004']) copyFileSync(join(here, `node_modules/scorm-again/dist/${name}.min.js`), join(folder, `${name}.js`));
  for (const name of ['scorm12', 'scorm2004']) {
    writeFileSync(join(folder, `${name}.html`), `<!doctype html><title>A platform</title><script src="${name}.js"></script><script src="platform.js"></script><iframe name="course" width="1000" height="700"></iframe>`);
  }
  writeFileSync(join(folder, 'bare.html'), '<!doctype html><title>A platform</title><script src="platform.js"></script><iframe name="course" width="1000" height="700"></iframe>');
  writeFileSync(join(folder, 'blank.html'), '<!doctype html><title>Blank</title>');
  writeFileSync(join(folder, 'platform.js'), `(${platformScript})();`);
}

/* Runs in the platform's page. */
function platformScript() {
  window.calls = [];
  const METHODS = {
    API: ['LMSInitialize', 'LMSFinish', 'LMSGetValue', 'LMSSetValue', 'LMSCommit', 'LMSGetLastError'],
    API_1484_11: ['Initialize', 'Terminate', 'GetValue', 'SetValue', 'Commit', 'GetLastError'],
  };
  // A learner's data from one session to the next, as a platform's database would hold it.
  window.begin = (name, stored, launch) => {
    const api = name === 'API' ? new window.Scorm12API({ autocommit: false, logLevel: 5 }) : new window.Scorm2004API({ autocommit: false, logLevel: 5 });
    if (stored) api.loadFromFlattenedJSON(stored);
    window.watch(name, api);
    window.frames.course.location = launch;
  };
  window.watch = (name, api) => {
    window[name] = Object.fromEntries(METHODS[name].map((method) => [method, (...args) => {
      const result = api[method](...args);
      window.calls.push([method, ...args, result]);
      return result;
    }]));
  };
}

/** The launcher's and the page's frames inside a platform's page. */
export function frames(page) {
  const launcher = () => page.frames().find((frame) => frame.parentFrame() === page.mainFrame());
  const inner = () => page.frames().find((frame) => frame.parentFrame() === launcher());
  return { launcher, inner };
}

/** Waits until the launcher says it in one of its states. */
export const state = (page, ...wanted) => {
  const { launcher } = frames(page);
  return until({ evaluate: (ask) => launcher().evaluate(ask).catch(() => undefined) }, () => document.body?.dataset.state, (now) => wanted.includes(now), `the launcher's state ${wanted}`, 20_000);
};

/** What the launcher says in words. */
export const said = (page) => frames(page).launcher().locator('[role=status]').textContent();

/** Waits until a page of the course is shown. */
export const shown = async (page, id) => {
  const { inner } = frames(page);
  await until({ evaluate: (ask) => Promise.resolve(inner()?.evaluate(ask)).catch(() => undefined) }, () => document.readyState === 'complete' && document.documentElement.dataset.page, (now) => now === id, `the page ${id}`, 15_000);
  return inner();
};

/** Follows the link to the next page. */
export async function turn(page, to) {
  await frames(page).inner().locator('.turn-page .is-next').click();
  return shown(page, to);
}

/** Brings the end of the page onto the screen. */
export const toEnd = (frame) => frame.evaluate(() => document.querySelector('.turn-page').scrollIntoView());

/** Does everything that there is to do on the page in the frame, the sentinel in every field. */
export async function doAll(frame) {
  for (const field of await frame.locator('textarea').all()) {
    await field.click();
    await field.pressSequentially(`${SENTINEL} `);
  }
  for (const row of await frame.locator('.scale fieldset').all()) await row.locator('input').nth(3).check();
  for (const talk of await frame.locator('.dialogue').all()) await talk.locator('.turn:not([hidden]) a').first().click();
  for (const box of await frame.locator('.is-discussion > .done input, .is-role-play > .done input').all()) await box.check();
  await toEnd(frame);
}

/** The pages of which a platform can be told. */
export const TOLD = ['one/listen/index', 'one/listen/write', 'two/speak/index', 'two/speak/check', 'two/speak/talk'];

/** Holds what a platform was given to what it may be given. */
export function nothingPrivate(text, what) {
  for (const word of [...SENTINEL.split(' '), 'never', 'grief', 'hidden', 'Between us', 'often', 'moment']) {
    assert.ok(!text.includes(word), `${what} holds “${word}”: ${text.slice(Math.max(0, text.indexOf(word) - 200), text.indexOf(word) + 100)}`);
  }
}

export function needs(path) {
  if (!existsSync(path)) throw new Error(`${path} is missing: run scripts/setup-tests`);
  return path;
}

export const text = (...path) => readFileSync(join(...path), 'utf8');
