// @ts-check
// The explorer: the graph from one entity outwards, on a canvas drawn by vis-network. Everything it shows is also a list
// of buttons and links. Its data are files of the graph around each entity.
(() => {
  "use strict";

  /** @typedef {{ id: string, label: string, x: number, y: number, type: string, kind: string, href: string, degree: number, file: string }} Item */
  /** @typedef {{ id: string, from: string, to: string, dashes: boolean | number[], type: string, name: string, lineage: boolean }} Line */
  /** @typedef {{ nodes: Item[], edges: Line[], card: { summary: string }, pages: number, rows: [string, string, string, string][] }} Part */

  const page = /** @type {any} */ (window);
  const { button, find, make, resolve, search, sync, twoLines } = page.stemmaExplorerParts;
  const READABLE = 0.85; // the smallest scale at which a view starts: below, names are too small
  const MOST = 300; // entities shown at a time: the canvas pans smoothly up to some 500
  const FEW_LINES = 24; // with more lines than this, only those of the selected entity are named
  const ROOM = { x: 180, y: 54 }; // two boxes that are nearer than this overlap, or nearly

  /** A file of the explorer's data. @param {string} file @returns {Promise<Part | undefined>} */
  const load = (file) => page.stemma.data(`explorer/${file}.js`);

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  async function start(root, signal) {
    if (!page.vis) await page.stemma.load("vis-network.min.js");
    if (signal.aborted) return;
    const say = (/** @type {string} */ text) => card.replaceChildren(make("p", text));
    const stage = find(root, ".st-stage");
    const card = find(root, ".st-card");
    const list = find(root, ".st-shown ul");
    stage.hidden = false;
    if (!page.vis) return say("The drawing library could not be loaded. The list below still works.");
    find(root, ".st-find").hidden = false;
    find(root, ".st-legend").hidden = false;

    /** @type {Map<string, Item>} */
    const items = new Map();
    /** @type {Map<string, Line>} */
    const lines = new Map();
    /** @type {Map<string, number>} how many files of an entity are open */
    const open = new Map();
    const off = { relation: new Set(), type: new Set() };
    const summaries = new Map();
    let focus = "";
    let selected = "";

    const nodes = new page.vis.DataSet();
    const edges = new page.vis.DataSet();
    const network = new page.vis.Network(find(root, ".st-canvas"), { nodes, edges }, {
      physics: false,
      // The wheel belongs to the page; it zooms with Ctrl alone, below.
      interaction: { hover: true, zoomView: false, keyboard: false, selectConnectedEdges: false },
    });
    signal.addEventListener("abort", () => network.destroy());

    const seen = (/** @type {Item} */ item) => item.id === focus || !off.type.has(item.type);
    const drawn = (/** @type {Line} */ line) => {
      const [from, to] = [items.get(line.from), items.get(line.to)];
      return !!from && !!to && seen(from) && seen(to) && !off.relation.has(line.type);
    };
    const hidden = (/** @type {Item} */ item) => {
      const near = new Set();
      for (const line of lines.values()) {
        if (line.from === item.id) near.add(line.to);
        if (line.to === item.id) near.add(line.from);
      }
      return Math.max(0, item.degree - near.size);
    };

    /** Adds one file's entities around `centre`, in free places. @param {Part} part @param {Item | undefined} centre */
    const merge = (part, centre) => {
      const taken = (/** @type {number} */ x, /** @type {number} */ y) =>
        [...items.values()].some((item) => Math.abs(item.x - x) < ROOM.x && Math.abs(item.y - y) < ROOM.y);
      for (const item of part.nodes) {
        if (items.has(item.id)) continue;
        if (items.size >= MOST) {
          status(`${MOST} entities are shown, which is as many as can be. Start from another one to go on.`);
          break;
        }
        const x = item.x + (centre?.x ?? 0);
        let y = item.y + (centre?.y ?? 0);
        for (let step = 1; taken(x, y) && step < 2 * MOST; step++) y += (step % 2 ? step : -step) * ROOM.y;
        items.set(item.id, { ...item, x, y });
      }
      for (const line of part.edges) if (items.has(line.from) && items.has(line.to)) lines.set(line.id, line);
    };

    const status = (/** @type {string} */ text) => {
      find(root, ".st-status").textContent = text;
    };

    /** Opens the next file of an entity. @param {string} id */
    const expand = async (id) => {
      const item = items.get(id);
      if (!item) return;
      const number = open.get(id) ?? 0;
      const part = await load(item.file + (number ? `.${number}` : ""));
      if (!part || signal.aborted || !items.has(id)) return;
      status("");
      open.set(id, number + 1);
      summaries.set(id, part.card.summary);
      merge(part, items.get(id));
      show();
    };

    /** Starts anew from an entity, as if nothing else had been opened. @param {string} id @param {string} file */
    const from = async (id, file) => {
      const part = await load(file);
      if (signal.aborted) return false;
      if (!part) return false;
      items.clear();
      lines.clear();
      open.clear();
      focus = selected = id;
      open.set(id, 1);
      summaries.set(id, part.card.summary);
      status("");
      merge(part, undefined);
      show();
      network.fit({ maxZoomLevel: 1 });
      readable();
      return true;
    };

    /** Never so small that names cannot be read. */
    const readable = () => {
      const item = items.get(selected);
      if (network.getScale() < READABLE && item) network.moveTo({ scale: READABLE, position: { x: item.x, y: item.y } });
    };

    /** @param {string} id @param {boolean} [move] */
    const select = async (id, move = true) => {
      const item = items.get(id);
      if (!item) return;
      selected = id;
      show();
      if (move) {
        const animation = !matchMedia("(prefers-reduced-motion: reduce)").matches && { duration: 200 };
        network.moveTo({ position: { x: item.x, y: item.y }, animation });
      }
      if (!summaries.has(id)) {
        const part = await load(item.file);
        summaries.set(id, part?.card.summary ?? "");
        if (selected === id && !signal.aborted) show();
      }
    };

    const show = () => {
      draw();
      tell();
      enumerate();
      explain();
      const opened = [...open.keys()].filter((id) => id !== focus);
      const state = `#focus=${encodeURIComponent(focus)}${opened.length ? `&open=${opened.map(encodeURIComponent).join(",")}` : ""}`;
      if (location.hash !== state) history.replaceState(history.state, "", state);
    };

    const draw = () => {
      const style = getComputedStyle(root);
      const [fg, bg, mute, grey] = resolve(root, ["var(--st-fg)", "var(--st-bg)", "var(--st-mute)", "var(--st-edge)"]);
      const swatches = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("li[data-type]")]);
      const painted = resolve(root, swatches.map((item) => getComputedStyle(find(item, ".st-swatch")).backgroundColor));
      const tones = new Map(swatches.map((item, i) => [item.dataset.type, painted[i]]));
      const named = [...lines.values()].filter(drawn).length <= FEW_LINES;
      sync(nodes, [...items.values()].filter(seen).map((item) => {
        const tone = tones.get(item.type) ?? grey;
        const more = hidden(item);
        const strong = item.id === selected || item.id === focus;
        return {
          id: item.id, x: item.x, y: item.y, shape: "box", margin: 9, borderWidth: strong ? 2.5 : 1.2, borderWidthSelected: 2.5,
          label: twoLines(item.label) + (more ? `  +${more}` : ""),
          color: { background: bg, border: tone, highlight: { background: bg, border: tone }, hover: { background: bg, border: tone } },
          font: { color: fg, size: 13, face: style.fontFamily }, shapeProperties: { borderRadius: 5 },
        };
      }));
      const said = new Set();
      const top = (/** @type {Line} */ line) => (items.get(line.from)?.y ?? 0) + (items.get(line.to)?.y ?? 0);
      sync(edges, [...lines.values()].filter(drawn).sort((a, b) => top(a) - top(b)).map((line) => {
        const near = line.from === selected || line.to === selected;
        // Of a fan of equal relations the first is named.
        const fan = `${line.type} ${near ? line.from === selected : ""} ${near ? selected : line.from}`;
        const label = (named || near) && !said.has(fan) ? line.name : undefined;
        if (label) said.add(fan);
        return {
          id: line.id, from: line.from, to: line.to, dashes: line.dashes, label,
          arrows: { to: { enabled: true, scaleFactor: 0.45 } }, width: near ? 1.5 : 1, selectionWidth: 0, hoverWidth: 0.5,
          color: { color: near ? mute : grey, highlight: fg, hover: fg, inherit: false },
          font: { color: mute, size: 11, face: style.fontFamily, strokeWidth: 4, strokeColor: bg },
          smooth: { enabled: true, type: "cubicBezier", forceDirection: line.lineage ? "horizontal" : "vertical", roundness: 0.45 },
        };
      }));
      network.setSelection({ nodes: nodes.get(selected) ? [selected] : [], edges: [] });
    };

    /** The side panel. */
    const tell = () => {
      const item = items.get(selected);
      if (!item) return;
      const more = hidden(item);
      const acts = make("div");
      acts.className = "st-do";
      if (more) acts.append(button(`Expand (${more} more)`, () => void expand(item.id)));
      if (item.id !== focus) acts.append(button("Start from here", () => void from(item.id, item.file)));
      const link = make("a", "Open its page");
      /** @type {HTMLAnchorElement} */ (link).href = item.href;
      const near = make("ul");
      for (const line of lines.values()) {
        if (!drawn(line) || (line.from !== item.id && line.to !== item.id)) continue;
        const other = items.get(line.from === item.id ? line.to : line.from);
        if (!other) continue;
        // A lineage line runs from parent to child, and its name is said by the child.
        const says = line.lineage ? line.to === item.id : line.from === item.id;
        const entry = make("li");
        const go = button(other.label, () => void select(other.id));
        if (says) entry.append(make("small", `${line.name} `), go);
        else entry.append(go, make("small", ` ${line.name} this`));
        near.append(entry);
      }
      const had = card.contains(document.activeElement);
      card.replaceChildren(make("strong", item.label), make("small", item.kind), make("p", summaries.get(item.id) ?? ""), link, acts, near);
      if (had) /** @type {HTMLElement | null} */ (card.querySelector("button, a"))?.focus({ preventScroll: true });
    };

    /** The text alternative: what is shown, as buttons and links. */
    const enumerate = () => {
      const active = document.activeElement instanceof HTMLElement && list.contains(document.activeElement) ? document.activeElement.dataset : {};
      const at = active.id ? `[data-id="${CSS.escape(active.id)}"]` : active.page && `[data-page="${CSS.escape(active.page)}"]`;
      const order = new Intl.Collator(undefined, { numeric: true });
      const shown = [...items.values()].filter(seen).sort((a, b) => order.compare(a.label, b.label));
      list.replaceChildren(...shown.map((item) => {
        const entry = make("li");
        const more = hidden(item);
        const go = button(item.label, () => void (selected === item.id && hidden(item) ? expand(item.id) : select(item.id)));
        go.dataset.id = item.id;
        if (item.id === selected) go.setAttribute("aria-current", "true");
        const link = make("a", "page");
        /** @type {HTMLAnchorElement} */ (link).href = item.href;
        link.dataset.page = item.id;
        link.setAttribute("aria-label", `Open the page of ${item.label}`);
        entry.append(go, " ", make("small", more ? `${item.kind}, ${more} more ` : `${item.kind} `), link);
        return entry;
      }));
      if (at) /** @type {HTMLElement | null} */ (list.querySelector(at))?.focus({ preventScroll: true });
    };

    /** The legend names what is there to see or was put away, and nothing else. */
    const explain = () => {
      const there = { type: new Set([...items.values()].map((item) => item.type)), relation: new Set([...lines.values()].map((line) => line.type)) };
      for (const kind of /** @type {const} */ (["relation", "type"])) {
        for (const item of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`.st-legend li[data-${kind}]`))) {
          const name = item.dataset[kind] ?? "";
          item.hidden = !there[kind].has(name) && !off[kind].has(name);
        }
      }
    };

    network.on("click", (/** @type {{ nodes: string[] }} */ e) => e.nodes[0] !== undefined && void select(e.nodes[0], false));
    network.on("doubleClick", (/** @type {{ nodes: string[] }} */ e) => e.nodes[0] !== undefined && void expand(e.nodes[0]));
    network.on("dragEnd", (/** @type {{ nodes: string[] }} */ e) => {
      for (const [id, at] of Object.entries(network.getPositions(e.nodes))) Object.assign(items.get(id) ?? {}, at);
    });

    const canvas = find(root, ".st-canvas");
    const zoom = (/** @type {number} */ by) => network.moveTo({ scale: Math.min(3, Math.max(0.2, network.getScale() * by)) });
    canvas.addEventListener("wheel", (e) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      zoom(Math.exp(-e.deltaY / 300));
    }, { passive: false, signal });

    const form = find(root, ".st-find");
    for (const [name, act] of /** @type {const} */ ([
      ["Zoom out", () => zoom(1 / 1.25)], ["Zoom in", () => zoom(1.25)], ["Fit", () => network.fit({ maxZoomLevel: 1 })],
    ])) {
      const tool = button(name, act);
      tool.className = "st-tool";
      form.insertBefore(tool, form.querySelector(".st-found"));
    }
    search(root, signal, (/** @type {string} */ text) => rowsFor(root, text), (/** @type {string} */ id, /** @type {string} */ file) => void (items.has(id) ? select(id) : from(id, file)));

    for (const kind of /** @type {const} */ (["relation", "type"])) {
      for (const item of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`.st-legend li[data-${kind}]`))) {
        const toggle = document.createElement("button");
        toggle.type = "button";
        toggle.setAttribute("aria-pressed", "true");
        toggle.append(...item.childNodes);
        toggle.addEventListener("click", () => {
          const name = item.dataset[kind];
          const out = off[kind].delete(name) ? false : !!off[kind].add(name);
          toggle.setAttribute("aria-pressed", `${!out}`);
          show();
        });
        item.append(toggle);
      }
    }

    const scheme = new MutationObserver(draw);
    scheme.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    signal.addEventListener("abort", () => scheme.disconnect());

    const arrive = async () => {
      const wish = new URLSearchParams(location.hash.slice(1));
      const id = wish.get("focus") ?? "";
      if (id && id === focus) return;
      const first = root.dataset.focus ?? "";
      const file = id && id !== first ? await fileOf(root, id) : undefined;
      const found = !!file && (await from(id, file));
      if (!found && !(await from(first, "start"))) say("The explorer's data could not be loaded.");
      if (found || id === first) for (const other of (wish.get("open") ?? "").split(",")) await expand(other);
      if (id && !found && id !== first) status(`No entity has the id “${id}”. This is ${items.get(first)?.label}.`);
    };
    window.addEventListener("hashchange", () => void arrive(), { signal });
    await arrive();
  }

  /** The index's entries among which `text` may be found. @param {HTMLElement} root @param {string} text */
  async function rowsFor(root, text) {
    if (!("split" in root.dataset)) return (await load("index"))?.rows ?? [];
    const beginning = [...(text.toLowerCase().match(/[\p{L}\p{N}]+/u)?.[0] ?? "")].slice(0, 2).join("");
    const hex = [...new TextEncoder().encode(beginning)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return beginning ? (await load(`index-${hex}`))?.rows ?? [] : [];
  }

  /** The name of an entity's file, or nothing where there is no such entity. @param {HTMLElement} root @param {string} id */
  const fileOf = async (root, id) => (await rowsFor(root, id)).find((row) => row[0] === id)?.[3];

  page.stemma.use(".st-explorer", start);
})();
