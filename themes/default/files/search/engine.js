// What was typed → pages, and the places on them, from the index's files beside this one.
// A small course has all in one file; a large one has the files that its words lead to. This script never stems:
// the index says which words of the course have which stem.
(() => {
  const { search } = bedside;
  const meta = { pages: 0, id: 1, words: 0, forms: 0, prefix: 2, common: "" };
  let common = new Set();
  const forms = new Map(); // stem → { rank, list }
  const words = new Map(); // stem → { pages, weights: id → weight }
  const pages = new Map(); // id → page
  const loading = new Map(); // path → promise

  search.load = (file) => {
    if (file.meta) common = new Set(Object.assign(meta, file.meta).common.split(" "));
    for (const [stem, line] of Object.entries(file.forms ?? {})) {
      const [rank, ...list] = line.split(" ");
      forms.set(stem, { rank: Number(rank), list });
    }
    for (const [stem, entry] of Object.entries(file.words ?? {})) words.set(stem, entry);
    for (const [id, entry] of Object.entries(file.pages ?? {})) {
      const [href, title, kind, above, note, sections] = entry;
      pages.set(id, { href, title, kind, above, note, sections });
    }
  };

  /** A file of a large course; a small one has it already. */
  const file = (folder, name) => {
    if (!meta.words) return;
    const path = `${folder}/${name}.js`;
    if (!loading.has(path)) loading.set(path, search.script(path));
    return loading.get(path);
  };

  const LIGATURES = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
  const fold = (word) =>
    word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[ßæœøđðłıς]/g, (letter) => LIGATURES[letter]);
  const cut = (text) => [...text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)].map((found) => ({
    word: fold(found[0]),
    from: found.index,
    to: found.index + found[0].length,
  }));
  const hash = (text) => {
    let h = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return (h ^ (h >>> 15)) >>> 0;
  };
  search.tools = { cut, fold, hash };

  /** The stems that a word may stand for, each with how near it is. */
  const stemsOf = async (word, unfinished) => {
    await file("forms", hash([...word].slice(0, 3).join("")) % (meta.forms || 1));
    const exact = [];
    const begun = [];
    let root = "";
    for (const [stem, { rank, list }] of forms) {
      if (list.includes(word)) exact.push({ stem, near: 1 });
      else {
        const form = list.find((form) => form.startsWith(word));
        if (form) begun.push({ stem, near: 0.6, rank, extra: form.length - word.length });
        if (stem.length > 3 && stem.length > root.length && word.startsWith(stem) && word.length - stem.length < 6) root = stem;
      }
    }
    begun.sort((a, b) => b.rank - a.rank || a.extra - b.extra || (a.stem < b.stem ? -1 : 1));
    if (unfinished && word.length >= meta.prefix) exact.push(...begun.slice(0, meta.words ? 3 : 30));
    if (exact.length) return exact;
    if (root) return [{ stem: root, near: 0.8 }];
    return begun.slice(0, 3);
  };

  const weightsOf = (stem) => {
    const entry = words.get(stem);
    if (!Array.isArray(entry)) return entry;
    const weights = new Map();
    for (const run of entry[1].split(" ")) {
      for (let at = 1; at < run.length; at += meta.id) weights.set(run.slice(at, at + meta.id), parseInt(run[0], 36));
    }
    const made = { weights, rare: Math.log2(1 + meta.pages / entry[0]), cut: entry[0] > weights.size };
    words.set(stem, made);
    return made;
  };

  /** What a word is worth on each page, and how to know it in a text. */
  const look = async ({ word }, unfinished) => {
    const stems = await stemsOf(word, unfinished);
    await Promise.all(stems.map(({ stem }) => file("words", hash(stem) % (meta.words || 1))));
    const worth = new Map();
    const known = new Set([word]);
    let isCut = false;
    for (const { stem, near } of stems) {
      for (const form of forms.get(stem)?.list ?? []) if (near === 1 || near === 0.8 || form.startsWith(word)) known.add(form);
      const entry = weightsOf(stem);
      if (!entry) continue;
      isCut ||= entry.cut;
      for (const [id, weight] of entry.weights) {
        const value = weight * entry.rare * near;
        if (value > (worth.get(id) ?? 0)) worth.set(id, value);
      }
    }
    return { word, worth, known, isCut };
  };

  /**
   * The ids of the pages that have what was typed, the best first; `all`: whether they have every word;
   * `cut`: whether a large course's index leaves out pages that have less of it.
   */
  search.find = async (typed) => {
    // One letter alone is no entry of the index, and common words tell nothing beside others.
    let asked = cut(typed).filter(({ word }) => !/^[a-z]$/.test(word));
    const telling = asked.filter(({ word }) => !common.has(word));
    if (telling.length) asked = telling;
    const unfinished = asked.length > 0 && asked.at(-1).to === typed.length;
    const looked = await Promise.all(asked.map((word, at) => look(word, unfinished && at === asked.length - 1)));
    const sums = new Map(); // id → [how many of the words, worth]
    for (const { worth } of looked) {
      for (const [id, value] of worth) {
        const [count, sum] = sums.get(id) ?? [0, 0];
        sums.set(id, [count + 1, sum + value]);
      }
    }
    let found = [...sums];
    const all = found.filter(([, [count]]) => count === looked.length);
    if (all.length) found = all;
    found.sort(([a, [m, x]], [b, [n, y]]) => n - m || y - x || (a < b ? -1 : 1));
    return { ids: found.map(([id]) => id), words: looked, all: all.length > 0, cut: looked.some(({ isCut }) => isCut) };
  };

  /** A page with the places on it that have the words, the best first, each with its excerpt in pieces. */
  search.open = async (id, looked) => {
    if (!pages.has(id)) await file("pages", `${id[0]}/${id.slice(1)}`);
    const page = pages.get(id);
    if (!page) return undefined;
    const places = page.sections.map(([anchor, heading, text], order) => {
      const hits = (where) => cut(where).flatMap((at) => {
        const which = looked.findIndex(({ known }) => known.has(at.word));
        return which < 0 ? [] : [{ ...at, which }];
      });
      const inHeading = hits(heading);
      const inText = hits(text);
      const distinct = new Set([...inHeading, ...inText].map(({ which }) => which)).size;
      return { anchor, heading, text, inHeading, inText, order, value: distinct * 8 + inHeading.length * 3 + Math.min(inText.length, 5) };
    });
    const best = places.filter(({ value }) => value).sort((a, b) => b.value - a.value || a.order - b.order).slice(0, 3);
    best.sort((a, b) => a.order - b.order);
    if (!best.length && places.length) best.push(places.find(({ text }) => text) ?? places[0]);
    return {
      ...page,
      titleHits: mark(page.title, cut(page.title).filter(({ word }) => looked.some(({ known }) => known.has(word)))),
      places: best.map((place) => ({
        anchor: place.anchor,
        heading: mark(place.heading, place.inHeading),
        excerpt: excerpt(place.text, place.inText),
      })),
    };
  };

  const mark = (text, hits, from = 0, to = text.length) => {
    const pieces = [];
    let at = from;
    for (const hit of hits.filter((hit) => hit.from >= from && hit.to <= to)) {
      if (hit.from > at) pieces.push({ text: text.slice(at, hit.from) });
      pieces.push({ text: text.slice(hit.from, hit.to), hit: true });
      at = hit.to;
    }
    if (at < to) pieces.push({ text: text.slice(at, to) });
    return pieces;
  };

  /** The stretch of a text that has most of the words, from one word's beginning to another's end. */
  const LENGTH = 170;
  const excerpt = (text, hits) => {
    if (!text) return [];
    let from = 0;
    let most = 0;
    for (const hit of hits) {
      const within = hits.filter((other) => other.from >= hit.from && other.to <= hit.from + LENGTH - 40);
      const value = new Set(within.map(({ which }) => which)).size * 10 + within.length;
      if (value > most) [most, from] = [value, hit.from];
    }
    from = from < 60 ? 0 : text.indexOf(" ", from - 40) + 1;
    let to = text.length;
    if (text.startsWith("· ", from)) from += 2;
    if (to - from > LENGTH) to = text.lastIndexOf(" ", from + LENGTH);
    if (to <= from) to = Math.min(text.length, from + LENGTH);
    const pieces = mark(text, hits, from, to);
    if (from > 0) pieces.unshift({ text: "… " });
    if (to < text.length) pieces.push({ text: " …" });
    return pieces;
  };
})();
