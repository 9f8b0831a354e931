// @ts-check
// Sharp bounds where an input occurs more than once, as vocabulary/dependence.py and polynomial.py find them. In: how a result
// was computed, as nodes. Out: its interval. Loaded where an input does occur twice.
(() => {
  "use strict";

  /** @typedef {{ c: bigint, e: number, inf?: number }} Dec */
  /** @typedef {{ b: Dec | null, l: Dec | null, h: Dec | null, lo: boolean, ho: boolean }} Interval */
  /** A step of a computation: an operation on others, an input (`key`), or a constant. @typedef {{ i: Interval, op: string, number: string, of: Node[], key: string }} Node */
  /** @typedef {[n: bigint, d: bigint]} Fraction */
  /** Terms by the text of their variables and powers. @typedef {Map<string, [powers: number[][], factor: Fraction]>} Polynomial */
  /** @typedef {{ u: Polynomial, d: Polynomial }} Quotient */
  /** The slope in each repeated input. @typedef {Map<string, Interval>} Slopes */

  const n = /** @type {any} */ (window).stemmaCalculator;
  const { NoValue, ZERO, ONE, ANYTHING, interval, exact, isExact, contains, add, mul, div, neg, scale, power, fraction } = n;
  /** @param {Interval} a */
  const rises = (a) => a.l !== null && n.sign(a.l) >= 0;
  /** @param {Interval} a */
  const falls = (a) => a.h !== null && n.sign(a.h) <= 0;

  const [one, never, share] = [exact(ONE), interval(null, ZERO, null), interval(null, ZERO, ONE)];
  const spread = interval(null, n.read("0.4"), n.read("1.5"));
  const inverse = (/** @type {Interval} */ a, /** @type {string} */ by) => (contains(a) ? never : div(exact(n.read(by)), a));
  /** The slope of each step in each of its operands; of those that are not here, nothing is known. @type {Record<string, (all: Interval[], result: Interval, number: string) => Interval[]>} */
  const SLOPES = {
    add: () => [one, one],
    sub: () => [one, neg(one)],
    mul: ([a, b]) => [b, a],
    div: ([, b], result) => [div(one, b), neg(div(result, b))],
    sum: (all) => all.map(() => one),
    least: (all) => all.map(() => share),
    greatest: (all) => all.map(() => share),
    absolute: ([a]) => [rises(a) ? one : falls(a) ? neg(one) : interval(null, neg(one).l, ONE)],
    root: (_, result) => [inverse(result, "0.5")],
    exponential: (_, result) => [result],
    floor: () => [never],
    scale: (_, __, by) => [scale(one, ...fraction(by))],
    power: ([a], _, by) => [Number(by) ? mul(exact(n.dec(Number(by))), power(a, Number(by) - 1)) : exact(ZERO)],
    rounding: () => [never],
    logarithm: ([a]) => [mul(spread, inverse(a, "1"))],
  };

  // Quotients of polynomials with exact factors (vocabulary/polynomial.py)

  class TooLarge extends NoValue {}
  const gcd = (/** @type {bigint} */ a, /** @type {bigint} */ b) => {
    while (b) [a, b] = [b, a % b];
    return a < 0n ? -a : a;
  };
  /** @param {bigint} p @param {bigint} q @returns {Fraction} */
  function reduced(p, q) {
    const by = gcd(p, q) * (q < 0n ? -1n : 1n);
    return [p / by, q / by];
  }
  /** @param {Dec} value @returns {Fraction} */
  const ofDec = (value) => (value.e < 0 ? reduced(value.c, 10n ** BigInt(-value.e)) : [value.c * 10n ** BigInt(value.e), 1n]);
  /** @param {Polynomial} total @param {number[][]} powers @param {Fraction} factor */
  function gain(total, powers, [p, q]) {
    const key = powers.join(" ");
    const [, [a, b]] = total.get(key) ?? [0, [0n, 1n]];
    const sum = reduced(a * q + p * b, b * q);
    if (sum[0]) total.set(key, [powers, sum]);
    else total.delete(key);
  }
  /** @param {Polynomial} p */
  function checked(p) {
    const heavy = () => [...p.values()].some(([powers, f]) => powers.reduce((sum, [, by]) => sum + by, 0) > 16 || n.size(f[0]) + n.size(f[1]) > 1204);
    if (p.size > 48 || heavy()) throw new TooLarge();
    return p;
  }
  /** @param {Polynomial} a @param {Polynomial} b @param {bigint} factor @returns {Polynomial} */
  function plus(a, b, factor = 1n) {
    const total = new Map(a);
    for (const [powers, [p, q]] of b.values()) gain(total, powers, [p * factor, q]);
    return checked(total);
  }
  /** @param {Polynomial} a @param {Polynomial} b @returns {Polynomial} */
  function times(a, b) {
    if (a.size * b.size > 48 * 48) throw new TooLarge();
    /** @type {Polynomial} */
    const total = new Map();
    for (const [one_, [p, q]] of a.values()) {
      for (const [other, [r, s]] of b.values()) {
        const powers = new Map(/** @type {[number, number][]} */ (one_));
        for (const [at, by] of other) powers.set(at, (powers.get(at) ?? 0) + by);
        gain(total, [...powers].sort((x, y) => x[0] - y[0]), [p * r, q * s]);
      }
    }
    return checked(total);
  }
  /** @param {Polynomial} p @param {number} at */
  function derivative(p, at) {
    /** @type {Polynomial} */
    const result = new Map();
    for (const [powers, [a, b]] of p.values()) {
      const by = powers.find(([index]) => index === at)?.[1] ?? 0;
      if (by) gain(result, powers.map(([index, e]) => [index, index === at ? e - 1 : e]).filter(([, e]) => e), reduced(a * BigInt(by), b));
    }
    return result;
  }
  /** @param {Fraction} value @returns {Polynomial} */
  const constant = (value) => (value[0] ? new Map([["", [[], value]]]) : new Map());
  const unit = () => constant([1n, 1n]);
  /** @param {number} at @returns {Quotient} */
  const variable = (at) => ({ u: new Map([[`${at},1`, [[[at, 1]], [1n, 1n]]]]), d: unit() });
  const written = (/** @type {Polynomial} */ p) => [...p].map(([key, [, f]]) => `${key}:${f.join("/")}`).sort().join(";");

  /** The result of a step that polynomials can express. @param {Node} node @param {Quotient[]} all @returns {Quotient | null} */
  function formed({ op, number }, all) {
    const [a, b] = all;
    if (op === "add" || op === "sub" || op === "sum") {
      const factor = op === "sub" ? -1n : 1n;
      return all.slice(1).reduce((total, other) => (
        written(total.d) === written(other.d)
          ? { u: plus(total.u, other.u, factor), d: total.d }
          : { u: plus(times(total.u, other.d), times(other.u, total.d), factor), d: times(total.d, other.d) }
      ), a);
    }
    if (op === "mul") return { u: times(a.u, b.u), d: times(a.d, b.d) };
    if (op === "div") return b.u.size ? { u: times(a.u, b.d), d: times(a.d, b.u) } : null;
    if (op === "scale") return { u: new Map([...a.u].map(([key, [powers, [p, q]]]) => [key, [powers, reduced(p * fraction(number)[0], q * fraction(number)[1])]])), d: a.d };
    if (op !== "power" || !Number(number) || Math.abs(Number(number)) > 16) return null;
    if (Number(number) < 0 && !a.u.size) return null;
    const base = Number(number) < 0 ? { u: a.d, d: a.u } : a;
    let result = base;
    for (let more = Math.abs(Number(number)) - 1; more > 0; more -= 1) result = { u: times(result.u, base.u), d: times(result.d, base.d) };
    return result;
  }

  // Sharp bounds where an input occurs more than once (vocabulary/dependence.py)

  /** @param {Node} node @returns {Node[]} */
  const leaves = (node) => (node.op ? node.of.flatMap(leaves) : [node]);

  /** @param {Node} node @returns {Interval} */
  function sharpen(node) {
    const [all, counts] = [leaves(node).filter((each) => each.key && !isExact(each.i)), new Map()];
    for (const { key } of all) counts.set(key, (counts.get(key) ?? 0) + 1);
    /** @type {Map<string, Interval>} */
    const domain = new Map(all.filter(({ key }) => counts.get(key) > 1).map((each) => [each.key, each.i]));
    if (!domain.size) return node.i;
    try {
      const forms = new Forms(domain);
      const quotient = forms.of(node);
      const slopes = forms.slopes(quotient);
      const ranges = [node.i, forms.span(quotient)];
      for (const up of [false, true]) {
        /** @type {Map<string, Interval>} */
        const pins = new Map();
        let open = false;
        for (const [key, i] of domain) {
          const slope = slopes.get(key) ?? exact(ZERO);
          const end = [rises(slope) && (up ? i.h : i.l), falls(slope) && (up ? i.l : i.h)].find(Boolean);
          if (!end) continue;
          pins.set(key, exact(end));
          if (!contains(slope)) open ||= up === rises(slope) ? i.ho : i.lo;
        }
        const pinned = again(node, pins);
        ranges.push(up ? interval(null, null, pinned.h, false, pinned.ho || open) : interval(null, pinned.l, null, pinned.lo || open, false));
      }
      return meet(ranges, node.i.b);
    } catch (error) {
      if (error instanceof NoValue) return node.i;
      throw error;
    }
  }
  /** @param {Node} node @param {Map<string, Interval>} pins @returns {Interval} */
  const again = (node, pins) => (node.op ? n.STEPS[node.op](node.of.map((each) => again(each, pins)), node.number) : (pins.get(node.key) ?? node.i));

  /** What all of these enclosures of one value have in common. @param {Interval[]} ranges @param {Dec | null} best */
  function meet(ranges, best) {
    let [low, high, lo, ho] = /** @type {[Dec | null, Dec | null, boolean, boolean]} */ ([null, null, false, false]);
    for (const { l, h, lo: isLo, ho: isHo } of ranges) {
      const [below, above] = [l && (low ? n.compare(l, low) : 1), h && (high ? n.compare(h, high) : -1)];
      if (l && (below > 0 || (!below && isLo))) [low, lo] = [l, isLo];
      if (h && (above < 0 || (!above && isHo))) [high, ho] = [h, isHo];
    }
    if (low && high) {
      const way = n.compare(low, high);
      if (way > 0 || (!way && (lo || ho))) [low, high, lo, ho] = [n.min(low, high), n.max(low, high), false, false];
    }
    if (best && low && n.compare(best, low) < 0) best = low;
    if (best && high && n.compare(best, high) > 0) best = high;
    if (!best && low && high && !n.compare(low, high)) best = low;
    return interval(best, low, high, lo, ho);
  }

  /** Quotients of polynomials over atoms: inputs, and results of what polynomials cannot express. */
  class Forms {
    /** @param {Map<string, Interval>} repeated */
    constructor(repeated) {
      this.repeated = repeated;
      /** @type {[Interval, Slopes][]} */
      this.atoms = [];
      /** @type {Map<string, number>} */
      this.known = new Map();
      this.budget = 20000;
    }
    /** @param {Node} node @returns {Quotient} */
    of(node) {
      if (!node.op) return this.leaf(node);
      const all = node.of.map((each) => this.of(each));
      let form = null;
      try {
        this.spend(all);
        form = formed(node, all);
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error;
      }
      return form ?? this.result(node, all);
    }
    /** @param {Quotient[]} all */
    spend(all) {
      const sizes = all.map((form) => form.u.size + form.d.size);
      const cost = sizes.length === 2 ? sizes[0] * sizes[1] : sizes.reduce((sum, each) => sum + each, 0);
      if (cost > this.budget) throw new TooLarge();
      this.budget -= cost;
    }
    /** @param {Interval} i @param {Slopes} slopes */
    atom(i, slopes) {
      this.atoms.push([i, slopes]);
      return variable(this.atoms.length - 1);
    }
    /** @param {Node} node */
    leaf(node) {
      if (isExact(node.i)) return { u: constant(ofDec(node.i.l ?? ZERO)), d: unit() };
      if (!node.key) return this.atom(node.i, new Map());
      const at = this.known.get(node.key) ?? this.atoms.length;
      this.known.set(node.key, at);
      if (at === this.atoms.length) this.atoms.push([node.i, new Map(this.repeated.has(node.key) ? [[node.key, one]] : [])]);
      return variable(at);
    }
    /** The same function of the same operands is the same atom. @param {Node} node @param {Quotient[]} all */
    result(node, all) {
      const key = [node.op, node.number, ...all.flatMap((form) => [written(form.u), written(form.d)])].join("|");
      const known = this.known.get(key);
      if (known !== undefined && node.op !== "hull") return variable(known);
      const inner = SLOPES[node.op]?.(node.of.map((each) => each.i), node.i, node.number) ?? node.of.map(() => ANYTHING);
      /** @type {Slopes} */
      const total = new Map();
      inner.forEach((slope, at) => this.chain(total, slope, this.slopes(all[at])));
      this.known.set(key, this.atoms.length);
      return this.atom(node.i, total);
    }
    /** @param {Slopes} total @param {Interval} slope @param {Slopes} outer */
    chain(total, slope, outer) {
      for (const [key, each] of outer) total.set(key, add(total.get(key) ?? exact(ZERO), mul(slope, each)));
    }
    /** By the quotient rule, with the square below it known to be positive. @param {Quotient} form @returns {Slopes} */
    slopes(form) {
      const terms = [...form.u.values()];
      if (terms.length === 1 && written(form.d) === ":1/1") {
        const [powers, [p, q]] = terms[0];
        if (p === q && powers.length === 1 && powers[0][1] === 1) return this.atoms[powers[0][0]][1];
      }
      /** @type {Slopes} */
      const total = new Map();
      let square = power(this.range(form.d), 2);
      if (contains(square)) square = interval(null, ZERO, square.h, true);
      const used = new Set([form.u, form.d].flatMap((side) => [...side.values()].flatMap(([powers]) => powers.map(([at]) => at))));
      for (const at of [...used].sort((a, b) => a - b)) {
        const inputs = this.atoms[at][1];
        if (!inputs.size) continue;
        let slope = ANYTHING;
        try {
          this.spend([form, form]);
          const change = plus(times(derivative(form.u, at), form.d), times(form.u, derivative(form.d, at)), -1n);
          slope = div(this.range(change), square);
        } catch (error) {
          if (!(error instanceof TooLarge)) throw error;
        }
        this.chain(total, slope, inputs);
      }
      return total;
    }
    /** @param {Quotient} form */
    span(form) {
      const lower = this.range(form.d);
      return contains(lower) ? ANYTHING : div(this.range(form.u), lower);
    }
    /** @param {Polynomial} terms */
    range(terms) {
      let total = exact(ZERO);
      for (const [powers, [p, q]] of terms.values()) {
        let term = scale(one, p < 0n ? -p : p, q);
        for (const [at, by] of powers) term = mul(term, power(this.atoms[at][0], by));
        total = add(total, p > 0n ? term : neg(term));
      }
      return total;
    }
  }

  Object.assign(n, { sharpen });
})();
