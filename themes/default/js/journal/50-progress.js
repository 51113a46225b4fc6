// Where the reader was, which pages were read, what was done: kept as the journal is, shown only where it can be read.
(() => {
  "use strict";
  const { journal } = window.bedside;
  const { type, page } = document.documentElement.dataset;
  const { root } = window.bedside;
  const words = document.getElementById("progress-words");
  const NAME = "@progress";
  const READ = 2;
  const counts = ["page", "module", "section", "strand"].includes(type);

  // Several tabs may have gone on: what one of them has read or done is read or done; the last place is the last.
  function merge(values) {
    const whole = { pages: {}, done: {}, last: null };
    for (const value of values) {
      for (const [id, mark] of Object.entries(value.pages)) whole.pages[id] = Math.max(mark, whole.pages[id] || 0);
      Object.assign(whole.done, value.done);
      if (value.last && (!whole.last || value.last.at >= whole.last.at)) whole.last = value.last;
    }
    return whole;
  }

  const change = (how) =>
    journal.update(NAME, (values) => {
      const whole = merge(values);
      how(whole);
      return whole;
    }).catch(() => {});

  const progress = (window.bedside.progress = {
    NAME,
    from: (entries) => merge(entries.filter((entry) => entry.name === NAME).map((entry) => entry.value)),
  });

  function visited(mark) {
    const next = document.querySelector(".turn-page .is-next");
    const title = document.querySelector("h1").textContent.trim();
    const place = (link) => link && { page: id(link), title: link.lastChild.textContent.trim() };
    return change((whole) => {
      whole.pages[page] = Math.max(mark, whole.pages[page] || 0);
      whole.last = { page, title, next: place(next), at: Date.now() };
    });
  }

  const id = (link) => (link.href.startsWith(root) ? decodeURI(link.href.slice(root.length)).replace(/\.html(#.*)?$/, "") : "");

  // "Done" on what is practised; what is written is done by being written.
  function enhance() {
    if (!words || !counts) return;
    for (const part of document.querySelectorAll(".part[id]:is(.choice, .dialogue, .steps, .is-role-play, .is-discussion)")) {
      if (part.querySelector(":scope > .done")) continue;
      const label = words.content.querySelector(".done").cloneNode(true);
      const box = label.querySelector("input");
      box.dataset.done = `${page}#${part.id}`;
      box.addEventListener("change", () => {
        change((whole) => (whole.done[box.dataset.done] = box.checked ? 1 : 0));
      });
      part.append(label);
    }
  }

  async function show() {
    if (!journal.readable()) return paint(merge([]));
    paint(progress.from((await journal.read()).entries));
  }

  function paint({ pages, done, last }) {
    for (const box of document.querySelectorAll("[data-done]")) box.checked = done[box.dataset.done] === 1;
    for (const link of document.querySelectorAll(".navigation a[href]")) {
      const read = pages[id(link)] === READ;
      const mark = link.querySelector(".read-mark");
      if (read && !mark) link.append(words.content.querySelector(".read-mark").cloneNode(true));
      else if (!read && mark) mark.remove();
    }
    const resume = document.querySelector(".resume");
    if (!resume) return;
    resume.hidden = !last;
    document.querySelector(".begin").hidden = !!last;
    if (!last) return;
    const over = pages[last.page] === READ && last.next;
    const [was, next] = resume.querySelectorAll("a");
    set(was, last);
    set(next, over ? last.next : last);
    resume.querySelector(".resume-was").hidden = !over;
    for (const word of resume.querySelectorAll("[data-when]")) word.hidden = (word.dataset.when === "next") !== !!over;
  }

  function set(link, to) {
    link.href = `${root}${encodeURI(to.page)}.html`;
    (link.querySelector("span") || link).textContent = to.title;
  }

  // A page is read when its end has been on the screen.
  function watch() {
    const end = document.querySelector(".turn-page") || document.querySelector(".foot");
    const sight = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      sight.disconnect();
      visited(READ).then(show);
    });
    sight.observe(end);
  }

  journal.ready.then(async () => {
    enhance();
    // Sealed with nobody to read it back, each visit would only add to the heap.
    if (counts && (journal.readable() || !journal.mode)) await visited(1);
    if (counts) watch();
    show();
    document.addEventListener("bedside:journal", show);
    document.addEventListener("bedside:update", enhance);
  });
})();
