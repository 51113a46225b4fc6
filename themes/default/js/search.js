// The way to the search: a box over the page, open by its link or by the key "/".
// What finds and shows is loaded when the box first has the focus, and nothing that is typed is sent anywhere.
// Without this script the link leads to the list of all pages.
(() => {
  const box = document.querySelector("[data-search]");
  const link = document.querySelector(".find");
  if (!box || !link) return;
  const dialog = box.localName === "dialog";
  const input = box.querySelector("[type=search]");
  const slash = box.querySelector("[type=checkbox]");

  window.bedside ??= {};
  const search = (bedside.search = {
    box,
    /** Loads a script of the search; false where it is missing. */
    script: (path) =>
      new Promise((done) => {
        const script = document.createElement("script");
        script.src = `${box.dataset.root}assets/search/${path}`;
        script.onload = () => done(true);
        script.onerror = () => done(false);
        document.head.append(script);
      }),
    close: () => {
      if (dialog) box.close();
    },
  });
  const load = async () => {
    const whole = (await search.script("engine.js")) && (await Promise.all([search.script("box.js"), search.script("index.js")])).every(Boolean);
    if (!whole) box.querySelector("[role=status]").textContent = box.dataset.failed;
    return whole;
  };
  const begin = () => (search.ready ??= load());

  const open = () => {
    if (dialog && !box.open) box.showModal();
    input.focus();
    input.select();
  };

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  box.querySelector(".search-close")?.addEventListener("click", search.close);
  input.addEventListener("focus", begin);
  // A click beside the box closes it.
  if (dialog) box.addEventListener("click", (event) => event.target === box && search.close());

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
