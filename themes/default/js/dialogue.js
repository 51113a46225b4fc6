// A conversation goes one turn at a time: what was said stays above, what was not said is not shown.
// A choice in an earlier turn may be taken again; the conversation then goes on from there.
// Without this script every turn is on the page and the choices are links between them.
(() => {
  for (const part of document.querySelectorAll("[data-dialogue]")) {
    const turns = new Map();
    for (const turn of part.querySelectorAll(".turn")) turns.set(turn.id, turn);
    if (turns.size < 2) continue;
    const first = turns.values().next().value;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button is-quiet";
    again.textContent = part.dataset.again;
    let path = [];

    const show = () => {
      for (const turn of turns.values()) turn.hidden = !path.includes(turn);
      const last = path[path.length - 1];
      for (const turn of path) {
        turn.classList.toggle("is-past", turn !== last);
        last.before(turn);
      }
      if (last.matches(".is-ending")) last.append(again);
      else again.remove();
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
      go(from, to);
    });
    again.addEventListener("click", () => go(null, first));

    path = [turns.get(decodeURIComponent(location.hash.slice(1))) || first];
    show();
  }
})();
