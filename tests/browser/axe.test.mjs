// WCAG 2.0–2.2 A and AA and good practice, by axe-core: no violation, at three widths, in light and in dark.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import axe from 'axe-core';
import { browser, buildBoth, each, files, full, host, isUnlinked, lifetime, list, sample, seed, watched } from './support.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Pages of each combination in a sample; the combinations take different ones. */
const SAMPLE = 4;

describe('accessibility', { timeout: 3_600_000 }, () => {
  let site;
  let started;
  const suite = lifetime();
  before(async () => {
    site = buildBoth(suite);
    started = await browser(suite);
  });

  let combination = 0;
  for (const edition of ['learner', 'facilitator']) {
    for (const width of [320, 768, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        const from = seed * 1000 + combination++;
        test(`${edition}, ${width} px, ${colorScheme}`, async (t) => {
          const folder = site[edition];
          const { base } = await host(t, folder);
          const all = files(folder, '.html').filter((page) => page === '404.html' || !isUnlinked(folder, page));
          const pages = full ? all : [...new Set(['index.html', ...sample(all, SAMPLE, from)])];
          const { context } = await watched(started, base, { colorScheme, viewport: { width, height: 900 } });
          const problems = [];
          let looks = 0;
          await each(pages, 2, async (path) => {
            const page = await context.newPage();
            await page.goto(base + path);
            // What is folded away must be right too; the first look of the page is tried in light.
            if (colorScheme === 'dark') {
              await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
            }
            // Evaluated by the debugger, so that the page's own CSP stays in force.
            await page.evaluate(axe.source);
            const judge = async (where, selector) => {
              const violations = await page.evaluate(
                async ([tags, inside]) => (await window.axe.run(inside ?? document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })).violations,
                [TAGS, selector],
              );
              looks++;
              for (const { id, help, nodes } of violations) {
                for (const node of nodes.slice(0, 3)) {
                  const why = node.failureSummary.split('\n').slice(1).join(' ').replace(/\s+/g, ' ').trim();
                  problems.push(`${path}${where}: ${id} (${help}): ${node.html.slice(0, 120)} – ${why.slice(0, 200)}`);
                }
              }
            };
            await judge('');
            // What opens over the page: the menu, a word's meaning, the search.
            for (const [where, selector] of [[', menu open', '#course-navigation'], [', word open', '.term-definition']]) {
              const opens = await page.evaluate((inside) => {
                const sheet = document.querySelector(inside);
                sheet?.showPopover();
                return !!sheet;
              }, selector);
              if (opens) await judge(where, selector);
              await page.evaluate((inside) => document.querySelector(inside)?.hidePopover(), selector);
            }
            const search = await page.evaluate(() => {
              const box = document.querySelector('dialog.search');
              box?.showModal();
              return !!box;
            });
            if (search) await judge(', search open', 'dialog.search');
            await page.close();
          });
          await context.close();
          assert.equal(problems.length, 0, `BEDSIDE_SEED=${seed}: ${list(problems)}`);
          t.diagnostic(`${pages.length} of ${all.length} pages, ${looks} looks`);
        });
      }
    }
  }
});
