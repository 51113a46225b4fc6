// The frame with the course's pages, and what they post: only that a page was opened, read, or something on it done.
// A message counts if it comes from this frame, from this very address, and has this shape and nothing more.
(() => {
  "use strict";
  const FIELDS = { open: 3, read: 3, done: 4, right: 4 };

  function valid(data) {
    if (!data || typeof data !== "object" || data.bedside !== 1 || typeof data.page !== "string") return false;
    if (!Object.hasOwn(FIELDS, data.what) || Object.keys(data).length !== FIELDS[data.what]) return false;
    return FIELDS[data.what] === 3 || typeof data.id === "string";
  }

  window.launcher.frame = (take) => {
    const frame = document.querySelector("iframe");
    const top = new URL("../", location.href);
    const ours = location.protocol === "file:" ? "null" : location.origin;
    let turned = false;
    addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow || event.origin !== ours || !valid(event.data)) return;
      if (event.data.what === "open") turned = event.data.page !== first;
      take(event.data);
    });
    let first = "";
    return {
      show(path) {
        first = path.replace(/\.html$/, "");
        frame.src = new URL(path, top).href;
      },
      // A reader who has gone on is not taken away from where they are.
      back(page) {
        if (!turned) frame.src = new URL(`${page}.html`, top).href;
      },
      hide: () => frame.remove(),
    };
  };
})();
