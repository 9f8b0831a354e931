// @ts-check
// The explorer in words: the selected entity's card, the list of what is shown, and what the legend's and the tools' buttons
// say. The same as the drawing shows, for those who do not see it, and with links.
(() => {
  "use strict";

  /** @typedef {ExplorerShown} Item */
  /** @typedef {ExplorerModel} Model */
  /** @typedef {ExplorerPart} Part */
  /**
   * @typedef {{ about: Map<string, Part>, off: { type: Set<string>, relation: Set<string> }, isPicking: () => boolean, steps: () => number,
   *   pick: () => void, expand: (id: string) => Promise<void>, select: (id: string) => Promise<void>, from: (item: Item) => Promise<boolean>, show: () => void }} Acts
   */

  const page = /** @type {any} */ (window);
  const { across, button, find, link, make, words } = page.stemmaExplorer;

  /** Gives the function that writes it all anew. @param {HTMLElement} root @param {Model} model @param {Acts} acts */
  function panel(root, model, acts) {
    const { items, lines } = model;
    const { about, off } = acts;
    const card = find(root, ".st-card");
    const list = find(root, ".st-shown ul");

    const legend = /** @type {const} */ (["type", "relation"]).flatMap((kind) =>
      /** @type {HTMLElement[]} */ ([...root.querySelectorAll(`.st-legend li[data-${kind}]`)]).map((item) => {
        const name = item.dataset[kind] ?? "";
        const toggle = button("", () => {
          if (!off[kind].delete(name)) off[kind].add(name);
          acts.show();
        });
        toggle.append(...item.childNodes);
        item.append(toggle);
        return { kind, name, item, toggle };
      }));

    const describe = () => {
      const item = items.get(model.selected);
      if (!item) return;
      const known = about.get(item.id);
      const buttons = make("div", "", "st-do");
      const count = model.more(item.id);
      if (count) buttons.append(button(`Open ${count} more`, () => void acts.expand(item.id)));
      if (item.id !== model.focus || model.spine.length > 1) buttons.append(button("Start from here", () => void acts.from(item)));
      buttons.append(button("Path to …", acts.pick));
      const facts = make("dl");
      for (const [label, text] of known?.card?.facts ?? []) facts.append(make("dt", label), make("dd", text));
      const top = make("p");
      top.append(link("Open its page", item.href));
      const parts = [make("strong", item.label), make("small", item.kind), make("p", known?.card?.summary ?? "")];
      if (facts.childNodes.length) parts.push(facts);
      const had = card.contains(document.activeElement);
      card.replaceChildren(...parts, top, buttons, relations(item, known));
      if (had) /** @type {HTMLElement | null} */ (card.querySelector("button, a"))?.focus({ preventScroll: true });
    };

    /** What an entity is to others, in words: those shown, and those in its own file. @param {Item} item @param {Part | undefined} known */
    const relations = (item, known) => {
      const others = new Map([...(known?.nodes ?? []), ...items.values()].map((other) => [other.id, other]));
      const own = [...lines.values(), ...(known?.edges ?? [])].filter(({ from: a, to: b }) => a === item.id || b === item.id);
      /** @type {Map<string, HTMLElement>} */
      const said = new Map();
      for (const line of new Map(own.map((each) => [each.id, each])).values()) {
        const other = others.get(across(line, item.id));
        if (!other || off.type.has(other.type) || off.relation.has(line.type)) continue;
        const text = words(line, item.id);
        const entries = said.get(text) ?? make("ul");
        said.set(text, entries);
        const entry = make("li");
        entry.append(button(other.label, async () => {
          if (!items.has(other.id)) await acts.expand(item.id);
          await acts.select(other.id);
        }));
        entries.append(entry);
      }
      const all = make("div", "", "st-said");
      for (const [text, entries] of said) {
        const group = make("div");
        entries.setAttribute("aria-label", text);
        group.append(make("small", text), entries);
        all.append(group);
      }
      return all;
    };

    /** The text alternative: what is shown, as buttons and links; a path in its order, all else by name. */
    const enumerate = () => {
      const active = document.activeElement instanceof HTMLElement && list.contains(document.activeElement) ? document.activeElement.dataset : {};
      const at = active.id ? `[data-id="${CSS.escape(active.id)}"]` : active.page && `[data-page="${CSS.escape(active.page)}"]`;
      const order = new Intl.Collator(undefined, { numeric: true });
      const rank = (/** @type {Item} */ { id }) => (model.spine.includes(id) ? model.spine.indexOf(id) : model.spine.length);
      const shown = [...items.values()].filter(model.seen).sort((a, b) => rank(a) - rank(b) || order.compare(a.label, b.label));
      list.replaceChildren(...shown.map((item) => {
        const count = model.more(item.id);
        const go = button(item.label, () => void (!acts.isPicking() && model.selected === item.id && model.more(item.id) ? acts.expand(item.id) : acts.select(item.id)));
        go.dataset.id = item.id;
        if (item.id === model.selected) go.setAttribute("aria-current", "true");
        const leads = link("its page", item.href);
        leads.dataset.page = item.id;
        leads.setAttribute("aria-label", `Open the page of ${item.label}`);
        const entry = make("li");
        entry.append(go, " ", make("small", count ? `${item.kind}, ${count} more · ` : `${item.kind} · `), leads);
        return entry;
      }));
      find(root, ".st-shown h2").textContent = `What is shown: ${shown.length} ${shown.length === 1 ? "entity" : "entities"}`;
      if (at) /** @type {HTMLElement | null} */ (list.querySelector(at))?.focus({ preventScroll: true });
    };

    /** The legend names what is there to see or was put away, and nothing else; the buttons say what is on. */
    const explain = () => {
      const there = { type: new Set([...items.values()].map((item) => item.type)), relation: new Set([...lines.values()].map((line) => line.type)) };
      for (const { kind, name, item, toggle } of legend) {
        item.hidden = !there[kind].has(name) && !off[kind].has(name);
        toggle.setAttribute("aria-pressed", `${!off[kind].has(name)}`);
      }
      for (const tool of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-steps]"))) tool.setAttribute("aria-pressed", String(tool.dataset.steps === String(acts.steps())));
    };

    return () => {
      describe();
      enumerate();
      explain();
    };
  }

  Object.assign(page.stemmaExplorer, { panel });
})();
