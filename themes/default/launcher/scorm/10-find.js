// Finds the platform's runtime: in this window, in those around it, in the one that opened it and those around that.
// The walk is bounded, and a window of another address, which may not be looked into, is passed over.
(() => {
  "use strict";
  const DEEP = 16;

  function look(from, name) {
    for (let at = from, deep = 0; at && deep < DEEP; deep++) {
      try {
        if (at[name]) return at[name];
      } catch {
        // another address: what is around it may be ours again
      }
      if (at === at.parent) return null;
      at = at.parent;
    }
    return null;
  }

  const opener = (of) => {
    try {
      return of && of.opener && of.opener !== of ? of.opener : null;
    } catch {
      return null;
    }
  };

  window.launcher.find = (name) => {
    const found = look(window, name);
    if (found) return found;
    let at = window;
    for (let deep = 0; at && deep < DEEP; deep++) {
      const by = opener(at);
      const there = by && look(by, name);
      if (there) return there;
      if (at === at.parent) return null;
      at = at.parent;
    }
    return null;
  };
})();
