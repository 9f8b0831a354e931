// @ts-check
// The theme's search box with Pagefind behind it: an index of which a query loads the few parts that it needs. Looks and keys
// are those of the theme's own search.
(() => {
  "use strict";

  /** @typedef {{ url: string, title: string, excerpt: string }} Section */
  /** @typedef {{ url: string, excerpt: string, meta: Record<string, string>, sub_results: Section[] }} Found */
  /** @typedef {{ results: { data: () => Promise<Found> }[] }} Answer */
  /** @typedef {{ options: (o: object) => Promise<void>, preload: (q: string) => Promise<void>, search: (q: string) => Promise<Answer> }} Engine */

  const { url, use } = /** @type {any} */ (window).stemma;
  const FOLDER = "pagefind/"; // below our assets
  const STEP = 10; // results that are loaded at once
  const PAUSE = 120; // milliseconds without a key until a search begins
  const SECTIONS = 3;
  const RANKING = { metaWeights: { title: 0.2 }, pageLength: 0.1, termFrequency: 0.2, termSaturation: 2 };

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  function start(root, signal) {
    const said = root.dataset;
    const find = (/** @type {string} */ selector) => /** @type {any} */ (root.querySelector(selector));
    /** @type {HTMLInputElement} */ const input = find("input");
    /** @type {HTMLFormElement} */ const form = find("form");
    /** @type {HTMLElement} */ const meta = find(".md-search-result__meta");
    /** @type {HTMLElement} */ const list = find("ol");
    /** @type {HTMLElement} */ const scroll = find(".md-search__scrollwrap");
    const toggle = /** @type {HTMLInputElement} */ (document.getElementById("__search"));
    /** @type {Promise<Engine> | undefined} */
    let coming;
    let asked = ""; // the query whose answer is awaited or shown
    let timer = 0;
    /** @type {(() => Promise<void>) | undefined} */
    let further;

    /** @param {boolean} open */
    function show(open) {
      if (toggle.checked !== open) toggle.click(); // the theme watches for clicks
      if (open) input.focus();
      else input.blur();
    }

    /** Loads the engine once; it may be asked for again where that failed. */
    function engine() {
      coming ??= (async () => {
        const made = /** @type {Engine} */ (await import(url(`${FOLDER}pagefind.js`)));
        // A worker would be the same code once more. Names have their weights on the pages, so that titles need none.
        await made.options({ baseUrl: url("../../"), noWorker: true, ranking: RANKING });
        return made;
      })();
      coming.catch(() => (coming = undefined));
      return coming;
    }

    /** @param {string} text */
    const tell = (text) => {
      if (meta.textContent !== text) meta.textContent = text;
    };

    /** @param {number} number @param {string | undefined} one @param {string | undefined} many */
    const counted = (number, one, many) => (number === 1 ? one : many)?.replace("#", number.toLocaleString()) ?? `${number}`;

    async function search() {
      const query = input.value.trim();
      if (query === asked) return;
      asked = query;
      further = undefined;
      if (!query) {
        list.replaceChildren();
        return tell(said.stStart ?? "");
      }
      if (location.protocol === "file:") return tell("The search needs a server: it does not work for pages that were opened from a disk.");
      try {
        const { results } = await (await engine()).search(query);
        if (asked !== query) return;
        tell(results.length ? counted(results.length, said.stOne, said.stMany) : said.stNone ?? "");
        await fill(query, results);
      } catch (error) {
        if (asked !== query) return;
        asked = "";
        tell("The search could not be loaded.");
        throw error;
      }
    }

    /** Shows the first results, and more of them as the reader comes near the end. @param {string} query @param {Answer["results"]} results */
    async function fill(query, results) {
      let shown = 0;
      const next = async () => {
        further = undefined;
        const found = await Promise.all(results.slice(shown, shown + STEP).map((result) => result.data()));
        if (asked !== query) return;
        if (!shown) {
          list.replaceChildren();
          scroll.scrollTop = 0;
        }
        shown += found.length;
        list.append(...found.map(item));
        if (shown < results.length) further = next;
      };
      await next();
    }

    /** @param {Found} found */
    function item(found) {
      const made = element("li", "md-search-result__item");
      made.append(link(found.url, found.meta.title ?? found.url, found.excerpt, true));
      const sections = found.sub_results.filter((section) => section.url.includes("#") && section.title !== found.meta.title).slice(0, SECTIONS);
      if (sections.length) {
        const more = element("details", "md-search-result__more");
        const summary = element("summary", "");
        summary.tabIndex = -1;
        const words = element("div", "");
        words.textContent = counted(sections.length, said.stMoreOne, said.stMoreMany);
        summary.append(words);
        more.append(summary, ...sections.map((section) => link(section.url, section.title, section.excerpt, false)));
        made.append(more);
      }
      return made;
    }

    signal.addEventListener("abort", () => clearTimeout(timer));
    input.addEventListener("focus", () => {
      show(true);
      if (!asked) tell(said.stStart ?? "");
      if (location.protocol !== "file:") engine().catch(() => {}); // told when something is searched for
    });
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(search, PAUSE);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      setTimeout(search);
      input.focus();
    });
    scroll.addEventListener("scroll", () => {
      if (further && scroll.scrollTop + scroll.offsetHeight > scroll.scrollHeight - 200) void further();
    });
    list.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("a")) show(false);
    });
    toggle.addEventListener("change", () => toggle.checked && input.focus(), { signal });
    addEventListener("keydown", (event) => key(event), { signal });

    /** The keys of the theme's search: f, s and / open it, arrows walk, Enter takes the first, Escape and Tab leave. @param {KeyboardEvent} event */
    function key(event) {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      const active = document.activeElement;
      if (!toggle.checked) {
        const typing = active instanceof HTMLElement && (active.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName));
        if (typing || !["f", "s", "/"].includes(event.key)) return;
        show(true);
        event.preventDefault();
      } else if (event.key === "Escape" || event.key === "Tab") {
        show(false);
      } else if (event.key === "Enter" && active === input) {
        list.querySelector("a")?.click();
        event.preventDefault();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const stops = [input, ...list.querySelectorAll(":not(details) > a, summary, details[open] a")];
        const at = Math.max(0, stops.indexOf(/** @type {any} */ (active))) + (event.key === "ArrowDown" ? 1 : -1);
        /** @type {HTMLElement} */ (stops[(at + stops.length) % stops.length]).focus();
        event.preventDefault();
      } else if (active !== input && event.key.length === 1 && event.key !== " ") input.focus();
    }
  }

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {string} look @returns {HTMLElementTagNameMap[T]}
   */
  function element(tag, look) {
    const made = document.createElement(tag);
    if (look) made.className = look;
    return made;
  }

  /** @param {string} href @param {string} title @param {string} excerpt @param {boolean} whole whether it leads to a page, not to a part of one */
  function link(href, title, excerpt, whole) {
    const made = element("a", "md-search-result__link");
    made.href = href;
    made.tabIndex = -1;
    const article = element("article", "md-search-result__article md-typeset");
    if (whole) article.append(element("div", "md-search-result__icon md-icon"));
    const heading = element(whole ? "h1" : "h2", "");
    heading.textContent = title;
    const text = element("p", "");
    text.append(...marked(excerpt));
    article.append(heading, text);
    made.append(article);
    return made;
  }

  /** An excerpt's text, with what was found marked, and nothing else of its markup. @param {string} excerpt */
  function marked(excerpt) {
    const { body } = new DOMParser().parseFromString(excerpt, "text/html");
    return [...body.childNodes].map((node) => {
      if (!(node instanceof HTMLElement) || node.tagName !== "MARK") return node.textContent ?? "";
      const mark = element("mark", "");
      mark.textContent = node.textContent;
      return mark;
    });
  }

  use("[data-st-search]", start);
})();
