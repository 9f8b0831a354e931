# The grammar of quantities, and the room's door to all that concerns them. In: text such as `2.788M GPU*hour`, `80–198 h`,
# `>100M USD`. Out: a quantity in the field's unit, or a problem with its place in the text.
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from stemma.text.quick_init import quick_init
from stemma.vocabulary import interval as iv
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.number import Written, scan_number
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity_text import format_quantity, plain, write_quantity
from stemma.vocabulary.quantity_value import Comparison, Quantity, compare, convert, mismatch, within
from stemma.vocabulary.unit import NO_UNIT, Unit, make_unit
from stemma.vocabulary.units import Units

__all__ = [
    "Comparison", "Quantity", "compare", "convert", "format_quantity", "parse_number", "parse_quantity", "plain", "within",
    "write_quantity",
]  # fmt: skip

MAX_TEXT = 200
_ONE = Decimal(1)
_HALF = Decimal("0.5")
_TWENTIETH = Decimal("0.05")

_PREFIX = re.compile(r"\s*(?:(exactly)(?!\w)|(about(?!\w)|~|≈)|(>=|≥|<=|≤|>|<))?\s*", re.IGNORECASE)
_SIGN = re.compile(r"[-−+]?\s*")
_JOIN = re.compile(
    r"\s*(?:(?P<tolerance>±|\+/-|\+-)|(?P<range>\.\.\.?|…|[–—]|(?<![\^*eE])-(?=\s*[^\w\s]?\s*[\d.])|(?<!\w)to(?!\w)))\s*"
)


def parse_quantity(text: str, units: Units, default: Unit | None = None, *, exact: bool = False) -> Quantity | Problem:
    """The quantity that `text` writes, converted to `default`, the field's unit, where there is one.

    A bare number takes the default unit. With `exact`, a number is taken as it stands, not as rounded at its last
    digit: limits in expressions are read so. Problems: `quantity-syntax`, `quantity-ambiguous`, `unit-unknown`, and
    `unit-mismatch` where the unit cannot be converted to the default.
    """
    found = _Reader(text, units, default, exact=exact).quantity()
    if isinstance(found, Problem) or default is None or found.unit == default:
        return found
    return convert(found, default)


def parse_number(text: str) -> Quantity | Problem:
    """The number that `text` writes, with digits, ranges and bounds as in quantities, and no unit but `%` or `x`."""
    found = parse_quantity(text, _NO_UNITS)
    return found if isinstance(found, Problem) else convert(found, NO_UNIT)


@quick_init
@dataclass(frozen=True, slots=True)
class _Side:
    """One number of a quantity, with what is written around it."""

    number: Written
    negative: bool
    unit: Unit | None
    divisor: Decimal
    start: int
    end: int


class _Amount(NamedTuple):
    """A number, and what is written in front of it."""

    number: Written
    unit: Unit | None
    negative: bool


