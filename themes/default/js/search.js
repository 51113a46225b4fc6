// The search: a box over the page, open by its link or by the key "/", with the places found as one types.
// Its index is loaded when the box first has the focus, and nothing that is typed is sent anywhere.
// Without this script the link leads to the list of all pages.
(() => {
  const box = document.querySelector("[data-search]");
  const link = document.querySelector(".find");
  if (!box || !link) return;
  const dialog = box.localName === "dialog";
  const input = box.querySelector("[type=search]");
  const status = box.querySelector("[role=status]");
  const list = box.querySelector(".search-results");
  const more = box.querySelector(".search-more");
  const slash = box.querySelector("[type=checkbox]");
  const { root } = box.dataset;
  const AT_ONCE = 5;

  window.bedside ??= {};
  const search = (bedside.search = {
    /** Loads a script of the search; false where it is missing. */
    script: (path) =>
      new Promise((done) => {
        const script = document.createElement("script");
        script.src = `${root}assets/search/${path}`;
        script.onload = () => done(true);
        script.onerror = () => done(false);
        document.head.append(script);
      }),
  });
  let ready;
  const begin = () => (ready ??= search.script("engine.js").then((there) => there && search.script("index.js")));

  const open = () => {
    if (dialog && !box.open) box.showModal();
    input.focus();
    input.select();
  };
  const close = () => {
    if (dialog) box.close();
  };

  // ------------------------------------------------------------ what is shown

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
  const batch = (from) => Promise.all(found.ids.slice(from, from + AT_ONCE).map((id) => search.open(id, found.words)));
  const append = (pages) => {
    list.append(...pages.filter(Boolean).map(show));
    more.hidden = list.children.length >= found.ids.length || !pages.some(Boolean);
  };

  const look = async () => {
    const mine = ++turn;
    if (!(await begin())) return (status.textContent = box.dataset.failed);
    const result = await search.find(input.value);
    if (mine !== turn) return;
    found = result;
    const pages = await batch(0);
    if (mine !== turn) return;
    list.replaceChildren();
    append(pages);
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

  // ------------------------------------------------------------ what is done

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  box.querySelector(".search-close")?.addEventListener("click", close);
  // A click beside the box closes it.
  if (dialog) box.addEventListener("click", (event) => event.target === box && close());
  input.addEventListener("focus", begin);
  let soon;
  input.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(look, 80);
  });
  more.addEventListener("click", showMore);
  // A link to a place on this very page leads out of the box.
  list.addEventListener("click", (event) => event.target.closest("a") && close());

  box.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const typing = event.target === input;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: typing ? -2 : 0, End: typing ? -2 : links.length - 1 }[event.key];
    if (event.key === "Enter" && typing && links.length) links[0].click();
    else if (event.key === "Escape" && !dialog) input.focus();
    else if (event.key === "Escape") close();
    else if (to === undefined || to === -2 || (typing && event.key === "ArrowUp") || (at < 0 && !typing)) return;
    else (links[to] ?? (to < 0 ? input : links[at]))?.focus();
    event.preventDefault();
  });

  // One key without a modifier must be one that can be switched off: some people speak their commands.
  const KEY = "bedside:search-key";
  const kept = (value) => {
    try {
      if (value) localStorage.setItem(KEY, value);
      return localStorage.getItem(KEY);
    } catch {
      return value; // Where nothing may be kept, the switch holds for this page.
    }
  };
  slash.checked = kept() !== "off";
  slash.addEventListener("change", () => kept(slash.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const busy = target.isContentEditable || target.closest?.("input, textarea, select, dialog, [popover]");
    if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey || !slash.checked) return;
    event.preventDefault();
    open();
  });
  box.hidden = false;
})();
