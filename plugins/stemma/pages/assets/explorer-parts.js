// @ts-check
// What the explorer is made of apart from the graph: elements, the search box, colours. Loaded before its other scripts,
// whose data are described here too.

/** An entity; `file` is the name of its file where that is not made of its id. @typedef {{ id: string, label: string, x: number, y: number, type: string, kind: string, href: string, degree: number, file?: string }} ExplorerItem */
/** An entity that is shown: how wide, and left (-1) or right (1). @typedef {ExplorerItem & { w: number, side: number }} ExplorerShown */
/** A relation. @typedef {{ id: string, from: string, to: string, dashes?: number[], type: string, name: string, inverse: string, lineage?: boolean }} ExplorerLine */
/** A file of an entity. @typedef {{ nodes: ExplorerItem[], edges: ExplorerLine[], card: any, pages?: number }} ExplorerPart */
/** Where something starts from. @typedef {{ id: string, file?: string }} ExplorerEnd */
/**
 * What is shown: a spine, which is the focus alone or a path, and what was opened around the entities, as trees.
 * @typedef {{ items: Map<string, ExplorerShown>, lines: Map<string, ExplorerLine>, spine: string[], parent: Map<string, string>, kids: Map<string, string[]>,
 *   focus: string, selected: string, seen: (item: ExplorerShown) => boolean, drawn: (line: ExplorerLine) => boolean, more: (id: string) => number }} ExplorerModel
 */

(() => {
  "use strict";

  /** An entry of the index: id, name, kind, file, and then aliases. @typedef {string[]} Row */
  /** @typedef {{ rows: Row[], many: number }} Hits entries among which a text may be found, and how many there are if not all */

  const FOUND = 12; // hits that are listed

  /** Brings a data set to hold exactly `wanted`. @param {any} set @param {{ id: string }[]} wanted */
  function sync(set, wanted) {
    const ids = new Set(wanted.map(({ id }) => id));
    set.remove(set.getIds().filter((/** @type {string} */ id) => !ids.has(id)));
    set.update(wanted);
  }

  /**
   * The index's entries among which a text may be found. A large index is cut by the beginnings of words, of which all words
   * together are one; what leads to the fewest entries wins.
   * @param {(file: string) => Promise<any>} load @param {string} text @returns {Promise<Hits>}
   */
  async function rowsFor(load, text) {
    let best = await load("index");
    if (!best) return { rows: [], many: 0 };
    const size = (/** @type {any} */ part) => part.many ?? part.rows.length;
    const first = best;
    const words = fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const word of first.next ? new Set([...words, words.join("")]) : []) {
      let part = first;
      let beginning = "";
      for (const letter of word) {
        if (!part?.next) break;
        beginning += letter;
        const hex = [...new TextEncoder().encode(beginning)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        part = [...part.next].includes(letter) ? await load(`index-${hex}`) : undefined;
      }
      if (part ? size(part) < size(best) : words.length === 1) best = part ?? { rows: [] };
    }
    return { rows: best.rows, many: best.many ?? 0 };
  }

  /** How well an entry fits the words: lower is better, and nothing where it does not. @param {Row} row @param {string} text */
  function rank([id, name, , , ...aliases], text) {
    const [label, others] = [fold(name), aliases.map(fold)];
    const all = [id, label, ...others].join("\n");
    if (!text.split(/\s+/).every((word) => all.includes(word))) return undefined;
    if (label === text || id === text || others.includes(text)) return 0;
    return label.startsWith(text) || id.startsWith(text) ? 1 : others.some((other) => other.startsWith(text)) ? 2 : 3;
  }

  /**
   * The search box: names, aliases and ids, best first.
   * @param {HTMLElement} root @param {AbortSignal} signal
   * @param {(text: string) => Promise<Hits>} find_
   * @param {(id: string, name: string, file: string) => void} choose
   */
  function search(root, signal, find_, choose) {
    const form = find(root, ".st-find");
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    const found = find(form, ".st-found");
    const close = () => {
      found.hidden = true;
    };
    const update = async () => {
      const text = fold(input.value).trim();
      const { rows, many } = text ? await find_(text) : { rows: [], many: 0 };
      if (signal.aborted || fold(input.value).trim() !== text) return;
      const hits = rows.map((row) => ({ row, at: rank(row, text) })).filter(({ at }) => at !== undefined);
      hits.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
      found.replaceChildren(...hits.slice(0, FOUND).map(({ row }) => {
        const [id, name, kind, file, ...aliases] = row;
        const entry = make("li");
        const hit = button(name, () => {
          close();
          input.value = "";
          choose(id, name, file);
        });
        const alias = fold(name).includes(text) || id.includes(text) ? undefined : aliases.find((other) => fold(other).includes(text));
        hit.append(" ", make("small", alias ? `${kind}, also ${alias}` : kind));
        entry.append(hit);
        return entry;
      }));
      const rest = many || hits.length > FOUND;
      if (text && (rest || !hits.length)) found.append(make("li", hits.length ? "There are more: type on" : "Nothing found"));
      found.hidden = !text;
    };
    input.addEventListener("input", () => void update(), { signal });
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      void update().then(() => found.querySelector("button")?.click());
    }, { signal });
    form.addEventListener("keydown", (e) => {
      const places = [input, ...found.querySelectorAll("button")];
      const at = places.indexOf(/** @type {any} */ (document.activeElement));
      if (e.key === "Escape") {
        if (!found.hidden) e.stopPropagation();
        if (at > 0) input.focus(); // where a hit has the focus, it would be lost with the list
        close();
      } else if (at >= 0 && (e.key === "ArrowDown" || e.key === "ArrowUp") && !found.hidden) {
        e.preventDefault();
        places[Math.min(places.length - 1, Math.max(0, at + (e.key === "ArrowDown" ? 1 : -1)))].focus();
      }
    }, { signal });
    document.addEventListener("pointerdown", (e) => {
      if (e.target instanceof Node && !form.contains(e.target)) close();
    }, { signal });
  }

  const fold = (/** @type {string} */ text) => text.toLowerCase();

  /** @param {Element} within @param {string} selector */
  const find = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));

  /** An element that holds `text` as text, never as HTML. @param {string} tag @param {string} [text] @param {string} [style] @returns {HTMLElement} */
  function make(tag, text, style) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (style) element.className = style;
    return element;
  }

  /** @param {string} text @param {() => void} act @param {string} [style] */
  function button(text, act, style) {
    const element = /** @type {HTMLButtonElement} */ (make("button", text, style));
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  /** A link with a text. @param {string} text @param {string} href */
  function link(text, href) {
    const element = /** @type {HTMLAnchorElement} */ (make("a", text));
    element.href = href;
    return element;
  }

  /** What CSS colours come to on the scheme's background, in the form that the drawing library reads. @param {HTMLElement} root @param {string[]} colors */
  function resolve(root, colors) {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const probe = document.createElement("i");
    probe.style.forcedColorAdjust = "none"; // forced colours come by the variables; the probe itself must keep what it is given
    root.append(probe);
    const out = colors.map((color) => {
      if (!pen) return "#808080";
      for (const layer of ["var(--st-bg)", color]) {
        probe.style.color = layer;
        pen.fillStyle = getComputedStyle(probe).color;
        pen.fillRect(0, 0, 1, 1);
      }
      const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
      return `rgb(${red},${green},${blue})`;
    });
    probe.remove();
    return out;
  }

  /** @type {any} */ (window).stemmaExplorer = { button, find, link, make, resolve, rowsFor, search, sync };
})();
