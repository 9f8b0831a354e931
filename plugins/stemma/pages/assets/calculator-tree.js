// @ts-check
// Computes a figure from the engine's own expression tree, with some inputs moved; figures in between as knowledge/sharp.py
// does. In: what pages/calculator.py wrote. Bounds are sharpened by calculator-sharp.js, where an input occurs twice.
(() => {
  "use strict";

  /** @typedef {{ c: bigint, e: number, inf?: number }} Dec */
  /** @typedef {{ b: Dec | null, l: Dec | null, h: Dec | null, lo: boolean, ho: boolean }} Interval */
  /** A step of a computation: an operation on others, an input (`key`), or a constant. @typedef {{ i: Interval, op: string, number: string, of: Node[], key: string }} Node */
  /** @typedef {boolean | { likely: boolean | null }} Truth */
  /** A tree of [name, …]; "in" has an input's place and the name that it is read under. @typedef {any[]} Tree */
  /** @typedef {{ t: Tree, s: string[] }} Figure */
  /** Inputs' values, figures with what follows last, and which inputs they fill. @typedef {{ v: any[], f: Figure[], of: Record<string, number> }} Data */
  /** @typedef {{ tracking: boolean, through: boolean, seen: Set<string>, read: Map<string, number>, repeated: boolean }} Run */

  const n = /** @type {any} */ (window).stemmaCalculator;
  const { NoValue, ZERO, fail, interval, exact, isExact, contains, scale, fraction } = n;

  /** @type {Record<string, (all: Interval[], number: string) => Interval>} */
  const steps = {
    add: ([a, b]) => n.add(a, b),
    sub: ([a, b]) => n.sub(a, b),
    mul: ([a, b]) => n.mul(a, b),
    div: ([a, b]) => n.div(a, b),
    sum: (all) => all.reduce((a, b) => n.add(a, b)),
    least: (all) => all.reduce((a, b) => n.least(a, b)),
    greatest: (all) => all.reduce((a, b) => n.greatest(a, b)),
    absolute: ([a]) => n.absolute(a),
    scale: ([a], by) => scale(a, ...fraction(by)),
    power: ([a], by) => n.power(a, Number(by)),
    hull: ([a, b], by) => n.hull(a, b, by === "0" ? a.b : by === "1" ? b.b : null),
  };
  Object.assign(n.STEPS, steps);

  /** @param {Interval} i @param {string} key @returns {Node} */
  const leaf = (i, key = "") => ({ i, op: "", number: "", of: [], key });
  const isTracked = (/** @type {Node} */ node) => Boolean(node.op || node.key);
  /** @param {string} op @param {string} number @param {Node[]} of @returns {Node} */
  function step(op, number, of) {
    const i = n.STEPS[op](of.map((node) => node.i), number);
    return of.some(isTracked) ? { i, op, number, of, key: "" } : leaf(i);
  }

  // The tree

  /** Undecided stays so; of several, what is likely. @param {Truth} value @returns {Truth} */
  const not = (value) => (typeof value === "boolean" ? !value : { likely: value.likely === null ? null : !value.likely });
  /** @type {Record<string, (order: number) => boolean>} */
  const ORDER = { "==": (o) => o === 0, "!=": (o) => o !== 0, "<": (o) => o < 0, "<=": (o) => o <= 0, ">": (o) => o > 0, ">=": (o) => o >= 0 };

  /** A figure whose inputs can be moved. */
  class Calculation {
    /** @param {Data} data */
    constructor(data) {
      this.data = data;
      /** @type {(Interval | null)[]} */
      this.stated = data.v.map((value) => value && intervalOf(value));
      /** @type {Map<number, Interval>} */
      this.moved = new Map();
      /** @type {Map<number, Interval | null>} */
      this.made = new Map();
      /** @type {Map<number, Node | null>} */
      this.nodes = new Map();
      /** What each figure has read, once for each name. @type {Map<number, number[]>} */
      this.reads = new Map();
      /** The uncertain inputs that each figure rests on. @type {Map<number, Set<number>>} */
      this.rests = new Map();
    }
    /** The figure with these inputs at these exact values; null where it has none. @param {Map<number, Dec>} moved @returns {Interval | null} */
    result(moved) {
      this.moved = new Map([...moved].map(([at, value]) => [at, exact(value)]));
      for (const known of [this.made, this.nodes, this.rests]) known.clear();
      return this.data.f.map((_, at) => this.figure(at)).at(-1) ?? null; // each after what it rests on, so that none goes deep
    }
    /** An input's value now. @param {number} at @returns {Interval | null} */
    value(at) {
      return this.moved.get(at) ?? (at in this.data.of ? this.figure(this.data.of[at]) : this.stated[at]);
    }
    /** @param {number} at @returns {Interval | null} */
    figure(at) {
      if (!this.made.has(at)) this.made.set(at, attempt(() => this.computed(at)));
      return this.made.get(at) ?? null;
    }
    /** @param {number} at @returns {Interval} */
    computed(at) {
      const { t, s } = this.data.f[at];
      /** @type {Run} */
      const run = { tracking: false, through: false, seen: new Set(), read: new Map(), repeated: false };
      let value = attempt(() => this.run(t, run).i);
      if (run.repeated) value = n.sharpen(this.run(t, { ...run, tracking: true }));
      this.reads.set(at, [...run.read.values()]);
      if (!value) return fail("no value");
      for (const by of s) value = scale(value, ...fraction(by));
      const sharp = this.meets(at) ? this.through(at) : null;
      return sharp ? n.sharpen(sharp) : /** @type {Interval} */ (value);
    }
    isFigure(/** @type {number} */ at) {
      return at in this.data.of && !this.moved.has(at);
    }
    /** The uncertain inputs that a place rests on. @param {number} at @returns {Set<number>} */
    inputs(at) {
      const value = this.value(at);
      if (!this.isFigure(at)) return new Set(value && !isExact(value) ? [at] : []);
      const figure = this.data.of[at];
      const known = this.rests.get(figure) ?? new Set(this.reads.get(figure)?.flatMap((each) => [...this.inputs(each)]));
      this.rests.set(figure, known);
      return known;
    }
    /** Whether an input comes in by two ways, one of them through another figure. @param {number} at */
    meets(at) {
      const read = this.reads.get(at) ?? [];
      const sets = read.map((each) => this.inputs(each));
      const together = new Set(sets.flatMap((set) => [...set]));
      const through = read.some((each, index) => this.isFigure(each) && sets[index].size);
      return through && together.size <= 60 && sets.reduce((sum, set) => sum + set.size, 0) > together.size;
    }
    /** The figure as a computation over stated inputs. @param {number} at @returns {Node | null} */
    through(at) {
      if (!this.nodes.has(at)) {
        this.nodes.set(at, null);
        const { t, s } = this.data.f[at];
        const run = { tracking: true, through: true, seen: new Set(), read: new Map(), repeated: false };
        this.nodes.set(at, attempt(() => s.reduce((node, by) => (fraction(by)[0] === fraction(by)[1] ? node : step("scale", by, [node])), this.run(t, run))));
      }
      return this.nodes.get(at) ?? null;
    }
    /** @param {Tree} tree @param {Run} run @returns {Node} */
    run(tree, run) {
      const [op, ...rest] = tree;
      if (op === "c") return leaf(intervalOf(rest[0]));
      if (op === "in") return this.read(rest[0], rest[1], run);
      if (op === "if") return this.choice(rest, run);
      const numbered = typeof rest[0] === "string";
      const of = (numbered ? rest.slice(1) : rest).map((each) => this.run(each, run));
      if (op === "div" && run.tracking && isTracked(of[1]) && contains(of[1].i)) of[1] = leaf(n.sharpen(of[1]));
      return step(op, numbered ? rest[0] : "", of);
    }
    /** @param {number} at @param {number} name @param {Run} run @returns {Node} */
    read(at, name, run) {
      run.read.set(`${at} ${name}`, at);
      const made = run.through && this.isFigure(at) && this.through(this.data.of[at]);
      if (made && isTracked(made)) return made;
      const value = (made ? made.i : this.value(at)) ?? fail("an input has no value");
      if (isExact(value)) return leaf(value);
      const key = run.through && !this.isFigure(at) ? `at ${at}` : `as ${name}`;
      if (!run.tracking) run.repeated ||= run.seen.has(key);
      run.seen.add(key);
      return leaf(value, key);
    }
    /** @param {Tree} parts @param {Run} run @returns {Node} */
    choice([condition, then, other], run) {
      const truth = this.truth(condition, run);
      if (typeof truth === "boolean") return this.run(truth ? then : other, run);
      const likely = truth.likely === null ? "-1" : truth.likely ? "0" : "1";
      return step("hull", likely, [this.run(then, run), this.run(other, run)]);
    }
    /** @param {any} tree @param {Run} run @returns {Truth} */
    truth(tree, run) {
      if (typeof tree === "boolean") return tree;
      const [sign, ...rest] = tree;
      if (sign === "maybe") return { likely: rest[0] };
      if (sign === "not") return not(this.truth(rest[0], run));
      if (sign === "or") return not(this.all(rest, run, not));
      if (sign === "and") return this.all(rest, run, (value) => value);
      return this.compared(sign, this.run(rest[0], run), this.run(rest[1], run), run);
    }
    /** Kleene's `and` of what `turn` makes of each. @param {Tree} parts @param {Run} run @param {(value: Truth) => Truth} turn @returns {Truth} */
    all(parts, run, turn) {
      /** @type {(boolean | null)[]} */
      const guesses = [];
      for (const part of parts) {
        const value = turn(this.truth(part, run));
        if (value === false) return false;
        if (value !== true) guesses.push(value.likely);
      }
      return !guesses.length || { likely: guesses.includes(false) ? false : guesses.includes(null) ? null : true };
    }
    /** @param {string} sign @param {Node} a @param {Node} b @param {Run} run @returns {Truth} */
    compared(sign, a, b, run) {
      const apart = run.tracking && isTracked(a) && isTracked(b) ? n.sharpen(step("sub", "", [a, b])) : null;
      const [x, y] = apart ? [apart, exact(ZERO)] : [a.i, b.i];
      const turned = (/** @type {boolean | null} */ answer) => (answer === null ? null : !answer);
      // a <= b is not (b < a)
      const asked = sign[1] === "=" && sign !== "==" ? turned : (/** @type {boolean | null} */ given) => given;
      const answer = asked("!=".includes(sign[0]) ? n.isEqual(x, y) : (sign === "<" || sign === ">=" ? n.isLess(x, y) : n.isLess(y, x)));
      return answer ?? { likely: a.i.b && b.i.b ? ORDER[sign](n.compare(a.i.b, b.i.b)) : null };
    }
  }

  /** @template T @param {() => T} make @returns {T | null} */
  function attempt(make) {
    try {
      return make();
    } catch (error) {
      if (error instanceof NoValue || error instanceof RangeError) return null; // the latter where it goes too deep
      throw error;
    }
  }
  /** `"5"` is exact; else best, low, high and the two open ends. @param {any} data @returns {Interval} */
  function intervalOf(data) {
    if (typeof data === "string") return exact(n.read(data));
    const [b, l, h, lo, ho] = data;
    const [best, low, high] = [b, l, h].map((end) => (end === null ? null : n.read(end)));
    return interval(best, low, high, Boolean(lo), Boolean(ho));
  }

  Object.assign(n, { Calculation, intervalOf });
})();
