// Other eyes: 400 % zoom, colours that the reader's system forces, writing from right to left.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import axe from 'axe-core';
import { byKeyboard } from './keyboard-support.mjs';
import { choose, write } from './journal-support.mjs';
import { onePerType, pageTypes } from './page-types.mjs';
import { browser, build, each, files, full, host, lifetime, list, root, sample, seed, temporary, until, watched } from './support.mjs';

/** Types of page of each course and edition in a sample. */
const SAMPLE = 2;
const KITCHEN_SINK = join(root, 'tests/courses/kitchen-sink');
const RIGHT_TO_LEFT = join(root, 'tests/courses/right-to-left');

describe('other ways of seeing', { timeout: 1_800_000 }, () => {
  const suite = lifetime();
  const sites = {};
  let started;
  before(async () => {
    const folder = temporary(suite, 'seeing');
    for (const edition of ['learner', 'facilitator']) {
      sites[edition] = build(edition, join(folder, edition));
      sites[`from right to left, ${edition}`] = build(edition, join(folder, `rtl-${edition}`), RIGHT_TO_LEFT);
    }
    sites['with everything'] = build('facilitator', join(folder, 'kitchen-sink'), KITCHEN_SINK);
    started = await browser(suite);
  });

  /** Looks at pages of each type, or at a few of them, and gives what `judge` finds wrong. */
  async function through(t, site, options, judge) {
    const { base } = await host(t, sites[site]);
    const all = onePerType(sites[site]);
    const pages = full ? all : sample(all, SAMPLE, seed * 1000 + site.length);
    const { context, troubles } = await watched(started, base, options);
    const problems = [];
    await each(pages, 2, async (path) => {
      const page = await context.newPage();
      await page.goto(base + path);
      problems.push(...(await judge(page)).map((problem) => `${path}: ${problem}`));
      await page.close();
    });
    await context.close();
    assert.equal(problems.length + troubles.length, 0, list([...problems, ...troubles]));
    t.diagnostic(`${pages.length} of ${all.length} types of page`);
  }
  const open = async (t, site, path, options) => {
    const { base } = await host(t, sites[site]);
    const { context, troubles } = await watched(started, base, options);
    const page = await context.newPage();
    await page.goto(base + path);
    return { page, base, end: async () => (await context.close(), assert.deepEqual(troubles, [])) };
  };

  /** A window of 1280 × 1024 at 400 %. */
  const ZOOMED = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };

  for (const site of ['learner', 'facilitator', 'with everything', 'from right to left, facilitator']) {
    test(`400 %, ${site}: nothing scrolls sideways, nothing stays over half of the window, all that opens can be read`, async (t) => {
      await through(t, site, ZOOMED, (page) => page.evaluate(zoomed));
    });
  }

  test('400 %: what is found, what is asked at the first letter, and a debrief at its clock are no wider than the window', async (t) => {
    const types = pageTypes(sites.learner);
    const wide = () => [document.scrollingElement, document.querySelector('dialog.search')].map((e) => e.scrollWidth - e.clientWidth).filter((more) => more > 0);
    const { page, base, end } = await open(t, 'learner', types.get('part: prompt'), ZOOMED);
    await write(page, 'Bed 12, Mrs Smith');
    await page.locator('.journal-keep').waitFor();
    await page.locator('.journal-keep [value=shared]').check();
    await page.locator('.journal-passphrase [data-use]').click();
    assert.deepEqual(await page.evaluate(wide), [], 'the choices');
    await choose(page, 'device');
    await page.goto(`${base}journal.html`);
    await page.locator('.answer').waitFor();
    await page.locator('input[value=some]').check();
    assert.deepEqual(await page.evaluate(wide), [], 'the journal');
    await page.locator('.find').click();
    await page.locator('dialog[open] [type=search]').fill('listening silence');
    await page.locator('.search-title').first().waitFor();
    assert.deepEqual(await page.evaluate(wide), [], 'the search');
    await page.goto(base + types.get('debrief'));
    await page.locator('.phase-bar button').nth(1).click();
    const seen = await page.locator('.is-debrief > .step:visible').evaluate((step) => Math.min(step.getBoundingClientRect().bottom, innerHeight) - Math.max(step.getBoundingClientRect().top, 0));
    assert.ok(seen > 100, `${seen} px of the phase are seen`);
    await page.locator('.phase-bar button').nth(2).click();
    assert.deepEqual(await page.evaluate(wide), [], 'the debrief');
    await end();
  });

  for (const site of ['learner', 'facilitator', 'with everything']) {
    test(`forced colours, ${site}: all can be read in light and in dark, and each focus is seen`, async (t) => {
      await through(t, site, { forcedColors: 'active', colorScheme: 'light' }, async (page) => {
        const inLight = await page.evaluate(legible);
        await page.emulateMedia({ colorScheme: 'dark' });
        return [...inLight, ...(await page.evaluate(legible)), ...(await byKeyboard(page))];
      });
    });
  }

  test('forced colours: where one is, what was chosen, what is checked and what is off are told apart', async (t) => {
    const types = pageTypes(sites.learner);
    const { page, base, end } = await open(t, 'learner', types.get('conversation'), { forcedColors: 'active', colorScheme: 'dark', viewport: { width: 1280, height: 900 } });
    const look = (selector) =>
      page.locator(selector).first().evaluate((element) => {
        const { borderStyle, borderWidth, borderColor, backgroundColor, color, fontWeight } = getComputedStyle(element);
        return [borderStyle, borderWidth, borderStyle === 'none' ? '' : borderColor, backgroundColor, color, fontWeight].join(' ');
      });
    const differ = async (one, other) => assert.notEqual(await look(one), await look(other), `${one} looks as ${other}`);
    await differ('.nav-pages [aria-current]', '.nav-pages a:not([aria-current])');
    await page.locator('.turn > ul a:visible').first().click();
    await differ('.is-past a.is-chosen', '.is-past li a:not(.is-chosen)');
    await differ('.is-past a.is-chosen', '.turn:not(.is-past):not([hidden]) > ul a');
    await page.goto(base + types.get('debrief'));
    await differ('.phase-ways .button:disabled', '.phase-ways .button:not(:disabled)');
    await page.goto(base + types.get('part: choice'));
    const box = page.locator('[data-choice] .answers input').first();
    await page.mouse.move(0, 0);
    const empty = await box.screenshot();
    await box.check();
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement.blur());
    assert.ok(!empty.equals(await box.screenshot()), 'a box looks the same with and without its tick');
    const summary = page.locator('main details > summary:visible').first();
    if (await summary.count()) {
      const turned = () => summary.evaluate((element) => getComputedStyle(element, '::after').transform);
      const before = await turned();
      await summary.click();
      assert.notEqual(await turned(), before, 'what is open looks as what is folded');
    }
    await end();
  });

  for (const edition of ['learner', 'facilitator']) {
    test(`from right to left, ${edition}: a mirror of the same page from left to right`, async (t) => {
      await through(t, `from right to left, ${edition}`, {}, async (page) => {
        const problems = [];
        await page.evaluate(axe.source);
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 844 });
          const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
          problems.push(...violations.map(({ id, nodes }) => `${id} at ${width} px: ${nodes[0].html.slice(0, 100)}`));
          problems.push(...(await page.evaluate(mirrored)).map((problem) => `at ${width} px ${problem}`));
        }
        return problems;
      });
    });
  }

  test('from right to left: the menu, the search, a conversation, a debrief and the journal are used as in any course', async (t) => {
    const site = 'from right to left, learner';
    const folder = sites[site];
    const at = (name) => files(folder, '.html').find((path) => path.endsWith(name));
    const { page, base, end } = await open(t, site, at('ten-seconds.html'), { viewport: { width: 390, height: 844 } });
    const rights = (selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().right));
    const mirror = async (where) => assert.deepEqual(await page.evaluate(mirrored), [], where);

    await page.locator('.menu').click();
    assert.deepEqual(await rights('.navigation'), [390], 'the menu does not come from the right');
    await page.keyboard.press('Escape');
    const marker = await page.evaluate(() => ['.is-previous', '.is-next'].map((turn) => document.querySelector(`${turn} span`)).map((span) => getComputedStyle(span, '::before').content + getComputedStyle(span, '::after').content));
    assert.match(marker[0], /→/, 'the way back does not point to the right');
    assert.match(marker[1], /←/, 'the way on does not point to the left');
    const [number, unit] = await page.locator('.eyebrow, .meta').filter({ hasText: '12' }).first().evaluate((line) => {
      const text = [...line.querySelectorAll('*'), line].flatMap((one) => [...one.childNodes]).find((node) => node.nodeType === 3 && /12/.test(node.data));
      const place = (from, length) => {
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + length);
        return range.getBoundingClientRect().left;
      };
      return [place(text.data.indexOf('12'), 2), place(text.data.indexOf('min'), 3)];
    });
    assert.ok(number < unit, 'an English word of the interface stands before its number');
    const code = page.locator('pre').first();
    assert.equal(await code.evaluate((element) => getComputedStyle(element).direction), 'ltr');

    await page.locator('.find').click();
    await page.locator('dialog[open] [type=search]').fill('الصمت');
    await page.locator('.search-title').first().waitFor();
    const [glass, close] = [await rights('.search-bar label'), await rights('.search-close')];
    assert.ok(glass[0] > close[0], 'the search is not mirrored');
    await page.locator('.search-close').click();

    await page.goto(base + at('evening.html'));
    const choice = page.locator('.turn > ul a:visible').first();
    const corners = () => choice.evaluate((element) => [getComputedStyle(element).borderBottomRightRadius, getComputedStyle(element).borderBottomLeftRadius].map(parseFloat));
    const [right, left] = await corners();
    assert.ok(right < left, 'what is said comes from the wrong side');
    await choice.click();
    await page.locator('.way').waitFor();
    await mirror('the conversation');
    await page.goto(base + at('after.html'));
    for (const button of [1, 2]) await page.locator('.phase-bar button').nth(button).click();
    await mirror('the debrief');

    await page.goto(base + at('ten-seconds.html'));
    await write(page, 'انتظرت حتى تكلم.');
    await page.locator('.journal-keep').waitFor();
    await mirror('the choices');
    await choose(page, 'device');
    await page.goto(`${base}journal.html`);
    await page.locator('.answer').waitFor();
    assert.match(await page.locator('.answer-words').innerText(), /انتظرت/);
    await mirror('the journal');
    await end();
  });
});

