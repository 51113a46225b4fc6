// A page in a platform's frame tells the launcher around it that it was opened, read to its end, or that something on
// it was done. Never what was written, chosen or rated: the messages have no place for it.
(() => {
  "use strict";
  const { type, page, journal } = document.documentElement.dataset;
  if (parent === window || !["page", "module", "section"].includes(type)) return;
  const to = location.protocol === "file:" ? "*" : location.origin;
  const sent = new Set();

  function post(what, id) {
    const key = `${what} ${id || ""}`;
    if (sent.has(key)) return;
    sent.add(key);
    parent.postMessage(id ? { bedside: 1, what, page, id } : { bedside: 1, what, page }, to);
  }

  const part = (element, kind) => element.closest(`.part[id]${kind}`);
  const done = (element) => element && post("done", element.id);

  // A self-check is right once those answers are ticked that fit, and no other.
  function checked(choice) {
    const boxes = [...choice.querySelectorAll(".answers input")];
    const fits = [...choice.querySelectorAll(".feedback > li")].map((reason) => !!reason.querySelector(".is-right"));
    done(choice);
    if (boxes.length === fits.length && boxes.every((box, i) => box.checked === fits[i])) post("right", choice.id);
  }

  // Where there is no journal, nothing else offers to mark as done what no page can see.
  function enhance() {
    const words = document.getElementById("progress-words");
    if (journal || !words) return;
    for (const own of document.querySelectorAll(".part[id]:is(.choice, .dialogue, .steps, .is-role-play, .is-discussion)")) {
      if (!own.querySelector(":scope > .done")) own.append(words.content.querySelector(".done").cloneNode(true));
    }
  }

  document.addEventListener("input", ({ target }) => {
    if (target.localName === "textarea" && target.value.trim()) done(part(target, ":is(.prompt, .steps)"));
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches(".done input")) return target.checked && done(part(target, ""));
    const choice = target.matches(".answers input") && part(target, ".choice");
    if (choice) checked(choice);
  });
  // After the conversation has gone on by the same click.
  document.addEventListener("click", ({ target }) => {
    const talk = target.closest(".turn a") && part(target, ".dialogue");
    if (talk) setTimeout(() => talk.querySelector(".turn.is-ending:not([hidden])") && done(talk));
  });

  post("open");
  enhance();
  const end = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    end.disconnect();
    post("read");
  });
  end.observe(document.querySelector(".turn-page") || document.querySelector(".foot"));
})();
