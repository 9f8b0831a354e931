// @ts-check
// Brings lineage figures to life: highlighting, keyboard, legend filters, zoom, full screen, download. Everything it
// needs is in the figure's own HTML; without it the figure is complete, only still.
(() => {
  "use strict";

  /** @typedef {{ svg: SVGSVGElement, nodes: SVGAElement[], edges: SVGGElement[], labels: SVGTextElement[] }} Drawing */

  const ICONS = {
    out: '<path d="M3 8h10"/>',
    in: '<path d="M3 8h10M8 3v10"/>',
    full: '<path d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3"/>',
    save: '<path d="M8 2v8M5 7l3 3 3-3M3 13h10"/>',
  };

  /** @param {HTMLElement} figure @param {AbortSignal} signal */
  function hydrate(figure, signal) {
    const scroll = /** @type {HTMLElement} */ (figure.querySelector(".st-scroll"));
    /** @type {Drawing[]} */
    const drawings = [...scroll.querySelectorAll("svg")].map((svg) => ({
      svg,
      nodes: [...svg.querySelectorAll("a")],
      edges: [...svg.querySelectorAll("g.st-edge")],
      labels: [...svg.querySelectorAll("text.st-rel")],
    }));
    for (const drawing of drawings) walk(figure, scroll, drawing, signal);
    tools(figure, scroll, drawings, signal);
    legend(figure, drawings);
    for (const { svg } of drawings) {
      const me = svg.querySelector(".st-me");
      if (!me || svg.clientWidth <= scroll.clientWidth) continue;
      const box = me.getBoundingClientRect();
      const view = scroll.getBoundingClientRect();
      scroll.scrollLeft += box.left + box.width / 2 - view.left - view.width / 2;
    }
  }

  /**
   * Highlighting and keyboard of one drawing.
   * @param {HTMLElement} figure @param {HTMLElement} scroll @param {Drawing} drawing @param {AbortSignal} signal
   */
  function walk(figure, scroll, { svg, nodes, edges, labels }, signal) {
    const byId = new Map(nodes.map((node) => [node.dataset.id, node]));

    /** @param {string} id @param {"from" | "to"} near @param {"from" | "to"} far */
    const reach = (id, near, far) => {
      const seen = new Set([id]);
      for (const at of seen) for (const e of edges) if (shown(e) && e.dataset[near] === at) seen.add(e.dataset[far] ?? "");
      return seen;
    };

    /** @param {SVGAElement | null} node */
    const light = (node) => {
      svg.classList.toggle("st-lit", !!node);
      if (!node) return;
      const id = node.dataset.id ?? "";
      const before = reach(id, "to", "from");
      const after = reach(id, "from", "to");
      const relations = new Set();
      for (const edge of edges) {
        const { from = "", to = "", relation } = edge.dataset;
        const on = (before.has(from) && before.has(to)) || (after.has(from) && after.has(to));
        edge.classList.toggle("st-on", on);
        if (on) relations.add(relation);
      }
      for (const other of nodes) {
        const name = other.dataset.id ?? "";
        other.classList.toggle("st-on", before.has(name) || after.has(name));
      }
      for (const label of labels) {
        label.classList.toggle("st-on", (label.dataset.relation ?? "").split(" ").some((r) => relations.has(r)));
      }
    };

    /** @param {EventTarget | null} target */
    const nodeAt = (target) => (target instanceof Element ? /** @type {SVGAElement?} */ (target.closest("a.st-node")) : null);
    const focused = () => nodeAt(document.activeElement);

    /** @param {SVGAElement | undefined} node @returns {boolean} */
    const go = (node) => {
      if (!node) return false;
      for (const other of nodes) other.setAttribute("tabindex", other === node ? "0" : "-1");
      node.focus();
      return true;
    };

    /** @param {SVGAElement} node @param {"from" | "to"} near @param {"from" | "to"} far */
    const neighbour = (node, near, far) =>
      nearest(node, edges.filter((e) => shown(e) && e.dataset[near] === node.dataset.id).map((e) => byId.get(e.dataset[far])));

    /** @param {SVGAElement} node @param {1 | -1} step */
    const sibling = (node, step) => {
      const at = place(node);
      return nearest(node, nodes.filter((n) => n !== node && Math.abs(place(n).x - at.x) < 1 && (place(n).y - at.y) * step > 0));
    };

    const on = { signal };
    svg.addEventListener("pointerover", (e) => e.pointerType !== "touch" && light(nodeAt(e.target) ?? focused()), on);
    svg.addEventListener("pointerleave", () => light(focused()), on);
    // Chromium puts an SVG element that listens to focus into the tab order: the element around it listens instead.
    scroll.addEventListener("focusin", (e) => {
      const node = nodeAt(e.target);
      if (node && nodes.includes(node) && node.matches(":focus-visible")) light(node);
    }, on);
    scroll.addEventListener("focusout", () => light(null), on);
    svg.addEventListener("click", (e) => {
      const node = nodeAt(e.target);
      if (node) follow(figure, node, e);
    }, on);
    svg.addEventListener("keydown", (e) => {
      const node = nodeAt(e.target);
      if (!node || e.ctrlKey || e.metaKey || e.altKey) return;
      const seen = nodes.filter(shown);
      let done = true;
      if (e.key === "ArrowLeft") done = go(neighbour(node, "to", "from"));
      else if (e.key === "ArrowRight") done = go(neighbour(node, "from", "to"));
      else if (e.key === "ArrowUp") done = go(sibling(node, -1));
      else if (e.key === "ArrowDown") done = go(sibling(node, 1));
      else if (e.key === "Home") done = go(seen[0]);
      else if (e.key === "End") done = go(seen[seen.length - 1]);
      else if (e.key === "Escape") light(null);
      else return;
      // An arrow with nowhere to go still belongs to the drawing: the page must not jump.
      if (done || e.key.startsWith("Arrow")) e.preventDefault();
    }, on);
  }

  /** @param {Element} element */
  const shown = (element) => !element.classList.contains("st-off");

  /** Where a box stands in its drawing. @param {SVGAElement} node */
  const place = (node) => {
    const { e, f } = node.transform.baseVal.getItem(0).matrix;
    return { x: e, y: f };
  };

  /** @param {SVGAElement} node @param {(SVGAElement | undefined)[]} others @returns {SVGAElement | undefined} */
  function nearest(node, others) {
    const far = (/** @type {SVGAElement} */ other) => Math.abs(place(other).y - place(node).y);
    let best;
    for (const other of others) if (other && shown(other) && (!best || far(other) < far(best))) best = other;
    return best;
  }

  /**
   * Opens a box's page through an HTML link, which instant navigation understands; SVG links it does not.
   * @param {HTMLElement} figure @param {SVGAElement} node @param {MouseEvent} event
   */
  function follow(figure, node, event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const href = node.href.baseVal;
    if (href.startsWith("#")) {
      const list = figure.querySelector("details");
      if (!list) return;
      list.open = true;
      const target = document.getElementById(href.slice(1)) ?? list;
      if (document.fullscreenElement) void document.exitFullscreen();
      target.scrollIntoView({ block: "nearest" });
      /** @type {HTMLElement | null} */ (target.querySelector("a"))?.focus({ preventScroll: true });
      return;
    }
    press(figure, new URL(href, document.baseURI).href);
  }

  /** @param {HTMLElement} within @param {string} href @param {string} [download] */
  function press(within, href, download) {
    const link = document.createElement("a");
    link.href = href;
    link.hidden = true;
    if (download) link.download = download;
    within.append(link);
    link.click();
    link.remove();
  }

  /** @param {HTMLElement} figure @param {HTMLElement} scroll @param {Drawing[]} drawings @param {AbortSignal} signal */
  function tools(figure, scroll, drawings, signal) {
    const head = /** @type {HTMLElement} */ (figure.querySelector(".st-head"));
    head.querySelectorAll(".st-tool").forEach((old) => old.remove());
    let scale = 1;

    /** @param {keyof typeof ICONS} icon @param {string} name @param {boolean} text @param {() => void} act */
    const add = (icon, name, text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "st-tool";
      button.title = name;
      button.setAttribute("aria-label", name);
      button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[icon]}</svg>`;
      if (text) button.append(Object.assign(document.createElement("span"), { textContent: name }));
      button.addEventListener("click", act);
      head.append(button);
      return button;
    };

    /** @param {number} to @param {number} [at] horizontal place in the view that stays where it is */
    const zoom = (to, at = scroll.clientWidth / 2) => {
      const next = Math.min(3, Math.max(0.5, to));
      const under = (scroll.scrollLeft + at) / scale;
      scale = next;
      for (const { svg } of drawings) {
        const { width, height } = svg.viewBox.baseVal;
        svg.setAttribute("width", `${width * scale}`);
        svg.setAttribute("height", `${height * scale}`);
      }
      scroll.scrollLeft = under * scale - at;
    };

    add("out", "Zoom out", false, () => zoom(scale / 1.25));
    add("in", "Zoom in", false, () => zoom(scale * 1.25));
    if (document.fullscreenEnabled) {
      add("full", "Full screen", true, () => {
        void (document.fullscreenElement ? document.exitFullscreen() : figure.requestFullscreen());
      });
      figure.addEventListener("fullscreenchange", () => {
        const svg = visible(scroll);
        if (!svg || !document.fullscreenElement) return zoom(1);
        const { width, height } = svg.viewBox.baseVal;
        return zoom(Math.max(1, Math.min(1.6, scroll.clientWidth / width, (scroll.clientHeight - 8) / height)));
      }, { signal });
    }
    add("save", "Download SVG", true, () => save(figure, scroll));
    scroll.addEventListener("wheel", (e) => {
      if (!e.ctrlKey) return; // a plain wheel scrolls the page
      e.preventDefault();
      zoom(scale * Math.exp(-e.deltaY / 300), e.clientX - scroll.getBoundingClientRect().left);
    }, { passive: false, signal });
  }

  /** The one drawing that the stylesheet shows. @param {HTMLElement} scroll */
  const visible = (scroll) => [...scroll.querySelectorAll("svg")].find((svg) => svg.getClientRects().length);

  /** Turns legend entries into filters where there is something to choose. @param {HTMLElement} figure @param {Drawing[]} drawings */
  function legend(figure, drawings) {
    /** @type {{ relation: Set<string>, type: Set<string> }} */
    const off = { relation: new Set(), type: new Set() };
    const apply = () => {
      for (const { nodes, edges, labels } of drawings) {
        const hidden = new Set();
        for (const node of nodes) {
          const out = off.type.has(node.dataset.type ?? "") && !node.classList.contains("st-me");
          node.classList.toggle("st-off", out);
          if (out) hidden.add(node.dataset.id);
        }
        const seen = new Set();
        for (const edge of edges) {
          const { from, to, relation = "" } = edge.dataset;
          const out = off.relation.has(relation) || hidden.has(from) || hidden.has(to);
          edge.classList.toggle("st-off", out);
          if (!out) seen.add(relation);
        }
        for (const label of labels) {
          label.classList.toggle("st-off", !(label.dataset.relation ?? "").split(" ").some((r) => seen.has(r)));
        }
        const stop = nodes.find((n) => n.getAttribute("tabindex") === "0");
        const next = nodes.find(shown);
        if (stop && next && !shown(stop)) {
          stop.setAttribute("tabindex", "-1");
          next.setAttribute("tabindex", "0");
        }
      }
    };
    for (const kind of /** @type {const} */ (["relation", "type"])) {
      const items = figure.querySelectorAll(`.st-legend li[data-${kind}]`);
      if (items.length < 2) continue;
      for (const item of /** @type {NodeListOf<HTMLElement>} */ (items)) {
        if (item.querySelector("button")) continue;
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-pressed", "true");
        button.append(...item.childNodes);
        button.addEventListener("click", () => {
          const name = item.dataset[kind] ?? "";
          const out = off[kind].delete(name) ? false : !!off[kind].add(name);
          button.setAttribute("aria-pressed", `${!out}`);
          apply();
        });
        item.append(button);
      }
    }
  }

  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order",
    "font-family", "font-size", "font-weight", "text-anchor"];

  /** Saves the visible drawing as a file that needs no stylesheet. @param {HTMLElement} figure @param {HTMLElement} scroll */
  function save(figure, scroll) {
    const svg = visible(scroll);
    if (!svg) return;
    const lit = svg.classList.contains("st-lit");
    svg.classList.remove("st-lit");
    const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
    const from = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
      const style = getComputedStyle(from[i]);
      if (!shown(from[i])) element.setAttribute("visibility", "hidden");
      element.setAttribute("style", KEPT.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
      const href = element.getAttribute("xlink:href");
      if (href) element.setAttribute("xlink:href", new URL(href, document.baseURI).href);
      for (const name of ["class", "tabindex"]) element.removeAttribute(name);
    });
    svg.classList.toggle("st-lit", lit);
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", `${width}`);
    copy.setAttribute("height", `${height}`);
    copy.style.background = getComputedStyle(figure).backgroundColor;
    const text = new XMLSerializer().serializeToString(copy);
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const me = /** @type {HTMLElement | null} */ (svg.querySelector(".st-me"));
    press(figure, url, `lineage-${me?.dataset.id ?? figure.id}.svg`);
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  /** Opens the folded figure that the address points to. */
  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    if (!(target instanceof HTMLDetailsElement) || target.open) return;
    target.open = true;
    target.scrollIntoView();
  }

  addEventListener("hashchange", unfold);

  const { use } = /** @type {any} */ (window).stemma;
  use("article", unfold);
  use("figure.st-lineage", hydrate);
})();
