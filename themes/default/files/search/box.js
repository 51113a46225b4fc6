// The search's box: what is found as one types, and the way through it by keyboard.
(() => {
  const { search } = window.bedside;
  const { box } = search;
  const dialog = box.localName === "dialog";
  const input = box.querySelector("[type=search]");
  const status = box.querySelector("[role=status]");
  const list = box.querySelector(".search-results");
  const more = box.querySelector(".search-more");
  const { root } = box.dataset;
  const AT_ONCE = 5;

  const make = (name, of = "", pieces = []) => {
    const element = document.createElement(name);
    if (of) element.className = of;
    for (const piece of pieces) {
      const text = piece.hit ? document.createElement("mark") : document.createTextNode(piece.text);
      if (piece.hit) text.textContent = piece.text;
      element.append(text);
    }
    return element;
  };

  const show = (page) => {
    const item = make("li");
    const title = make("a", "search-title", page.titleHits);
    title.href = root + page.href;
    const where = make("p", "search-where", [{ text: [page.kind, page.above].filter(Boolean).join(" · ") }]);
    item.append(title, where);
    if (page.note) {
      const note = make("p", "search-note", [{ text: ` ${page.note}` }]);
      note.prepend(make("b", "", [{ text: `${box.dataset.note}:` }]));
      item.append(note);
    }
    for (const { anchor, heading, excerpt } of page.places) {
      const place = make("div", "search-place");
      if (heading.length && anchor) {
        const to = make("a", "", heading);
        to.href = `${root}${page.href}#${encodeURIComponent(anchor)}`;
        place.append(to);
      }
      if (excerpt.length) place.append(make("p", "", excerpt));
      item.append(place);
    }
    return item;
  };

  let turn = 0; // Answers to what was typed before come too late.
  let found;
  let shown = ""; // What was typed when what is shown was looked for.
  const batch = (from) => Promise.all(found.ids.slice(from, from + AT_ONCE).map((id) => search.open(id, found.words)));
  const append = (pages) => {
    list.append(...pages.filter(Boolean).map(show));
    more.hidden = list.children.length >= found.ids.length || !pages.some(Boolean);
  };

  // Who went on into the list before the last letters were answered stays in it.
  const replace = (pages) => {
    const at = list.contains(document.activeElement) && document.activeElement.href;
    list.replaceChildren();
    append(pages);
    if (at) ([...list.querySelectorAll("a")].find((link) => link.href === at) ?? list.querySelector("a") ?? input).focus();
  };

  const look = async () => {
    const mine = ++turn;
    if (!(await search.ready)) return;
    const typed = input.value;
    const result = await search.find(typed);
    if (mine !== turn) return;
    found = result;
    const pages = await batch(0);
    if (mine !== turn) return;
    replace(pages);
    shown = typed;
    const { length } = found.ids;
    const { one, many, best, some, none } = box.dataset;
    const words = !length ? none : found.cut && length > 1 ? best : !found.all ? some : length === 1 ? one : many;
    status.textContent = found.words.length ? words.replace("{n}", length) : "";
    if (dialog) box.scrollTop = 0;
  };

  const showMore = async () => {
    const mine = turn;
    const from = list.children.length;
    const pages = await batch(from);
    if (mine !== turn) return;
    append(pages);
    list.children[from]?.querySelector("a").focus();
  };

  let soon;
  input.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(look, 80);
  });
  more.addEventListener("click", showMore);

  /** Follows the best of what is found by all that was typed, which may not be what is shown yet. */
  const follow = async () => {
    clearTimeout(soon);
    if (shown !== input.value) await look();
    if (shown === input.value) list.querySelector("a")?.click();
  };
  // A link to a place on this very page leads out of the box.
  list.addEventListener("click", (event) => event.target.closest("a") && search.close());

  box.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const typing = event.target === input;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: typing ? -2 : 0, End: typing ? -2 : links.length - 1 }[event.key];
    if (event.key === "Enter" && typing) follow();
    else if (event.key === "Escape" && !dialog) input.focus();
    else if (event.key === "Escape") search.close();
    else if (to === undefined || to === -2 || (typing && event.key === "ArrowUp") || (at < 0 && !typing)) return;
    else (links[to] ?? (to < 0 ? input : links[at]))?.focus();
    event.preventDefault();
  });

  // What was typed while this was on its way.
  if (input.value) look();
})();