/** Runs in the page: what does not fit a small window. */
async function zoomed() {
  const problems = [];
  const wide = (what, element) => {
    const more = element.scrollWidth - element.clientWidth;
    if (more > 0) problems.push(`${what} scrolls sideways by ${more} px`);
  };
  const describe = (element) => element.outerHTML.slice(0, 80);
  for (const details of document.querySelectorAll('details')) details.open = true;
  wide('the page', document.scrollingElement);

  // What stays while the page scrolls, where it stays: at the middle of what it belongs to.
  for (const element of document.querySelectorAll('body *')) {
    const { position } = getComputedStyle(element);
    if (!/sticky|fixed/.test(position) || !element.checkVisibility() || element.closest('[popover], dialog')) continue;
    const around = element.parentElement.getBoundingClientRect();
    if (around.height < innerHeight) continue;
    scrollTo({ top: scrollY + around.top + (around.height - innerHeight) / 2, behavior: 'instant' });
    const box = element.getBoundingClientRect();
    const over = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    if (over > innerHeight / 2) problems.push(`${over} of ${innerHeight} px lie under ${describe(element)}`);
  }
  for (const [selector, show, hide] of [['#course-navigation', 'showPopover', 'hidePopover'], ['.term-definition', 'showPopover', 'hidePopover'], ['dialog.search', 'showModal', 'close']]) {
    const sheet = document.querySelector(selector);
    if (!sheet) continue;
    sheet[show]();
    wide(selector, sheet);
    const inside = [...sheet.querySelectorAll('a, button, input')].filter((element) => element.checkVisibility());
    for (const element of [inside[0], inside.at(-1)].filter(Boolean)) {
      element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
      const box = element.getBoundingClientRect();
      if (box.top < -1 || box.bottom > innerHeight + 1 || box.left < -1 || box.right > innerWidth + 1) problems.push(`cannot be reached in ${selector}: ${describe(element)}`);
    }
    sheet[hide]();
  }
  return problems;
}

