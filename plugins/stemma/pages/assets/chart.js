// @ts-check
// Charts of many points: one stop for the tab key, and arrow keys from point to point.
(() => {
  "use strict";

  const STEPS = new Map([["ArrowRight", 1], ["ArrowDown", 1], ["ArrowLeft", -1], ["ArrowUp", -1]]);

  /** @param {HTMLElement} figure */
  function hydrate(figure) {
    for (const svg of figure.querySelectorAll("svg[role=group]")) {
      const points = /** @type {SVGAElement[]} */ ([...svg.querySelectorAll("a.st-point")]);
      svg.addEventListener("keydown", (event) => {
        const key = /** @type {KeyboardEvent} */ (event).key;
        const at = points.findIndex((point) => point === document.activeElement);
        const ends = /** @type {Record<string, number>} */ ({ Home: 0, End: points.length - 1 });
        const to = ends[key] ?? at + (STEPS.get(key) ?? 0);
        if (at < 0 || to === at || !points[to]) return;
        event.preventDefault();
        points[at].setAttribute("tabindex", "-1");
        points[to].setAttribute("tabindex", "0");
        points[to].focus();
      });
    }
  }

  /** @type {any} */ (window).stemma.use("figure.st-chart[data-st-load]", hydrate);
})();
