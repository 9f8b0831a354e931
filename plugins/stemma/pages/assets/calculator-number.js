// @ts-check
// Decimals of 28 digits and intervals of them, with the engine's own rounding and the engine's own results to the last digit
// (vocabulary/interval.py). In and out: numbers.
(() => {
  "use strict";

  /** A decimal c · 10^e; `inf` is the sign of an infinite one. @typedef {{ c: bigint, e: number, inf?: number }} Dec */
  /** As `Interval` of the engine: best, low, high, and which ends are open. @typedef {{ b: Dec | null, l: Dec | null, h: Dec | null, lo: boolean, ho: boolean }} Interval */
  /** @typedef {[value: Dec, open: boolean]} End */

  const DIGITS = 28;
  const LIMIT = 400;
  const [NEAR, DOWN, UP] = [0, -1, 1];
  const MODES = [NEAR, DOWN, UP];

  /** What has no value. */
  class NoValue extends Error {}
  /** @param {string} why @returns {never} */
  const fail = (why) => {
    throw new NoValue(why);
  };

  const ten = (/** @type {number} */ n) => 10n ** BigInt(n);
  const size = (/** @type {bigint} */ c) => String(c < 0n ? -c : c).length;
  /** Of the first digit: 3 for 4,567. @param {Dec} a */
  const adjusted = (a) => size(a.c) + a.e - 1;
  const sign = (/** @type {Dec} */ a) => a.inf ?? (a.c > 0n ? 1 : a.c < 0n ? -1 : 0);
  const dec = (/** @type {bigint | number} */ c, e = 0) => ({ c: BigInt(c), e });
  const [ZERO, ONE] = [dec(0), dec(1)];
  /** @type {Dec} */
  const INFINITE = { c: 1n, e: 0, inf: 1 };

  /** @param {string} text @returns {Dec} */
  function read(text) {
    const [digits, exponent] = text.toLowerCase().split("e");
    const [whole, fraction = ""] = digits.split(".");
    return dec(BigInt(whole + fraction || "0"), Number(exponent ?? 0) - fraction.length);
  }
  const fromNumber = (/** @type {number} */ n) => (Number.isFinite(n) ? read(n.toPrecision(16)) : fail("too large"));
  const toNumber = (/** @type {Dec} */ a) => Number(`${a.c}e${a.e}`);

  /** Above and below the line. @param {string} text @returns {[bigint, bigint]} */
  function fraction(text) {
    const [p, q = "1"] = text.split("/");
    return [BigInt(p), BigInt(q)];
  }

  /** @param {bigint} c @param {number} drop @param {number} mode */
  function shed(c, drop, mode) {
    const by = ten(drop);
    const [q, r] = [c / by, c % by];
    if (!r) return q;
    const away = c < 0n ? -1n : 1n;
    if (mode === NEAR) {
      const twice = r * away * 2n;
      return twice > by || (twice === by && q % 2n) ? q + away : q;
    }
    return away === BigInt(mode) ? q + away : q;
  }

  /** To so many digits. @param {bigint} c @param {number} e @param {number} mode */
  function fit(c, e, mode, digits = DIGITS) {
    const drop = Math.max(size(c) - digits, digits === DIGITS ? 1 - LIMIT - DIGITS - e : 0);
    if (drop > 0) {
      c = shed(c, drop, mode);
      e += drop;
      if (size(c) > digits) [c, e] = [c / 10n, e + 1];
    }
    if (c && size(c) + e - 1 > LIMIT) fail("the result is too large");
    return { c, e };
  }

  /** Both coefficients at one exponent. @param {Dec} a @param {Dec} b @returns {[bigint, bigint, number]} */
  function aligned(a, b) {
    const e = Math.min(a.e, b.e);
    return [a.c * ten(a.e - e), b.c * ten(b.e - e), e];
  }
  /** @param {Dec} a @param {Dec} b */
  function compare(a, b) {
    const [s, t] = [sign(a), sign(b)];
    if (s !== t || !s || a.inf || b.inf) return a.inf && b.inf ? Math.sign(s - t) : a.inf ? s : b.inf ? -t : Math.sign(s - t);
    const far = adjusted(a) - adjusted(b);
    if (far) return far > 0 ? s : -s;
    const [x, y] = aligned(a, b);
    return x > y ? 1 : x < y ? -1 : 0;
  }
  const min = (/** @type {Dec} */ a, /** @type {Dec} */ b) => (compare(b, a) < 0 ? b : a);
  const max = (/** @type {Dec} */ a, /** @type {Dec} */ b) => (compare(b, a) > 0 ? b : a);
  const minus = (/** @type {Dec} */ a) => (a.inf ? { ...a, inf: -a.inf } : { c: -a.c, e: a.e });
  const abs = (/** @type {Dec} */ a) => (sign(a) < 0 ? minus(a) : a);

  /** @param {Dec} a @param {Dec} b */
  function plus(a, b, mode = NEAR) {
    const [x, y, e] = aligned(a, b);
    return fit(x + y, e, mode);
  }
  const less = (/** @type {Dec} */ a, /** @type {Dec} */ b, mode = NEAR) => plus(a, minus(b), mode);
  const times = (/** @type {Dec} */ a, /** @type {Dec} */ b, mode = NEAR) => fit(a.c * b.c, a.e + b.e, mode);

  /** Without the zeros that an exact result would not have been written with. @param {bigint} c @param {number} e @param {number} ideal */
  function stripped(c, e, ideal) {
    for (; e < ideal && c % 10n === 0n; e += 1) c /= 10n;
    return dec(c, e);
  }
  /** @param {Dec} a @param {Dec} b */
  function over(a, b, mode = NEAR, digits = DIGITS) {
    if (!b.c) fail("the divisor may be zero");
    if (!a.c) return dec(0, a.e - b.e);
    const shift = Math.max(0, size(b.c) - size(a.c) + digits + 2);
    const whole = a.c * ten(shift);
    const [q, r] = [whole / b.c, whole % b.c];
    const e = a.e - b.e - shift;
    if (r) return fit(q * 10n + (a.c < 0n === b.c < 0n ? 1n : -1n), e - 1, mode, digits);
    const exact = stripped(q, e, a.e - b.e);
    return fit(exact.c, exact.e, mode, digits);
  }
  /** To a multiple of 10^e, half to even. @param {Dec} a @param {number} e @param {number} mode */
  const quantized = (a, e, mode = NEAR) => (a.e >= e ? dec(a.c * ten(a.e - e), e) : dec(shed(a.c, e - a.e, mode), e));
  const isWhole = (/** @type {Dec} */ a) => a.e >= 0 || a.c % ten(-a.e) === 0n;

  // Intervals

  /** @param {Dec | null} b @param {Dec | null} l @param {Dec | null} h @returns {Interval} */
  const interval = (b, l, h, lo = false, ho = false) => ({ b, l, h, lo, ho });
  const exact = (/** @type {Dec} */ value) => interval(value, value, value);
  const ANYTHING = interval(null, null, null);
  const isExact = (/** @type {Interval} */ a) => a.l !== null && a.h !== null && compare(a.l, a.h) === 0;
  /** Whether zero, or `at`, is one of the values. @param {Interval} a */
  function contains(a, at = ZERO) {
    const below = a.l && compare(at, a.l);
    const above = a.h && compare(at, a.h);
    return !(below !== null && (below < 0 || (a.lo && !below))) && (above === null || above < 0 || (!above && !a.ho));
  }
  /** The ends, infinite where there is none. @param {Interval} a @returns {[End, End]} */
  const ends = (a) => [a.l ? [a.l, a.lo] : [minus(INFINITE), true], a.h ? [a.h, a.ho] : [INFINITE, true]];
  /** @param {Dec} value */
  const finite = (value) => (value.inf ? null : value);

  /** Applies `f` to the same part of both, where both have it. @param {(a: Dec, b: Dec, mode: number) => Dec} f @param {(Dec | null)[][]} parts */
  const each = (f, parts) => parts.map(([a, b], at) => (a && b ? f(a, b, MODES[at]) : null));
  /** @param {Interval} a @param {Interval} b */
  function add(a, b) {
    const [best, low, high] = each(plus, [[a.b, b.b], [a.l, b.l], [a.h, b.h]]);
    return interval(best, low, high, a.lo || b.lo, a.ho || b.ho);
  }
  /** @param {Interval} a */
  const neg = (a) => interval(a.b && minus(a.b), a.h && minus(a.h), a.l && minus(a.l), a.ho, a.lo);
  const sub = (/** @type {Interval} */ a, /** @type {Interval} */ b) => add(a, neg(b));
  /** @param {Interval} a @param {Interval} b */
  const mul = (a, b) => corners(a.b && b.b && times(a.b, b.b), a, b, (x, y, mode) => (sign(x) && sign(y) ? (x.inf || y.inf ? { ...INFINITE, inf: sign(x) * sign(y) } : times(x, y, mode)) : ZERO), true);
  /** @param {Interval} a @param {Interval} b */
  function div(a, b) {
    if (contains(b)) fail("the divisor may be zero");
    const best = a.b && b.b && over(a.b, b.b);
    if (b.h && sign(b.h) <= 0) [a, b] = [neg(a), neg(b)]; // an end at zero is approached from above
    return corners(best, a, b, (x, y, mode) => {
      if (y.inf) return x.inf ? null : ZERO;
      if (x.inf || !y.c) return sign(x) ? { ...INFINITE, inf: sign(x) * (sign(y) || 1) } : null;
      return over(x, y, mode);
    }, false);
  }
  /** @param {Dec | null} best @param {Interval} a @param {Interval} b @param {(x: Dec, y: Dec, mode: number) => Dec | null} f @param {boolean} product */
  function corners(best, a, b, f, product) {
    const [lows, highs] = /** @type {[End[], End[]]} */ ([[], []]);
    for (const [x, xOpen] of ends(a)) {
      for (const [y, yOpen] of ends(b)) {
        const [low, high] = [f(x, y, DOWN), f(x, y, UP)];
        if (!low || !high) continue;
        const reached = !(xOpen || yOpen) || (!sign(x) && !xOpen) || (product && !sign(y) && !yOpen);
        lows.push([low, !reached]);
        highs.push([high, !reached]);
      }
    }
    const [low, high] = [lows.map((end) => end[0]).reduce(min), highs.map((end) => end[0]).reduce(max)];
    const open = (/** @type {End[]} */ all, /** @type {Dec} */ at) => !at.inf && all.every(([value, isOpen]) => isOpen || compare(value, at));
    return interval(best, finite(low), finite(high), open(lows, low), open(highs, high));
  }
  /** Times a positive fraction. @param {Interval} a @param {bigint} p @param {bigint} q */
  function scale(a, p, q = 1n) {
    if (p === q) return a;
    const to = (/** @type {Dec | null} */ v, /** @type {number} */ mode) => v && (q === 1n ? times(v, dec(p), mode) : over(dec(v.c * p, v.e), dec(q), mode));
    return interval(to(a.b, NEAR), to(a.l, DOWN), to(a.h, UP), a.lo, a.ho);
  }
  /** The smallest that holds both. @param {Interval} a @param {Interval} b @param {Dec | null} best */
  function hull(a, b, best) {
    const [[al, alo], [ah, aho]] = ends(a);
    const [[bl, blo], [bh, bho]] = ends(b);
    const [low, high] = [min(al, bl), max(ah, bh)];
    const open = (/** @type {Dec} */ at, /** @type {End[]} */ both) => !at.inf && both.every(([value, isOpen]) => isOpen || compare(value, at));
    return interval(best, finite(low), finite(high), open(low, [[al, alo], [bl, blo]]), open(high, [[ah, aho], [bh, bho]]));
  }
  /** @param {Interval} a @param {Interval} b */
  function least(a, b) {
    const [[al, alo], [ah, aho]] = ends(a);
    const [[bl, blo], [bh, bho]] = ends(b);
    const [low, high] = [min(al, bl), min(ah, bh)];
    const lowOpen = !low.inf && (alo || compare(al, low) > 0) && (blo || compare(bl, low) > 0);
    const highOpen = !high.inf && ((aho && !compare(ah, high)) || (bho && !compare(bh, high)));
    return interval(a.b && b.b && min(a.b, b.b), finite(low), finite(high), lowOpen, highOpen);
  }
  const greatest = (/** @type {Interval} */ a, /** @type {Interval} */ b) => neg(least(neg(a), neg(b)));
  /** @param {Interval} a */
  function absolute(a) {
    if (a.l && sign(a.l) >= 0) return a;
    if (a.h && sign(a.h) <= 0) return neg(a);
    const far = greatest(a, neg(a));
    return interval(a.b && abs(a.b), ZERO, far.h, false, far.ho);
  }
  /** By repeated multiplication, rounded one way; odd powers keep the sign. @param {Dec | null} base @param {number} n @param {number} mode @returns {Dec | null} */
  function whole(base, n, mode) {
    if (!base) return null;
    if (sign(base) < 0 && n % 2) return minus(/** @type {Dec} */ (whole(minus(base), n, -mode)));
    let [result, square] = [ONE, abs(base)];
    for (; n; n >>= 1) {
      if (n & 1) result = times(result, square, mode);
      if (n > 1) square = times(square, square, mode);
    }
    return result;
  }
  /** @param {Interval} a @param {number} n @returns {Interval} */
  function power(a, n) {
    if (n < 0) return div(exact(ONE), power(a, -n));
    if (!n) return exact(ONE);
    const base = n % 2 ? a : absolute(a);
    return interval(whole(a.b, n, NEAR), whole(base.l, n, DOWN), whole(base.h, n, UP), base.lo, base.ho);
  }
  /** Whether a < b: for all of their values, for none, or (null) for some. @param {Interval} a @param {Interval} b */
  function isLess(a, b) {
    const [[al], [ah, aho]] = ends(a);
    const [[bl, blo], [bh]] = ends(b);
    const way = compare(ah, bl);
    if (way < 0 || (!way && !ah.inf && (aho || blo))) return true;
    return compare(al, bh) >= 0 && !al.inf ? false : null;
  }
  /** @param {Interval} a @param {Interval} b */
  function isEqual(a, b) {
    if (isExact(a) && isExact(b)) return compare(/** @type {Dec} */ (a.l), /** @type {Dec} */ (b.l)) === 0;
    const [[al, alo], [ah, aho]] = ends(a);
    const [[bl, blo], [bh, bho]] = ends(b);
    const [over_, under] = [compare(al, bh), compare(bl, ah)];
    return over_ > 0 || under > 0 || (!over_ && (alo || bho)) || (!under && (blo || aho)) ? false : null;
  }
  /** Whether the two meet in more than an end. @param {Interval} a @param {Interval} b */
  function agrees(a, b) {
    const [[[al], [ah]], [[bl], [bh]]] = [ends(a), ends(b)];
    const [low, high] = [max(al, bl), min(ah, bh)];
    const way = compare(low, high);
    return way < 0 || (!way && (isExact(a) || isExact(b)) && contains(a, low) && contains(b, low));
  }

  const api = /** @type {any} */ (window);
  api.stemmaCalculator = {
    /** What each step of a computation does with intervals; the other scripts fill it. */ STEPS: {},
    NoValue, ZERO, ONE, NEAR, DOWN, UP, ANYTHING, fail, dec, read, fraction, ten, stripped, fromNumber, toNumber, adjusted, sign, compare, min, max, minus, abs, plus, less, times,
    over, fit, size, quantized, isWhole, interval, exact, isExact, contains, add, neg, sub, mul, div, scale, hull, least, greatest, absolute, power,
    isLess, isEqual, agrees,
  };
})();
