// In a platform's frame, links out of the course open a window of their own: most sites refuse to be shown in a frame,
// and the course would be gone.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || !/^https?:$/.test(link.protocol) || link.origin === location.origin) return;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
});
