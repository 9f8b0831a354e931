// @ts-check
// The calculator on a page: sliders and number fields move a figure's inputs, the figure is computed again at once. Its
// state stands in the address, so that it can be passed on.
(() => {
  "use strict";

  /** @typedef {{ c: bigint, e: number, inf?: number }} Dec */
  /** @typedef {{ b: Dec | null, l: Dec | null, h: Dec | null, lo: boolean, ho: boolean }} Interval */
  /** @typedef {[before: string, one: string, many: string]} Unit */
  /** @typedef {[place: number, key: string, at: string, low: string, high: string, byPowers: boolean, whole: boolean, unit: Unit]} Given */

  const STEPS = 200; // as the sliders' `max`
  const { stemma, stemmaCalculator: n } = /** @type {any} */ (window);

  /** An input's slider and field. */
  class Input {
    /** @param {HTMLElement} row @param {Given} given @param {() => void} changed @param {AbortSignal} signal */
    constructor(row, [place, key, at, low, high, byPowers, whole, unit], changed, signal) {
      this.place = place;
      this.key = key;
      this.byPowers = byPowers;
      this.whole = whole;
      this.unit = unit;
      /** @type {Dec} */
      this.at = n.read(at);
      /** @type {Dec} */
      this.low = n.read(low);
      /** @type {Dec} */
      this.high = n.read(high);
      this.row = row;
      this.slider = /** @type {HTMLInputElement} */ (row.querySelector("[type=range]"));
      this.field = /** @type {HTMLInputElement} */ (row.querySelector("[type=text]"));
      this.stated = row.querySelector("b");
      this.span = /** @type {HTMLElement} */ (row.querySelector("small"));
      this.said = this.span.textContent;
      for (const part of row.querySelectorAll("[hidden]")) part.removeAttribute("hidden");
      this.stated?.classList.add("st-hidden");
      this.home = this.position(this.at);
      /** What it was moved to. @type {Dec | null} */
      this.value = null;
      this.show();
      this.slider.addEventListener("input", () => this.set(Number(this.slider.value) === this.home ? null : this.ofPosition(Number(this.slider.value)), changed), { signal });
      this.field.addEventListener("input", () => {
        const value = read(this.field.value);
        this.field.setAttribute("aria-invalid", String(!value));
        if (value) this.set(value, changed, false);
      }, { signal });
      this.field.addEventListener("change", () => this.show(), { signal });
    }
    /** @param {Dec | null} value @param {() => void} changed */
    set(value, changed, writes = true) {
      this.value = value;
      this.show(writes);
      changed();
    }
    /** Where a value stands on the slider. @param {Dec} value */
    position(value) {
      const [v, low, high] = [value, this.low, this.high].map((each) => n.toNumber(each));
      const share = this.byPowers ? Math.log(Math.max(v, low) / low) / Math.log(high / low) : (v - low) / (high - low);
      return Math.min(STEPS, Math.max(0, Math.round(share * STEPS)));
    }
    /** The value there, with no more digits than a step is worth. @param {number} position @returns {Dec} */
    ofPosition(position) {
      if (position <= 0) return this.low;
      if (position >= STEPS) return this.high;
      const [low, high, share] = [n.toNumber(this.low), n.toNumber(this.high), position / STEPS];
      const value = this.byPowers ? low * (high / low) ** share : low + (high - low) * share;
      const step = Math.floor(Math.log10(this.byPowers ? value / STEPS : (high - low) / STEPS));
      return n.quantized(n.fromNumber(value), this.whole ? Math.max(0, step) : step);
    }
    show(writes = true) {
      const value = this.value ?? this.at;
      this.slider.value = String(this.position(value));
      this.slider.setAttribute("aria-valuetext", n.exactly(value, this.unit));
      this.row.classList.toggle("st-moved", this.value !== null);
      this.span.textContent = this.said + (n.compare(value, this.low) < 0 || n.compare(value, this.high) > 0 ? "; this lies beyond" : "");
      if (!writes) return;
      this.field.value = n.grouped(value);
      this.field.removeAttribute("aria-invalid");
    }
  }

  /** A number as people type it; nothing where it is none. @param {string} text @returns {Dec | null} */
  function read(text) {
    const bare = text.replace(/[,\s_]/g, "").replace(/^[−–]/, "-");
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,2})?$/i.test(bare) && bare.length < 60 ? n.read(bare.replace("+", "")) : null;
  }

  /** The parts of the address's hash that calculators wrote, by their ids. */
  const states = () => new Map(location.hash.slice(1).split("&").filter((part) => part.startsWith("calculator-")).map((part) => /** @type {[string, string]} */ (part.split("="))));
  /** What stands in the address for each calculator of the page. @type {Map<string, string>} */
  const held = new Map();

  /** Writes the states into the address. Other parts of it stay; a heading's name gives way. */
  function keep() {
    if (!stemma.isHere()) return; // the next page has none of them
    const others = location.hash.slice(1).split("&").filter((part) => part.includes("=") && !part.startsWith("calculator-"));
    const wanted = [...others, ...[...held].map((pair) => pair.join("="))].join("&");
    if (wanted === location.hash.slice(1) || (!wanted && !states().size)) return;
    history.replaceState(history.state, "", wanted ? `#${wanted}` : location.pathname + location.search);
  }

  let keeping = 0;
  /** Sets what stands in the address for a calculator. The theme writes the name of the heading that is passed there, so it is
   * looked after for as long as anything is moved. @param {string} id @param {string} state */
  function hold(id, state) {
    if (state) held.set(id, state);
    else held.delete(id);
    clearInterval(keeping);
    if (held.size) keeping = setInterval(keep, 800);
  }

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  function mount(root, signal) {
    const data = JSON.parse(root.dataset.stCalc ?? "{}");
    const calculation = new n.Calculation(data);
    const published = calculation.result(new Map());
    const out = (/** @type {string} */ name) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(`[data-out="${name}"]`)]);
    const [[value], [change], [bounds], chips] = ["value", "change", "bounds", "stated"].map(out);
    const rows = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-input]")]);
    const inner = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("b[data-place]")]);
    const status = root.querySelector("[role=status]");
    const written = [value, ...inner, ...chips].map((element) => /** @type {[HTMLElement, string, string]} */ ([element, element.textContent ?? "", element.className]));
    const between = bounds.textContent;
    const inputs = rows.map((row, index) => new Input(row, data.inputs[index], changed, signal));
    const reset = root.querySelector("button");
    let saying = 0;

    /** Shows what follows from the inputs as they stand. */
    function compute() {
      const moved = new Map(inputs.flatMap((input) => (input.value ? [/** @type {[number, Dec]} */ ([input.place, input.value])] : [])));
      const found = calculation.result(moved);
      const still = !moved.size;
      if (still) for (const [element, text, name] of written) Object.assign(element, { textContent: text, className: name });
      else value.textContent = found ? (textOf(moved) || n.format(found, data.unit)) : "no value";
      const ends = still ? between : found && n.bounds(found, data.unit);
      bounds.hidden = !ends;
      bounds.textContent = still ? between : `Between ${ends}.`;
      const by = !still && found?.b && published?.b ? n.percent(found.b, published.b) : null;
      change.hidden = still;
      change.textContent = (by ? `${n.signed(by)} % against ` : "instead of ") + written[0][1];
      if (still) return;
      for (const element of inner) {
        const i = calculation.value(Number(element.dataset.place));
        const unit = data.units[element.dataset.place ?? ""];
        if (unit) element.textContent = !i ? "no value" : i.b ? n.exactly(i.b, unit) : n.format(i, unit);
      }
      chips.forEach((chip, index) => {
        if (!data.stated[index]) return;
        const [words, tone] = found ? n.verdict(n.intervalOf(data.stated[index]), found) : ["no value", "plain"];
        chip.textContent = words;
        chip.className = `st-chip st-${tone}`;
      });
    }
    /** A figure that is nothing but an unmoved input is written as that is. @param {Map<number, Dec>} moved */
    function textOf(moved) {
      let tree = data.f[data.f.length - 1].t;
      while (tree[0] === "in" && !moved.has(tree[1]) && tree[1] in data.of) tree = data.f[data.of[tree[1]]].t;
      return tree[0] === "in" && !moved.has(tree[1]) ? data.text : "";
    }
    function changed() {
      compute();
      const parts = inputs.filter((input) => input.value).map((input) => `${input.key}:${n.plain(input.value)}`);
      hold(root.id, parts.join(";"));
      keep();
      clearTimeout(saying);
      saying = setTimeout(() => status && (status.textContent = [value, ...(change.hidden ? [] : [change])].map((element) => element.textContent).join(", ")), 500);
    }
    /** @param {string | undefined} state */
    function restore(state) {
      const values = new Map((state ?? "").split(";").map((part) => /** @type {[string, string]} */ (part.split(":"))));
      for (const input of inputs) {
        const text = values.get(input.key);
        input.value = text ? read(text) : null;
        input.show();
      }
      hold(root.id, inputs.some((input) => input.value) ? (state ?? "") : "");
      compute();
    }

    reset?.removeAttribute("hidden");
    reset?.addEventListener("click", () => {
      restore(undefined);
      changed();
    }, { signal });
    addEventListener("hashchange", () => states().has(root.id) && restore(states().get(root.id)), { signal });
    signal.addEventListener("abort", () => {
      hold(root.id, "");
      clearTimeout(saying);
    });
    if (states().has(root.id)) {
      restore(states().get(root.id));
      root.scrollIntoView({ block: "nearest" });
    }
  }

  // What a formula needs is named where it stands, and may come later than this.
  stemma.use("[data-st-calc]", async (/** @type {HTMLElement} */ root, /** @type {AbortSignal} */ signal) => {
    const names = (root.dataset.stLoad ?? "").split(" ");
    const came = await Promise.all(names.map((name) => stemma.load(`${name}.js`)));
    if (came.every(Boolean) && !signal.aborted) mount(root, signal);
  });
})();
