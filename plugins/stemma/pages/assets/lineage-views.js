// @ts-check
// What a lineage figure does only when somebody asks: other depths, one side alone, the time axis, opened folds, links to a
// view, the drawing as a file. The drawings were made at build time and come in one data script for each entity.
(() => {
  "use strict";

  /** @typedef {{ svg: SVGSVGElement, nodes: SVGAElement[], edges: SVGGElement[], labels: SVGTextElement[], out?: Set<string> }} Drawing */
  /** @typedef {{ depth: string, dir: string, by: string, open: string, relation: string, type: string, implied: string }} State */
  /** What is drawn; the rest of a state is what the legend switched. @typedef {Pick<State, "depth" | "dir" | "by" | "open">} View */
  /** @typedef {[wide: string, narrow: string, note: string]} Drawn */
  /** @typedef {[legend: string, list: string, text: string]} Told */
  /** @typedef {{ drawn: Record<string, Drawn>, told: Record<string, Told> }} Views */
  /** @typedef {{ first: State, view: string, svgs: Element[], note: string, told: Told, now: string }} Kept what the page came with, and which view of the data is shown now */
  /** @typedef {{ figure: HTMLElement, scroll: HTMLElement, head: HTMLElement, state: State, drawings: Drawing[], mount: () => void, show: () => void, zoom: (to?: number) => void, mark: () => void, views?: Kept, turn?: Promise<void> }} Fig */

  const { data, isHere, url } = /** @type {any} */ (window).stemma;
  const ROOT = url("../../");
  const PAD = 12;
  const HEAD = 24; // room for the names of periods
  const SWITCHED = /** @type {const} */ (["relation", "type", "implied"]);
  const KEYS = /** @type {const} */ (["depth", "dir", "by", "open", ...SWITCHED]);
  /** The views that figures were given since the site was opened: instant navigation fetches a page anew even for an anchor in it. @type {Map<string, string>} */
  const held = new Map();
  const NAMES = { relation: "without", type: "without-type" };

  /** @param {Element} within @param {string} selector */
  const find = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));

  /** The parts of a figure that change with what it shows. @param {HTMLElement} figure */
  const parts = (figure) => ({
    note: find(figure, ".st-note"),
    told: [find(figure, ".st-legend"), find(figure, "details > ul"), find(figure, "p.st-hidden")],
  });

  /** Which drawing a view needs. @param {View} view */
  const name = ({ depth, by, open }) => `${depth}${by && "d"}${open && "o"}`;

  /** What the figure had when it came, kept before the first change. @param {Fig} fig */
  function remember(fig) {
    if (fig.views) return fig.views;
    const { depth = "", dir = "", by = "" } = fig.figure.dataset;
    const first = { depth, dir, by, open: "", relation: "", type: "", implied: "" };
    const { note, told } = parts(fig.figure);
    for (const button of told[0].querySelectorAll("button")) button.replaceWith(...button.childNodes);
    const [legend, list, text] = told.map((element) => element.innerHTML);
    fig.views = { first, view: name(first), now: "", svgs: [...fig.scroll.children], note: note.textContent ?? "", told: [legend, list, text] };
    for (const child of fig.scroll.children) /** @type {SVGElement} */ (child).dataset.all = child.getAttribute("viewBox") ?? "";
    fig.mount();
    return fig.views;
  }

  /** Does one thing after the other: what is pressed while a view still loads must build on it. @param {Fig} fig @param {() => Promise<void>} act */
  const inTurn = (fig, act) => {
    fig.turn = Promise.resolve(fig.turn).then(act);
  };

  /** Shows what is wanted, and says so in the address. @param {Fig} fig @param {Partial<View>} wanted */
  const change = (fig, wanted) => inTurn(fig, async () => {
    if (await show(fig, wanted)) write(fig);
  });

  /** Says in the address what legend entries switched. @param {Fig} fig */
  const say = (fig) => inTurn(fig, async () => write(fig));

  /** @param {Fig} fig @param {Partial<View>} wanted @returns {Promise<boolean>} */
  async function show(fig, wanted) {
    const { figure, scroll, state } = fig;
    const views = remember(fig);
    // What the legend switched is not among it: an entry may be pressed while a view still loads.
    const next = { depth: state.depth, dir: state.dir, by: state.by, open: state.open, ...wanted };
    if (!("open" in wanted) && next.depth !== state.depth) next.open = "";
    // Where no view has a time axis, the one that the page came with may have one.
    if (!next.depth || !figure.dataset.dated) next.by = name({ ...next, by: views.first.by }) === views.view ? views.first.by : "";
    // What was drawn for one side alone has nothing to show on the other.
    const own = name(next) === views.view && (!views.first.dir || next.dir === views.first.dir);
    const wish = own ? "" : name(next);
    const swap = wish !== views.now;
    const focused = scroll.contains(document.activeElement) ? document.activeElement?.closest("a") : null;
    if (swap) {
      /** @type {Views | false} */
      const loaded = own ? false : await data(figure.dataset.file);
      const there = own ? undefined : loaded && loaded.drawn[wish];
      if (!figure.isConnected || (!own && !there)) return false;
      if (there && loaded) {
        const [wide, narrow, note] = there;
        const label = scroll.querySelector("svg")?.getAttribute("aria-label") ?? "";
        put(fig, drawn(figure, wide + narrow, label), note, loaded.told[next.depth], ROOT);
      } else put(fig, views.svgs, views.note, views.told, document.baseURI);
      views.now = wish;
    }
    Object.assign(state, next);
    fig.mount();
    cut(fig);
    fig.show();
    if (focused) settle(fig, focused.dataset.id ?? "", !!wanted.open);
    fold(fig);
    return true;
  }

  /** Drawings out of their text, with links that lead on from this page. @param {HTMLElement} figure @param {string} text @param {string} label */
  function drawn(figure, text, label) {
    const made = document.createElement("template");
    made.innerHTML = text;
    for (const svg of made.content.children) {
      svg.setAttribute("aria-label", label);
      /** @type {SVGElement} */ (svg).dataset.all = svg.getAttribute("viewBox") ?? "";
    }
    for (const link of /** @type {NodeListOf<any>} */ (made.content.querySelectorAll("a"))) {
      const to = link.getAttribute("xlink:href") ?? "";
      link.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", to.startsWith("#") ? `#${figure.id}-list` : new URL(to, ROOT).href);
    }
    return [...made.content.children];
  }

  /** @param {Fig} fig @param {Element[]} svgs @param {string} note @param {Told} told @param {string} base what its links are relative to */
  function put({ figure, scroll }, svgs, note, told, base) {
    const at = parts(figure);
    scroll.replaceChildren(...svgs);
    at.note.textContent = note;
    at.told[2].setAttribute("aria-live", "polite");
    at.told.forEach((element, i) => {
      element.innerHTML = told[i];
      for (const link of element.querySelectorAll("a")) link.href = new URL(link.getAttribute("href") ?? "", base).href;
    });
  }

  /** Gives the focus back to the box that had it, or to the nearest thing to it. @param {Fig} fig @param {string} id @param {boolean} opened */
  function settle(fig, id, opened) {
    const nodes = fig.drawings.find(({ svg }) => svg.getClientRects().length)?.nodes ?? [];
    const hub = id.slice(0, id.lastIndexOf("+"));
    const node = nodes.find((n) => n.dataset.id === id) ?? nodes.find((n) => n.dataset.id === (opened ? hub : "")) ?? nodes.find((n) => n.getAttribute("tabindex") === "0");
    nodes.forEach((other) => other.setAttribute("tabindex", other === node ? "0" : "-1"));
    node?.focus();
  }

  /** A button that folds again what was opened. @param {Fig} fig */
  function fold(fig) {
    const old = fig.head.querySelector(".st-again");
    if (!fig.state.open) return old?.remove();
    if (old) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "st-tool st-again";
    button.textContent = "Fold again";
    button.addEventListener("click", () => void change(fig, { open: "" }));
    find(fig.head, "strong").after(button);
  }

  /** Hides the other side of the focus, and cuts the drawing down to what is left. @param {Fig} fig */
  function cut(fig) {
    const { focus = "" } = fig.figure.dataset;
    const { dir } = fig.state;
    const all = dir === (fig.views?.now === "" ? fig.views.first.dir : "");
    for (const drawing of fig.drawings) {
      const { svg, nodes, edges } = drawing;
      const kept = new Set([focus]);
      const [near, far] = dir === "up" ? ["to", "from"] : ["from", "to"];
      for (const at of kept) for (const edge of edges) if (edge.getAttribute(`data-${near}`) === at) kept.add(edge.getAttribute(`data-${far}`) ?? "");
      drawing.out = new Set(all ? [] : nodes.map((node) => node.dataset.id ?? "").filter((id) => !kept.has(id)));
      svg.setAttribute("viewBox", all ? svg.dataset.all ?? "" : bounds(drawing, kept));
      const top = svg.viewBox.baseVal.y + 20;
      if (svg.classList.contains("st-wide")) svg.querySelectorAll(".st-when").forEach((name) => name.setAttribute("y", `${top}`));
    }
  }

  /** The part of a drawing that holds these boxes and the lines between them. @param {Drawing} drawing @param {Set<string>} kept */
  function bounds({ svg, nodes, edges, labels }, kept) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const add = (/** @type {number} */ x, /** @type {number} */ y) => {
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    };
    for (const node of nodes) {
      if (!kept.has(node.dataset.id ?? "")) continue;
      const { e, f } = node.transform.baseVal.getItem(0).matrix;
      const { width, height } = /** @type {SVGRectElement} */ (node.querySelector("rect"));
      add(e, f);
      add(e + width.baseVal.value, f + height.baseVal.value);
    }
    for (const edge of edges) {
      const { from = "", to = "" } = edge.dataset;
      if (!kept.has(from) || !kept.has(to)) continue;
      let [x, y] = [0, 0];
      for (const [, command, rest] of (edge.querySelector("path")?.getAttribute("d") ?? "").matchAll(/([MHVC])([^MHVC]+)/g)) {
        const numbers = rest.trim().split(/\s+/).map(Number);
        if (command === "H") x = numbers[0];
        else if (command === "V") y = numbers[0];
        else [x, y] = numbers.slice(-2);
        for (let i = 0; i + 1 < numbers.length; i += 2) add(numbers[i], numbers[i + 1]);
        add(x, y);
      }
    }
    // Names stand above boxes: of relations in a narrow drawing, of periods in any that has a time axis.
    if (labels.length && svg.classList.contains("st-narrow")) top -= 16;
    if (svg.querySelector(".st-when")) top -= HEAD;
    const [, , width, height] = (svg.dataset.all ?? "").split(" ").map(Number);
    const [x, y] = [Math.max(0, left - PAD), Math.max(0, top - PAD)];
    return `${x} ${y} ${Math.min(width, right + PAD) - x} ${Math.min(height, bottom + PAD) - y}`;
  }

  /** @param {HTMLElement} figure */
  const key = (figure) => figure.id.slice(3);

  /** What the address calls this view, or nothing where it is the one that the page shows at first. @param {Fig} fig */
  function text(fig) {
    const { first } = remember(fig);
    const said = KEYS.filter((k) => fig.state[k] !== first[k]).map((k) => {
      const value = fig.state[k].split(" ").map(encodeURIComponent).join("+");
      return `${k === "relation" || k === "type" ? NAMES[k] : k}:${value || "both"}`;
    });
    return said.length ? `${key(fig.figure)}=${said.join(",")}` : "";
  }

  /** @param {HTMLElement} figure */
  const place = (figure) => `${location.pathname}#${key(figure)}`;

  /** Writes the view into the address, beside those of the page's other figures. @param {Fig} fig */
  function write(fig) {
    if (!fig.figure.isConnected || !isHere()) return; // the next page has another figure
    held.set(place(fig.figure), text(fig));
    watch(fig);
    const parts = [...held].filter(([at, said]) => said && at.startsWith(`${location.pathname}#`)).map(([, said]) => said).sort();
    const here = location.href.split("#")[0];
    if (parts.length) history.replaceState(history.state, "", `${here}#${parts.join("&")}`);
    else if (/^#lineage(-\d+)?=/.test(location.hash)) history.replaceState(history.state, "", here);
  }

  /** On every scroll the theme may write the section into the address; while the figure is in view, its view stands there. @param {Fig} fig */
  function watch(fig) {
    const { figure } = fig;
    if (figure.dataset.watched) return;
    figure.dataset.watched = "1";
    let timer = 0;
    const scrolled = () => {
      clearTimeout(timer);
      if (!figure.isConnected) return removeEventListener("scroll", scrolled);
      timer = window.setTimeout(() => {
        const { top, bottom } = figure.getBoundingClientRect();
        if (figure.isConnected && bottom > innerHeight / 4 && top < innerHeight * 0.75 && text(fig)) write(fig);
      }, 400); // the theme waits for 250
    };
    addEventListener("scroll", scrolled, { passive: true });
    scrolled(); // the theme may still be waiting, for a scroll from before
  }

  /** Shows what the address says of this figure, or what it showed last. @param {Fig} fig @param {State} before when that was asked for */
  const restore = (fig, before) => inTurn(fig, async () => {
    const { figure, state } = fig;
    const said = location.hash.slice(1).split("&").find((part) => part.startsWith(`${key(figure)}=`));
    const mine = said ?? held.get(place(figure));
    const { first } = remember(fig);
    if (!mine || mine === text(fig)) return;
    /** @type {State} */
    const wanted = { ...first };
    for (const part of mine.slice(key(figure).length + 1).split(",")) {
      const [at, value = ""] = part.split(":");
      const k = KEYS.find((k) => k === at || (k === "relation" || k === "type" ? NAMES[k] === at : false));
      if (k) wanted[k] = value === "both" ? "" : value.split("+").map(decode).join(" ");
    }
    const { depths = "", dated } = figure.dataset;
    const known = depths.split(" ");
    // A depth that shows no more than a smaller one has no view of its own; in a large graph deep ones have none.
    if (!wanted.depth) wanted.depth = first.depth;
    else if (!known.includes(wanted.depth)) wanted.depth = known.find((d) => Number(d) >= Number(wanted.depth)) ?? (known[known.length - 1] || first.depth);
    if (!["", "up", "down"].includes(wanted.dir)) wanted.dir = first.dir;
    wanted.by = wanted.by === "date" && (dated || first.by) ? "date" : "";
    const { depth, dir, by, open, ...legend } = wanted;
    for (const k of SWITCHED) state[k] = switched(legend[k], before[k], state[k]);
    held.set(place(figure), mine); // what another figure writes into the address meanwhile leaves it there
    await show(fig, { depth, dir, by, open }) || (open && await show(fig, { depth, dir, by, open: "" }));
    held.set(place(figure), text(fig));
    watch(fig);
    if (said) figure.scrollIntoView();
  });

  /** What is switched where entries were pressed after a state was wished for. @param {string} wished @param {string} before @param {string} after */
  function switched(wished, before, after) {
    const [was, is] = [before.split(" "), after.split(" ")];
    const names = new Set(wished.split(" "));
    for (const name of [...was, ...is]) if (was.includes(name) !== is.includes(name)) names.delete(name) || names.add(name);
    return [...names].filter(Boolean).join(" ");
  }

  /** @param {string} text */
  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  /** Puts the address of this view on the clipboard. @param {Fig} fig */
  async function copy(fig) {
    const link = `${location.href.split("#")[0]}#${text(fig) || fig.figure.id}`;
    const button = find(fig.head, '[aria-label^="Copy link"]');
    let done = true;
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      const field = document.createElement("textarea");
      field.value = link;
      fig.figure.append(field);
      field.select();
      done = document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const { title } = button;
    const answer = done ? "Copied" : "Not copied";
    if (title === answer) return;
    button.title = answer;
    button.append(Object.assign(document.createElement("span"), { textContent: answer, role: "status" }));
    setTimeout(() => {
      button.title = title;
      button.querySelector("span")?.remove();
    }, 2000);
  }

  const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order",
    "font-family", "font-size", "font-weight", "text-anchor"];

  /** Saves the visible drawing as a file that needs no stylesheet. @param {Fig} fig */
  function save({ figure, drawings }) {
    const svg = drawings.find((drawing) => drawing.svg.getClientRects().length)?.svg;
    if (!svg) return;
    const lit = svg.classList.contains("st-lit");
    svg.classList.remove("st-lit");
    const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
    const from = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
      const style = getComputedStyle(from[i]);
      if (from[i].classList.contains("st-off")) element.setAttribute("visibility", "hidden");
      element.setAttribute("style", STYLES.map((property) => `${property}:${style.getPropertyValue(property)}`).join(";"));
      const href = element.getAttribute("xlink:href");
      if (href) element.setAttribute("xlink:href", new URL(href, document.baseURI).href);
      for (const attribute of ["class", "tabindex", "data-all"]) element.removeAttribute(attribute);
    });
    svg.classList.toggle("st-lit", lit);
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", `${width}`);
    copy.setAttribute("height", `${height}`);
    copy.style.background = getComputedStyle(figure).backgroundColor;
    const file = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
    const me = /** @type {HTMLElement | null} */ (svg.querySelector(".st-me"));
    const link = Object.assign(document.createElement("a"), { href: file, download: `lineage-${me?.dataset.id ?? figure.id}.svg`, hidden: true });
    figure.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(file), 10_000);
  }

  /** @type {any} */ (window).stemma.lineage = { change, copy, restore, save, say };
})();
