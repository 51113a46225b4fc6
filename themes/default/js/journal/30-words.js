// The learner's journal in this tab: where words are kept, when they are locked, how they are saved and read.
// `bedside:journal` is fired on the document when any of it has changed; fields then show or clear themselves.
(() => {
  "use strict";
  const { crypto: seals, store } = window.bedside;
  const course = document.documentElement.dataset.course || "";
  const known = new Map(); // what each field's next save replaces: name → { id, version }
  let vault, ring, secret;
  let line = Promise.resolve();

  // mode: null (nothing kept yet), visit, device, shared, or memory where this browser can keep nothing.
  const journal = (window.bedside.journal = { mode: null, locked: false, ended: false, pending: 0 });
  const tell = () => document.dispatchEvent(new CustomEvent("bedside:journal"));
  const about = (id) => [course, id.slice(id.indexOf("/") + 1)];
  const named = (name) => `${vault.id}/${vault.mode === "shared" ? seals.hex(12) : name}`;
  const copy = (name) => `${named(name)}~${seals.hex(4)}`;

  // One thing at a time, in the order in which it was asked for.
  function queue(work) {
    journal.pending++;
    const done = line.then(work).finally(() => journal.pending--);
    line = done.catch(() => {});
    return done;
  }

  function use(next) {
    ({ vault, ring, secret } = next);
    Object.assign(journal, { mode: vault.mode, locked: false, ended: false });
    known.clear();
    store.session({ vault: vault.id, secret, seen: Date.now(), locked: 0 });
    store.hold(vault.mode === "visit" && vault.id);
  }

  function forget() {
    vault = ring = secret = undefined;
    Object.assign(journal, { mode: null, locked: false });
    known.clear();
    store.session(null);
    store.hold();
  }

  async function begin(mode, ready) {
    const made = ready || (await seals.create(mode));
    await store.putVault(made.vault);
    use(made);
    if (mode === "device" && navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  }

  // Saves over the version that the text was made from. Where another tab was faster, both texts are kept.
  async function write(name, value) {
    let at = known.get(name) || { id: named(name), version: 0 };
    let how = "kept";
    for (;;) {
      const row = { id: at.id, vault: vault.id, version: at.version + 1 };
      if (value.text !== "") Object.assign(row, await ring.seal(about(row.id), { ...value, name }));
      const result = await store.put(row, at.version);
      if (result === "kept") {
        known.set(name, { id: row.id, version: row.data ? row.version : 0 });
        return how;
      }
      if (result === "gone") {
        forget();
        await begin("visit");
        tell();
      }
      how = result === "gone" ? "kept" : "both";
      at = { id: result === "gone" ? named(name) : copy(name), version: 0 };
    }
  }

  async function all(name = "") {
    const found = { entries: [], broken: [] };
    if (!vault || !ring || !ring.open) return found;
    for (const row of await store.records(vault.id)) {
      if (vault.mode !== "shared" && !row.id.startsWith(`${vault.id}/${name}`)) continue;
      try {
        const value = await ring.open(about(row.id), row);
        found.entries.push({ ...value, id: row.id, version: row.version });
      } catch {
        found.broken.push(row.id);
      }
    }
    found.entries.sort((a, b) => a.at - b.at);
    return found;
  }

  journal.readable = () => !!(ring && ring.open && !journal.locked);
  journal.asked = (now) => !!store.session(now && { asked: 1 }).asked;

  journal.save = (name, value) =>
    queue(async () => {
      if (journal.mode === "memory") return "memory";
      if (!vault) {
        await begin("visit");
        tell();
      }
      return ring ? write(name, { ...value, at: Date.now() }) : "locked";
    });

  // Everything that can be read. Each field takes its newest text, or says that it holds newer words itself.
  journal.read = (fields = []) =>
    queue(async () => {
      const found = await all();
      for (const field of fields) {
        const own = found.entries.filter((entry) => entry.name === field.name);
        const last = own[own.length - 1];
        const broken = found.broken.some((id) => about(id)[1].split("~")[0] === field.name);
        if (!field.take(last ? last.text : "", broken, own.length)) continue;
        if (last) known.set(field.name, { id: last.id, version: last.version });
        else if (broken) known.set(field.name, { id: copy(field.name), version: 0 });
        else known.delete(field.name);
      }
      return found;
    });

  // Changes a value that several tabs may change: `change` is given all that is kept of it and makes one.
  journal.update = (name, change) =>
    queue(async () => {
      if (journal.mode === "memory" || journal.locked) return;
      if (!vault) await begin("visit");
      for (let tries = 0; tries < 5; tries++) {
        const { entries, broken } = await all(name);
        const own = entries.filter((entry) => entry.name === name);
        const last = own.pop() || { id: broken.length ? copy(name) : named(name), version: 0 };
        const value = change([...own, last].map((entry) => entry.value).filter(Boolean));
        const sealed = await ring.seal(about(last.id), { name, value, at: Date.now() });
        const row = { id: last.id, vault: vault.id, version: last.version + 1, ...sealed };
        const result = await store.put(row, last.version);
        if (result === "gone") return forget();
        if (result !== "kept") continue;
        if (own.length) await store.take(vault.id, own.map((entry) => entry.id));
        return;
      }
    });

  journal.inner = { queue, use, forget, begin, write, all, known, tell, open: () => ({ vault, ring, secret }), drop: () => (ring = undefined) };
})();
