// @ts-check
// Roots, logarithms, powers and rounding of intervals (vocabulary/interval_functions.py). Roots and rounding are exact as
// there; logarithms, `exp` and powers that are not whole come from doubles. Loaded where a formula uses one of them.
(() => {
  "use strict";

  /** @typedef {{ c: bigint, e: number, inf?: number }} Dec */
  /** @typedef {{ b: Dec | null, l: Dec | null, h: Dec | null, lo: boolean, ho: boolean }} Interval */

  const c = /** @type {any} */ (window).stemmaCalculator;
  const { ZERO, ONE, NEAR, DOWN, UP, fail, dec, size, sign, adjusted, fit, ten, stripped, quantized, compare, min, max, less, times, fromNumber, toNumber, interval, sub, mul, div, isExact } = c;
  const [DIGITS, LIMIT] = [28, 400];

  /** The neighbour of a number of 28 digits. @param {Dec} a @param {number} way */
  function next(a, way) {
    const pad = Math.max(0, DIGITS - size(a.c));
    return fit(a.c * ten(pad) + BigInt(way), a.e - pad, way);
  }
  /** @param {Dec} a */
  function root(a) {
    if (!a.c) return dec(0, Math.floor(a.e / 2));
    let shift = Math.max(0, 2 * DIGITS + 4 - size(a.c));
    if ((a.e - shift) % 2) shift += 1;
    /** @type {bigint} */
    const n = a.c * ten(shift);
    /** @type {bigint} */
    let q = ten(Math.ceil(size(n) / 2));
    for (let better = (q + n / q) / 2n; better < q; better = (q + n / q) / 2n) q = better;
    const e = (a.e - shift) / 2;
    if (q * q !== n) return fit(q * 10n + 1n, e - 1, NEAR);
    const exact = stripped(q, e, Math.floor(a.e / 2));
    return fit(exact.c, exact.e, NEAR);
  }
  /** To base 10, 2 or (0) e, also of what doubles cannot hold. @param {Dec} a @param {number} base */
  function logarithm(a, base) {
    const [log, ofTen] = base === 10 ? [Math.log10, 1] : base === 2 ? [Math.log2, Math.log2(10)] : [Math.log, Math.LN10];
    const [power, held] = [adjusted(a), Math.abs(adjusted(a)) < 300];
    const found = held ? log(toNumber(a)) : log(toNumber({ c: a.c, e: a.e - power })) + power * ofTen;
    const whole = Math.round(found);
    return fromNumber(Math.abs(found - whole) < 1e-13 ? whole : found);
  }
  /** @param {Dec} a */
  function exponential(a) {
    if (!a.c) return ONE;
    if (adjusted(a) > 3) return sign(a) < 0 ? ZERO : fail("the result is too large");
    const power = Math.floor(toNumber(a) / Math.LN10);
    const made = fromNumber(Math.exp(toNumber(a) - power * Math.LN10));
    return fit(made.c, made.e + power, NEAR);
  }

  /** @param {Interval} a @param {Interval} n */
  function realPower(a, n) {
    if (!a.l || sign(a.l) < 0 || (!sign(a.l) && !a.lo)) fail("a power that is not a whole number needs a base above zero");
    if (!a.h || !n.l || !n.h || !a.l || !sign(a.l)) return interval(null, ZERO, null);
    const pow = (/** @type {Dec} */ x, /** @type {Dec} */ y) => {
      const found = toNumber(y) * Math.log10(toNumber(x));
      if (Math.abs(found) > LIMIT) fail("the result is too large");
      if (Math.abs(found) < 300) return fromNumber(Math.pow(toNumber(x), toNumber(y)));
      const made = fromNumber(10 ** (found - Math.floor(found)));
      return { c: made.c, e: made.e + Math.floor(found) };
    };
    const [low, high] = [a.l, a.h];
    const all = [n.l, n.h].flatMap((y) => [pow(low, y), pow(high, y)]);
    return interval(a.b && n.b && pow(a.b, n.b), all.reduce(min), all.reduce(max));
  }
  /** @param {Interval} a */
  function squareRoot(a) {
    if (!a.l || sign(a.l) < 0) return fail("the square root of a negative number");
    const end = (/** @type {Dec} */ v, /** @type {number} */ way) => {
      const found = root(v);
      return compare({ c: found.c * found.c, e: found.e * 2 }, v) ? next(found, way) : found;
    };
    return interval(a.b && root(a.b), end(a.l, DOWN), a.h && end(a.h, UP), a.lo, a.ho);
  }
  /** @param {Interval} a @param {number} base */
  function logs(a, base) {
    if (!a.l || sign(a.l) < 0 || (!sign(a.l) && !a.lo)) return fail("the logarithm of a number that may be zero or less");
    return interval(a.b && logarithm(a.b, base), sign(a.l) ? logarithm(a.l, base) : null, a.h && logarithm(a.h, base), a.lo && sign(a.l) !== 0, a.ho);
  }
  /** @param {Interval} a */
  const exps = (a) => interval(a.b && exponential(a.b), a.l ? exponential(a.l) : ZERO, a.h && exponential(a.h), a.lo || !a.l, a.ho);
  /** @param {Interval} a @param {(value: Dec) => Dec} f */
  const every = (a, f) => interval(a.b && f(a.b), a.l && f(a.l), a.h && f(a.h));
  /** @param {Interval} a @param {number} places */
  const rounded = (a, places) => every(a, (v) => {
    if (v.e >= -places || adjusted(v) + places > 100) return v;
    const made = quantized(v, -places);
    return fit(made.c, made.e, NEAR);
  });
  const floored = (/** @type {Interval} */ a) => every(a, (v) => (v.e >= 0 ? v : quantized(v, 0, DOWN)));
  /** @param {Interval} a @param {Interval} b */
  function remainder(a, b) {
    const count = floored(div(a, b));
    if (isExact(count)) return sub(a, mul(count, b));
    const best = a.b && b.b && less(a.b, times(count.b ?? ZERO, b.b));
    return b.l && sign(b.l) >= 0 ? interval(best, ZERO, b.h, false, b.h !== null) : interval(best, b.l, ZERO, b.l !== null, false);
  }

  /** @type {Record<string, (all: Interval[], number: string) => Interval>} */
  const steps = {
    root: ([a]) => squareRoot(a),
    exponential: ([a]) => exps(a),
    floor: ([a]) => floored(a),
    remainder: ([a, b]) => remainder(a, b),
    "real power": ([a, b]) => realPower(a, b),
    rounding: ([a], by) => rounded(a, Number(by)),
    logarithm: ([a], by) => logs(a, Number(by)),
  };
  Object.assign(c.STEPS, steps);
})();
