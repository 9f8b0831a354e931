// @ts-check
// What the explorer is made of apart from the graph: elements, the search box, colours. Loaded before explorer.js.
(() => {
  "use strict";

  const FOUND = 12; // hits that are listed

  /** Brings a data set to hold exactly `wanted`. @param {any} set @param {{ id: string }[]} wanted */
  function sync(set, wanted) {
    const ids = new Set(wanted.map(({ id }) => id));
    set.remove(set.getIds().filter((/** @type {string} */ id) => !ids.has(id)));
    set.update(wanted);
  }

  /**
   * The search box: names and ids, best first.
   * @param {HTMLElement} root @param {AbortSignal} signal
   * @param {(text: string) => Promise<[string, string, string, string][]>} rowsFor the entries among which a text may be found
   * @param {(id: string, file: string) => void} choose
   */
  function search(root, signal, rowsFor, choose) {
    const form = find(root, ".st-find");
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    const found = find(form, ".st-found");
    const close = () => {
      found.hidden = true;
    };
    const update = async () => {
      const text = fold(input.value).trim();
      const rows = text ? await rowsFor(text) : [];
      if (signal.aborted || fold(input.value).trim() !== text) return;
      const rank = (/** @type {string[]} */ [id, name]) => (fold(name) === text || id === text ? 0 : fold(name).startsWith(text) || id.startsWith(text) ? 1 : 2);
      const hits = rows.filter(([id, name]) => id.includes(text) || fold(name).includes(text));
      hits.sort((a, b) => rank(a) - rank(b));
      found.replaceChildren(...hits.slice(0, FOUND).map(([id, name, kind, file]) => {
        const entry = make("li");
        const hit = button(name, () => {
          close();
          input.value = "";
          choose(id, file);
        });
        hit.append(" ", make("small", kind));
        entry.append(hit);
        return entry;
      }));
      if (text && !hits.length) found.append(make("p", "Nothing found"));
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
      if (e.key === "Escape") close();
      else if (at >= 0 && (e.key === "ArrowDown" || e.key === "ArrowUp") && !found.hidden) {
        e.preventDefault();
        places[Math.min(places.length - 1, Math.max(0, at + (e.key === "ArrowDown" ? 1 : -1)))].focus();
      }
    }, { signal });
    document.addEventListener("pointerdown", (e) => {
      if (e.target instanceof Node && !form.contains(e.target)) close();
    }, { signal });
  }

  /** A long name on two lines, broken where it may be. @param {string} name */
  function twoLines(name) {
    if (name.length <= 22) return name;
    const at = Math.max(...[" ", "-", "/"].map((mark) => name.lastIndexOf(mark, 21))) + 1 || 22;
    const rest = name.slice(at).trim();
    return `${name.slice(0, at).trim()}\n${rest.length > 24 ? `${rest.slice(0, 23)}…` : rest}`;
  }

  const fold = (/** @type {string} */ text) => text.toLowerCase();

  /** @param {Element} within @param {string} selector */
  const find = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));

  /** An element that holds `text` as text, never as HTML. @param {string} tag @param {string} [text] @returns {HTMLElement} */
  function make(tag, text) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    return element;
  }

  /** @param {string} text @param {() => void} act */
  function button(text, act) {
    const element = /** @type {HTMLButtonElement} */ (make("button", text));
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  /** What CSS colours come to on the scheme's background, in the form that the drawing library reads. @param {HTMLElement} root @param {string[]} colors */
  function resolve(root, colors) {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const probe = document.createElement("i");
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

  /** @type {any} */ (window).stemmaExplorerParts = { button, find, make, resolve, search, sync, twoLines };
})();
