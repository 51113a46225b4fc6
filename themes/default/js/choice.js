// A self-check answers at once: under each answer that is ticked stands what to think of it.
// Without this script the same words stand in the disclosure below the answers.
(() => {
  for (const part of document.querySelectorAll("[data-choice]")) {
    const feedback = part.querySelectorAll(".feedback > li");
    part.querySelectorAll(".answers > li").forEach((answer, i) => {
      const box = answer.querySelector("input");
      const reply = document.createElement("div");
      reply.className = "reply";
      reply.setAttribute("role", "status");
      answer.append(reply);
      box.addEventListener("change", () => {
        reply.replaceChildren();
        if (!box.checked) return;
        const verdict = document.createElement("p");
        verdict.append(feedback[i].querySelector("strong").cloneNode(true));
        reply.append(verdict);
        const why = feedback[i].querySelector("div");
        if (why) reply.append(...why.cloneNode(true).childNodes);
      });
    });
  }
})();
