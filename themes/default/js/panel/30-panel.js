// What the journal asks and tells, made from the page's own template: the choices, and the lock.
(() => {
  "use strict";
  const { journal } = window.bedside;
  const made = document.createElement("template");
  made.innerHTML = window.bedside.parts; // the theme's own, with the words of the course's language
  const parts = made.content;
  for (const link of parts.querySelectorAll("a")) link.href = `${window.bedside.root}${link.getAttribute("href")}`;
  const word = (key) => {
    const own = parts.querySelector(`[data-word="${key}"]`);
    return own && own.textContent;
  };
  const copy = (selector) => parts.querySelector(selector).cloneNode(true);
  const LEAST = 12; // letters of a passphrase

  // Asks for a passphrase; twice where it is to make something new. `use` says what is wrong, if anything is.
  function passphrase(box, use, more = () => {}) {
    const [first, again] = box.querySelectorAll("input[type=password]");
    const problem = box.querySelector(".journal-problem");
    const button = box.querySelector("[data-use]");
    const tell = (key) => (problem.textContent = key ? word(key) || more(key) : "");
    async function go() {
      const twice = again && !again.closest("label").hidden;
      if (again && first.value.trim().length < LEAST) return tell("short"), first.focus();
      if (twice && again.value !== first.value) return tell("differ"), again.focus();
      tell("working");
      const wrong = await use(first.value, twice);
      tell(wrong);
      if (wrong === "new") again.closest("label").hidden = false;
      if (wrong) (wrong === "new" ? again : first).focus();
      else for (const field of [first, again]) if (field) field.value = "";
    }
    button.addEventListener("click", go);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.type !== "password") return;
      event.preventDefault();
      go();
    });
  }

  // The three choices. `done` is called with the one that was taken.
  function choices(done) {
    const box = copy(".journal-keep");
    const secret = box.querySelector(".journal-passphrase");
    for (const radio of box.querySelectorAll("[type=radio]")) radio.checked = radio.value === (journal.mode || "visit");
    box.addEventListener("change", async ({ target }) => {
      if (target.type !== "radio") return;
      secret.hidden = target.value !== "shared" || journal.mode === "shared";
      if (target.value !== "shared" && target.value !== journal.mode) await journal.choose(target.value);
    });
    passphrase(secret, async (words, fresh) => {
      const answer = await journal.choose("shared", words, fresh);
      if (answer === "new") return "new";
      done("shared");
    });
    box.querySelector("[data-done]").addEventListener("click", () => {
      const waits = !secret.hidden;
      if (waits) secret.querySelector("input").focus();
      else done(journal.mode || "visit");
    });
    return box;
  }

  // What stands where words would be: why they are not shown, and how they are.
  function lock() {
    const box = copy(".journal-locked");
    const shared = journal.mode === "shared";
    box.querySelector("p").textContent = word(!shared ? "locked" : journal.locked ? "locked-shared" : "sealed");
    box.querySelector("label").hidden = !shared;
    box.querySelector("[data-write]").hidden = !shared || !journal.locked;
    box.querySelector("[data-leave]").hidden = !shared;
    passphrase(box, async (words) => {
      if (!(await journal.unlock(shared ? words : ""))) return shared ? "wrong" : "failed";
    });
    box.querySelector("[data-write]").addEventListener("click", () => journal.unlock());
    box.querySelector("[data-leave]").addEventListener("click", () => journal.leave());
    return box;
  }

  // Who can read this, what to write, whom to call; and the switch for spelling help.
  function about(fields) {
    const box = copy(".journal-about");
    const help = box.querySelector("[data-spelling]");
    if (!fields) for (const part of box.querySelectorAll(".is-field")) part.remove();
    help.addEventListener("change", () => {
      for (const field of fields) field.element.spellcheck = help.checked;
    });
    return box;
  }

  // What is put on the page now may push out of sight what has the focus: who goes on by keyboard would lose it.
  const at = document.activeElement;
  const seen = () => at.getBoundingClientRect().bottom > 0 && at.getBoundingClientRect().top < innerHeight;
  if (at !== document.body && seen()) requestAnimationFrame(() => at.scrollIntoView({ block: "nearest", behavior: "instant" }));

  window.bedside.panel = { word, about, choices, lock, passphrase };
})();
