// @ts-check
// The explorer's drawing: where boxes stand, and the canvas of vis-network that shows them. What is shown comes from
// explorer.js. In a wide place neighbours stand in columns left and right of their entity; in a narrow one below each
// other, as an outline.
(() => {
  "use strict";

  /** @typedef {ExplorerShown} Item */
  /** @typedef {ExplorerLine} Line */
  /** @typedef {ExplorerModel} Model */
  /** Words above boxes. @typedef {{ x: number, y: number, text: string }} Head */

  const page = /** @type {any} */ (window);
  const { find, resolve, sync } = page.stemmaExplorer;
  // The first three are the same in explorer_near.py.
  const COLUMN = 320;
  const ROW = 34;
  const HEAD = 20;
  const BOX = { w: 240, h: 28 };
  const STEP = 40; // room for the words between two entities of a path
  const GAP = 10; // between what was opened around different entities
  const INDENT = 22;
  const NARROW = 720; // a canvas below this width shows an outline
  const READABLE = 0.76; // the smallest scale at which a view starts: below, names are too small

  /** What the relation is called from one of its ends. @param {Line} line @param {string} of */
  const words = (line, of) => ((line.lineage ? line.to : line.from) === of ? line.name : line.inverse);

  /** @param {Model} model @param {string} a @param {string} b */
  const between = (model, a, b) => [...model.lines.values()].filter((line) => model.drawn(line) && ((line.from === a && line.to === b) || (line.from === b && line.to === a)));

  /** What was opened around an entity and is not hidden. @param {Model} model @param {string} id */
  const kidsOf = (model, id) => (model.kids.get(id) ?? []).filter((kid) => model.seen(/** @type {Item} */ (model.items.get(kid))));

  /** Neighbours by what they are to an entity, in words. @param {Model} model @param {string} of @param {string[]} ids @returns {Map<string, string[]>} */
  function groups(model, of, ids) {
    const found = new Map();
    for (const id of ids) {
      const text = [...new Set(between(model, of, id).map((line) => words(line, of)))].join(", ");
      found.set(text, [...(found.get(text) ?? []), id]);
    }
    return found;
  }

  /** Columns left and right of the spine; each subtree has its own rows. @param {Model} model @returns {Head[]} */
  function columns(model) {
    /** @type {Head[]} */
    const heads = [];
    const beside = (/** @type {string} */ id, /** @type {number} */ side) => kidsOf(model, id).filter((kid) => model.items.get(kid)?.side === side);
    const heights = new Map();
    /** @param {string} id @param {number} side @returns {number} */
    const height = (id, side) => {
      const kids = beside(id, side);
      const own = kids.reduce((sum, kid) => sum + room(kid, side), groups(model, id, kids).size * HEAD);
      heights.set(`${side} ${id}`, own);
      return own;
    };
    /** @param {string} id @param {number} side @returns {number} */
    const room = (id, side) => {
      const below = height(id, side);
      return Math.max(ROW, below && below + GAP);
    };
    const place = (/** @type {string} */ id, /** @type {number} */ side, /** @type {number} */ column, /** @type {number} */ middle) => {
      let top = middle - heights.get(`${side} ${id}`) / 2;
      for (const [text, ids] of groups(model, id, beside(id, side))) {
        top += HEAD;
        for (const kid of ids) {
          const tall = heights.get(`${side} ${kid}`);
          const rows = Math.max(ROW, tall && tall + GAP);
          put(model, kid, side * column * COLUMN, Math.round(top + rows / 2), BOX.w);
          if (kid === ids[0]) heads.push({ x: side * column * COLUMN - BOX.w / 2 + 2, y: top + rows / 2 - BOX.h / 2 - 6, text });
          place(kid, side, column + 1, top + rows / 2);
          top += rows;
        }
      }
    };
    let top = 0;
    for (const [i, id] of model.spine.entries()) {
      const rows = Math.max(ROW, height(id, -1), height(id, 1));
      const middle = model.spine.length > 1 ? top + rows / 2 : 0;
      put(model, id, 0, Math.round(middle), BOX.w);
      for (const side of [-1, 1]) place(id, side, 1, middle);
      if (i) heads.push(step(model, i, 8));
      top += rows + STEP;
    }
    return heads;
  }

  /** An outline: what is left of the spine above it, what is right below it. @param {Model} model @param {number} width @returns {Head[]} */
  function outline(model, width) {
    /** @type {Head[]} */
    const heads = [];
    let y = 0;
    const row = (/** @type {string} */ id, /** @type {number} */ depth) => {
      const w = Math.max(90, Math.min(420, width - 24 - depth * INDENT));
      put(model, id, depth * INDENT + w / 2, y + ROW / 2, w);
      y += ROW;
    };
    const list = (/** @type {string} */ id, /** @type {number} */ depth, /** @type {string[]} */ kids) => {
      for (const [text, ids] of groups(model, id, kids)) {
        heads.push({ x: depth * INDENT + 2, y: y + HEAD - 3, text });
        y += HEAD;
        for (const kid of ids) {
          row(kid, depth);
          list(kid, depth + 1, kidsOf(model, kid));
        }
      }
    };
    for (const [i, id] of model.spine.entries()) {
      const kids = kidsOf(model, id);
      // Between two entities of a path the words stand above the second, and all else below the first.
      const above = model.spine.length > 1 ? [] : kids.filter((kid) => model.items.get(kid)?.side === -1);
      list(id, 1, above);
      row(id, 0);
      if (i) heads.push(step(model, i, INDENT - BOX.w / 2 + 2));
      list(id, 1, kids.filter((kid) => !above.includes(kid)));
      y += STEP;
    }
    return heads;
  }

  /** @param {Model} model @param {string} id @param {number} x @param {number} y @param {number} w */
  function put(model, id, x, y, w) {
    Object.assign(model.items.get(id) ?? {}, { x, y, w });
  }

  /** The words of a path's step, above the entity that it leads to. @param {Model} model @param {number} i @param {number} dx @returns {Head} */
  function step(model, i, dx) {
    const [from, to] = [model.spine[i - 1], model.spine[i]];
    const item = /** @type {Item} */ (model.items.get(to));
    const before = /** @type {Item} */ (model.items.get(from));
    const texts = between(model, from, to).map((line) => words(line, from));
    const near = before.y > item.y - ROW - STEP - 1;
    return { x: item.x - (dx < 0 ? item.w / 2 - INDENT : -dx), y: near ? (item.y + before.y) / 2 + 4 : item.y - BOX.h / 2 - 8, text: [...new Set(texts)].join(", ") };
  }

  /** Where a line ends, and in which direction. @typedef {{ x: number, y: number, dx: number, dy: number }} Tip */

  /** A step of a path. @param {CanvasRenderingContext2D} ctx @param {Item} a @param {Item} b @param {boolean} narrow @returns {Tip} */
  function down(ctx, a, b, narrow) {
    const x = narrow ? Math.max(a.x - a.w / 2, b.x - b.w / 2) + 10 : a.x;
    const dy = b.y > a.y ? 1 : -1;
    ctx.moveTo(x, a.y + (dy * BOX.h) / 2);
    ctx.lineTo(x, b.y - (dy * BOX.h) / 2);
    return { x, y: b.y - (dy * BOX.h) / 2, dx: 0, dy };
  }

  /** A branch of an outline, from the trunk of the upper entity; `up` where the line runs to that. @param {CanvasRenderingContext2D} ctx @param {Item} a @param {Item} b @param {boolean} up @returns {Tip} */
  function branch(ctx, a, b, up) {
    const [top, kid] = up ? [b, a] : [a, b];
    const [x, left, dy] = [top.x - top.w / 2 + 10, kid.x - kid.w / 2, kid.y > top.y ? 1 : -1];
    const y = top.y + (dy * BOX.h) / 2;
    ctx.moveTo(x, y);
    ctx.arcTo(x, kid.y, left, kid.y, 6);
    ctx.lineTo(left, kid.y);
    return up ? { x, y, dx: 0, dy: -dy } : { x: left, y: kid.y, dx: 1, dy: 0 };
  }

  /** A curve from side to side, or around where both stand below each other. @param {CanvasRenderingContext2D} ctx @param {Item} a @param {Item} b @param {boolean} narrow @returns {Tip} */
  function curve(ctx, a, b, narrow) {
    const around = narrow || a.x === b.x;
    const dx = around ? (a.x < 0 && !narrow ? -1 : 1) : b.x > a.x ? 1 : -1;
    const [x, to] = [a.x + (dx * a.w) / 2, b.x - (around ? -1 : 1) * ((dx * b.w) / 2)];
    const bend = around ? dx * (narrow ? 10 : 34) : (to - x) / 2;
    const far = around ? dx * Math.max(dx * x, dx * to) + bend : 0;
    ctx.moveTo(x, a.y);
    ctx.bezierCurveTo(around ? far : x + bend, a.y, around ? far : to - bend, b.y, to, b.y);
    return { x: to, y: b.y, dx: around ? -dx : dx, dy: 0 };
  }

  /** A text cut to a width. @param {CanvasRenderingContext2D | null} pen @param {string} text @param {number} width */
  function cut(pen, text, width) {
    if (!pen || pen.measureText(text).width <= width) return text;
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (pen.measureText(`${text.slice(0, middle).trimEnd()}…`).width <= width) low = middle;
      else high = middle - 1;
    }
    return `${text.slice(0, low).trimEnd()}…`;
  }

  /**
   * The canvas, which shows a model and tells of clicks.
   * @param {HTMLElement} root @param {Model} model @param {{ pick: (id: string) => void, open: (id: string) => void }} on @param {AbortSignal} signal
   */
  function view(root, model, on, signal) {
    const place = find(root, ".st-canvas");
    const nodes = new page.vis.DataSet();
    const network = new page.vis.Network(place, { nodes }, {
      physics: false,
      // The wheel belongs to the page; it zooms with Ctrl alone, below. Boxes stay where they belong.
      interaction: { hover: true, zoomView: false, dragNodes: false, keyboard: false, selectable: false },
    });
    signal.addEventListener("abort", () => network.destroy());
    place.querySelector(".vis-network")?.removeAttribute("tabindex");
    const pen = document.createElement("canvas").getContext("2d");
    let narrow = place.clientWidth < NARROW;
    /** @type {Head[]} */
    let heads = [];
    /** @type {{ fg: string, bg: string, mute: string, edge: string, accent: string, face: string, tones: Map<string | undefined, string> }} */
    let ink;
    const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

    const isTree = (/** @type {Line} */ line) => model.parent.get(line.from) === line.to || model.parent.get(line.to) === line.from || onSpine(line);
    const onSpine = (/** @type {Line} */ line) => Math.abs(model.spine.indexOf(line.from) - model.spine.indexOf(line.to)) === 1 && model.spine.includes(line.from) && model.spine.includes(line.to);
    const touches = (/** @type {Line} */ line) => line.from === model.selected || line.to === model.selected;
    const strong = (/** @type {Line} */ line) => touches(line) && model.selected !== model.focus;
    const shown = () => [...model.items.values()].filter(model.seen);

    const fontOf = (/** @type {string} */ id) => `${model.spine.includes(id) ? "600 " : ""}13px ${ink.face}`;

    /** Reads the scheme's colours. */
    const mix = () => {
      const swatches = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("li[data-type]")]);
      const [fg, bg, mute, edge, accent] = resolve(root, ["fg", "bg", "mute", "edge", "accent"].map((name) => `var(--st-${name})`));
      const painted = resolve(root, swatches.map((item) => getComputedStyle(find(item, ".st-swatch")).backgroundColor));
      ink = { fg, bg, mute, edge, accent, face: getComputedStyle(root).fontFamily, tones: new Map(swatches.map((item, i) => [item.dataset.type, painted[i]])) };
    };

    const draw = () => {
      mix();
      heads = narrow ? outline(model, place.clientWidth) : columns(model);
      sync(nodes, shown().map((item) => {
        const me = item.id === model.selected;
        const more = model.more(item.id);
        const border = me ? ink.accent : ink.edge;
        const color = { background: ink.bg, border };
        if (pen) pen.font = fontOf(item.id);
        return {
          id: item.id, x: item.x, y: item.y, shape: "box", margin: 2, labelHighlightBold: false,
          widthConstraint: item.w - 4, heightConstraint: BOX.h - 4, label: " ",
          text: cut(pen, item.label, item.w - 26 - (more ? 8 + 7 * `+${more}`.length : 0)), tail: more ? `+${more}` : "",
          borderWidth: me ? 2 : item.id === model.focus ? 1.6 : 0.8, color: { ...color, hover: { ...color, border: ink.accent } },
          font: { color: ink.fg, size: 13, face: ink.face }, shapeProperties: { borderRadius: 5 },
        };
      }));
      // Where the panel stands below, the drawing is as tall as what it holds; an outline may be taller than the window.
      const ys = shown().map((item) => item.y);
      place.style.setProperty("--st-tall", `${Math.max(...ys) - Math.min(...ys) + 2 * ROW}px`);
      place.classList.toggle("st-outline", narrow);
    };

    /** The library's own curves run from middle to middle, under boxes; these end at their sides. @param {CanvasRenderingContext2D} ctx */
    const strokes = (ctx) => {
      for (const line of model.lines.values()) {
        const tree = isTree(line);
        if (!model.drawn(line) || !(tree || touches(line))) continue;
        const [a, b] = [/** @type {Item} */ (model.items.get(line.from)), /** @type {Item} */ (model.items.get(line.to))];
        ctx.beginPath();
        ctx.strokeStyle = ctx.fillStyle = strong(line) ? ink.accent : ink.edge;
        ctx.lineWidth = strong(line) ? 1.6 : 1;
        ctx.setLineDash(line.dashes ?? []);
        const tip = onSpine(line) ? down(ctx, a, b, narrow) : narrow && tree ? branch(ctx, a, b, model.parent.get(a.id) === b.id) : curve(ctx, a, b, narrow);
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.beginPath();
        ctx.moveTo(tip.x, tip.y);
        for (const side of [1, -1]) ctx.lineTo(tip.x - 7 * tip.dx + 3 * side * tip.dy, tip.y - 7 * tip.dy + 3 * side * tip.dx);
        ctx.fill();
      }
    };

    network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => {
      if (!ink) return;
      strokes(ctx);
      ctx.font = `11px ${ink.face}`;
      ctx.fillStyle = ink.mute;
      ctx.textAlign = "start";
      ctx.textBaseline = "alphabetic";
      for (const { x, y, text } of heads) ctx.fillText(text, x, y);
    });
    network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => {
      ctx.textBaseline = "middle";
      for (const { id, text, tail } of nodes.get()) {
        const item = model.items.get(id);
        if (!item) continue;
        const left = item.x - item.w / 2;
        ctx.fillStyle = ink.tones.get(item.type) ?? ink.edge;
        ctx.fillRect(left + 5, item.y - 7, 3, 14);
        ctx.textAlign = "start";
        ctx.fillStyle = ink.fg;
        ctx.font = fontOf(id);
        ctx.fillText(text, left + 14, item.y + 0.5);
        ctx.fillStyle = ink.mute;
        ctx.font = `11px ${ink.face}`;
        ctx.textAlign = "end";
        ctx.fillText(tail, left + item.w - 7, item.y + 0.5);
      }
    });

    /** Shows all, but never so small that names cannot be read: then the part around the selected entity. */
    const fit = () => {
      if (signal.aborted) return;
      network.redraw();
      const all = shown();
      const me = model.items.get(model.selected);
      if (!me) return;
      const size = { x: place.clientWidth, y: place.clientHeight };
      const box = {
        x: [Math.min(...all.map(({ x, w }) => x - w / 2)) - 12, Math.max(...all.map(({ x, w }) => x + w / 2)) + 12],
        y: [Math.min(...all.map(({ y }) => y)) - ROW - 6, Math.max(...all.map(({ y }) => y)) + ROW - 6],
      };
      const scale = narrow ? 1 : Math.min(1, Math.max(READABLE, Math.min(size.x / (box.x[1] - box.x[0]), size.y / (box.y[1] - box.y[0]))));
      const at = (/** @type {"x" | "y"} */ axis) => {
        const [low, high] = box[axis];
        const half = size[axis] / scale / 2;
        return high - low <= half * 2 + 1 ? (narrow && axis === "x" ? low + half : (low + high) / 2) : Math.min(high - half, Math.max(low + half, me[axis]));
      };
      network.moveTo({ scale, position: { x: at("x"), y: at("y") } });
    };

    /** Moves the view as far as a box needs to be in it. @param {string} id */
    const reveal = (id) => {
      const item = model.items.get(id);
      if (!item) return;
      const { x, y } = network.canvasToDOM({ x: item.x, y: item.y });
      const [dx, dy] = [(item.w / 2) * network.getScale() + 8, BOX.h + 8];
      const out = (/** @type {number} */ at, /** @type {number} */ need, /** @type {number} */ size) => (need * 2 > size ? at - size / 2 : Math.min(0, at - need) || Math.max(0, at + need - size));
      const by = { x: out(x, dx, place.clientWidth), y: out(y, dy, place.clientHeight) };
      if (by.x || by.y) pan(by.x, by.y, !calm());
    };

    const pan = (/** @type {number} */ x, /** @type {number} */ y, animated = false) => {
      const { x: cx, y: cy } = network.getViewPosition();
      const scale = network.getScale();
      network.moveTo({ position: { x: cx + x / scale, y: cy + y / scale }, animation: animated && { duration: 200 } });
    };
    const zoom = (/** @type {number} */ by) => network.moveTo({ scale: Math.min(3, Math.max(0.1, network.getScale() * by)) });

    network.on("hoverNode", (/** @type {{ node: string }} */ { node }) => {
      place.style.cursor = "pointer";
      place.title = model.items.get(node)?.label ?? "";
    });
    network.on("blurNode", () => {
      place.style.cursor = "";
      place.removeAttribute("title");
    });
    network.on("click", (/** @type {{ pointer: { DOM: any } }} */ e) => {
      const id = network.getNodeAt(e.pointer.DOM);
      if (id !== undefined) on.pick(id);
    });
    network.on("doubleClick", (/** @type {{ pointer: { DOM: any } }} */ e) => {
      const id = network.getNodeAt(e.pointer.DOM);
      if (id !== undefined) on.open(id);
    });
    place.addEventListener("wheel", (/** @type {WheelEvent} */ e) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      zoom(Math.exp(-e.deltaY / 300));
    }, { passive: false, signal });

    // One finger scrolls the page; two move and zoom the drawing.
    /** @type {{ x: number, y: number, d: number } | undefined} */
    let pinch;
    const fingers = (/** @type {TouchEvent} */ e) => {
      const [a, b] = [e.touches[0], e.touches[1]];
      return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, d: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
    };
    for (const kind of /** @type {const} */ (["touchstart", "touchmove"])) {
      place.addEventListener(kind, (/** @type {TouchEvent} */ e) => {
        if (e.touches.length !== 2) return void (pinch = undefined);
        if (e.cancelable) e.preventDefault();
        const now = fingers(e);
        if (pinch) {
          pan(pinch.x - now.x, pinch.y - now.y);
          zoom(now.d / (pinch.d || now.d));
        }
        pinch = now;
      }, { passive: false, signal });
    }

    let width = place.clientWidth;
    const size = new ResizeObserver(() => {
      if (place.clientWidth === width || !place.clientWidth) return;
      width = place.clientWidth;
      narrow = width < NARROW;
      draw();
      fit();
    });
    size.observe(place);
    const scheme = new MutationObserver(draw);
    scheme.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    signal.addEventListener("abort", () => {
      size.disconnect();
      scheme.disconnect();
    });

    return { draw, fit, pan, place, reveal, zoom, isNarrow: () => narrow };
  }

  Object.assign(page.stemmaExplorer, { view, words });
})();
