// A conversation goes one turn at a time: what was said stays above, what was not said is not shown.
// A choice in an earlier turn may be taken again; at the end stands the way that was taken, to choose otherwise.
// Without this script every turn is on the page and the choices are links between them.
(() => {
  for (const part of document.querySelectorAll("[data-dialogue]")) {
    const turns = new Map();
    for (const turn of part.querySelectorAll(".turn")) turns.set(turn.id, turn);
    if (turns.size < 2) continue;
    const { again: anew, way, elsewhere, ends, taken } = part.dataset;
    const first = turns.values().next().value;
    const endings = [...turns.values()].filter((turn) => turn.matches(".is-ending"));
    const seen = new Set();
    const make = (tag, name, text) => {
      const made = document.createElement(tag);
      if (name) made.className = name;
      if (text) made.textContent = text;
      if (tag === "button") made.type = "button";
      return made;
    };
    const again = make("button", "button is-quiet", anew);
    const summary = make("div", "way");
    let path = [];

    const said = (turn) => {
      const words = turn.querySelector(".is-chosen").cloneNode(true);
      words.querySelector(".was-taken").remove();
      return words.textContent;
    };
    const title = (turn) => turn.querySelector(".turn-title").firstChild.textContent.trim();

    // The way that was taken, each turn with what was said in it and a way back to it.
    const tell = () => {
      const list = make("ol");
      for (const turn of path.slice(0, -1)) {
        const item = make("li");
        const back = make("button", "journal-change", elsewhere);
        back.setAttribute("aria-label", `${elsewhere}: ${title(turn)}`);
        back.addEventListener("click", () => go(null, turn));
        item.append(make("span", "way-where", title(turn)), make("span", "way-said", said(turn)), back);
        list.append(item);
      }
      const count = make("p", "", ends.replace("{n}", seen.size).replace("{all}", endings.length));
      summary.replaceChildren(make("p", "part-kind", way), list, count, again);
    };

    const show = () => {
      for (const turn of turns.values()) turn.hidden = !path.includes(turn);
      const last = path.at(-1);
      for (const turn of path) {
        turn.classList.toggle("is-past", turn !== last);
        last.before(turn);
      }
      summary.remove();
      if (!last.matches(".is-ending")) return;
      seen.add(last);
      tell();
      last.after(summary);
    };

    const go = (from, to) => {
      const back = path.indexOf(to);
      path = path.slice(0, back < 0 ? path.indexOf(from) + 1 : back);
      for (const link of to.querySelectorAll(".is-chosen")) link.classList.remove("is-chosen");
      path.push(to);
      show();
      to.focus({ preventScroll: true });
      to.scrollIntoView({ block: "nearest" });
    };

    part.addEventListener("click", (event) => {
      const link = event.target.closest(".turn a[href^='#']");
      const to = link && turns.get(decodeURIComponent(link.hash.slice(1)));
      if (!to) return;
      event.preventDefault();
      const from = link.closest(".turn");
      for (const other of from.querySelectorAll(".is-chosen")) other.classList.remove("is-chosen");
      link.classList.add("is-chosen");
      if (!link.querySelector(".was-taken")) link.append(make("small", "was-taken", ` (${taken})`));
      go(from, to);
    });
    again.addEventListener("click", () => go(null, first));

    path = [turns.get(decodeURIComponent(location.hash.slice(1))) || first];
    show();
  }
})();
