// The participation record: prints, and ticks what this device knows to be read, only when asked. Nothing is kept or sent.
(() => {
  "use strict";
  const form = document.querySelector('[data-sheet="participation"]');
  if (!form) return;
  const { journal, progress } = window.bedside || {};
  const READ = 2;
  const offer = form.querySelector(".sheet-offer");
  const status = offer.querySelector("[role=status]");
  const fill = offer.querySelector("[data-fill]");

  async function tick() {
    if (journal.mode && !journal.readable()) return (status.textContent = status.dataset.locked);
    const { pages } = progress.from(journal.readable() ? (await journal.read()).entries : []);
    const read = Object.keys(pages).filter((id) => pages[id] === READ);
    let count = 0;
    for (const box of form.querySelectorAll("[data-module]")) {
      const whole = read.filter((id) => id.startsWith(box.dataset.module)).length >= Number(box.dataset.pages);
      if (whole) box.checked = true;
      if (whole) count++;
    }
    status.textContent = count ? status.dataset.filled.replace("{n}", count) : status.dataset.none;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  offer.querySelector("[data-print]").addEventListener("click", () => print());
  if (fill && progress) journal.ready.then(() => fill.addEventListener("click", tick));
  else if (fill) fill.remove();
  offer.hidden = false;
})();
