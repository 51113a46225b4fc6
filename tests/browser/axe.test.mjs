// WCAG 2.0–2.2 A and AA and good practice, by axe-core: no violation, at three widths, in light and in dark.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import axe from 'axe-core';
import { browser, buildBoth, each, files, full, host, isUnlinked, lifetime, list, sample, seed, watched } from './support.mjs';

/** No selector is made for what is found, and nothing fetched for rules that are not among these. */
const OPTIONS = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
  selectors: false,
  preload: false,
};
const WIDTHS = [320, 768, 1280];
/** Pages of each edition in a sample; the editions take different ones. */
const SAMPLE = 6;
/** What opens over a page, and how: the menu, a word's meaning, the search. */
const OPENS = [
  ['menu open', '#course-navigation', 'showPopover', 'hidePopover'],
  ['word open', '.term-definition', 'showPopover', 'hidePopover'],
  ['search open', 'dialog.search', 'showModal', 'close'],
];

describe('accessibility', { timeout: 5_400_000 }, () => {
  let site;
  let started;
  const suite = lifetime();
  before(async () => {
    site = buildBoth(suite);
    started = await browser(suite);
  });

  for (const [number, edition] of ['learner', 'facilitator'].entries()) {
    test(`${edition}: at ${WIDTHS.join(', ')} px, in light and in dark`, async (t) => {
      const folder = site[edition];
      const { base } = await host(t, folder);
      const all = files(folder, '.html').filter((page) => page === '404.html' || !isUnlinked(folder, page));
      const pages = full ? all : [...new Set(['index.html', ...sample(all, SAMPLE, seed * 1000 + number)])];
      const { context } = await watched(started, base);
      const problems = [];
      const judged = new Set();
      let looks = 0;
      // Each page is loaded once and then seen in every way: loading takes longer than looking.
      const queue = [...pages];
      await each([1, 2], 2, async () => {
        const page = await context.newPage();
        // Put in by the debugger, so that the page's own CSP stays in force.
        await page.addInitScript(axe.source);
        while (queue.length) {
          const path = queue.shift();
          await page.goto(base + path);
          for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme });
            // What is folded away must be right too; the first look of the page is tried in light.
            if (colorScheme === 'dark') await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
            for (const width of WIDTHS) {
              await page.setViewportSize({ width, height: 900 });
              const way = `${width} px ${colorScheme}`;
              for (const [what, selector, open, close] of [['', undefined], ...OPENS]) {
                if (selector) {
                  const found = await page.evaluate(show, [selector, open]);
                  if (!found) continue;
                  // What opens is the same on many pages: the same marks under the same styles are judged once.
                  const known = judged.has(`${way} ${found}`);
                  judged.add(`${way} ${found}`);
                  if (!known) problems.push(...(await judge(page, selector)).map((problem) => `${path}, ${way}, ${what}: ${problem}`));
                  if (!known) looks++;
                  await page.evaluate(([inside, method]) => document.querySelector(inside)[method](), [selector, close]);
                } else {
                  problems.push(...(await judge(page)).map((problem) => `${path}, ${way}: ${problem}`));
                  looks++;
                }
              }
            }
          }
        }
        await page.close();
      });
      await context.close();
      assert.equal(problems.length, 0, `BEDSIDE_SEED=${seed}: ${list(problems)}`);
      t.diagnostic(`${pages.length} of ${all.length} pages, ${looks} looks`);
    });
  }
});

/** Runs in the page: opens it, and gives all that its look depends on but the width and the colours. */
function show([selector, method]) {
  const sheet = document.querySelector(selector);
  sheet?.[method]();
  if (!sheet) return undefined;
  const { attributes, outerHTML } = document.documentElement;
  const styles = [...document.querySelectorAll('link[rel=stylesheet], style')].map((style) => style.href ?? style.textContent);
  const frame = [...attributes].filter(({ name }) => name !== 'data-page').map(({ name, value }) => `${name}=${value}`);
  // Where a link leads is not seen; ids must be the same, and used once in the page.
  const ids = [...sheet.querySelectorAll('[id]')].map(({ id }) => outerHTML.split(`id="${id}"`).length);
  return JSON.stringify([frame, styles, ids, sheet.outerHTML.replace(/ href="[^"#][^"]*"/g, ' href')]);
}

/** What axe-core has to say of the page, or of what is open over it. */
async function judge(page, selector) {
  const violations = await page.evaluate(
    async ([options, inside]) => (await window.axe.run(inside ?? document, options)).violations,
    [OPTIONS, selector],
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => {
      const why = node.failureSummary.split('\n').slice(1).join(' ').replace(/\s+/g, ' ').trim();
      return `${id} (${help}): ${node.html.slice(0, 120)} – ${why.slice(0, 200)}`;
    }),
  );
}
