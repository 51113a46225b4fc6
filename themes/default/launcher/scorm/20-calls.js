// Calls of the platform's runtime, each with its result looked at: what it refuses, throws or cannot say is an error.
(() => {
  "use strict";
  const NAMES = {
    scorm12: {
      api: "API",
      begin: "LMSInitialize",
      end: "LMSFinish",
      get: "LMSGetValue",
      set: "LMSSetValue",
      commit: "LMSCommit",
      error: "LMSGetLastError",
    },
    scorm2004: {
      api: "API_1484_11",
      begin: "Initialize",
      end: "Terminate",
      get: "GetValue",
      set: "SetValue",
      commit: "Commit",
      error: "GetLastError",
    },
  };
  // Nothing was kept there yet, or this platform does not have it: no answer, and no mistake.
  const EMPTY = ["401", "402", "403"];
  const WAIT = 250;
  const PATIENCE = 40;

  window.launcher.calls = (standard) => {
    const names = NAMES[standard];
    let api = null;

    function call(what, ...args) {
      if (!api || typeof api[names[what]] !== "function") api = window.launcher.find(names.api);
      if (!api || typeof api[names[what]] !== "function") throw new Error("silent");
      try {
        return api[names[what]](...args);
      } catch {
        throw new Error("failed");
      }
    }

    const isTrue = (answer) => String(answer) === "true";

    function lastError() {
      try {
        return String(call("error") ?? "0");
      } catch {
        return "0";
      }
    }

    return {
      // Platforms may bring their runtime a moment after the course: the course does not wait, this does.
      async find() {
        for (let tries = 0; tries < PATIENCE && !api; tries++) {
          api = window.launcher.find(names.api);
          if (!api) await new Promise((done) => setTimeout(done, WAIT));
        }
        if (!api) throw new Error("none");
      },
      begin() {
        // A session that is open already (103, and 101 of some of SCORM 1.2) is ours to use.
        if (!isTrue(call("begin", "")) && !["101", "103"].includes(lastError())) throw new Error("refused");
      },
      get(key) {
        const answer = call("get", key);
        const text = answer === null || answer === undefined ? "" : String(answer);
        if (text === "" && !["0", ...EMPTY].includes(lastError())) return null;
        return text;
      },
      set(key, value) {
        if (!isTrue(call("set", key, String(value)))) throw new Error("failed");
      },
      // What a platform may lack without harm to the record.
      offer(key, value) {
        try {
          call("set", key, String(value));
        } catch {
          // the record stands without it
        }
      },
      commit() {
        if (!isTrue(call("commit", ""))) throw new Error("failed");
      },
      end: () => isTrue(call("end", "")),
    };
  };
})();
