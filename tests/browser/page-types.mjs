// The types of page of a built course, each by its longest page: what is tried page by page is tried on these.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, isUnlinked } from './support.mjs';

/** What a page can have that is used in a way of its own, beyond what its type says. */
const PARTS = {
  choice: 'data-choice',
  scale: 'class="part scale"',
  prompt: 'data-prompt=',
  word: 'class="term-definition"',
  table: '<table',
  pause: 'class="pause"',
  picture: '<img',
};

/** `lesson`, `role-play`, `card: role-play`, `part: scale` …, each with the address of its page. */
export function pageTypes(folder) {
  const pages = files(folder, '.html').filter((page) => page === '404.html' || !isUnlinked(folder, page));
  const types = new Map();
  const source = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  for (const page of pages.toSorted((a, b) => source.get(b).length - source.get(a).length)) {
    const html = source.get(page);
    const { type, kind } = /data-type="(?<type>[^"]*)" data-kind="(?<kind>[^"]*)"/.exec(html).groups;
    const name = type === 'page' || type === kind ? kind : `${type}: ${kind}`;
    if (!types.has(name)) types.set(name, page);
    for (const [part, mark] of Object.entries(PARTS)) {
      if (html.includes(mark) && !types.has(`part: ${part}`)) types.set(`part: ${part}`, page);
    }
  }
  return types;
}

/** The same pages once each. */
export const onePerType = (folder) => [...new Set(pageTypes(folder).values())].sort();
