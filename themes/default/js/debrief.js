// A debrief goes phase by phase, with a clock for who wants one: off until it is asked for, silent, counting up.
// Without this script all phases stand below each other, as a list.
(() => {
  for (const part of document.querySelectorAll(".steps[data-at]")) {
    const phases = [...part.children].filter((child) => child.matches(".step"));
    if (phases.length < 2) continue;
    const { at, back, on, all, one, clock, stop, time, of } = part.dataset;
    const make = (tag, name, text = "") => {
      const made = document.createElement(tag);
      made.className = name;
      made.textContent = text;
      if (tag === "button") made.type = "button";
      return made;
    };
    const bar = make("div", "phase-bar");
    const place = make("p", "phase-place");
    place.setAttribute("role", "status");
    const shown = make("p", "phase-clock");
    const face = make("span", "phase-face", "0:00");
    face.setAttribute("role", "timer");
    face.setAttribute("aria-label", time);
    const planned = make("span", "", "");
    shown.append(face, " ", planned);
    shown.hidden = true;
    const ways = make("div", "phase-ways");
    const [before, next] = [make("button", "button is-quiet", back), make("button", "button", on)];
    const [whole, watch] = [make("button", "journal-change", all), make("button", "journal-change", clock)];
    ways.append(before, next);
    bar.append(place, shown, ways, watch, whole);
    phases.at(-1).after(bar);
    for (const phase of phases) phase.tabIndex = -1;

    let now = 0;
    let open = false; // all phases at once
    let since = 0;
    let tick = 0;

    const tell = () => {
      const seconds = Math.floor((Date.now() - since) / 1000);
      face.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };

    const show = () => {
      phases.forEach((phase, i) => (phase.hidden = !open && i !== now));
      place.textContent = open ? "" : at.replace("{n}", now + 1).replace("{all}", phases.length);
      ways.hidden = open;
      before.disabled = now === 0;
      next.disabled = now === phases.length - 1;
      whole.textContent = open ? one : all;
      const { minutes } = phases[now].dataset;
      planned.textContent = minutes && !open ? of.replace("{n}", minutes) : "";
    };

    const go = (to) => {
      now = to;
      since = Date.now();
      tell();
      show();
      phases[now].focus({ preventScroll: true });
      part.scrollIntoView({ block: "start" });
    };

    // A link into a phase leads to that phase.
    const follow = () => {
      const wanted = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const found = phases.findIndex((phase) => wanted && phase.contains(wanted));
      if (found < 0) return;
      now = found;
      show();
      wanted.scrollIntoView();
    };

    before.addEventListener("click", () => go(now - 1));
    next.addEventListener("click", () => go(now + 1));
    whole.addEventListener("click", () => {
      open = !open;
      show();
    });
    watch.addEventListener("click", () => {
      clearInterval(tick);
      const goes = shown.hidden;
      shown.hidden = !goes;
      watch.textContent = goes ? stop : clock;
      if (!goes) return;
      since = Date.now();
      tell();
      tick = setInterval(tell, 1000);
    });
    addEventListener("hashchange", follow);
    show();
    follow();
  }
})();
