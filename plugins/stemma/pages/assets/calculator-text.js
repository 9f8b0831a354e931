// @ts-check
// How computed quantities are written, and how stated ones compare: vocabulary/quantity_text.py, quantity_value.py and
// knowledge/wording.py. In: intervals. Out: text.
(() => {
  "use strict";

  /** @typedef {{ c: bigint, e: number, inf?: number }} Dec */
  /** @typedef {{ b: Dec | null, l: Dec | null, h: Dec | null, lo: boolean, ho: boolean }} Interval */
  /** What stands around a number: `$` before, ` / GPU / hour` after one and after many. @typedef {[before: string, one: string, many: string]} Unit */

  const n = /** @type {any} */ (window).stemmaCalculator;
  const { ONE, NEAR, DOWN, UP } = n;
  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const HUNDRED = n.dec(100);

  /** All digits, without zeros at the end of a fraction. @param {Dec} value */
  function plain({ c, e }) {
    const [minus, digits] = [c < 0n ? "-" : "", String(c < 0n ? -c : c)];
    if (!c) return "0";
    if (e >= 0) return minus + digits + "0".repeat(e);
    const padded = digits.padStart(1 - e, "0");
    return (minus + padded.slice(0, e) + "." + padded.slice(e)).replace(/\.?0+$/, "");
  }
  /** @param {Dec} value */
  function grouped(value) {
    const [whole, fraction] = plain(value).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
  }
  /** @param {Dec} value @returns {Dec} */
  const cut = (value) => (n.isWhole(value) ? value : n.fit(value.c, value.e, NEAR, Math.max(6, n.adjusted(value) + 3)));

  /** The best value, rounded at the first digit of the half-width. @param {Dec} best @param {Interval} i @returns {Dec} */
  function supported(best, { l, h }) {
    if (!l || !h) return cut(best);
    const wide = (/** @type {Dec} */ a, /** @type {Dec} */ b) => {
      const e = Math.min(a.e, b.e);
      return { c: a.c * 10n ** BigInt(a.e - e) - b.c * 10n ** BigInt(b.e - e), e };
    };
    const width = n.max(wide(best, l), wide(h, best));
    if (!width.c || (best.c && n.adjusted(width) < n.adjusted(best) - 20)) return cut(best);
    return n.quantized(best, best.c ? Math.min(n.adjusted(width), n.adjusted(best)) : n.adjusted(width));
  }
  /** @param {Dec} value */
  function readable(value) {
    const size = value.c ? n.adjusted(value) : 0;
    if (size >= 15 || size < -7) {
      const power = String(size).replace("-", "⁻").replace(/\d/g, (digit) => RAISED[Number(digit)]);
      return `${plain(cut({ c: value.c, e: value.e - size }))} × 10${power}`;
    }
    const [by, letter] = size >= 12 ? [12, "T"] : size >= 9 ? [9, "B"] : [0, ""];
    return grouped({ c: value.c, e: value.e - by }) + letter;
  }
  /** @param {string} number @param {Unit} unit @param {boolean} one */
  const withUnit = (number, [before, single, many], one) => (before && number.startsWith("-") ? `-${before}${number.slice(1)}` : before + number) + (one ? single : many);
  const isOne = (/** @type {Dec} */ value) => !n.compare(n.abs(value), ONE);
  const digits = (/** @type {Dec} */ value) => plain(value).replace(/^[-0.]+|\.|0+$/g, "").length;
  /** A bare bound with few digits, on the side where it still holds. @param {Dec} value @param {number} mode */
  const outward = (value, mode) => (digits(value) <= 6 ? value : n.fit(value.c, value.e, mode, 4));

  /** The quantity for readers. @param {Interval} i @param {Unit} unit @returns {string} */
  function format(i, unit) {
    if (i.b) {
      const best = supported(i.b, i);
      return withUnit(readable(best), unit, isOne(best));
    }
    const aboveZero = i.lo && i.l && !i.l.c; // what is left when something is divided by a lower bound
    if (i.l && i.h && !aboveZero) return withUnit(`${readable(outward(i.l, DOWN))}–${readable(outward(i.h, UP))}`, unit, false);
    if (i.l && !i.h) return (i.lo ? "> " : "≥ ") + withUnit(readable(outward(i.l, DOWN)), unit, false);
    return i.h ? (i.ho ? "< " : "≤ ") + withUnit(readable(outward(i.h, UP)), unit, false) : "any value";
  }
  /** Unrounded, but for digits that no division ever ends. @param {Dec} value @param {Unit} unit */
  function exactly(value, unit) {
    const short = n.size(value.c) <= 15 ? value : n.fit(value.c, value.e, NEAR, 8);
    return withUnit(grouped(short), unit, isOne(short));
  }
  /** `288,552 and 300,792`, or nothing. @param {Interval} i @param {Unit} unit */
  const bounds = ({ l, h }, unit) => {
    if (!l || !h || !n.compare(l, h)) return "";
    const place = Math.min(0, n.adjusted(n.less(h, l)) - 2); // long fractions are rounded outwards
    const end = (/** @type {Dec} */ value, /** @type {number} */ mode) =>
      exactly(digits(value) <= 7 || n.isWhole(value) ? value : n.quantized(value, place, mode), unit);
    return `${end(l, DOWN)} and ${end(h, UP)}`;
  };

  /** Two places at most, with its sign. @param {Dec} value */
  function signed(value) {
    const rounded = n.isWhole(value) ? value : n.quantized(value, -2);
    return (n.sign(rounded) < 0 ? "−" : "+") + grouped(n.abs(rounded));
  }
  /** How far `a` is from `b`, in per cent of it. @param {Dec} a @param {Dec} b @returns {Dec | null} */
  const percent = (a, b) => (n.sign(b) ? n.times(n.over(n.less(a, b), b), HUNDRED) : null);

  /** A stated value held against a computed one, in words and as good or bad. @param {Interval} stated @param {Interval} computed @returns {[words: string, tone: string]} */
  function verdict(stated, computed) {
    const [a, b, agrees] = [stated.b, computed.b, n.agrees(stated, computed)];
    let by = "";
    if (a && b) {
      const apart = n.less(a, b);
      if (!apart.c || n.adjusted(apart) < Math.max(n.adjusted(a), n.adjusted(b)) - 24) return ["exactly", "good"];
      const share = percent(a, b);
      by = share ? signed(share) : "";
    }
    if (agrees) return [by && by !== "+0" && by !== "−0" ? `agrees, ${by} %` : "agrees", "good"];
    return [by ? `off by ${by} %` : "off", "bad"];
  }

  Object.assign(n, { plain, grouped, format, exactly, bounds, signed, percent, verdict });
})();
