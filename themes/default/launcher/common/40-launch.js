// Opens the course at once, whatever the platform does; begins the platform's session beside it, takes up where the
// learner left, and saves each step. What could not be saved is told in words, and tried again.
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const plan = JSON.parse(document.body.dataset.unit);
  const { progress: progressOf, frame: frameOf, driver: driverOf } = window.launcher;
  const said = document.querySelector("[role=status]");
  const leave = document.querySelector("[data-leave]");
  const told = document.querySelector("details");
  const words = document.querySelector("template").content;
  const word = (key) => words.querySelector(`[data-word="${key}"]`).textContent;
  const AGAIN = 20000;

  const driver = driverOf(plan);
  const progress = progressOf(plan);
  let state = "starting"; // running, review, unsaved, over
  let place = "";
  let note = "";
  let last = ["starting"];
  let had = { complete: false, passed: false };
  let waits = false;
  let saving = null;
  let timer = 0;

  function say(key, why) {
    last = [key, why];
    let text = word(key).replace("{why}", why ? word(why) : "");
    if (note) text += ` ${word(note)}`;
    if (said.textContent !== text) said.textContent = text;
    document.body.dataset.state = key;
  }

  const fail = (error) => say("unsaved", words.querySelector(`[data-word="${error && error.message}"]`) ? error.message : "failed");

  // All that the platform ever learns.
  function report() {
    had.complete ||= progress.complete();
    had.passed ||= plan.score && progress.passes();
    return {
      line: progress.line(),
      place,
      part: progress.part(),
      complete: had.complete,
      passed: had.passed,
      ratio: plan.score ? progress.ratio() : null,
    };
  }

  // One save at a time; what changed meanwhile is saved by the next.
  async function save() {
    clearTimeout(timer);
    if (state !== "running") return;
    if (saving) return void (waits = true);
    try {
      saving = driver.save(report());
      await saving;
      if (state === "running") say(had.complete ? "complete" : "saved");
    } catch (error) {
      if (state === "running") {
        fail(error);
        timer = setTimeout(save, AGAIN);
      }
    }
    saving = null;
    if (waits) {
      waits = false;
      save();
    }
  }

  const frame = frameOf(({ what, page, id = "" }) => {
    if (what !== "open") return progress.set(what, page, id) && save();
    const mine = progress.knows(page);
    if (mine) note = note === "elsewhere" ? "" : note;
    else if (plan.others) note = "elsewhere";
    say(...last);
    if (!mine) return;
    place = page;
    save();
  });

  async function begin() {
    try {
      const kept = await driver.open();
      if (state === "over") return;
      had = { complete: kept.complete, passed: kept.passed };
      state = kept.review ? "review" : "running";
      if (kept.line === null || (kept.line && !progress.resume(kept.line))) note = "changed";
      if (kept.place && progress.knows(kept.place)) frame.back((place = kept.place));
      if (state === "review") say("review");
      else await save();
    } catch (error) {
      if (state === "over") return;
      state = "unsaved";
      fail(error);
    }
  }

  // Ends the session once, whichever way the page is left.
  function end(waits) {
    if (state === "over") return;
    const final = state === "running" ? report() : null;
    state = "over";
    clearTimeout(timer);
    return driver.close(final, waits);
  }

  leave.addEventListener("click", async () => {
    leave.disabled = true;
    const back = await end(true);
    frame.hide();
    told.remove();
    leave.remove();
    note = "";
    say("left");
    if (back) location.replace(back);
  });
  addEventListener("pagehide", () => end(false));
  addEventListener("unload", () => end(false));
  // A session that has ended cannot go on when the browser shows the page again.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

  frame.show(plan.start);
  begin();
});
