// @ts-check
// A click on a chart's point opens its page through the table's link, which instant navigation understands; SVG links it
// does not.
addEventListener("click", (event) => {
  const point = event.target instanceof Element && event.target.closest("a.st-point");
  if (!point || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const to = new URL(point.getAttribute("xlink:href") ?? "", document.baseURI).href;
  const links = /** @type {HTMLAnchorElement[]} */ ([...(point.closest("figure")?.querySelectorAll("th a") ?? [])]);
  const link = links.find((a) => a.href === to);
  if (!link) return;
  event.preventDefault();
  link.click();
});
