// A package is not built again when a teller's agreement ends, so it looks at the reader's clock: what has ended gives
// way to the neutral line, and links to it go. Without this script the day stands beside the story, for readers to see.
(() => {
  const { ends, src } = document.currentScript;
  const root = new URL("../", src);
  const today = new Date().toISOString().slice(0, 10); // A story holds through its named day, UTC.
  const over = new Set(Object.keys(ends).filter((place) => ends[place] < today));
  const [title, block, inline] = document.getElementById("story-ended").content.children;

  // What stands on this page.
  const gone = new Set(); // ids
  for (const part of document.querySelectorAll("[data-valid-until]")) {
    if (part.dataset.validUntil >= today) continue;
    for (const { id } of [part, ...part.querySelectorAll("[id]")]) if (id) gone.add(id);
    if (part.matches("article")) {
      part.replaceChildren(title.cloneNode(true));
      document.title = title.textContent;
      document.querySelector("meta[name=description]")?.remove();
    } else part.replaceWith(block.cloneNode(true));
  }
  if (!over.size && !gone.size) return;

  // What leads to it: neutral words in a text, nothing in a list.
  const leads = (link) => {
    const to = new URL(link.src || link.href);
    const here = link.getAttribute("href")?.startsWith("#");
    const anchor = decodeURIComponent(to.hash.slice(1));
    if (here) return gone.has(anchor);
    if (!to.href.startsWith(root.href)) return false;
    const page = decodeURIComponent(to.pathname.slice(root.pathname.length));
    return over.has(page) || over.has(`${page}#${anchor}`) || over.has(page.replace(/\.[^./]+(?=\.html$)/, ""));
  };
  const hide = (link) => {
    const heading = link.closest(".prose :is(h2, h3, h4, h5, h6)[id]");
    if (heading) for (const entry of document.querySelectorAll(`.contents a[href="#${CSS.escape(heading.id)}"]`)) drop(entry);
    if (link.closest(".prose") && !link.closest(".listing")) link.replaceWith(inline.cloneNode(true));
    else drop(link);
  };
  const drop = (link) => {
    const item = link.closest("li");
    const way = link.closest(".begin, .resume");
    if (way?.matches(".begin")) way.replaceChildren();
    else (way || (item?.firstElementChild === link ? item : link)).remove();
  };
  const look = () => {
    for (const link of document.querySelectorAll("a[href], .prose img[src]")) if (leads(link)) hide(link);
  };
  look();
  // What is found by searching, and where a reader left off, comes later.
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
})();
