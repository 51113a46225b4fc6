// One session with a platform of SCORM 1.2 or SCORM 2004: what is read at its start, saved at each step, said at its end.
(() => {
  "use strict";
  const { calls } = window.launcher;

  const KEYS = {
    scorm12: {
      mode: "cmi.core.lesson_mode",
      place: "cmi.core.lesson_location",
      placeMost: 255,
      exit: "cmi.core.exit",
      time: "cmi.core.session_time",
      score: "cmi.core.score",
    },
    scorm2004: {
      mode: "cmi.mode",
      place: "cmi.location",
      placeMost: 1000,
      exit: "cmi.exit",
      time: "cmi.session_time",
      score: "cmi.score",
    },
  };

  // Hours, minutes, seconds of a time in milliseconds, in the standard's form.
  function time(standard, spent) {
    const hundredths = Math.min(Math.max(0, Math.round(spent / 10)), 9999 * 360000 + 359999);
    const [h, m, s] = [Math.floor(hundredths / 360000), Math.floor(hundredths / 6000) % 60, (hundredths % 6000) / 100];
    if (standard === "scorm2004") return `PT${h}H${m}M${s}S`;
    return `${String(h).padStart(4, "0")}:${String(m).padStart(2, "0")}:${s.toFixed(2).padStart(5, "0")}`;
  }

  window.launcher.time = time;
  window.launcher.driver = (plan) => {
    const { standard } = plan;
    const [keys, api] = [KEYS[standard], calls(standard)];
    const old = standard === "scorm12";
    const since = Date.now();
    let [begun, closed, review] = [false, false, false];
    let first = "";
    let best = 0;

    // A page's address; what is too long for the platform is not begun.
    const place = (page) => (encodeURI(page).length <= keys.placeMost ? encodeURI(page) : "");
    const page = (place) => {
      try {
        return decodeURI(place);
      } catch {
        return "";
      }
    };

    // A score that was reached is never taken back.
    function score(ratio) {
      best = Math.max(best, Math.round(ratio * 100));
      api.offer(`${keys.score}.min`, 0);
      api.offer(`${keys.score}.max`, 100);
      api.set(`${keys.score}.raw`, best);
      if (!old) api.set(`${keys.score}.scaled`, best / 100);
    }

    // One word says in SCORM 1.2 what are two in SCORM 2004. A status that was reached is never taken back, and one
    // that could not be read may have been.
    function status({ complete, passed }) {
      if (!complete && first === null) return;
      if (!old) {
        api.set("cmi.completion_status", complete ? "completed" : "incomplete");
        if (passed) api.set("cmi.success_status", "passed");
      } else if (first !== "passed") {
        const reached = plan.completion === "score" ? "passed" : "completed";
        api.set("cmi.core.lesson_status", complete ? reached : "incomplete");
      }
    }

    // What one call refuses must not keep the others from being made: the first mistake is told when all were.
    function write(report) {
      let wrong = null;
      const each = [
        () => api.set("cmi.suspend_data", report.line),
        () => status(report),
        () => report.ratio !== null && score(report.ratio),
        () => place(report.place) && api.set(keys.place, place(report.place)),
        () => old || api.offer("cmi.progress_measure", Math.round(report.part * 10000) / 10000),
        // A learner comes back to the marks, also when all is done.
        () => api.set(keys.exit, "suspend"),
        () => api.set(keys.time, time(standard, Date.now() - since)),
        () => api.commit(),
      ];
      for (const call of each) {
        try {
          call();
        } catch (error) {
          wrong ??= error;
        }
      }
      if (wrong) throw wrong;
    }

    return {
      async open() {
        await api.find();
        if (closed) throw new Error("over");
        api.begin();
        begun = true;
        review = ["review", "browse"].includes(api.get(keys.mode));
        first = api.get(old ? "cmi.core.lesson_status" : "cmi.completion_status");
        if (plan.score) best = Number(api.get(`${keys.score}.raw`)) || 0;
        const success = old ? first : api.get("cmi.success_status");
        return {
          review,
          complete: ["completed", "passed"].includes(first),
          passed: success === "passed",
          line: api.get("cmi.suspend_data"),
          place: page(api.get(keys.place) || ""),
        };
      },
      async save(report) {
        write(report);
      },
      close(report) {
        closed = true;
        if (!begun) return;
        begun = false;
        try {
          if (report) write(report);
          else api.offer(keys.exit, review ? (old ? "" : "normal") : "suspend");
        } catch {
          // the session is ended all the same
        }
        try {
          api.end();
        } catch {
          // nobody is there any more
        }
      },
    };
  };
})();
