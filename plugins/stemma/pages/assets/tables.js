// @ts-check
// Long tables and lists: sorting, a search through all columns, a choice among the values of some, a count, and all of it
// kept in the page's address. What is in the page is shown, hidden and moved; nothing is made but the tools.
(() => {
  "use strict";

  /** @typedef {HTMLElement & { words?: string, out?: boolean }} Item */
  /** @typedef {{ key: string, label: string, of: (item: Item) => string[] }} Choice */

  const MOST_ROWS = 300; // a browser needs a second for the layout of a few thousand
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

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  function start(root, signal) {
    const name = root.dataset.stTable ?? "";
    const table = root.querySelector("table");
    const heads = table?.tHead ? [...table.tHead.rows[0].cells] : [];
    const parts = table ? [...table.tBodies] : [...root.querySelectorAll(":scope > section")];
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
    let most = MOST_ROWS;

    // The tools ---------------------------------------------------------------------------------------------------------

    const tools = make("div", { class: "st-tools", role: "search", "aria-label": root.getAttribute("aria-label") ?? root.dataset.stNoun ?? "" });
    const find = make("input", { type: "search", placeholder: "Filter", autocomplete: "off", spellcheck: "false" });
    find.setAttribute("aria-label", `Filter ${root.dataset.stNoun ?? ""}`);
    tools.append(find);
    const choices = offered
      .map((choice) => ({ ...choice, values: [...new Set(all.flatMap(choice.of))], select: make("select") }))
      .filter(({ values }) => values.length > 1 && values.length <= Math.min(MOST_VALUES, all.length * 0.7))
      .slice(0, MOST_CHOICES);
    for (const { label, values, select } of choices) {
      select.setAttribute("aria-label", label);
      select.append(make("option", { value: "" }, `${label}: all`));
      for (const value of values.sort(collator.compare)) select.append(make("option", { value }, value));
      tools.append(select);
    }
    const clear = make("button", { type: "button" }, "Clear");
    const status = make("span", { role: "status" });
    tools.append(clear, status);
    if (table) root.before(tools);
    else root.prepend(tools);
    const more = make("button", { type: "button", class: "st-all" });
    root.after(more);
    more.addEventListener("click", () => {
      const next = all.find((item) => item.classList.contains("st-beyond"));
      most = Infinity;
      place();
      next?.querySelector("a")?.focus();
    });

    const buttons = heads.map((head, column) => {
      const button = make("button", { type: "button", class: "st-sort" });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const [same, down] = [sorted.column === column, sorted.down];
        sort(same && down ? -1 : column, same && !down);
        keep();
      });
      return button;
    });

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
        const rest = document.createDocumentFragment();
        rest.append(...group.ordered);
        group.part.append(rest);
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
      for (const item of groups.flatMap((group) => group.ordered)) {
        const out = item.out ?? false;
        if (item.hidden !== out) item.hidden = out;
        if (!out) seen += 1;
        item.classList.toggle("st-beyond", !out && seen > most);
      }
      more.hidden = seen <= most;
      if (!more.hidden) more.textContent = `Show all ${seen.toLocaleString()} ${root.dataset.stNoun ?? ""}`;
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
      // The theme takes some letters for its own shortcuts wherever they are typed but in its search.
      event.stopPropagation();
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
  }

  /** @type {any} */ (window).stemma.use("[data-st-table]", start);
})();
