// Pictures of each type of page into docs/gallery/, with a page that shows them; scripts/gallery runs it.
// With a folder as its argument, pictures as PNG are put there instead, to look at while the theme is made.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { browser, build, each, files, host, root, temporary, watched } from './support.mjs';

const WIDTHS = { 375: 812, 768: 1024, 1280: 800 };
const SCHEMES = ['light', 'dark'];
const MOST = 4 << 20; // bytes of all pictures together

/** One way down the page to what the type is about; nothing for the top of it. */
const scroll = (selector) => async (page) => {
  await page.locator(selector).first().evaluate((element) => {
    const top = element.getBoundingClientRect().top + scrollY;
    scrollTo({ top: Math.max(0, top - 90), behavior: 'instant' });
  });
};

async function answer(page) {
  await scroll('[data-choice]')(page);
  for (const box of await page.locator('[data-choice]').first().locator('.answers input').all()) await box.check();
}

async function talk(page) {
  for (let step = 0; step < 2; step++) {
    const link = page.locator('.turn:not(.is-past) > ul a:visible').first();
    if (await link.count()) await link.click();
  }
  await scroll('[data-dialogue]')(page);
}

async function look(page) {
  await page.locator('.find').click();
  await page.locator('dialog[open] [type=search]').fill('silence');
  await page.locator('.search-results a').first().waitFor();
}

async function write(page) {
  const field = page.locator('textarea[data-prompt]').first();
  await field.scrollIntoViewIfNeeded();
  await field.click();
  await page.keyboard.type('She waited until I had put the folder down.');
  await page.locator('.journal-keep').first().waitFor();
  await scroll('.part:has(textarea[data-prompt])')(page);
}

async function answers(page) {
  await write(page);
  await page.goto(new URL('journal.html', page.base).href);
  await page.locator('.answer').first().waitFor();
}

/** Name, what it shows, how its page is known (by address or by what stands in it), what is done there. */
const TYPES = [
  ['home', 'The course', 'index.html'],
  ['strand', 'A strand', 'data-type="strand"'],
  ['module', 'A module', 'data-type="module"'],
  ['lesson', 'A lesson', 'data-kind="lesson"'],
  ['narrative', 'A patient narrative', 'data-kind="narrative"'],
  ['story-end', 'The end of a narrative', 'data-kind="narrative"', scroll('.after')],
  ['role-play', 'A role play', 'data-type="page" data-kind="role-play"', scroll('.is-role-play')],
  ['card', 'A role card by itself', 'data-type="card"'],
  ['debrief', 'A debrief, phase by phase', 'data-kind="debrief"', scroll('.steps')],
  ['conversation', 'A conversation', 'data-dialogue', talk],
  ['self-check', 'A self-check', 'data-choice', answer],
  ['pause', 'A pause', 'class="pause"', scroll('.pause')],
  ['scale', 'A scale', 'class="part scale"', scroll('.scale')],
  ['reflect', 'A place to write, at the first letter', 'class="part prompt"', write],
  ['journal', 'The journal', 'class="part prompt"', answers],
  ['search', 'The search', 'index.html', look],
  ['glossary', 'The glossary', 'glossary.html'],
  ['bibliography', 'The works cited', 'bibliography.html'],
  ['map', 'The curriculum map', 'map.html'],
  ['support', 'Support', 'if-this-stirs-something.html'],
  ['accessibility', 'Accessibility', 'accessibility.html'],
  ['privacy', 'Privacy', 'privacy.html'],
  ['not-found', 'A page that is not there', '404.html'],
];

const works = [];
const t = { after: (work) => works.push(work) };
const given = process.argv[2];
const only = process.argv.slice(3);
const target = given ? resolve(given) : join(root, 'docs/gallery');
const format = given ? 'png' : 'webp';

try {
  const folder = process.env.BEDSIDE_SITE ?? build('learner', join(temporary(t, 'gallery'), 'learner'));
  const pages = files(folder, '.html');
  const source = new Map(pages.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  const find = (mark) => (mark.endsWith('.html') ? pages.find((path) => path === mark) : pages.find((path) => source.get(path).includes(mark)));
  const types = TYPES.map(([name, title, mark, act]) => ({ name, title, path: find(mark), act })).filter(({ path, name }) => path && (!only.length || only.includes(name)));
  if (!given) rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const started = await browser(t);
  const { base } = await host(t, folder);
  let bytes = 0;
  const jobs = types.flatMap((type) => Object.keys(WIDTHS).flatMap((width) => SCHEMES.map((scheme) => ({ type, width: Number(width), scheme }))));
  await each(jobs, 2, async ({ type, width, scheme }) => {
    const { context, troubles } = await watched(started, base, { colorScheme: scheme, viewport: { width, height: WIDTHS[width] } });
    const page = await context.newPage();
    page.base = base;
    page.setDefaultTimeout(90_000);
    await page.goto(base + type.path);
    await type.act?.(page);
    await page.mouse.move(0, 0);
    const session = await context.newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format, quality: 48, optimizeForSpeed: false });
    const file = join(target, `${type.name}-${width}-${scheme}.${format}`);
    writeFileSync(file, Buffer.from(data, 'base64'));
    bytes += statSync(file).size;
    await context.close();
    if (troubles.length) throw new Error(`${type.name} at ${width} px: ${troubles.join('; ')}`);
  });
  if (!given) writeFileSync(join(target, 'README.md'), page(types));
  console.log(`gallery: ${types.length} types of page, ${jobs.length} pictures, ${Math.round(bytes / 1024)} KB in ${target}`);
  if (!given && bytes > MOST) throw new Error(`the pictures weigh ${bytes} bytes, more than ${MOST}`);
} finally {
  for (const work of works.reverse()) await work();
}

function page(types) {
  const rows = types.flatMap(({ name, title }) => [
    `## ${title}`,
    '',
    '| | a phone | a tablet | a ward computer |',
    '|---|---|---|---|',
    ...SCHEMES.map((scheme) => `| ${scheme} | ${Object.keys(WIDTHS).map((width) => `![${title}, ${width} px, ${scheme}](${name}-${width}-${scheme}.webp)`).join(' | ')} |`),
    '',
  ]);
  return ['# What a course looks like', '', 'The bundled course in the default theme, in Chromium. `scripts/gallery` makes these pictures anew.', '', ...rows].join('\n');
}
