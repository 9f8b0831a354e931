// @ts-check
// The explorer: the graph from one entity outwards. What is shown, how it changes, the panel, the list and the address; the
// drawing itself is explorer-view.js. Everything it shows is also a list of buttons and links.
(() => {
  "use strict";

  /** @typedef {ExplorerShown} Item */
  /** @typedef {ExplorerLine} Line */
  /** @typedef {ExplorerPart} Part */
  /** @typedef {ExplorerEnd} End */

  const page = /** @type {any} */ (window);
  const { across, around, button, find, make, panel, path, rowsFor, search, view, words } = page.stemmaExplorer;
  const MOST = 300; // entities shown at a time: the canvas pans smoothly up to some 500
  const KINDS = /** @type {const} */ (["type", "relation"]); // what the legend has buttons for

  /** A file of the explorer's data. @param {string} file @returns {Promise<any>} */
  const load = (file) => page.stemma.data(`explorer/${file}.js`);

  /** One of an entity's files. @param {End} end @param {number} number @returns {Promise<Part | undefined>} */
  const read = ({ id, file = `e-${id}` }, number) => load(file + (number ? `.${number}` : ""));

  /** The file of an entity, or nothing where there is no such entity. @param {string} id */
  const fileOf = async (id) => (await rowsFor(load, id)).rows.find((/** @type {string[]} */ row) => row[0] === id)?.[3];

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  async function start(root, signal) {
    const card = find(root, ".st-card");
    find(root, ".st-stage").hidden = false;
    if (!page.vis) await page.stemma.load("vis-network.min.js");
    if (signal.aborted) return;
    if (!page.vis) return card.replaceChildren(make("p", "The drawing library could not be loaded. The list below still works."));
    for (const part of [".st-find", ".st-legend", ".st-keys"]) find(root, part).hidden = false;

    /** @type {Map<string, Item>} */
    const items = new Map();
    /** @type {Map<string, Line>} */
    const lines = new Map();
    /** @type {Map<string, number>} how many files of an entity are open */
    const open = new Map();
    /** @type {Map<string, Part>} the first file of each entity that was looked at */
    const about = new Map();
    /** @type {{ type: Set<string>, relation: Set<string> }} what the legend hides */
    const off = { type: new Set(), relation: new Set() };
    /** @type {string[]} what was opened by hand, in this order */
    let opened = [];
    let steps = 0;
    /** @type {Item | undefined} from where a path is to be found, while its other end is picked */
    let picking;
    let restoring = true;
    let work = new AbortController();

    /** @type {Set<string>} what the legend leaves, apart from what hangs on something that it hides */
    let visible = new Set();
    const seen = (/** @type {Item} */ item) => visible.has(item.id);
    const drawn = (/** @type {Line} */ line) => {
      const [from, to] = [items.get(line.from), items.get(line.to)];
      return !!from && !!to && seen(from) && seen(to) && !off.relation.has(line.type);
    };
    /** @type {Map<string, Set<string>>} */
    let near = new Map();
    const more = (/** @type {string} */ id) => Math.max(0, (items.get(id)?.degree ?? 0) - (near.get(id)?.size ?? 0));
    /** @type {ExplorerModel} */
    const model = { items, lines, spine: [], parent: new Map(), kids: new Map(), focus: "", selected: "", seen, drawn, more };

    // What is shown ------------------------------------------------------------------------------------------------------

    /** Starts a piece of work that takes files, and ends the one before. */
    const begin = () => {
      work.abort();
      work = new AbortController();
      signal.addEventListener("abort", () => work.abort(), { once: true });
      return work.signal;
    };

    const clear = (/** @type {string[]} */ spine) => {
      for (const map of [items, lines, open, model.parent, model.kids]) map.clear();
      model.spine = spine;
      model.focus = model.selected = spine[0];
      opened = [];
      steps = 0;
    };

    /** Adds a file's entities below `of`; gives the ids for which there was no room. @param {Part} part @param {string} of */
    const merge = (part, of) => {
      const left = [];
      for (const item of part.nodes) {
        if (items.has(item.id)) continue;
        if (items.size >= MOST) {
          left.push(item.id);
          continue;
        }
        const side = model.spine.includes(of) ? (item.x < 0 ? -1 : 1) : items.get(of)?.side ?? 1;
        items.set(item.id, { ...item, w: 0, side });
        if (item.id === model.spine[0]) continue;
        model.parent.set(item.id, of);
        model.kids.set(of, [...(model.kids.get(of) ?? []), item.id]);
      }
      for (const line of part.edges) if (items.has(line.from) && items.has(line.to)) lines.set(line.id, line);
      return left;
    };

    /** Shows the next neighbours of an entity. @param {string} id */
    const expand = async (id) => {
      const item = items.get(id);
      if (!item) return;
      const number = open.get(id) ?? 0;
      const part = await read(item, number);
      if (!part || signal.aborted || !items.has(id) || (open.get(id) ?? 0) !== number) return;
      open.set(id, number + 1);
      opened.push(id);
      if (!number) about.set(id, part);
      const left = merge(part, id);
      if (left.length) note(`${MOST} entities are shown, which is as many as can be. ${left.length} are left out: start from another one to go on.`);
      else if (model.spine.length === 1) note("");
      show();
      if (!restoring) drawing.reveal(id);
    };

    /** Starts anew from an entity, as if nothing else had been opened. @param {End} end */
    const from = async (end) => {
      const doing = begin();
      const part = await read(end, 0);
      if (doing.aborted || !part) return false;
      clear([end.id]);
      open.set(end.id, 1);
      about.set(end.id, part);
      note("");
      merge(part, end.id);
      show();
      drawing.fit();
      return true;
    };

    /** Shows all within so many steps of the focus, as far as there is room. @param {number} wanted */
    const deepen = async (wanted) => {
      const focus = items.get(model.focus);
      if (!focus || !(await from(focus)) || !wanted) return;
      const doing = begin();
      const name = `${wanted} ${wanted === 1 ? "step" : "steps"} of ${focus.label}`;
      steps = wanted;
      const left = new Set();
      const progress = (/** @type {number} */ count) => note(`Reading what is within ${name}: ${count} files.`, "Stop", () => {
        work.abort();
        steps = 0;
        note("");
        show();
      });
      const all = await around(focus, wanted, read, (/** @type {Part} */ part, /** @type {string} */ of) => {
        if (!items.has(of)) return true;
        open.set(of, (open.get(of) ?? 0) + 1);
        for (const id of merge(part, of)) left.add(id);
        return !left.size;
      }, progress, doing);
      if (all === undefined) return;
      open.set(focus.id, Math.max(1, (open.get(focus.id) ?? 2) - 1)); // its first file was there already
      note(all ? `All ${items.size} entities within ${name} are shown.` : `${MOST} entities are shown, which is as many as can be. At least ${left.size} more within ${name} are left out.`);
      show();
      drawing.fit();
    };

    /** Shows the shortest path, or says that there is none. @param {End & { label: string }} a @param {End & { label: string }} b */
    const connect = async (a, b) => {
      const doing = begin();
      const name = `from ${a.label} to ${b.label}`;
      const quit = () => {
        work.abort();
        note("");
      };
      note(`Looking for a path ${name}.`, "Stop", quit);
      const passes = (/** @type {Line} */ line, /** @type {Item} */ other) => !off.relation.has(line.type) && !off.type.has(other.type);
      const progress = (/** @type {number} */ count) => note(`Looking for a path ${name}: ${count} neighbourhoods read.`, "Stop", quit);
      const found = await path([a, b], read, passes, progress, doing);
      if (!found) return;
      const without = off.type.size + off.relation.size ? " by what the legend shows" : "";
      if (!found.ids) {
        note(found.whole ? `No path leads ${name}${without}.` : `No path ${name} was found in the ${found.read} neighbourhoods around them, which is as far as the search goes.`, "Close", () => note(""));
        return;
      }
      clear(found.ids);
      for (const id of found.ids) items.set(id, { ...found.items.get(id), w: 0, side: 1 });
      for (const line of found.lines) {
        const [i, j] = [found.ids.indexOf(line.from), found.ids.indexOf(line.to)];
        if (i >= 0 && j >= 0 && !off.relation.has(line.type)) lines.set(line.id, line);
      }
      const count = found.ids.length - 1;
      note(`${count} ${count === 1 ? "step" : "steps"} ${name}.`, "Close the path", () => void from(a));
      show();
      drawing.fit();
      await look(model.selected);
    };

    /** Reads what is known of an entity. @param {string} id */
    const look = async (id) => {
      const item = items.get(id);
      if (!item || about.has(id)) return;
      const part = await read(item, 0);
      if (!part || signal.aborted) return;
      about.set(id, part);
      if (!items.has(id)) return;
      for (const line of part.edges) if (items.has(line.from) && items.has(line.to)) lines.set(line.id, line);
      show();
    };

    /** @param {string} id */
    const select = async (id) => {
      const item = items.get(id);
      if (!item) return;
      if (picking) {
        const a = picking;
        picking = undefined;
        if (a.id === id) return note("");
        return connect(a, item);
      }
      model.selected = id;
      show();
      drawing.reveal(id);
      await look(id);
    };

    const pick = () => {
      picking = items.get(model.selected);
      note(`A path from ${picking?.label}: pick its other end in the drawing, in the list or with the search.`, "Cancel", () => {
        picking = undefined;
        note("");
      });
    };

    /** Says something above the drawing, and what can be done about it. @param {string} text @param {string} [act] @param {() => void} [then] */
    const note = (text, act, then) => {
      const bar = find(root, ".st-told");
      find(bar, "p").textContent = text;
      const had = bar.contains(document.activeElement);
      bar.querySelector("button")?.remove();
      if (act && then) bar.append(button(act, then, "st-tool"));
      if (had) (bar.querySelector("button") ?? drawing.place).focus({ preventScroll: true });
    };

    // Panel, list and address --------------------------------------------------------------------------------------------

    const show = () => {
      near = new Map();
      for (const { from: a, to: b } of lines.values()) {
        for (const [one, other] of [[a, b], [b, a]]) near.set(one, (near.get(one) ?? new Set()).add(other));
      }
      const joined = new Set([...lines.values()].filter(({ type }) => !off.relation.has(type)).flatMap(({ from: a, to: b }) => [`${a}\n${b}`, `${b}\n${a}`]));
      visible = new Set(model.spine);
      for (const [id, { type }] of items) {
        const by = model.parent.get(id);
        if (by !== undefined && visible.has(by) && !off.type.has(type) && joined.has(`${by}\n${id}`)) visible.add(id);
      }
      drawing.draw();
      tell();
      if (restoring || !page.stemma.isHere()) return; // what is read may come after the reader has left
      const state = new URLSearchParams({ focus: model.focus });
      if (model.spine.length > 1) state.set("path", model.spine[model.spine.length - 1]);
      if (steps) state.set("steps", `${steps}`);
      for (const id of opened) state.append("open", id);
      for (const kind of KINDS) for (const name of [...off[kind]].sort()) state.append(`no-${kind}`, name);
      if (model.selected !== model.focus) state.set("selected", model.selected);
      if (location.hash !== `#${state}`) history.replaceState(history.state, "", `#${state}`);
    };

    // Keys, buttons, legend ----------------------------------------------------------------------------------------------

    const drawing = view(root, model, { pick: (/** @type {string} */ id) => void select(id), open: (/** @type {string} */ id) => void expand(id) }, signal);

    const tell = panel(root, model, {
      about, off, isPicking: () => !!picking, steps: () => steps, pick, expand, select, from, show: () => show(),
    });

    /** Moves the selection along a line, or along a column. @param {number} dx @param {number} dy */
    const walk = (dx, dy) => {
      const item = items.get(model.selected);
      if (!item) return;
      const shown = [...items.values()].filter((other) => seen(other) && other !== item);
      /** @type {Item[]} */
      let next;
      if (drawing.isNarrow()) {
        if (dx) next = shown.filter(({ id }) => (dx < 0 ? model.parent.get(item.id) === id : model.parent.get(id) === item.id));
        else next = shown.filter(({ y }) => (y - item.y) * dy > 0);
      } else if (dx) {
        const joined = new Set([...lines.values()].filter(drawn).filter(({ from: a, to: b }) => a === item.id || b === item.id).map((line) => across(line, item.id)));
        next = shown.filter(({ id, x }) => joined.has(id) && (x - item.x) * dx > 0);
      } else next = shown.filter(({ x, y }) => x === item.x && (y - item.y) * dy > 0);
      const away = (/** @type {Item} */ { x, y }) => Math.abs(y - item.y) + (drawing.isNarrow() ? 0 : Math.abs(x - item.x) * 2);
      next.sort((a, b) => away(a) - away(b));
      if (next[0]) go(next[0].id);
    };

    /** Selects by key, and says what was selected. @param {string} id */
    const go = (id) => {
      const item = items.get(id);
      const by = [...lines.values()].filter(({ from: a, to: b }) => (a === id && b === model.selected) || (b === id && a === model.selected)).map((line) => words(line, model.selected));
      const how = by.length ? [...new Set(by)].join(", ") + ": " : "";
      const rest = more(id) ? ", " + more(id) + " more" : "";
      find(root, ".st-say").textContent = how + `${item?.label}, ${item?.kind}` + rest;
      const was = picking;
      picking = undefined; // walking is not picking
      void select(id);
      picking = was;
    };

    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => walk(-1, 0), ArrowRight: () => walk(1, 0), ArrowUp: () => walk(0, -1), ArrowDown: () => walk(0, 1),
      Home: () => go(model.focus), "+": () => drawing.zoom(1.25), "=": () => drawing.zoom(1.25), "-": () => drawing.zoom(0.8), 0: () => drawing.fit(),
      Enter: () => void (picking ? select(model.selected) : expand(model.selected)),
      f: () => void from(items.get(model.selected) ?? { id: model.focus }), p: pick,
      o: () => card.querySelector("a")?.click(), Escape: () => find(root, ".st-told").querySelector("button")?.click(),
    };
    const pans = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] });
    drawing.place.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
      if (e.ctrlKey || e.metaKey || e.altKey || !(key in keys)) return;
      e.preventDefault();
      e.stopPropagation(); // some of these letters are the theme's as well
      if (e.shiftKey && key in pans) drawing.pan(...pans[key]);
      else keys[key]();
    }, { signal });

    root.addEventListener("keydown", (e) => e.key === "Escape" && picking && keys.Escape(), { signal });

    const form = find(root, ".st-find");
    const tools = make("div", "", "st-acts");
    const depth = make("span", "Steps");
    depth.setAttribute("role", "group");
    depth.setAttribute("aria-label", "Steps around the start");
    for (const count of [1, 2, 3]) {
      const tool = button(`${count}`, () => void deepen(steps === count ? 0 : count), "st-tool");
      tool.dataset.steps = `${count}`;
      tool.setAttribute("aria-label", count === 1 ? "1 step" : `${count} steps`);
      depth.append(tool);
    }
    tools.append(depth);
    for (const [name, text, act] of /** @type {const} */ ([
      ["Zoom out", "−", () => drawing.zoom(0.8)], ["Zoom in", "+", () => drawing.zoom(1.25)], ["Fit", "Fit", () => drawing.fit()],
    ])) {
      const tool = button(text, act, "st-tool");
      tool.setAttribute("aria-label", name);
      tools.append(tool);
    }
    if (matchMedia("(pointer: coarse)").matches) {
      const tool = button("Move", () => tool.setAttribute("aria-pressed", `${drawing.place.classList.toggle("st-moving")}`), "st-tool");
      tool.setAttribute("aria-pressed", "false");
      tools.append(tool);
    }
    form.insertBefore(tools, form.querySelector(".st-found"));
    signal.addEventListener("abort", () => tools.remove());
    search(root, signal, (/** @type {string} */ text) => rowsFor(load, text), (/** @type {string} */ id, /** @type {string} */ label, /** @type {string} */ file) => {
      if (document.activeElement !== find(root, "input")) drawing.place.focus({ preventScroll: true }); // a hit goes with its list
      if (picking && picking.id !== id) {
        const a = picking;
        picking = undefined;
        void connect(a, { id, file, label });
      } else void (items.has(id) ? select(id) : from({ id, file }));
    });

    // The address --------------------------------------------------------------------------------------------------------

    const arrive = async () => {
      const wish = new URLSearchParams(location.hash.slice(1));
      const first = root.dataset.focus ?? "";
      const id = wish.get("focus") ?? "";
      restoring = true;
      off.type = new Set(wish.getAll("no-type"));
      off.relation = new Set(wish.getAll("no-relation"));
      const file = id && id !== first ? await fileOf(id) : undefined;
      const found = !!file && (await from({ id, file }));
      if (!found && !(await from({ id: first, file: "start" }))) card.replaceChildren(make("p", "The explorer's data could not be loaded."));
      const focus = items.get(model.focus);
      const unknown = !!id && !found && id !== first;
      if (unknown) note(`No entity has the id “${id}”. This is ${focus?.label}.`);
      else if (focus) {
        const end = wish.get("path");
        const to = end ? await fileOf(end) : undefined;
        if (end && !to) note(`No entity has the id “${end}”.`);
        if (end && to) {
          const part = await read({ id: end, file: to }, 0);
          await connect(focus, { id: end, file: to, label: part?.nodes[0].label ?? end });
        }
        if (Number(wish.get("steps")) > 0) await deepen(Math.min(3, Number(wish.get("steps"))));
        for (const other of wish.getAll("open")) await expand(other);
        if (items.has(wish.get("selected") ?? "")) await select(wish.get("selected") ?? "");
      }
      restoring = unknown; // the address keeps an unknown name until something is done: the theme may build the page anew
      show();
      restoring = false;
      if (opened.length) drawing.fit();
    };
    window.addEventListener("hashchange", () => void arrive(), { signal });
    await arrive();
  }

  page.stemma.use(".st-explorer", start);
})();
