// Erases from the journal and brings back, takes in what a file kept.
(() => {
  "use strict";
  const { crypto: seals, store, journal } = window.bedside;
  const { queue, use, forget, begin, write, all, known, tell, open } = journal.inner;

  const putBack = (taken) =>
    store.run(true, "readwrite", (vaults, records) => {
      if (taken.vault) vaults.put(taken.vault);
      for (const row of taken.records) store.each(records.get(row.id), (now) => now || records.put(row));
    });

  // Gone at once; what is given back is sealed, and lets `restore` undo it.
  journal.erase = (ids) =>
    queue(async () => {
      const { vault, secret } = open();
      const taken = { ...(await store.take(vault.id, ids)), secret };
      if (ids) known.clear();
      else forget();
      tell();
      return taken;
    });

  journal.restore = (taken) =>
    queue(async () => {
      await putBack(taken);
      if (!open().vault) use({ ...taken, ring: await seals.ring(taken.vault, taken.secret) });
      tell();
    });

  // Takes in what another file kept: what is here already is left as it is, what differs stands beside it.
  journal.take = (entries) =>
    queue(async () => {
      if (!open().vault) await begin("visit");
      const here = new Set((await all()).entries.map((entry) => JSON.stringify([entry.name, entry.text, entry.value])));
      let count = 0;
      for (const { name, text, value, at, page, place, title, label } of entries) {
        if (here.has(JSON.stringify([name, text, value]))) continue;
        known.delete(name);
        await write(name, { text, value, at, page, place, title, label });
        known.delete(name);
        count++;
      }
      tell();
      return count;
    });
})();