class _Reader:
    """Reads one quantity. Problems travel as values, as everywhere."""

    def __init__(self, text: str, units: Units, default: Unit | None, *, exact: bool) -> None:
        self._text = text
        self._units = units
        self._default = default
        self._exact = exact

    def _wrong(self, message: str, start: int, end: int, *help_lines: str, rule: str = "quantity-syntax") -> Problem:
        return Problem(rule, message, start, end, help_lines)

    def quantity(self) -> Quantity | Problem:
        text = self._text
        if len(text) > MAX_TEXT:
            return self._wrong(f"a quantity is longer than {MAX_TEXT} characters", 0, len(text))
        prefix = _PREFIX.match(text)
        exactly, about, bound = prefix.groups() if prefix else (None, None, None)
        start = prefix.end() if prefix else 0
        begun = self._amount(start)
        if isinstance(begun, Problem):
            return begun
        join = _JOIN.search(text, begun.number.end)  # behind it: a hyphen before that is a sign or an exponent's
        first = self._side(start, join.start()) if join else self._with_unit(text, start, begun)
        if isinstance(first, Problem):
            return first
        if join is None:
            return self._single(first, exactly=bool(exactly) or self._exact, about=bool(about), bound=bound or "")
        word = exactly or about or bound
        if word:
            at = text.index(word)
            return self._wrong(f"`{word}` does not go together with a range", at, at + len(word))
        share = text[join.end() :].rstrip().endswith(("%", "percent", "per cent"))
        if join["tolerance"] and share and first.unit is not None and first.unit.dimension:
            return self._relative(first, join.end())
        second = self._side(join.end(), len(text))
        if isinstance(second, Problem):
            return second
        return self._pair(first, second, tolerance=bool(join["tolerance"]))

    def _amount_start(self, start: int) -> tuple[int, bool, Unit | None]:
        """Past sign and symbol, in either order: where the digits start, whether negative, and the symbol's unit."""
        text = self._text
        unit: Unit | None = None
        negative = False
        at = start
        for _ in range(2):
            sign = _SIGN.match(text, at)
            if sign and sign.group():
                negative = negative or not sign.group().startswith("+")
                at = sign.end()
            symbol = self._units.symbol_at(text, at) if unit is None else None
            if symbol is None:
                break
            unit, at = make_unit(((symbol[0], 1),)), symbol[1]
            while at < len(text) and text[at].isspace():
                at += 1
        return at, negative, unit

    def _no_number(self, start: int) -> Problem:
        rest = self._text[start:].strip()
        if not rest:
            return self._wrong("a quantity needs a number", 0, len(self._text), "as in `80 h` or `5.58M USD`")
        word = rest.split()[0]
        at = self._text.index(word, start)
        return self._wrong(
            f"`{word}` is not a number", at, at + len(word), "a quantity is a number with a unit, as in `80 h`"
        )

    def _side(self, start: int, end: int) -> _Side | Problem:
        text = self._text[:end]
        amount = self._amount(start, text)
        return amount if isinstance(amount, Problem) else self._with_unit(text, start, amount)

    def _amount(self, start: int, text: str | None = None) -> _Amount | Problem:
        """The number that begins at `start`, in the whole text or in the first part of it."""
        at, negative, unit = self._amount_start(start)
        number = scan_number(self._text if text is None else text, at)
        if number is None:
            return self._no_number(start)
        return number if isinstance(number, Problem) else _Amount(number, unit, negative)

    def _with_unit(self, text: str, start: int, amount: _Amount) -> _Side | Problem:
        """An amount with the unit that `text` gives it, up to its end."""
        number, unit, negative = amount
        end = len(text)
        found = self._units.read(text[number.end :])
        if isinstance(found, Problem):
            return found.shifted(number.end)
        written, divisor = found
        ambiguous = self._ambiguous(number, text[number.end :].strip(), unit)
        if ambiguous is not None:
            return ambiguous
        if unit is not None and written.parts:
            same = make_unit(((unit.parts[0][0], 1),)).text == written.text
            unit = written if same else self._under(unit, written, text[number.end :])
            if unit is None:
                return self._wrong(
                    f"a symbol and `{written}` are two units", number.end, end, rule="quantity-ambiguous"
                )
        elif written.parts:
            unit = written
        return _Side(number, negative, unit, divisor, start, end)

    def _under(self, unit: Unit, written: Unit, text: str) -> Unit | None:
        """`$2 / GPU / hour`: the symbol's unit over what follows the slash."""
        if not text.lstrip().startswith(("/", "per")):
            return None
        return make_unit((*unit.parts, *written.parts))

    def _ambiguous(self, number: Written, rest: str, unit: Unit | None) -> Problem | None:
        letter = number.letter
        if letter not in ("B", "K", "T") or unit is not None or (rest and not rest.startswith(("/", "*", "·"))):
            return None
        other = {"B": "byte", "K": "kelvin", "T": "tesla"}[letter]
        same = {"B": (("[byte]", 1),), "K": (("[temperature]", 1),)}.get(letter)
        if not number.apart and not (same and self._default is not None and self._default.dimension == same):
            return None
        large = {"B": "billion", "K": "thousand", "T": "trillion"}[letter]
        written = self._text[number.start : number.end]
        help_text = f"write `{written[:-1].rstrip()}{letter} UNIT` or `{written[:-1].rstrip()} {large}` for {large}s, or the unit in full"
        return self._wrong(
            f"`{written}` may mean {large} or {other}", number.start, number.end, help_text, rule="quantity-ambiguous"
        )

    def _finish(self, interval: Interval, side: _Side, *, is_range: bool = False) -> Quantity:
        if side.divisor != 1:
            interval = iv.scale(interval, 1 / Fraction(side.divisor))
        return Quantity(interval, self._unit(side), self._text.strip(), is_range)

    def _unit(self, side: _Side) -> Unit:
        if side.unit is not None:
            return side.unit
        return self._default if self._default is not None else NO_UNIT

    def _single(self, side: _Side, *, exactly: bool, about: bool, bound: str) -> Quantity | Problem:
        number = side.number
        value = -number.value if side.negative else number.value
        if bound:
            is_open = bound in (">", "<")
            if bound in (">", ">=", "≥"):
                interval = Interval(None, value, None, low_open=is_open)
            else:
                interval = Interval(None, None, value, high_open=is_open)
            return self._finish(interval, side)
        half = self._half_width(side, exactly=exactly, about=about)
        if not half:
            return self._finish(Interval.exact(value), side)
        return self._finish(Interval(value, iv.DOWN.subtract(value, half), iv.UP.add(value, half)), side)

    def _half_width(self, side: _Side, *, exactly: bool, about: bool) -> Decimal:
        number = side.number
        if about and number.value:
            return max(number.value * _TWENTIETH, number.last_other_weight(number.multiplier) * _HALF)
        if exactly:
            return Decimal(0)
        if number.rounded or number.multiplier != 1:
            return number.last_weight(number.multiplier) * _HALF
        if number.ends_in_zeros and not self._unit(side).is_count:
            return number.last_other_weight(_ONE) * _HALF
        return Decimal(0)

    def _relative(self, side: _Side, at: int) -> Quantity | Problem:
        share = parse_quantity(self._text[at:], self._units, exact=True)
        if isinstance(share, Problem):
            return share.shifted(at)
        value = -side.number.value if side.negative else side.number.value
        part = iv.scale(share.interval, share.unit.factor).best
        if part is None or part < 0:
            return self._wrong("a tolerance is a positive number", at, len(self._text))
        half = iv.UP.multiply(abs(value), part)
        return self._finish(Interval(value, iv.DOWN.subtract(value, half), iv.UP.add(value, half)), side)

    def _pair(self, first: _Side, second: _Side, *, tolerance: bool) -> Quantity | Problem:
        values = self._values(first, second, tolerance=tolerance)
        if isinstance(values, Problem):
            return values
        one, other = values
        side = second if second.unit is not None else first
        if tolerance:
            if other < 0:
                return self._wrong("a tolerance is a positive number", second.start, second.end)
            return self._finish(Interval(one, iv.DOWN.subtract(one, other), iv.UP.add(one, other)), side)
        if one > other:
            return self._wrong("a range goes from the smaller to the larger number", first.start, second.end)
        return self._finish(Interval.between(one, other), side, is_range=True)

    def _values(self, first: _Side, second: _Side, *, tolerance: bool) -> tuple[Decimal, Decimal] | Problem:
        """Both numbers in the second one's unit, or the first one's where the second has none."""
        one, other = (-side.number.value if side.negative else side.number.value for side in (first, second))
        size = second.number.multiplier
        bare = not self._text[first.number.end : first.end].strip() and first.number.multiplier == 1
        if (
            bare and size != 1 and not (tolerance and one >= other)
        ):  # `5–6M` means 5M; `5,580,000 ± 5K` means what it says
            one *= size
            if not tolerance and one > other:
                written = self._text[first.start : second.end].strip()
                why = f"`{written}`: does the multiplier hold for both numbers?"
                return self._wrong(why, first.start, second.end, "write it at both numbers", rule="quantity-ambiguous")
        if first.divisor not in (second.divisor, _ONE):
            return self._wrong("the number after the slash stands at the end of a range", first.start, first.end)
        if first.unit is None or second.unit is None or first.unit.text == second.unit.text:
            return one, other
        ratio = first.unit.ratio(second.unit)
        if ratio is None:
            why, help_text = mismatch(first.unit, second.unit)
            return Problem("unit-mismatch", why, first.start, second.end, (help_text,) if help_text else ())
        scaled = iv.scale(Interval.exact(one), ratio).best
        return (one if scaled is None else scaled), other


_NO_UNITS = Units.build(())[0]
