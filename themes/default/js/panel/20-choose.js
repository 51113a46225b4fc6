// Chooses where the journal is kept, and opens it again.
(() => {
  "use strict";
  const { crypto: seals, store, journal } = window.bedside;
  const { queue, use, begin, write, all, known, tell, open } = journal.inner;
  const course = document.documentElement.dataset.course || "";

  // Chooses where words are kept, and takes those along that are there. A passphrase finds the journal
  // that it opens; where there is none, says "new" until it is told to make one.
  journal.choose = (mode, passphrase, fresh) =>
    queue(async () => {
      if (journal.mode === "memory") return "memory";
      let next;
      for (const row of await store.vaults()) {
        if (next || row.mode !== mode || mode === "visit") continue;
        const opened = mode === "device" ? seals.ring(row) : seals.unlock(row, course, passphrase);
        next = await opened.then((own) => ({ vault: row, ring: own }), () => undefined);
      }
      if (!next && mode === "shared" && !fresh) return "new";
      const { vault: before } = open();
      const [{ entries, broken }, readable] = [await all(), journal.readable()];
      if (next) use(next);
      else await begin(mode, mode === "shared" && (await seals.createShared(course, passphrase)));
      if (before && before.id !== open().vault.id) {
        for (const { id, version, name, ...value } of entries) {
          known.delete(name);
          await write(name, value);
        }
        if (readable && !broken.length) await store.take(before.id);
      }
      journal.asked(true);
      tell();
      return "kept";
    });

  // A sealed journal is taken up again: to read with its passphrase, or to write on without.
  journal.unlock = (passphrase) =>
    queue(async () => {
      const { vault, secret } = open();
      if (!vault) return false;
      const own = passphrase ? seals.unlock(vault, course, passphrase) : seals.ring(vault, secret);
      const next = await own.then((opened) => ({ vault, secret, ring: opened }), () => undefined);
      if (next) use(next);
      tell();
      return !!next;
    });
})();