/** Runs in the page: words that the colours of the system make hard to read. */
function legible() {
  const problems = [];
  for (const details of document.querySelectorAll('details')) details.open = true;
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 127) return colour;
    }
    return parse('Canvas');
  };
  let words = 0;
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    words++;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) problems.push(`contrast ${contrast.toFixed(1)}: ${element.outerHTML.slice(0, 90)}`);
  }
  if (!words) problems.push('nothing to read');
  // Lines that are drawn must not be lost on their ground.
  for (const drawn of document.querySelectorAll('svg.mark, svg.icon, .drawing')) {
    if (!drawn.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(drawn).color)), light(ground(drawn))];
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3) problems.push(`cannot be seen: ${drawn.outerHTML.slice(0, 60)}`);
  }
  return problems;
}

/** Runs in the page, which is written from right to left: what is not in the mirrored place, and what lies over its neighbour. */
function mirrored() {
  const problems = [];
  const html = document.documentElement;
  if (html.dir !== 'rtl') return ['is not written from right to left'];
  const more = html.scrollWidth - html.clientWidth;
  if (more > 0) problems.push(`scrolls sideways by ${more} px`);
  // Boxes whose place does not hang on the words in them.
  const boxes = [
    ...document.querySelectorAll(
      '.top, .top > *, .navigation, .navigation .mark, main, .page, .head, .contents, .crumbs li:first-child, .eyebrow > :first-child, .part, .callout, .gate, .facilitator, .card, .step, .turn, .turn > ul a, ' +
        '.voice > *, .answers input, .ruled, .scale-row, .scale-row input, .phase-bar, .phase-bar > *, .phase-ways > *, .turn-page a, .strands .mark, .strands > li > div, .listing > li, .answer, .journal-keep > *, .done input, ' +
        '.sheet-rows > div > *, .search-bar > *, th, td, .plan-rows > li > *',
    ),
  ].filter((element) => element.checkVisibility() && element.getClientRects().length);
  const place = () => boxes.map((element) => element.getBoundingClientRect()).map(({ left, right }) => [left, right]);
  const width = html.clientWidth;
  const now = place();
  // Tables set their columns by what is in them, which stays; text keeps its own direction.
  html.dir = 'ltr';
  const other = place();
  html.dir = 'rtl';
  boxes.forEach((element, i) => {
    const [left, right] = [width - other[i][1], width - other[i][0]];
    if (Math.abs(now[i][0] - left) > 1.5 || Math.abs(now[i][1] - right) > 1.5) {
      problems.push(`stands at ${now[i].map(Math.round)} and not at ${[left, right].map(Math.round)}: ${element.outerHTML.slice(0, 90)}`);
    }
  });
  for (const row of document.querySelectorAll('.top, .eyebrow, .meta, .part-kind, .phase-bar, .phase-ways, .search-bar, .journal-buttons, .turn-page, .turn-title, .step-title, summary')) {
    const parts = [...row.children].filter((part) => part.checkVisibility() && getComputedStyle(part).position !== 'absolute').map((part) => part.getBoundingClientRect());
    parts.forEach((a, i) => {
      for (const b of parts.slice(i + 1)) {
        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
        if (over) problems.push(`parts lie over each other: ${row.outerHTML.slice(0, 90)}`);
      }
    });
  }
  return problems;
}
