// Keeps sealed records in the browser's database, and in this tab which of them are its own.
// A record is { id, vault, version, iv, data }; nothing in here can read one.
(() => {
  "use strict";
  const bedside = (window.bedside ||= {});
  // Courses may share a web address: each has a database and a session of its own name.
  const name = `bedside:${document.documentElement.dataset.course || ""}`;
  const GRACE = 120000; // turning a page may take so long
  const END = 1800000;
  let db = null;

  // Opens the database; where there is none, it is made only when something is to be kept.
  function connect(create) {
    if (db) return Promise.resolve(db);
    return new Promise((done, fail) => {
      const request = indexedDB.open(name, 1);
      let none = false;
      request.onupgradeneeded = () => {
        if (!create) {
          none = true;
          request.transaction.abort();
          return;
        }
        request.result.createObjectStore("vaults", { keyPath: "id" });
        request.result.createObjectStore("records", { keyPath: "id" });
      };
      request.onblocked = () => fail(new Error("blocked"));
      request.onerror = (event) => {
        event.preventDefault();
        if (none) done(null);
        else fail(request.error);
      };
      request.onsuccess = () => {
        db = request.result;
        db.onclose = db.onversionchange = () => {
          db.close();
          db = null;
        };
        done(db);
      };
    });
  }

  // Runs `work` in one transaction: what it does is done whole or not at all, whatever other tabs do.
  async function run(create, mode, work) {
    const at = await connect(create);
    if (!at) return undefined;
    return new Promise((done, fail) => {
      const change = at.transaction(["vaults", "records"], mode);
      let answer;
      change.oncomplete = () => done(answer);
      change.onabort = () => fail(change.error || new Error("aborted"));
      work(change.objectStore("vaults"), change.objectStore("records"), (value) => (answer = value));
    });
  }

  const inside = (vault) => IDBKeyRange.bound(`${vault}/`, `${vault}/\uffff`);
  const each = (request, then) => (request.onsuccess = () => then(request.result));

  const vaults = async () => (await run(false, "readonly", (v, r, say) => each(v.getAll(), say))) || [];
  const vault = (id) => run(false, "readonly", (v, r, say) => each(v.get(id), say));
  const records = async (id) => (await run(false, "readonly", (v, r, say) => each(r.getAll(inside(id)), say))) || [];
  const putVault = (row) => run(true, "readwrite", (v) => v.put({ ...row, touched: Date.now() }));

  // Writes a record over the version that it was made from: "kept", "conflict", or "gone" with its vault.
  const put = async (row, from) =>
    (await run(false, "readwrite", (v, r, say) => {
      each(v.get(row.vault), (own) => {
        if (!own) return say("gone");
        each(r.get(row.id), (old) => {
          if ((old ? old.version : 0) !== from) return say("conflict");
          if (row.data) r.put(row);
          else r.delete(row.id);
          say("kept");
        });
      });
    })) || "gone";

  // Takes records out, all of a vault and itself if none are named; gives what was taken, for `restore`.
  const take = (id, names) =>
    run(false, "readwrite", (v, r, say) => {
      each(v.get(id), (own) => {
        each(r.getAll(inside(id)), (all) => {
          const taken = names ? all.filter((row) => names.includes(row.id)) : all;
          for (const row of taken) r.delete(row.id);
          if (!names) v.delete(id);
          say({ vault: own, records: taken });
        });
      });
    });

  const touch = (id) => run(false, "readwrite", (v) => each(v.get(id), (own) => own && v.put({ ...own, touched: Date.now() })));

  // Erases visits that have ended: nobody holds them, or nothing was done in them for half an hour.
  async function sweep(own) {
    const held = new Set();
    const locks = navigator.locks && (await navigator.locks.query().catch(() => null));
    if (locks) for (const lock of locks.held) held.add(lock.name);
    for (const row of await vaults()) {
      if (row.mode !== "visit" || row.id === own) continue;
      const quiet = Date.now() - row.touched;
      if (quiet > END || (locks && quiet > GRACE && !held.has(`${name}/${row.id}`))) await take(row.id);
    }
  }

  // Says to other tabs that this visit goes on, until the page is left.
  let release = null;
  function hold(id) {
    if (release) release();
    release = null;
    if (!id || !navigator.locks) return;
    const until = new Promise((done) => (release = done));
    navigator.locks.request(`${name}/${id}`, { mode: "shared" }, () => until).catch(() => {});
  }

  // What this tab knows: the vault that it writes to, when it was last used. Never a word that was typed.
  function session(change) {
    let now = {};
    try {
      now = JSON.parse(sessionStorage.getItem(name)) || {};
      if (change === null) sessionStorage.removeItem(name);
      else if (change) sessionStorage.setItem(name, JSON.stringify((now = { ...now, ...change })));
    } catch {
      // A browser that keeps no session keeps no visit beyond the page.
    }
    return change === null ? {} : now;
  }

  // Whether this browser keeps anything here at all.
  async function able() {
    try {
      sessionStorage.setItem(`${name}?`, "");
      sessionStorage.removeItem(`${name}?`);
      await connect(false);
      return true;
    } catch {
      return false;
    }
  }

  bedside.store = { able, run, each, vaults, vault, records, putVault, put, take, touch, sweep, hold, session };
})();
