// @ts-check
// What all scripts share: they say which elements they care for, and are called once for each, whenever a page arrives.
// Scripts and data that only some pages need are loaded as classic scripts, which works on file:// too.
(() => {
  "use strict";

  /** @typedef {(element: HTMLElement, signal: AbortSignal) => void} Mount */

  const home = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  /** @type {[selector: string, mount: Mount][]} */
  const uses = [];
  /** @type {{ element: Element, mount: Mount, control: AbortController }[]} */
  let mounted = [];
  /** @type {Map<string, Promise<boolean>>} */
  const loads = new Map();
  /** @type {Map<string, any>} */
  const held = new Map();

  let shown = location.pathname;

  /** Whether the address is that of the page which is shown: instant navigation changes the address first. */
  const isHere = () => location.pathname === shown;

  /** The address of a file of ours. @param {string} path */
  const url = (path) => new URL(path, home).href;

  /** Loads a script of ours once: whether it came. A failed one may be asked for again. @param {string} path @returns {Promise<boolean>} */
  function load(path) {
    let coming = loads.get(path);
    if (!coming) {
      coming = new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = url(path);
        script.async = false;
        script.onload = () => resolve(true);
        script.onerror = () => {
          loads.delete(path);
          resolve(false);
        };
        document.head.append(script);
      });
      loads.set(path, coming);
    }
    return coming;
  }

  /** The data in a file of ours, which is a script that puts it; nothing where there is no such file. @param {string} path */
  const data = async (path) => (held.has(path) || (await load(path))) && held.get(path);

  /** Lets go of what has left the page, and mounts what came. */
  function sweep() {
    mounted = mounted.filter(({ element, control }) => element.isConnected || (control.abort(), false));
    for (const [selector, mount] of uses) {
      for (const element of document.querySelectorAll(selector)) {
        if (!(element instanceof HTMLElement) || mounted.some((m) => m.element === element && m.mount === mount)) continue;
        const control = new AbortController();
        mounted.push({ element, mount, control });
        mount(element, control.signal);
      }
    }
  }

  /** Calls `mount` for every element that fits, now and on each page that arrives. @param {string} selector @param {Mount} mount */
  function use(selector, mount) {
    uses.push([selector, mount]);
    if (document.readyState !== "loading") sweep();
  }

  /** @type {any} */ (window).stemma = { use, url, load, data, isHere, put: (/** @type {string} */ path, /** @type {any} */ value) => held.set(path, value) };

  use("[data-st-load]", (element) => (element.dataset.stLoad ?? "").split(" ").forEach((name) => void load(`${name}.js`)));

  // On file:// the theme's observable may be over before it is watched, so the page's own event counts as well.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", sweep);
  const pages = /** @type {any} */ (window).document$;
  if (pages) {
    pages.subscribe(() => {
      shown = location.pathname;
      sweep();
    });
  }
})();
