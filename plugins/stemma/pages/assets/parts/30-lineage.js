// @ts-check
// Brings lineage figures to life: highlighting, keyboard, legend filters, zoom, full screen. Without it a figure is complete,
// only still. Depth, direction, time axis and links to a view come with lineage-views.js, on use.
(() => {
  "use strict";

  /** @typedef {{ svg: SVGSVGElement, nodes: SVGAElement[], edges: SVGGElement[], labels: SVGTextElement[], out?: Set<string> }} Drawing */
  /** @typedef {{ depth: string, dir: string, by: string, open: string, relation: string, type: string, implied: string }} State what is shown; the last three list what legend entries switched */
  /** @typedef {{ figure: HTMLElement, scroll: HTMLElement, head: HTMLElement, state: State, drawings: Drawing[], mount: () => void, show: () => void, zoom: (to?: number, at?: number) => void, mark: () => void, views?: any }} Fig */

  const { stemma } = /** @type {any} */ (window);

  const ICONS = {
    out: "M3 8h10",
    in: "M3 8h10M8 3v10",
    full: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
    link: "M7 9l4-4M5.5 7 3.6 8.9a2.5 2.5 0 0 0 3.5 3.5L9 10.5M10.5 9l1.9-1.9a2.5 2.5 0 0 0-3.5-3.5L7 5.5",
    save: "M8 2v8M5 7l3 3 3-3M3 13h10",
    up: "M13 8H3M7 4 3 8l4 4",
    both: "M6 4 2 8l4 4M10 4l4 4-4 4M2 8h12",
    down: "M3 8h10M9 4l4 4-4 4",
  };
  /** @type {Record<string, string>} */
  const TEXTS = { "": "selected", 1: "1 step", date: "by date" };

  /** @param {HTMLElement} figure @param {AbortSignal} signal */
  function hydrate(figure, signal) {
    const { depth = "", dir = "", by = "" } = figure.dataset;
    const scroll = /** @type {HTMLElement} */ (figure.querySelector(".st-scroll"));
    const head = /** @type {HTMLElement} */ (figure.querySelector(".st-head"));
    /** @type {Fig} */
    const fig = {
      figure, scroll, head, drawings: [],
      state: { depth, dir, by, open: "", relation: "", type: "", implied: "" },
      mount() {
        /** @type {(svg: Element, selector: string) => any[]} */
        const all = (svg, selector) => [...svg.querySelectorAll(selector)];
        fig.drawings = all(scroll, "svg").map((svg) => ({ svg, nodes: all(svg, "a"), edges: all(svg, ".st-edge"), labels: all(svg, ".st-rel") }));
        // With somewhere to take them from, a fold opens in the drawing.
        if (figure.dataset.file && fig.state.depth) {
          for (const fold of scroll.querySelectorAll(".st-fold")) {
            fold.setAttribute("role", "button");
            fold.setAttribute("aria-label", `${fold.querySelector("text")?.textContent}: show them here`);
          }
        }
        legend(fig);
      },
      show() {
        fig.zoom();
        fig.drawings.forEach((drawing) => filter(drawing, fig.state));
        fig.mark();
        for (const { svg } of fig.drawings) {
          const me = svg.querySelector(".st-me");
          if (!me || svg.clientWidth <= scroll.clientWidth) continue;
          const box = me.getBoundingClientRect();
          const view = scroll.getBoundingClientRect();
          scroll.scrollLeft += box.left + box.width / 2 - view.left - view.width / 2;
        }
      },
      zoom: () => {},
      mark: () => {},
    };
    walk(fig, signal);
    tools(fig, signal);
    fig.mount();
    fig.show();
    const restore = () => {
      if (stemma.lineage || location.hash.includes(`${figure.id.slice(3)}=`)) void late(fig, "restore", { ...fig.state });
    };
    addEventListener("hashchange", restore, { signal });
    restore();
  }

  /** Does with a figure what only some readers ask for. @param {Fig} fig @param {"change" | "restore" | "say" | "copy" | "save"} what @param {Partial<State>} [wanted] */
  async function late(fig, what, wanted) {
    if (await stemma.load("lineage-views.js")) stemma.lineage[what](fig, wanted);
  }

  /** Highlighting and keyboard of a figure. @param {Fig} fig @param {AbortSignal} signal */
  function walk(fig, signal) {
    const { figure, scroll } = fig;

    /** @param {EventTarget | null} target */
    const nodeAt = (target) => (target instanceof Element && scroll.contains(target) ? /** @type {SVGAElement?} */ (target.closest("a.st-node")) : null);
    const focused = () => nodeAt(document.activeElement);
    /** @param {SVGAElement} node */
    const home = (node) => /** @type {Drawing} */ (fig.drawings.find(({ svg }) => svg.contains(node)));

    /** @param {SVGAElement | null} node */
    const light = (node) => {
      const within = node && home(node);
      for (const { svg } of fig.drawings) svg.classList.toggle("st-lit", svg === within?.svg);
      if (!node || !within) return;
      const { nodes, edges, labels } = within;
      const id = node.dataset.id ?? "";
      const before = reach(edges, id, "to", "from");
      const after = reach(edges, id, "from", "to");
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
      for (const label of labels) label.classList.toggle("st-on", words(label.dataset.relation).some((r) => relations.has(r)));
    };

    /** @param {SVGAElement | undefined} node @returns {boolean} */
    const go = (node) => {
      if (!node) return false;
      for (const other of home(node).nodes) other.setAttribute("tabindex", other === node ? "0" : "-1");
      node.focus();
      return true;
    };

    const on = { signal };
    scroll.addEventListener("pointerover", (e) => e.pointerType !== "touch" && light(nodeAt(e.target) ?? focused()), on);
    scroll.addEventListener("pointerleave", () => light(focused()), on);
    // Chromium puts an SVG element that listens to focus into the tab order: the element around it listens instead.
    scroll.addEventListener("focusin", (e) => {
      const node = nodeAt(e.target);
      if (node?.matches(":focus-visible")) light(node);
    }, on);
    scroll.addEventListener("focusout", () => light(null), on);
    scroll.addEventListener("click", (e) => {
      const node = nodeAt(e.target);
      if (!node) return;
      if (node.getAttribute("role") !== "button") return follow(figure, node, e);
      e.preventDefault();
      void late(fig, "change", { open: "1" });
    }, on);
    scroll.addEventListener("keydown", (e) => {
      const node = nodeAt(e.target);
      if (!node || e.ctrlKey || e.metaKey || e.altKey) return;
      const { nodes, edges } = home(node);
      /** @param {"from" | "to"} near @param {"from" | "to"} far */
      const along = (near, far) => {
        const ids = new Set(edges.filter((edge) => shown(edge) && edge.dataset[near] === node.dataset.id).map((edge) => edge.dataset[far]));
        return nearest(node, nodes.filter((n) => ids.has(n.dataset.id)));
      };
      /** @param {1 | -1} step */
      const sibling = (step) => {
        const at = place(node);
        return nearest(node, nodes.filter((n) => n !== node && Math.abs(place(n).x - at.x) < 1 && (place(n).y - at.y) * step > 0));
      };
      const seen = nodes.filter(shown);
      let done = true;
      if (e.key === "ArrowLeft") done = go(along("to", "from"));
      else if (e.key === "ArrowRight") done = go(along("from", "to"));
      else if (e.key === "ArrowUp") done = go(sibling(-1));
      else if (e.key === "ArrowDown") done = go(sibling(1));
      else if (e.key === "Home") done = go(seen[0]);
      else if (e.key === "End") done = go(seen[seen.length - 1]);
      else if (e.key === "Escape") light(null);
      else if (e.key === " " && node.getAttribute("role") === "button") node.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      else return;
      // An arrow with nowhere to go still belongs to the drawing: the page must not jump.
      if (done || e.key.startsWith("Arrow")) e.preventDefault();
    }, on);
  }

  /** @param {Element} element */
  const shown = (element) => !element.classList.contains("st-off");

  /** @param {string} [text] */
  const words = (text) => (text ? text.split(" ") : []);

  /** What can be reached from a box along lines that are shown. @param {SVGGElement[]} edges @param {string} id @param {"from" | "to"} near @param {"from" | "to"} far */
  function reach(edges, id, near, far) {
    const seen = new Set([id]);
    for (const at of seen) for (const e of edges) if (shown(e) && e.dataset[near] === at) seen.add(e.dataset[far] ?? "");
    return seen;
  }

  /** Where a box stands in its drawing. @param {SVGAElement} node */
  const place = (node) => {
    const { e, f } = node.transform.baseVal.getItem(0).matrix;
    return { x: e, y: f };
  };

  /** @param {SVGAElement} node @param {SVGAElement[]} others @returns {SVGAElement | undefined} */
  function nearest(node, others) {
    const far = (/** @type {SVGAElement} */ other) => Math.abs(place(other).y - place(node).y);
    return others.filter(shown).reduce((/** @type {SVGAElement | undefined} */ best, other) => (best && far(best) <= far(other) ? best : other), undefined);
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
      if (document.fullscreenElement) void document.exitFullscreen();
      list.scrollIntoView({ block: "nearest" });
      list.querySelector("a")?.focus({ preventScroll: true });
      return;
    }
    const link = document.createElement("a");
    link.href = new URL(href, document.baseURI).href;
    link.hidden = true;
    figure.append(link);
    link.click();
    link.remove();
  }

  /** @param {Fig} fig @param {AbortSignal} signal */
  function tools(fig, signal) {
    const { figure, scroll, head, state } = fig;
    head.querySelectorAll(".st-tool, .st-views").forEach((old) => old.remove());
    /** @type {[HTMLElement, keyof State, string][]} */
    const choices = [];
    let scale = 1;

    /** @param {Element} to @param {keyof typeof ICONS | ""} icon @param {string} name @param {() => void} act @param {string} [text] */
    const add = (to, icon, name, act, text) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "st-tool";
      button.title = name;
      button.setAttribute("aria-label", name);
      if (icon) button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
      else button.textContent = text ?? name;
      button.addEventListener("click", act);
      to.append(button);
      return button;
    };

    /** Buttons of which one is pressed, or, where there is but one, which is pressed or not. @param {string} name @param {keyof State} key @param {[value: string, name: string, icon?: keyof typeof ICONS][]} values */
    const choose = (name, key, values) => {
      const group = document.createElement("span");
      group.className = "st-views";
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", name);
      for (const [value, label, icon] of values) {
        const act = () => void late(fig, "change", { [key]: state[key] === value && values.length < 2 ? "" : value });
        choices.push([add(group, icon ?? "", label, act, TEXTS[value] ?? value), key, value]);
      }
      head.append(group);
    };

    fig.mark = () => {
      for (const [button, key, value] of choices) {
        button.setAttribute("aria-pressed", `${state[key] === value}`);
        if (key === "by") button.hidden = !state.depth;
      }
    };

    fig.zoom = (to = scale, at = scroll.clientWidth / 2) => {
      const next = Math.min(3, Math.max(0.5, to));
      const under = (scroll.scrollLeft + at) / scale;
      scale = next;
      for (const { svg } of fig.drawings) {
        const { width, height } = svg.viewBox.baseVal;
        svg.setAttribute("width", `${width * scale}`);
        svg.setAttribute("height", `${height * scale}`);
      }
      scroll.scrollLeft = under * scale - at;
    };

    const { focus, file, dated, depths } = figure.dataset;
    if (file) {
      const steps = words(depths);
      const all = [...(state.depth ? [] : [""]), ...(steps.length > 1 || !state.depth ? steps : [])];
      if (all.length) choose("How far", "depth", all.map((d) => [d, !d ? "What was selected" : d === "all" ? "Everything it is tied to" : `${d} step${d === "1" ? "" : "s"} away`]));
    }
    const has = (/** @type {string} */ end) => [...scroll.querySelectorAll("g.st-edge")].some((e) => e.getAttribute(`data-${end}`) === focus);
    if (focus && (state.dir || (has("from") && has("to")))) {
      choose("Which side", "dir", [["up", "Ancestors", "up"], ["", "Both sides", "both"], ["down", "Descendants", "down"]]);
    }
    if (dated) choose("Order", "by", [["date", "By date"]]);

    add(head, "out", "Zoom out", () => fig.zoom(scale / 1.25)).classList.add("st-zoom");
    add(head, "in", "Zoom in", () => fig.zoom(scale * 1.25)).classList.add("st-zoom");
    if (document.fullscreenEnabled) {
      add(head, "full", "Full screen", () => {
        void (document.fullscreenElement ? document.exitFullscreen() : figure.requestFullscreen());
      });
      figure.addEventListener("fullscreenchange", () => {
        const svg = fig.drawings.find((drawing) => drawing.svg.getClientRects().length)?.svg;
        if (!svg || !document.fullscreenElement) return fig.zoom(1);
        const { width, height } = svg.viewBox.baseVal;
        return fig.zoom(Math.max(1, Math.min(1.6, scroll.clientWidth / width, (scroll.clientHeight - 8) / height)));
      }, { signal });
    }
    add(head, "link", "Copy link to this view", () => void late(fig, "copy"));
    add(head, "save", "Download SVG", () => void late(fig, "save"));
    scroll.addEventListener("wheel", (e) => {
      if (!e.ctrlKey) return; // a plain wheel scrolls the page
      e.preventDefault();
      fig.zoom(scale * Math.exp(-e.deltaY / 300), e.clientX - scroll.getBoundingClientRect().left);
    }, { passive: false, signal });
  }

  /** Shows of a drawing what the state says. @param {Drawing} drawing @param {State} state */
  function filter({ nodes, edges, labels, out }, state) {
    const relations = words(state.relation);
    const types = words(state.type);
    const hidden = new Set(out);
    for (const node of nodes) {
      const { id = "", type = "" } = node.dataset;
      if (types.includes(type) && !node.classList.contains("st-me")) hidden.add(id);
      node.classList.toggle("st-off", hidden.has(id));
    }
    const seen = new Set();
    for (const edge of edges) {
      const { from = "", to = "", relation = "" } = edge.dataset;
      const off = relations.includes(relation) || hidden.has(from) || hidden.has(to) || (!state.implied && edge.classList.contains("st-implied"));
      edge.classList.toggle("st-off", off);
      if (!off) seen.add(relation);
    }
    for (const label of labels) label.classList.toggle("st-off", !words(label.dataset.relation).some((r) => seen.has(r)));
    const stop = nodes.find((n) => n.getAttribute("tabindex") === "0");
    const next = nodes.find(shown);
    if (stop && next && !shown(stop)) {
      stop.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
    }
  }

  /** Turns legend entries into filters where there is something to choose, and marks which are on. @param {Fig} fig */
  function legend(fig) {
    for (const kind of /** @type {const} */ (["relation", "type", "implied"])) {
      const items = /** @type {NodeListOf<HTMLElement>} */ (fig.figure.querySelectorAll(`.st-legend li[data-${kind}]`));
      if (items.length < 2 && kind !== "implied") continue;
      for (const item of items) {
        const name = item.dataset[kind] || "shown";
        const there = item.querySelector("button");
        const button = there ?? document.createElement("button");
        const mark = () => {
          const on = words(fig.state[kind]).includes(name) === (kind === "implied");
          button.setAttribute("aria-pressed", `${on}`);
          if (kind === "implied") button.textContent = `${button.textContent}`.replace(/hidden|shown/, on ? "shown" : "hidden");
        };
        if (!there) {
          button.type = "button";
          button.append(...item.childNodes);
          item.append(button);
          button.addEventListener("click", () => {
            const held = words(fig.state[kind]);
            fig.state[kind] = (held.includes(name) ? held.filter((other) => other !== name) : [...held, name]).join(" ");
            mark();
            fig.drawings.forEach((drawing) => filter(drawing, fig.state));
            void late(fig, "say");
          });
        }
        mark();
      }
    }
  }

  /** Opens the folded figure that the address points to, and what it is folded into. */
  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    if (!(target instanceof HTMLDetailsElement)) return;
    const closed = [...document.querySelectorAll("details:not([open])")].filter((one) => one.contains(target));
    for (const one of closed) /** @type {HTMLDetailsElement} */ (one).open = true;
    if (closed.length) target.scrollIntoView();
  }

  addEventListener("hashchange", unfold);

  stemma.use("article", unfold);
  stemma.use("figure.st-lineage", hydrate);
})();
