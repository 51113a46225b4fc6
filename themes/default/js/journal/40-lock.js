// Locks the journal after five quiet minutes and ends a visit after thirty; a page that comes back is locked.
(() => {
  "use strict";
  const { crypto: seals, store, journal } = window.bedside;
  const QUIET = 300000;
  const END = 1800000;
  const SWEEP = 130000;
  let [seen, noted, touched] = [Date.now(), 0, 0];
  const { queue, use, forget, known, tell, open, drop } = journal.inner;

  // Clears page and memory; what is kept stays as it is. `here`: this page alone, not the next.
  journal.lock = (here) => {
    if (!open().vault || journal.locked) return;
    journal.locked = true;
    if (!here) store.session({ locked: 1 });
    tell(); // fields hand over what is not saved yet, then clear themselves
    queue(async () => {
      if (!journal.locked) return;
      drop();
      known.clear();
    });
  };

  // At the start of a page: what this tab or this device already keeps.
  journal.resume = (row, own, locked) =>
    queue(async () => {
      use({ vault: row, secret: own, ring: await seals.ring(row, own) });
      if (locked) journal.lock(locked === "here");
      tell();
    });

  // Keeps nothing from now on; what a visit kept is erased with it.
  journal.leave = () =>
    queue(async () => {
      const { vault } = open();
      if (vault && vault.mode === "visit") await store.take(vault.id);
      forget();
      tell();
    });

  function tick() {
    const quiet = Date.now() - seen;
    if (quiet < QUIET) return;
    if (quiet < END || journal.mode === "device") return journal.lock();
    seen = Date.now();
    journal.ended = true;
    if (journal.mode === "memory") tell();
    else if (journal.mode) journal.leave();
  }

  function active() {
    tick(); // a machine that slept has missed its time
    seen = Date.now();
    if (!journal.mode || journal.mode === "memory" || seen - noted < 5000) return;
    noted = seen;
    const { vault } = store.session({ seen });
    if (journal.mode !== "visit" || seen - touched < 60000) return;
    touched = seen;
    store.touch(vault);
  }

  async function start() {
    if (!seals.able || !(await store.able())) {
      journal.mode = "memory";
      return tell();
    }
    const { vault: id, secret, seen: last, locked } = store.session();
    const quiet = Date.now() - last;
    let row = id && (await store.vault(id));
    if (id && (!row || (quiet > END && row.mode !== "device"))) {
      if (row && row.mode === "visit") await store.take(id);
      store.session(null);
      row = undefined;
    }
    row ||= (await store.vaults()).find((other) => other.mode === "device");
    const [visit] = performance.getEntriesByType("navigation");
    const back = visit && visit.type === "back_forward" && "here";
    if (row) await journal.resume(row, secret, locked || quiet > QUIET || back);
    const sweep = () => store.sweep(store.session().vault);
    sweep();
    setTimeout(sweep, SWEEP);
  }

  for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, active, { passive: true, capture: true });
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 5000);
  addEventListener("pagehide", () => {
    journal.lock("here");
    store.hold();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) tick();
    if (event.persisted && journal.mode === "visit") store.hold(store.session().vault);
  });
  journal.ready = new Promise((done) => {
    document.addEventListener("DOMContentLoaded", () => start().then(tell).then(done));
  });
})();
