// @ts-check
// The timeline's legend as switches for its types, and a button for its direction; both stand in the address.
(() => {
  "use strict";

  /** @param {HTMLElement} timeline */
  function hydrate(timeline) {
    const legend = timeline.querySelector(".st-legend");
    const items = /** @type {NodeListOf<HTMLElement>} */ (timeline.querySelectorAll(".st-times > li"));
    if (!legend || legend.querySelector("button")) return;
    const wish = new URLSearchParams(location.search);
    const off = new Set((wish.get("without") ?? "").split(" ").filter(Boolean));
    let oldest = false;

    function apply() {
      for (const item of items) item.hidden = off.has(item.dataset.type ?? "");
      for (const list of timeline.querySelectorAll(".st-times")) {
        const heading = /** @type {HTMLElement | null} */ (list.previousElementSibling);
        if (heading) heading.hidden = !list.querySelector(":scope > li:not([hidden])");
      }
    }

    /** Newest first becomes oldest first, and back. */
    function turn() {
      oldest = !oldest;
      const sections = [...timeline.querySelectorAll(".st-times")];
      for (const list of sections) list.append(...[...list.children].reverse());
      for (const list of sections.reverse()) timeline.append(/** @type {Element} */ (list.previousElementSibling), list);
    }

    function keep() {
      const url = new URL(location.href);
      url.searchParams.delete("without");
      url.searchParams.delete("order");
      if (off.size) url.searchParams.set("without", [...off].join(" "));
      if (oldest) url.searchParams.set("order", "oldest");
      try {
        history.replaceState(history.state, "", url);
      } catch {
        // A page from a disk may not name its own address in some browsers; the switches work all the same.
      }
    }

    /** A button with what the place holds. @param {Element} place @param {(button: HTMLButtonElement) => void} act */
    function button(place, act) {
      const made = document.createElement("button");
      made.type = "button";
      made.append(...place.childNodes);
      made.addEventListener("click", () => {
        act(made);
        keep();
      });
      place.append(made);
      return made;
    }

    for (const item of legend.querySelectorAll("li")) {
      const name = item.dataset.type ?? "";
      const made = button(item, () => {
        if (!off.delete(name)) off.add(name);
        made.setAttribute("aria-pressed", `${!off.has(name)}`);
        apply();
      });
      made.setAttribute("aria-pressed", `${!off.has(name)}`);
    }
    const order = document.createElement("li");
    const turner = button(order, (made) => {
      turn();
      made.textContent = oldest ? "Newest first" : "Oldest first";
    });
    turner.textContent = "Oldest first";
    legend.append(order);
    if (wish.get("order") === "oldest") turner.click();
    apply();
  }

  /** @type {any} */ (window).stemma.use(".st-timeline", hydrate);
})();
