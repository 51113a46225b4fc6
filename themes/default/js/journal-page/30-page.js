// The journal's own page: every answer together, to read, hand over, take away, bring back and erase.
(() => {
  "use strict";
  const { journal, panel, progress, files, hints } = window.bedside;
  const UNDO = 10000;
  const EXPORTED = "@exported"; // when a sealed file was last made: kept as the journal is
  const at = (id) => document.getElementById(id);
  const words = at("journal-words").content;
  const word = (key) => words.querySelector(`[data-word="${key}"]`).textContent;
  const say = (text) => (at("journal-said").textContent = text);
  const { lang: language, dataset } = document.documentElement;
  const { journal: policy } = dataset;
  const date = (time) => new Date(time).toLocaleDateString(language, { dateStyle: "long" });
  let entries = [];
  let prompts = null; // the names of all places to write, once there is a journal
  let undo = null;
  let state = "";

  const answers = () => entries.filter((entry) => typeof entry.text === "string");
  const chosen = () => {
    if (!some()) return answers();
    const picked = new Set(Array.from(document.querySelectorAll(".answer-pick :checked"), (box) => box.value));
    return answers().filter((entry) => picked.has(entry.id));
  };
  const some = () => document.querySelector("[name=journal-which]:checked").value === "some";
  const label = (entry) => entry.label || word("unlabelled");

  // By page, in the order in which the pages were first written on.
  function grouped(list) {
    const groups = new Map();
    for (const entry of list) {
      if (!groups.has(entry.page)) groups.set(entry.page, [entry.title || entry.page, []]);
      groups.get(entry.page)[1].push({ ...entry, label: label(entry) });
    }
    return [...groups.values()];
  }

  function answer(entry) {
    const made = at("journal-answer").content.firstElementChild.cloneNode(true);
    made.querySelector(".part-title").textContent = label(entry);
    made.querySelector(".answer-words").textContent = entry.text;
    made.querySelector(".answer-hint").textContent = word("written").replace("{date}", date(entry.at));
    const box = made.querySelector("input");
    box.value = entry.id;
    box.setAttribute("aria-label", `${panelText(made, ".answer-pick span")}: ${label(entry)}`);
    box.addEventListener("change", warn);
    const link = made.querySelector("a");
    link.href = `${encodeURI(entry.page || "index")}.html#${encodeURIComponent(entry.place || "")}`;
    // The stages of a frame are kept under its name and a number.
    if (prompts && !prompts.has(entry.name) && !prompts.has(entry.name.replace(/-\d+$/, ""))) {
      const gone = document.createElement("p");
      gone.className = "answer-gone";
      gone.textContent = word("gone");
      link.replaceWith(gone);
    }
    const forget = made.querySelector("[data-forget]");
    forget.setAttribute("aria-label", `${forget.textContent}: ${label(entry)}`);
    forget.addEventListener("click", () => erase([entry.id]));
    return made;
  }
  const panelText = (from, selector) => from.querySelector(selector).textContent;

  async function show() {
    if (journal.mode) prompts = await files.prompts();
    const found = journal.readable() ? await journal.read() : { entries: [], broken: [] };
    entries = found.entries;
    const { mode, locked } = journal;
    const open = journal.readable();
    at("journal-state").hidden = false;
    at("journal-mode").textContent = mode ? panel.word(mode) : word("nowhere");
    at("journal-lock").hidden = !mode || locked || mode === "memory" || (mode === "shared" && !open);
    at("journal-change").hidden = policy !== "device" || mode === "memory" || !open;
    const count = Object.values(progress.from(entries).pages).filter((mark) => mark > 1).length;
    at("journal-progress").hidden = !count;
    at("journal-progress").textContent = word("progress").replace("{n}", count);
    at("journal-answers").hidden = !open;
    at("journal-none").hidden = !!answers().length;
    at("journal-broken").hidden = !found.broken.length;
    at("journal-away").hidden = !open || !entries.length;
    const away = entries.find((entry) => entry.name === EXPORTED);
    at("journal-exported").textContent = away ? word("exported").replace("{date}", date(away.value.at)) : word("never-exported");
    at("journal-back").hidden = locked || mode === "memory" || (!!mode && !open);
    for (const part of document.querySelectorAll(".is-find")) part.hidden = policy !== "device" || mode === "device" || mode === "shared";
    at("journal-erase").hidden = !mode || mode === "memory";
    document.querySelector("[data-erase=progress]").hidden = !count;
    at("journal-list").replaceChildren(...grouped(answers()).flatMap(([title, list]) => {
      const heading = document.createElement("h3");
      heading.textContent = title;
      return [heading, ...list.map(answer)];
    }));
    const now = [mode, locked, open].join();
    if (now !== state) {
      const inside = at("journal-place").contains(document.activeElement);
      at("journal-place").replaceChildren(...(mode && mode !== "memory" && !open ? [panel.lock()] : []));
      if (inside) at("main").focus();
      if (locked) clear();
    }
    state = now;
    which();
  }

  // What was typed or shown for a moment goes with the lock.
  function clear() {
    for (const field of document.querySelectorAll("input[type=password]")) field.value = "";
    say("");
    at("journal-hint").textContent = "";
  }

  function which() {
    for (const box of document.querySelectorAll(".answer-pick")) box.hidden = !some();
    at("journal-mentor").hidden = !some();
    at("journal-handed").hidden = !some();
    warn();
  }

  // What looks like somebody's identity is pointed out before anything leaves the journal.
  function warn() {
    const found = hints(chosen().map((entry) => entry.text).join("\n"));
    const text = found.length ? panel.word("hint").replace("{found}", found.join(" · ")) : "";
    if (at("journal-hint").textContent !== text) at("journal-hint").textContent = text;
  }

  async function erase(ids) {
    const taken = await journal.erase(ids);
    clearTimeout(undo && undo.timer);
    undo = { taken, timer: setTimeout(drop, UNDO) };
    at("journal-undo").hidden = false;
    say("");
    at("journal-undo").lastElementChild.focus();
  }

  function drop() {
    if (!undo) return;
    const inside = at("journal-undo").contains(document.activeElement);
    undo = null;
    at("journal-undo").hidden = true;
    if (inside) at("main").focus();
  }

  async function bring() {
    if (!undo) return;
    const { taken, timer } = undo;
    clearTimeout(timer);
    drop();
    await journal.restore(taken);
    say(word("restored"));
  }

  function away(kind) {
    const list = chosen();
    if (!list.length) return say(word("pick"));
    if (kind === "print") {
      const ids = new Set(list.map((entry) => entry.id));
      for (const box of document.querySelectorAll(".answer-pick input")) box.closest(".answer").classList.toggle("is-left-out", !ids.has(box.value));
      return print();
    }
    const own = { title: word("title"), note: some() ? word("handed") : "", written: (time) => word("written").replace("{date}", date(time)) };
    const text = files.readable(grouped(list), own, kind === "md");
    files.download(`journal.${kind}`, kind === "md" ? "text/markdown" : "text/plain", text);
    say(word("made"));
  }

  at("journal-lock").addEventListener("click", () => journal.lock());
  at("journal-change").addEventListener("click", () => {
    const box = panel.choices((mode) => (box.remove(), say(panel.word(mode)), at("journal-change").focus()));
    at("journal-place").replaceChildren(box);
    box.querySelector("[type=radio]:checked").focus();
  });
  at("journal-undo").lastElementChild.addEventListener("click", bring);
  for (const radio of document.querySelectorAll("[name=journal-which]")) radio.addEventListener("change", which);
  for (const button of document.querySelectorAll("[data-as]")) button.addEventListener("click", () => away(button.dataset.as));
  document.querySelector("[data-erase=all]").addEventListener("click", () => erase());
  document.querySelector("[data-erase=progress]").addEventListener("click", () =>
    erase(entries.filter((entry) => entry.name === progress.NAME).map((entry) => entry.id)));
  panel.passphrase(at("journal-export"), async (secret) => {
    files.download("journal.bedside", "application/json", await files.sealed(some() ? chosen() : entries, secret));
    await journal.update(EXPORTED, () => ({ at: Date.now() }));
    say(word("made"));
    show();
  }, word);
  panel.passphrase(at("journal-import"), async (secret) => {
    const [file] = at("journal-import").querySelector("[type=file]").files;
    const read = file ? await files.opened(file, secret) : "file";
    if (typeof read === "string") return read;
    say(word("taken").replace("{n}", await journal.take(read)));
  }, word);
  panel.passphrase(at("journal-find"), async (secret) => {
    if ((await journal.choose("shared", secret)) === "new") return "find-none";
  }, word);
  document.addEventListener("bedside:journal", show);
  at("journal-state").append(panel.about());
  journal.ready.then(show);
})();
