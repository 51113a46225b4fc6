// An educator's first ten minutes, walked through in a browser with a picture at each step. It is no test of its own:
// preview-bar.test.mjs walks it, and whoever wants to look at it: node tests/browser/walk.mjs DIR
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binary, browser, preview, until, watched } from './support.mjs';

/** What the bar's line and its list say. */
export const said = () => {
  const bar = document.getElementById('bedside-preview');
  if (!bar) return { line: 'no bar yet', list: '' };
  return { line: bar.querySelector('.bedside-preview-line').textContent, list: bar.querySelector('#bedside-preview-list').textContent };
};

/** Walks the ten minutes. `t.after` ends what is begun; `picture(name, page)` is called at each step. */
export async function walk(t, started, folder, picture, options = {}) {
  const course = join(folder, 'compassion');
  execFileSync(binary(), ['new', course, '--title', 'Listening on the ward'], { stdio: 'ignore' });
  const content = join(course, 'content');
  const site = await preview(t, content);
  const { context, troubles } = await watched(started, site.base, { viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const save = (name, text) => writeFileSync(join(content, name), text);
  const add = (kind, path) => execFileSync(binary(), ['add', kind, path, '--content', content], { stdio: 'ignore' });
  const tells = (what, right) => until(page, said, right, what);
  const isWell = (now) => now.line === '';
  const openList = () => page.locator('[aria-controls="bedside-preview-list"][aria-expanded="false"]').click();

  await page.goto(site.base);
  await page.locator('h1').first().waitFor();
  await picture('1-a-new-course', page);

  // A page of one's own, made by the program and found by its name.
  add('lesson', 'communication-skills/01-listening/09-two-seconds');
  const lesson = join('communication-skills', '01-listening', '09-two-seconds.md');
  const good = '---\ntitle: Two seconds\nsummary: Wait before you answer.\nminutes: 5\nobjectives:\n  - Wait before answering someone who is upset\n---\n\n# Two seconds\n\nWhen someone tells you something hard, wait for two seconds. You will hear more.\n\n:::reflect[The last time someone waited]{#waited}\nWho let you finish?\n:::\n';
  save(lesson, good);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('two sec');
  await page.getByRole('option').first().waitFor();
  await picture('2-jump-to-the-page', page);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Two seconds' }).waitFor();
  await picture('3-the-page', page);

  // A slip in the header.
  save(lesson, good.replace('summary:', 'sumary:'));
  await tells('a slip in the header is told', (now) => now.line.includes('1 error') && now.list.includes('sumary'));
  await openList();
  await picture('4-a-slip-in-the-header', page);
  save(lesson, good);
  await tells('mended', isWell);

  // A link to a page that is not there.
  save(lesson, good.replace('wait for two seconds', '[wait for two seconds](08-two-secs.md)'));
  await tells('a link that leads nowhere is told', (now) => now.list.includes('08-two-secs.md'));
  await page.locator('.bedside-preview-note').first().waitFor();
  await picture('5-a-link-that-leads-nowhere', page);
  save(lesson, good);
  await tells('mended', isWell);

  // A patient's words without consent.
  const story = '---\ntitle: The coffee\nkind: narrative\nsummary: What a husband remembers.\n---\n\n# The coffee\n\nShe brought me a coffee that I had not asked for.\n';
  save(join('communication-skills', '01-listening', '10-the-coffee.md'), story);
  await tells('a story without consent is told', (now) => now.list.includes('does not say whose story it is'));
  await openList();
  await picture('6-a-narrative-without-consent', page);
  await page.locator('#bedside-preview-list').getByRole('link', { name: /10-the-coffee/ }).click();
  await page.getByRole('heading', { level: 1, name: 'The coffee' }).waitFor();
  await page.locator('.bedside-preview-note').first().waitFor();
  await picture('7-the-link-leads-to-the-page', page);
  save(join('communication-skills', '01-listening', '10-the-coffee.md'), story.replace('kind: narrative', 'kind: narrative\nstory: the-coffee'));
  save('stories.yaml', 'the-coffee:\n  basis: consented\n  teller: her husband\n  reference: R-2026-014\n  approved: 2026-01-10\n  expires: 2028-01-10\n  purposes: [education]\n  copies: [site]\n');
  await tells('mended', isWell);
  await page.locator('#bedside-preview').getByRole('button', { name: 'This page' }).click();
  await page.locator('#bedside-preview-about').getByText('her husband').waitFor();
  await picture('8-the-story-s-terms', page);
  await context.close();
  return { troubles, text: readFileSync(join(content, lesson), 'utf8') };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? join(tmpdir(), 'bedside-walk');
  mkdirSync(out, { recursive: true });
  const ends = [];
  const t = { after: (work) => ends.push(work) };
  const folder = mkdtempSync(join(tmpdir(), 'bedside-walk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const started = await browser(t);
  try {
    const { troubles } = await walk(t, started, folder, (name, page) => page.screenshot({ path: join(out, `${name}.png`) }));
    console.log(`${out}: a picture of each step; ${troubles.length} troubles ${troubles.join('\n')}`);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
