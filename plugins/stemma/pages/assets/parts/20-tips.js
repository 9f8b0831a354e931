// @ts-check
// What stands behind a value or a link, shown beside it: on hover, on keyboard focus, and on tap where a tap does not
// already lead somewhere. Sources and statements are copied from the page itself; an entity's card is a file of ours.
(() => {
  "use strict";

  const page = /** @type {any} */ (window);
  const { data, url } = page.stemma;
  const SOON = 120; // milliseconds until a source shows
  const LATER = 350; // until a card does: a pointer crosses many links on its way
  const LEAVE = 200; // to reach the tip with the pointer

  /** @typedef {{ anchor: Element, delay: number, make: () => Promise<Node[]> | Node[] }} Wish */

  const root = url("../../");
  const folders = page.stemmaSite.folders.map((/** @type {string} */ name) => name.replace(/[^\w/-]/g, "\\$&")).join("|");
  const ENTITY = new RegExp(`^(?:${folders})/([a-z0-9][a-z0-9-]*?)(?:/|\\.html|/index\\.html)?$`);

  const tip = make("div");
  tip.id = "st-tip";
  tip.className = "st-tip md-typeset";
  tip.setAttribute("role", "tooltip");
  tip.popover = "manual"; // above all else, in full screen too
  /** @type {Element | undefined} */
  let anchor;
  let timer = 0;
  let moved = false;
  let from = 0; // where the page was scrolled to when the tip came

  /** @param {string} tag @param {string} [text] @param {string} [look] */
  function make(tag, text, look) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (look) element.className = look;
    return element;
  }

  /** The id that a link within the page leads to: Material makes its address absolute. @param {Element} link */
  const targetOf = (link) => /** @type {HTMLAnchorElement} */ (link).hash?.slice(1) ?? "";

  /** A copy without ids, marks and search's hints. @param {Element | null | undefined} from @returns {Element | undefined} */
  function copy(from) {
    const made = /** @type {Element | undefined} */ (from?.cloneNode(true));
    made?.removeAttribute("id");
    made?.querySelectorAll("[id]").forEach((inner) => inner.removeAttribute("id"));
    return made;
  }

  /** The sources behind marks: the entries of the page's list, each with the place that this mark is about. @param {Element[]} marks */
  const sources = (marks) => marks.flatMap((mark) => {
    const entry = document.getElementById(targetOf(mark));
    if (entry?.tagName !== "LI") return [];
    const line = make("p");
    const made = /** @type {Element} */ (copy(entry));
    const places = made.querySelector("[data-places]");
    const place = /** @type {HTMLElement} */ (mark).dataset.at;
    if (places) places.textContent = place ? `(${place})` : "";
    line.append(make("b", `${mark.textContent} `), ...made.childNodes);
    return [line];
  });

  /** What a link within the page leads to: the statements of a field, or a figure's head and formula. @param {string} id */
  const place = (id) => {
    const at = document.getElementById(id);
    if (at?.tagName === "DETAILS") {
      return [...at.querySelectorAll(":scope > summary > .st-label, :scope > summary > strong, :scope > .st-quiet:not([data-search-exclude]), :scope > .st-formula")].flatMap((part) => copy(part) ?? []);
    }
    const lines = [];
    for (let next = at?.nextElementSibling; next?.tagName === "DD"; next = next.nextElementSibling) {
      const line = make("p");
      const said = /** @type {Element} */ (copy(next));
      const names = [...said.querySelectorAll(".st-src")].map((mark) => (mark.remove(), mark.getAttribute("aria-label")?.replace(/^[^:]*: /, "")));
      line.append(...said.childNodes);
      if (names.length) line.append(" ", make("small", names.join("; ")));
      lines.push(line);
    }
    return lines;
  };

  /** An entity's card. @param {string} id */
  const card = async (id) => {
    const found = (await data(`explorer/e-${id}.js`))?.card;
    if (!found) return [];
    const kind = make("span", found.kind, "st-tip-kind");
    kind.style.setProperty("--st-type", found.color);
    const facts = make("dl");
    for (const [label, text] of found.facts) facts.append(make("dt", label), make("dd", text));
    return [kind, make("strong", found.name), ...(found.summary ? [make("p", found.summary)] : []), ...(found.facts.length ? [facts] : [])];
  };

  /** What the pointer or the focus asks for. @param {EventTarget | null} target @returns {Wish | undefined} */
  function wish(target) {
    if (!(target instanceof Element) || !target.closest("article")) return;
    const link = target.closest("a");
    if (link?.matches(".st-src, a.st-chip")) {
      const id = targetOf(link);
      const own = document.getElementById(id);
      if (own) return { anchor: link, delay: SOON, make: () => (own.tagName === "LI" ? sources([link]) : place(id)) };
    }
    const said = target.closest("[data-st-tip]");
    if (said) return { anchor: said, delay: SOON, make: () => [make("p", /** @type {HTMLElement} */ (said).dataset.stTip)] };
    if (link) {
      const href = typeof link.href === "string" ? link.href : new URL(/** @type {any} */ (link).href.baseVal, document.baseURI).href;
      const [, id] = (href.startsWith(root) && ENTITY.exec(href.slice(root.length).split(/[#?]/)[0])) || [];
      const here = href.split("#")[0] === location.href.split("#")[0];
      return id && !here ? { anchor: link, delay: LATER, make: () => card(id) } : undefined;
    }
    const cited = target.closest(".st-cited");
    const marks = cited ? [...cited.querySelectorAll(".st-src")] : [];
    if (cited && marks.length) {
      const how = marks.find((mark) => targetOf(mark).startsWith("field-"));
      return { anchor: cited, delay: SOON, make: () => (how ? place(targetOf(how)) : sources(marks)) };
    }
  }

  /** @param {Wish} wished */
  async function show({ anchor: at, make: parts }) {
    const made = await parts();
    if (anchor !== at || !at.isConnected) return;
    if (!made.length) return hide();
    tip.replaceChildren(...made);
    if (!tip.isConnected) document.body.append(tip);
    tip.showPopover?.();
    at.setAttribute("aria-describedby", tip.id);
    const box = (at.matches(".st-cited") ? at.firstElementChild ?? at : at).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
    const below = box.bottom + 6 + height < innerHeight || box.top - 6 < height;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? box.bottom + 6 : box.top - 6 - height}px`;
  }

  function hide() {
    clearTimeout(timer);
    anchor?.removeAttribute("aria-describedby");
    anchor = undefined;
    if (tip.isConnected) tip.hidePopover?.();
    tip.remove();
  }

  /** @param {Wish | undefined} wished @param {number} [delay] */
  function ask(wished, delay = wished?.delay) {
    clearTimeout(timer);
    if (!wished) timer = setTimeout(hide, LEAVE);
    else if (wished.anchor !== anchor) {
      timer = setTimeout(() => {
        hide();
        anchor = wished.anchor;
        from = scrollY;
        void show(wished);
      }, delay);
    }
  }

  /** @param {PointerEvent} e */
  const over = (e) => {
    if (e.pointerType === "touch") return;
    if (tip.contains(/** @type {Node} */ (e.target))) clearTimeout(timer);
    else ask(wish(e.target));
  };
  // A page that arrives beneath a resting pointer was not asked for anything.
  document.addEventListener("pointerover", (e) => moved && over(e));
  document.addEventListener("pointermove", (e) => {
    if (moved) return;
    moved = true;
    over(e);
  }, { passive: true });
  document.addEventListener("focusin", (e) => {
    if (e.target instanceof Element && e.target.matches(":focus-visible") && !tip.contains(e.target)) ask(wish(e.target));
  });
  document.addEventListener("focusout", (e) => {
    if (anchor && !tip.contains(/** @type {Node | null} */ (e.relatedTarget))) ask(undefined);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && anchor) hide();
  });
  addEventListener("scroll", () => anchor && Math.abs(scrollY - from) > 8 && hide(), { passive: true });
  // A tap shows what a pointer would have seen, but where it opens another page.
  document.addEventListener("click", (e) => {
    if (tip.contains(/** @type {Node} */ (e.target))) return void (/** @type {Element} */ (e.target).closest("a") && hide());
    const touch = /** @type {PointerEvent} */ (e).pointerType === "touch";
    const wished = wish(e.target);
    if (!wished || !touch || (wished.delay === LATER) || wished.anchor.matches("a.st-value")) return hide();
    if (wished.anchor.matches("a")) {
      e.preventDefault();
      e.stopPropagation();
    }
    if (wished.anchor === anchor) hide();
    else ask(wished, 0);
  }, true); // before the theme takes the click for a way to another place

  // The browser's own tip would stand above ours, and cannot be reached by keyboard or touch.
  page.stemma.use("article", (/** @type {HTMLElement} */ article) => {
    hide();
    moved = false;
    for (const mark of article.querySelectorAll("a.st-src[title]")) mark.removeAttribute("title");
    for (const value of /** @type {NodeListOf<HTMLElement>} */ (article.querySelectorAll("a.st-value[title]"))) {
      value.dataset.stTip = value.title;
      value.removeAttribute("title");
    }
  });
})();
