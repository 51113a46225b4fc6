// One session by cmi5, in the order that it demands: token, launch data, preferences, initialized, what is reached,
// terminated. What the learner marked is kept in a state document of its own.
(() => {
  "use strict";
  const { launch: launchOf, requests: requestsOf, statements: statementsOf } = window.launcher;
  const KEPT = "bedside.progress";
  const OVER = "bedside-launch-over";

  // A launch is good for one session, also where the browser loads the page again.
  function over(fetch, now) {
    try {
      if (now) sessionStorage.setItem(OVER, fetch);
      return sessionStorage.getItem(OVER) === fetch;
    } catch {
      return false;
    }
  }

  window.launcher.driver = (plan) => {
    const since = Date.now();
    let [launch, ask, make, data] = [null, null, null, {}];
    let [begun, closed, review] = [false, false, false];
    // What was reached in this registration: said once and never again.
    let reached = { completed: false, passed: false };
    let best = 0;
    let line = Promise.resolve();

    // Statements and documents go out one after the other, in the order in which they came to be.
    const queue = (work) => {
      const done = line.then(work);
      line = done.catch(() => {});
      return done;
    };

    const kept = (report) => ({ line: report.line, place: report.place, best, ...reached });

    async function tell(report) {
      if (report.ratio !== null) best = Math.max(best, report.ratio);
      const passes = report.ratio !== null && report.ratio + 1e-9 >= plan.passing;
      if (passes && !reached.passed) {
        await ask.statement(make.passed(Math.max(report.ratio, plan.passing)));
        reached.passed = true;
      }
      if (report.complete && !reached.completed) {
        await ask.statement(make.completed());
        reached.completed = true;
      }
      await ask.writeState(KEPT, kept(report));
    }

    return {
      async open() {
        launch = launchOf();
        if (!launch) throw new Error("none");
        if (over(launch.fetch)) throw new Error("over");
        ask = requestsOf(launch);
        await ask.token();
        data = await ask.readState("LMS.LaunchData");
        if (!data || typeof data !== "object") throw new Error("refused");
        // They must be asked for; the course has one language and plays nothing by itself.
        await ask.preferences().catch(() => null);
        make = statementsOf(launch, data, since);
        review = data.launchMode !== undefined && data.launchMode !== "Normal";
        if (make.mastery !== null) plan.passing = make.mastery;
        if (closed) throw new Error("over");
        await ask.statement(make.initialized());
        begun = true;
        if (closed) {
          await ask.statement(make.terminated());
          throw new Error("over");
        }
        const last = (await ask.readState(KEPT)) || {};
        reached = { completed: last.completed === true, passed: last.passed === true };
        best = Number(last.best) || 0;
        const text = (value) => (typeof value === "string" ? value : "");
        return {
          review,
          complete: reached.completed,
          passed: reached.passed,
          line: text(last.line),
          place: text(last.place),
        };
      },
      save: (report) => queue(() => (closed ? undefined : tell(report))),
      // Where the learner waits, after all that is still to be said; while the page goes away, at once. Gives where
      // the platform wants the learner then.
      async close(report, waits) {
        closed = true;
        if (launch) over(launch.fetch, true);
        if (!begun) return undefined;
        begun = false;
        const terminated = () => ask.statement(make.terminated()).catch(() => {});
        if (waits) {
          if (report) await queue(() => tell(report)).catch(() => {});
          await queue(terminated);
        } else {
          if (report) ask.writeState(KEPT, kept(report)).catch(() => {});
          terminated();
        }
        return /^https?:/.test(data.returnURL || "") ? data.returnURL : undefined;
      },
    };
  };
})();
