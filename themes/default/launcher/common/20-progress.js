// What was read and done in this entry, and whether that completes it. It knows of nothing but marks.
(() => {
  "use strict";
  const { pack, unpack } = window.launcher;

  window.launcher.progress = (plan) => {
    // Pages first, then what there is to do, then what came right: a line that is too short keeps the pages.
    const places = new Map();
    const add = (kind, page, id) => places.set(`${kind} ${page}#${id}`, places.size);
    for (const [page] of plan.pages) add("read", page, "");
    for (const [page, toDo] of plan.pages) for (const id of toDo) add("done", page, id);
    for (const [page, , checks] of plan.pages) for (const id of checks) add("right", page, id);
    const keys = [...places.keys()];
    const checks = keys.filter((key) => key.startsWith("right ")).length;
    let marks = keys.map(() => false);

    const of = (kind) => keys.map((key, at) => [key, marks[at]]).filter(([key]) => key.startsWith(kind));
    const all = (kind) => of(kind).every(([, mark]) => mark);
    const share = (list) => (list.length ? list.filter(([, mark]) => mark).length / list.length : 1);

    return {
      knows: (page) => places.has(`read ${page}#`),
      // Sets a mark; whether that changed anything. What was once read, done or right stays so.
      set(kind, page, id) {
        const at = places.get(`${kind} ${page}#${id}`);
        if (at === undefined || marks[at]) return false;
        marks[at] = true;
        return true;
      },
      ratio: () => (checks ? share(of("right ")) : null),
      part: () => share(keys.map((key, at) => [key, marks[at]]).filter(([key]) => !key.startsWith("right "))),
      passes() {
        // Two numbers that are equal on paper may differ in the sixteenth digit.
        return checks > 0 && share(of("right ")) + 1e-9 >= plan.passing;
      },
      complete() {
        if (plan.completion === "score") return this.passes();
        return all("read ") && (plan.completion !== "activities" || all("done "));
      },
      line: () => pack(plan.mark, marks),
      // Whether the platform's line could be taken up; marks that were set since stay.
      resume(line) {
        const kept = unpack(plan.mark, line, keys.length);
        if (!kept) return false;
        marks = marks.map((mark, at) => mark || kept[at]);
        return true;
      },
    };
  };
})();
