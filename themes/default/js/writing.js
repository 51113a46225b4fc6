// Places to write become the journal: kept as one types, under the choice that is offered at the first letter.
// What is told beside them comes with assets/panel.js, when one of them comes near the screen.
(() => {
  "use strict";
  const { journal } = window.bedside;
  const { page, journal: policy } = document.documentElement.dataset;
  const title = document.querySelector("h1").textContent.trim();
  const fields = [];
  const sheets = new Map(); // the sheet of paper around fields → what is told on it
  let panel = null;
  let loading = null;
  let asking = null;

  const load = () =>
    (loading ||= new Promise((done) => {
      const script = document.createElement("script");
      script.src = `${window.bedside.root}assets/panel.js`;
      script.onload = () => {
        panel = window.bedside.panel;
        show();
        done();
      };
      document.head.append(script);
    }));

  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && load(), { rootMargin: "50%" });

  function enhance() {
    for (const element of document.querySelectorAll("textarea[data-prompt]:not([data-kept])")) {
      const id = element.dataset.prompt;
      const label = element.labels[0] && element.labels[0].querySelector(".unseen");
      const field = { element, name: id.includes("#") ? id : `${page}#${id}`, last: "", turn: 0, busy: false };
      const part = element.closest(".part[id]");
      field.about = { page, place: part ? part.id : "", title, label: label ? label.textContent.replace(/^: /, "") : "" };
      field.take = (text, broken, count) => {
        if (element.value !== field.last) return false;
        if (element.value !== text) element.value = text;
        field.last = text;
        if (broken || count > 1) load().then(() => say(field, broken ? "broken" : "more"));
        return true;
      };
      element.dataset.kept = "";
      element.translate = false;
      for (const off of ["autocorrect", "autocapitalize"]) element.setAttribute(off, "off");
      element.addEventListener("input", () => {
        journal.ended = false; // begun anew
        save(field);
        load().then(() => ask(field));
      });
      element.addEventListener("change", () => load().then(() => hint(field)));
      near.observe(element);
      fields.push(field);
    }
    show();
  }

  function make(tag, name, role) {
    const made = document.createElement(tag);
    made.className = name;
    if (role) made.setAttribute("role", role);
    return made;
  }

  // What is told on one sheet: where words are kept, what happened, what to think of. Once a page: whom to call.
  function sheet(field) {
    if (field.sheet) return field.sheet;
    const part = field.element.closest(".part") || field.element.parentElement.parentElement;
    const own = sheets.get(part) || { first: field, state: "" };
    if (own.first === field) {
      own.note = part.querySelector(".prompt-kept") || part.appendChild(make("p", "prompt-kept"));
      own.note.id ||= `${field.element.id}-kept`;
      [own.said, own.hint] = [make("p", "journal-said", "status"), make("p", "journal-hint", "status")];
      own.change = make("button", "journal-change");
      own.change.type = "button";
      own.change.textContent = panel.word("change");
      own.change.addEventListener("click", () => ask(field, true));
      own.note.after(own.said, own.hint);
      if (!sheets.size) part.append(panel.about(fields));
      sheets.set(part, own);
    }
    field.element.setAttribute("aria-describedby", own.note.id);
    return (field.sheet = own);
  }

  function say(field, key) {
    const { said } = sheet(field);
    said.classList.toggle("unseen", key === "choices"); // what all can see need not be read twice
    if (said.textContent !== panel.word(key)) said.textContent = panel.word(key);
  }

  function hint(field) {
    const found = window.bedside.hints(field.element.value);
    sheet(field).hint.textContent = found.length ? panel.word("hint").replace("{found}", found.join(" · ")) : "";
  }

  // At the first letter, beside the field; the letters stay where they are, and so does the focus.
  function ask(field, again) {
    if (journal.mode === "memory" || policy !== "device" || asking || (!again && journal.asked())) return;
    asking = panel.choices((mode) => {
      asking = asking.remove();
      show();
      field.element.focus();
      say(field, mode === "memory" ? "failed" : "kept");
    });
    field.element.parentElement.after(asking);
    if (again) asking.querySelector(":checked").focus();
    else say(field, "choices");
    journal.asked(true);
    show();
  }

  // Leaving while a letter is on its way, which takes a moment, is asked about.
  const stay = (event) => event.preventDefault();

  async function save(field) {
    clearTimeout(field.told);
    if (field.busy) return;
    field.busy = true;
    addEventListener("beforeunload", stay);
    const { turn } = field;
    let how;
    while (turn === field.turn && field.element.value !== field.last) {
      const text = field.element.value;
      how = await journal.save(field.name, { ...field.about, text }).catch(() => "failed");
      if (turn === field.turn) field.last = text;
    }
    if (turn !== field.turn) return;
    field.busy = false;
    if (!fields.some((other) => other.busy)) removeEventListener("beforeunload", stay);
    if (how === "both" || how === "failed") load().then(() => say(field, how));
    // Told when the hand rests, not at each letter.
    else if (how === "kept") field.told = setTimeout(() => panel && !asking && say(field, "kept"), 1500);
  }

  // Hands over what is not saved yet, at once.
  function hand(field) {
    const { element, name } = field;
    if (element.value !== field.last) journal.save(name, { ...field.about, text: element.value }).catch(() => {});
    field.last = element.value;
  }

  function clear(field) {
    clearTimeout(field.told);
    if (journal.mode !== "memory") hand(field);
    field.turn++;
    field.busy = false;
    removeEventListener("beforeunload", stay);
    field.element.value = field.last = "";
  }

  // Brings the page in line with the journal: words, or what stands in their place.
  function show() {
    const over = journal.locked || journal.ended;
    const chosen = journal.mode && (journal.mode !== "visit" || journal.asked());
    const state = [journal.mode, journal.locked, journal.readable()].join();
    let focus = null;
    for (const field of fields) {
      if (over) clear(field);
      field.element.parentElement.hidden = journal.locked;
    }
    if (journal.readable()) journal.read(fields);
    if (!panel) return journal.locked && load();
    fields.forEach(sheet);
    for (const own of sheets.values()) {
      own.note.textContent = panel.word(journal.ended ? "ended" : chosen ? journal.mode : policy === "visit" ? "visit" : "before");
      if (policy === "device" && chosen && !asking && journal.mode !== "memory" && !journal.locked) own.note.append(" ", own.change);
      if (over) own.said.textContent = own.hint.textContent = "";
      if (own.state === state) continue;
      own.state = state;
      if (own.box && own.box.contains(document.activeElement)) focus = own.first.element;
      if (own.box) own.box.remove();
      own.box = journal.locked || (journal.mode === "shared" && !journal.readable()) ? panel.lock() : null;
      if (own.box) own.first.element.parentElement.after(own.box);
    }
    if (over && asking) asking = asking.remove();
    if (focus) focus.focus();
  }

  // A link is followed when what was typed is safe: a moment, and only if something is on its way.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.download || link.getAttribute("href")[0] === "#") return;
    fields.forEach(hand);
    if (!journal.pending) return;
    event.preventDefault();
    journal.inner.queue(() => {}).then(() => (location.href = link.href));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") fields.forEach(hand);
    else if (journal.readable()) journal.read(fields);
  });
  document.addEventListener("bedside:journal", show);
  document.addEventListener("bedside:update", enhance);
  journal.ready.then(enhance);
  addEventListener("pagehide", () => journal.mode === "memory" && fields.forEach(clear));
})();
