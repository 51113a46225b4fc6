// Hands that use the keyboard alone: the focus goes round a page, or to one place, and must be seen wherever it stops.
import assert from 'node:assert/strict';

/** Elements that a person reaches with Tab; of radio buttons, the group is one stop. */
const TABBABLE =
  'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]):not([type=radio]), select:not([disabled]), ' +
  'textarea:not([disabled]), summary, audio[controls], video[controls], [tabindex="0"]';

/** Presses Tab until the focus has gone round once, and gives what was wrong on the way. */
export async function byKeyboard(page) {
  const problems = [];
  const expected = await page.evaluate(prepare, TABBABLE);
  const reached = new Set();
  for (let step = 0; step < expected.length * 2 + 20; step++) {
    await page.keyboard.press('Tab');
    const at = await once(page, stop, step === 0, ({ outside, changed, shown, over }) => outside || (changed && shown && !over));
    if (at.outside) {
      if (step === 0) problems.push('the first Tab reaches nothing');
      break;
    }
    if (step === 0 && !at.skip.is) problems.push(`the first Tab reaches ${at.html}, not a skip link`);
    if (step === 0 && at.skip.is && !at.shown) problems.push('the skip link has the focus and cannot be seen');
    if (at.index !== undefined && reached.has(at.index)) break;
    if (at.index !== undefined) reached.add(at.index);
    if (!at.changed && step > 0) problems.push(`focus cannot be seen on ${at.html}`);
    if (!at.shown) problems.push(`has the focus and is off the screen: ${at.html}`);
    else if (at.over) problems.push(`has the focus and lies under ${at.over}: ${at.html}`);
  }
  expected.forEach((html, index) => {
    if (!reached.has(String(index))) problems.push(`Tab does not reach ${html}`);
  });
  return problems;
}

/** What is seen once the page has moved to where the focus is: a busy browser scrolls a moment later. */
async function once(page, look, about, good) {
  const end = performance.now() + 2_000;
  let at = await page.evaluate(look, about);
  while (!good(at) && performance.now() < end) {
    await new Promise((done) => setTimeout(done, 50));
    at = await page.evaluate(look, about);
  }
  return at;
}

/** Runs in the page: keeps how everything looks before it has the focus, and marks what Tab must reach. */
function prepare(tabbable) {
  const styles = (element) => {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === 'none' || style.outlineWidth === '0px' ? 'none' : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth, style.textDecoration].join('|');
  };
  // A focus is visible if the look of the element, its label or its frame changes.
  const around = (element) => [element, element.parentElement, element.closest('label'), ...(element.labels ?? [])].filter(Boolean);
  window.lookOf = (element) => around(element).map(styles).join('\n');
  const can = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]') && element.tabIndex >= 0;
  const reachable = [...document.querySelectorAll(tabbable)].filter(can);
  reachable.forEach((element, index) => element.setAttribute('data-test-tab', index));
  for (const element of [...reachable, ...document.querySelectorAll('[type=radio]')]) element.dataset.testLook = window.lookOf(element);
  return reachable.map((element) => element.outerHTML.slice(0, 80));
}

/** Runs in the page: where the focus is, and how it can be seen there. */
function stop(first) {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return { outside: true };
  const box = element.getBoundingClientRect();
  const [left, top, right, bottom] = [Math.max(box.left, 0), Math.max(box.top, 0), Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
  const shown = right - left > 1 && bottom - top > 1;
  const own = [element, ...(element.labels ?? [])];
  // Something that stays while the page scrolls must not hide all of what has the focus.
  const points = [.5, .1, .9].flatMap((x) => [.5, .1, .9].map((y) => document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)));
  const clear = points.some((hit) => hit && own.some((one) => one.contains(hit) || hit.contains(one)));
  return {
    index: element.dataset.testTab,
    html: element.outerHTML.slice(0, 80),
    changed: element.dataset.testLook === undefined || window.lookOf(element) !== element.dataset.testLook,
    shown,
    over: shown && !clear && (points[0]?.outerHTML.slice(0, 60) ?? 'something'),
    skip: first && { is: element.matches('a[href^="#"]') && !!document.getElementById(decodeURIComponent(element.hash.slice(1))) },
  };
}

/** Goes to a place with Tab (or back, with Shift+Tab); each stop on the way has a ring that can be seen. */
export async function tabTo(page, selector, key = 'Tab', most = 150) {
  for (let step = 0; step < most; step++) {
    await page.keyboard.press(key);
    const at = await once(page, ring, selector, ({ seen }) => seen);
    assert.ok(at.seen, `after ${step + 1} × ${key} on the way to ${selector} the focus cannot be seen: ${at.html}`);
    if (at.there) return;
  }
  assert.fail(`${most} × ${key} do not reach ${selector}`);
}

/** Runs in the page. */
function ring(selector) {
  const element = document.activeElement;
  // Between the last place and the first the browser's own controls have the focus.
  if (element === document.body) return { seen: true, there: false };
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const onScreen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return { seen: drawn && onScreen, there: element.matches(selector), html: element.outerHTML.slice(0, 100) };
}

/** What has the focus matches the selector. */
export const focusIn = (page, selector) => page.evaluate((inside) => document.activeElement.matches(inside), selector);
