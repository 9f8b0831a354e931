// @ts-check
// Long tables and lists: sorting, a search through all columns, a choice among the values of some, a count, and all of it
// kept in the page's address. What is in the page is shown, hidden and moved; nothing is made but the tools. Of many rows the
// page holds the first, and the others where only a browser without scripts lays them out.
(() => {
  "use strict";

  /** @typedef {HTMLElement & { words?: string, out?: boolean }} Item */
  /** @typedef {{ key: string, label: string, of: (item: Item) => string[] }} Choice */

  const { data, url, use } = /** @type {any} */ (window).stemma;
  const FIRST = 100; // rows of a very long table that are shown, until somebody asks for
  const MORE = 400;
  const MOST_CHOICES = 5;
  const MOST_VALUES = 40;

  /** @param {string} text */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  /** @param {Element} element */
  const said = (element) => (element.textContent ?? "").trim();

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {Record<string, string>} [attributes] @param {string} [text] @returns {HTMLElementTagNameMap[T]}
   */
  function make(tag, attributes = {}, text = "") {
    const made = document.createElement(tag);
    for (const name of Object.keys(attributes)) made.setAttribute(name, attributes[name]);
    if (text) made.textContent = text;
    return made;
  }

  /** The values that an element shows, each for itself. @param {Element | undefined} holder @param {string} [key] */
  function valuesOf(holder, key) {
    if (!holder) return [];
    const marked = [...holder.querySelectorAll(key === undefined ? "[data-st-c]" : `[data-st-c="${key}"]`)];
    const texts = marked.length || key !== undefined ? marked.map(said) : [said(holder)];
    return [...new Set(texts)].filter(Boolean);
  }

  /**
   * What a page keeps for browsers without scripts: it is text, or elements where the page came by instant navigation.
   * @param {Element} kept
   */
  function taken(kept) {
    const made = make("template");
    if (kept.childElementCount) made.content.append(...kept.childNodes);
    else made.innerHTML = kept.textContent ?? "";
    kept.remove();
    return made.content;
  }

  /** Brings the rows that a page keeps to those that it holds. How many it held. @param {HTMLElement} root */
  function complete(root) {
    const kept = [...root.querySelectorAll("noscript")];
    const rests = kept.map((one) => ({ before: one.previousElementSibling, rest: taken(one) }));
    const held = root.querySelectorAll("tbody > tr:not(.st-group), section > ul > li").length;
    for (const { before, rest } of rests) {
      for (const part of rest.querySelectorAll("tbody, :scope > ul")) {
        const on = part instanceof HTMLElement && "stOn" in part.dataset;
        const last = before instanceof HTMLTableElement ? before.tBodies[before.tBodies.length - 1] : before;
        if (on) last?.append(...[...part.children].filter((item) => !item.classList.contains("st-group")));
        else before?.append(part);
      }
    }
    return kept.length ? held : Infinity;
  }

  /** The text box, the count and the heads as buttons: what a table has before anything else is known. @param {HTMLElement} root */
  function toolbar(root) {
    const noun = root.dataset.stNoun ?? "";
    const tools = make("div", { class: "st-tools", role: "search", "aria-label": root.getAttribute("aria-label") ?? noun });
    const find = make("input", { type: "search", placeholder: "Filter", autocomplete: "off", spellcheck: "false", "aria-label": `Filter ${noun}` });
    const status = make("span", { role: "status" });
    tools.append(find, status);
    // The theme takes some letters for its own shortcuts wherever they are typed but in its search.
    find.addEventListener("keydown", (event) => event.stopPropagation());
    const table = root.querySelector("table");
    if (table) root.before(tools);
    else root.prepend(tools);
    const buttons = [...(table?.tHead?.rows[0].cells ?? [])].map((head) => {
      const button = make("button", { type: "button", class: "st-sort" });
      button.append(...head.childNodes);
      head.append(button);
      return button;
    });
    return { tools, find, status, buttons };
  }

  /** All rows of a table that goes on on other pages, in bodies of their own; nothing where they did not come. @param {HTMLElement} root */
  async function everything(root) {
    const files = (root.dataset.stFiles ?? "").split(" ");
    const found = /** @type {([address: string, html: string][] | undefined)[]} */ (await Promise.all(files.map(data)));
    /** @type {HTMLTableSectionElement[]} */
    const bodies = [];
    for (const file of found) {
      if (!file) return undefined;
      for (const [address, html] of file) {
        const made = make("template");
        made.innerHTML = html;
        const home = url(`../../${address}`);
        for (const link of made.content.querySelectorAll("a")) link.setAttribute("href", new URL(link.getAttribute("href") ?? "", home).href);
        for (const body of made.content.querySelectorAll("tbody")) {
          if ("stOn" in body.dataset) bodies[bodies.length - 1].append(...[...body.rows].filter((row) => !row.classList.contains("st-group")));
          else bodies.push(body);
        }
      }
    }
    return bodies;
  }

  /** A table that goes on on other pages: when its tools are first used, all rows are loaded. @param {HTMLElement} root @param {AbortSignal} signal */
  function lead(root, signal) {
    const bar = toolbar(root);
    const table = root.querySelector("table");
    const used = () => [...new URL(location.href).searchParams.keys()].some((key) => key.startsWith(`${root.dataset.stTable}.`));
    let state = "";
    const say = (text = `${root.dataset.stTold} ${root.dataset.stNoun ?? ""}`) => {
      bar.status.textContent = text;
    };

    /** @param {HTMLElement} [button] the head that was used */
    async function hand(button) {
      if (state) return;
      state = "coming";
      say("Loading all rows");
      const bodies = await everything(root);
      if (signal.aborted) return;
      state = bodies ? "here" : "";
      if (!bodies) return say("The rows could not be loaded.");
      const typed = bar.find.value;
      for (const body of [...(table?.tBodies ?? [])]) body.remove();
      if (root.nextElementSibling?.classList.contains("st-pager")) root.nextElementSibling.remove();
      start(root, signal, bar, bodies);
      if (typed) {
        bar.find.value = typed;
        bar.find.dispatchEvent(new Event("input"));
      }
      button?.click();
    }

    say();
    bar.find.addEventListener("focus", () => void hand());
    for (const button of bar.buttons) button.addEventListener("click", () => void hand(button));
    addEventListener("popstate", () => root.isConnected && used() && void hand(), { signal });
    if (used()) void hand();
  }

  /**
   * @param {HTMLElement} root @param {AbortSignal} signal @param {ReturnType<typeof toolbar>} bar
   * @param {HTMLTableSectionElement[]} [bodies] all rows, where the page has a part of them: then no more of them are in it than are shown
   */
  function start(root, signal, bar, bodies) {
    const name = root.dataset.stTable ?? "";
    let most = bodies ? FIRST : complete(root); // how many are shown until somebody asks for more
    const { tools, find, status, buttons } = bar;
    const table = root.querySelector("table");
    const heads = table?.tHead ? [...table.tHead.rows[0].cells] : [];
    const parts = bodies ?? (table ? [...table.tBodies] : [...root.querySelectorAll(":scope > section")]);
    const groups = parts.map((part) => ({
      part: /** @type {HTMLElement} */ (part),
      line: /** @type {HTMLElement?} */ (part.querySelector(".st-group, h2")),
      items: /** @type {Item[]} */ ([...part.querySelectorAll(table ? "tr:not(.st-group)" : ":scope > ul > li")]),
      ordered: /** @type {Item[]} */ ([]),
    }));
    const all = groups.flatMap((group) => (group.ordered = group.items));
    const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });

    /** @type {Choice[]} */
    const offered = table
      ? heads.flatMap((head, i) => ("stChoice" in head.dataset
        ? [{ key: head.dataset.stKey ?? "", label: head.dataset.stChoice || said(head), of: (/** @type {Item} */ item) => valuesOf(item.children[i]) }] : []))
      : (root.dataset.stChoices ?? "").split("|").map((one) => {
        const [key, label] = one.split("=");
        return { key, label, of: (/** @type {Item} */ item) => valuesOf(item, key) };
      });

    let sorted = { column: -1, down: false };

    // The tools ---------------------------------------------------------------------------------------------------------

    const choices = offered
      .map((choice) => ({ ...choice, values: [...new Set(all.flatMap(choice.of))], select: make("select") }))
      .filter(({ values }) => values.length > 1 && values.length <= Math.min(MOST_VALUES, all.length * 0.7))
      .slice(0, MOST_CHOICES);
    for (const { label, values, select } of choices) {
      select.setAttribute("aria-label", label);
      select.append(make("option", { value: "" }, `${label}: all`));
      for (const value of values.sort(collator.compare)) select.append(make("option", { value }, value));
      status.before(select);
    }
    const clear = make("button", { type: "button" }, "Clear");
    status.before(clear);
    const more = make("button", { type: "button", class: "st-all" });
    root.after(more);
    /** @type {Item | undefined} */
    let next;
    more.addEventListener("click", () => {
      const first = next;
      most = bodies ? most + MORE : Infinity;
      place();
      first?.querySelector("a")?.focus();
    });
    buttons.forEach((button, column) =>
      button.addEventListener("click", () => {
        const [same, down] = [sorted.column === column, sorted.down];
        sort(same && down ? -1 : column, same && !down);
        keep();
      }));

    // Sorting -----------------------------------------------------------------------------------------------------------

    /** The order of a column's cells; empty ones come last, whichever way round. @param {number} column @param {boolean} down */
    function order(column, down) {
      const kind = heads[column].dataset.stSort;
      const way = down ? -1 : 1;
      const keys = new Map(all.map((row) => {
        const cell = /** @type {HTMLElement | undefined} */ (row.children[column]);
        const text = cell ? cell.dataset.stV ?? said(cell) : "";
        const number = kind === "number" ? parseFloat(text) : 0;
        return [row, text === "" || Number.isNaN(number) ? null : kind === "number" ? number : text];
      }));
      return (/** @type {Item} */ a, /** @type {Item} */ b) => {
        const [one, other] = [keys.get(a) ?? null, keys.get(b) ?? null];
        if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0);
        if (typeof one === "string" && kind !== "date") return way * collator.compare(one, `${other}`);
        return one === other ? 0 : (one < other ? -1 : 1) * way;
      };
    }

    /** @param {number} column -1 is the order in which the page came @param {boolean} down */
    function sort(column, down) {
      if (sorted.column === column && sorted.down === down) return;
      sorted = { column, down };
      const by = column < 0 ? undefined : order(column, down);
      for (const group of groups) {
        group.ordered = by ? [...group.items].sort(by) : group.items;
        if (!bodies) group.part.append(...group.ordered);
      }
      heads.forEach((head, i) => {
        if (i === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      place();
      tell();
    }

    // Filtering ---------------------------------------------------------------------------------------------------------

    let shown = all.length;

    function filter() {
      const wanted = plain(find.value).split(/\s+/).filter(Boolean);
      const chosen = choices.filter(({ select }) => select.value);
      shown = 0;
      for (const { part, line, items } of groups) {
        let left = 0;
        for (const item of items) {
          if (wanted.length) item.words ??= plain(item.textContent ?? "");
          const fits = wanted.every((word) => item.words?.includes(word)) && chosen.every(({ of, select }) => of(item).includes(select.value));
          item.out = !fits;
          if (fits) left += 1;
        }
        shown += left;
        if (line) part.hidden = !left;
        const number = line?.querySelector("small");
        if (number) number.textContent = `${left}`;
      }
      find.classList.toggle("st-set", wanted.length > 0);
      for (const { select } of choices) select.classList.toggle("st-set", select.value !== "");
      clear.hidden = !wanted.length && !chosen.length;
      place();
      tell();
    }

    /** Hides what does not fit, and of very many all but the first: as they are sorted, and on the screen alone. */
    function place() {
      let seen = 0;
      next = undefined;
      for (const { part, line, ordered } of groups) {
        line?.classList.toggle("st-beyond", table !== null && seen >= most);
        const here = [];
        for (const item of ordered) {
          const out = item.out ?? false;
          if (item.hidden !== out) item.hidden = out;
          if (!out) seen += 1;
          const beyond = !out && seen > most;
          if (beyond) next ??= item;
          if (bodies) {
            if (!out && !beyond) here.push(item);
          } else item.classList.toggle("st-beyond", beyond);
        }
        if (bodies) part.replaceChildren(...(line ? [line] : []), ...here);
      }
      more.hidden = !next;
      const noun = root.dataset.stNoun ?? "";
      if (next) more.textContent = bodies ? `Show ${Math.min(MORE, seen - most).toLocaleString()} more ${noun}` : `Show all ${seen.toLocaleString()} ${noun}`;
    }

    function tell() {
      const number = shown === all.length ? `${all.length.toLocaleString()}` : `${shown.toLocaleString()} of ${all.length.toLocaleString()}`;
      const text = `${number} ${root.dataset.stNoun ?? ""}`;
      const by = sorted.column < 0 ? "" : `, sorted by ${said(buttons[sorted.column])}${sorted.down ? ", descending" : ""}`;
      if (status.textContent === text + by) return;
      status.textContent = text;
      if (by) status.append(make("span", { class: "st-hidden" }, by));
    }

    // The address -------------------------------------------------------------------------------------------------------

    /** Everything in the address that is ours, by its key. */
    const entries = () => {
      /** @type {[string, string][]} */
      const found = [["find", find.value.trim()], ...choices.map(({ key, select }) => /** @type {[string, string]} */ ([key, select.value]))];
      const key = sorted.column < 0 ? "" : heads[sorted.column].dataset.stKey ?? "";
      return [...found, /** @type {[string, string]} */ (["sort", key && (sorted.down ? `-${key}` : key)])];
    };

    function keep() {
      const url = new URL(location.href);
      for (const key of [...url.searchParams.keys()]) if (key.startsWith(`${name}.`)) url.searchParams.delete(key);
      for (const [key, value] of entries()) if (value) url.searchParams.set(`${name}.${key}`, value);
      if (url.href === location.href) return;
      try {
        history.replaceState(history.state, "", url);
      } catch {
        // where an address may not be changed, the table works all the same
      }
    }

    function recall() {
      const told = new URL(location.href).searchParams;
      const get = (/** @type {string} */ key) => told.get(`${name}.${key}`) ?? "";
      find.value = get("find");
      for (const { key, values, select } of choices) select.value = values.includes(get(key)) ? get(key) : "";
      const by = get("sort");
      const column = heads.findIndex((head) => head.dataset.stKey === by.replace(/^-/, ""));
      sort(by ? column : -1, column >= 0 && by.startsWith("-"));
      filter();
    }

    let waiting = 0;
    find.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => (filter(), keep()), all.length > 500 ? 120 : 0);
    });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && find.value) {
        find.value = "";
        filter();
        keep();
        event.preventDefault();
      }
    });
    for (const { select } of choices) select.addEventListener("change", () => (filter(), keep()));
    clear.addEventListener("click", () => {
      find.value = "";
      for (const { select } of choices) select.value = "";
      filter();
      keep();
      find.focus();
    });
    addEventListener("popstate", () => root.isConnected && recall(), { signal });
    signal.addEventListener("abort", () => clearTimeout(waiting));
    recall();
    if (bodies) table?.append(...bodies);
  }

  use("[data-st-table]", (/** @type {HTMLElement} */ root, /** @type {AbortSignal} */ signal) => {
    if ("stFiles" in root.dataset) lead(root, signal);
    else start(root, signal, toolbar(root));
  });
})();
