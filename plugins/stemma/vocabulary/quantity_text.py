# How quantities are written out. In: a quantity. Out: text for readers (`$5,576,000`, `2.788M GPU-hours`), or text
# that reads back as the same quantity.
from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from stemma.vocabulary.interval import WIDE, Interval
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.unit import Unit, UnitName

_SIGNIFICANT = 6  # an exact result such as a third is cut here on pages; the trace has all digits
_OF_A_BOUND = 4  # digits of a computed bound without a best value; nothing says how sharp it is
_SHORTHAND = ((Decimal("1e12"), "T"), (Decimal("1e9"), "B"))
_HUGE = 15
_TINY = -7
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACES = re.compile(r"\s+")
_BEFORE = re.compile(r"^(?:exactly\b|about\b|~|≈|>=|<=|≥|≤|>|<)?\s*", re.IGNORECASE)
_NUMBERS = re.compile(
    r"[^\w\s]?\s*[-−+]?\s*[\d.,]*\d(?:[eE][+-]?\d+)?(?:\s*(?:[KkMBT]|thousand|million|billion|trillion)(?!\w))?",
    re.ASCII,
)
_SIGNS = {"about": "≈ ", "~": "≈ ", "≈": "≈ ", ">": "> ", "<": "< ", ">=": "≥ ", "≥": "≥ ", "<=": "≤ ", "≤": "≤ "}
_DASH = "–"
_SHORT_TEXT = 60
_FOREIGN = re.compile(r"[^\w\s.,+\-−~≈<>=≥≤–—…±]")
_LETTER = re.compile(r"([bgkmt])b?(?!\w)|\s+([gkmt])b(?!\w)", re.IGNORECASE)  # `3b`, `3 GB`
_LARGE = {"b": "B", "g": "B", "k": "K", "m": "M", "t": "T"}


def plain(value: Decimal) -> str:
    """Plain digits: no exponent, no grouping, no zeros after the last digit of a fraction, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def write_quantity(quantity: Quantity) -> str:
    """A text that `parse_quantity` reads as the same quantity, in the same unit.

    The grammar knows exact values, bounds and ranges around their middle. An interval whose best value is not its
    middle (a computed one, mostly) is written as contributed if it was, else as the range of its bounds: bounds are
    kept, the best value is not, and an open end becomes a closed one. An interval without any bound gives `""`.
    """
    interval, unit = quantity.interval, _written_unit(quantity.unit)
    best, low, high = interval.best, interval.low, interval.high
    if low is None and high is None:
        return quantity.text
    if low is None or high is None:
        sign = ("<" if interval.high_open else "<=") if low is None else (">" if interval.low_open else ">=")
        return f"{sign}{plain(_known(high if low is None else low))}{unit}"
    if low == high:
        return f"exactly {plain(low)}{unit}"
    if best != Interval.between(low, high).best and quantity.text:
        return quantity.text
    return f"{plain(low)}..{plain(high)}{unit}"


def format_quantity(quantity: Quantity, *, exact: bool = False) -> str:
    """The quantity for readers, with symbol or unit.

    A stated one keeps its writer's digits and multiplier, tidied (`~37B` is `≈ 37B`). A computed one is rounded at the
    first digit of its half-width: 294,672 between 288,552 and 300,792 is uncertain by 6,120, so its last shown digit
    is the thousands', `$295,000`; zeros beyond it only fill up. Values from 10⁹ on take B or T. With `exact`, the
    unrounded best value is given whatever was written; without a best value, the bounds are.
    """
    interval, unit = quantity.interval, quantity.unit
    if exact and interval.best is not None:
        return _with_unit(_grouped(interval.best), unit, one=abs(interval.best) == 1)
    if quantity.text and not exact:
        return _tidy(quantity.text, unit)
    if interval.best is None:
        return _format_bounds(interval, unit)
    best = _supported(interval.best, interval)
    return _with_unit(_readable(best), unit, one=abs(best) == 1)


def in_unit(text: str, unit: Unit) -> str:
    """The number of a text whose unit is wrong, with the unit that was wanted: `3B parameter` of `3b params` or `3 GB`;
    "" where that would be a guess."""
    numbers, spelled = _split(text) if len(text) <= _SHORT_TEXT else ("", "")
    if not unit.text or not numbers or _FOREIGN.search(numbers):
        return ""
    letter = _LETTER.match(spelled) if any(name.is_count for name, _ in unit.parts) else None
    large = _LARGE[(letter[1] or letter[2]).lower()] if letter and numbers[-1].isdigit() else ""
    return f"{numbers.strip()}{large}{_written_unit(unit)}"


def _known(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def _supported(best: Decimal, interval: Interval) -> Decimal:
    """`best` rounded at the first digit of the half-width."""
    if interval.low is None or interval.high is None:
        return _cut(best)
    width = max(WIDE.subtract(best, interval.low), WIDE.subtract(interval.high, best))
    if not width or (best and width.adjusted() < best.adjusted() - 20):  # exact but for rounding
        return _cut(best)
    step = min(width.adjusted(), best.adjusted()) if best else width.adjusted()  # one digit is always shown
    return WIDE.quantize(best, Decimal((0, (1,), step)))


def _cut(value: Decimal) -> Decimal:
    if value == value.to_integral_value():
        return value
    digits = max(_SIGNIFICANT, value.adjusted() + 3)
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(value)


def _outward(value: Decimal, rounding: str) -> Decimal:
    """A bare bound with few digits, on the side where it still holds."""
    if len(value.normalize().as_tuple().digits) <= _SIGNIFICANT:
        return value
    return Context(prec=_OF_A_BOUND, rounding=rounding).plus(value)


def _grouped(value: Decimal) -> str:
    whole, point, fraction = plain(value).partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{fraction}"


def _readable(value: Decimal) -> str:
    """Grouped digits, B or T from 10⁹ on, powers of ten for what is larger or very small."""
    size = value.adjusted() if value else 0
    if value and (size >= _HUGE or size < _TINY):
        mantissa = plain(_cut(value.scaleb(-size)))
        return f"{mantissa} × 10{str(size).translate(_RAISED)}"
    for worth, letter in _SHORTHAND:
        if abs(value) >= worth:
            return f"{_grouped(WIDE.divide(value, worth))}{letter}"
    return _grouped(value)


def _format_bounds(interval: Interval, unit: Unit) -> str:
    if interval.low is None and interval.high is None:
        return "any value"
    above_zero = interval.low_open and not interval.low  # what is left when something is divided by a lower bound
    if interval.low is not None and interval.high is not None and not above_zero:
        low, high = _outward(interval.low, ROUND_FLOOR), _outward(interval.high, ROUND_CEILING)
        return _with_unit(f"{_readable(low)}{_DASH}{_readable(high)}", unit, one=False)
    if interval.high is None:
        return (_SIGNS[">"] if interval.low_open else _SIGNS[">="]) + _with_unit(
            _readable(_outward(_known(interval.low), ROUND_FLOOR)), unit, one=False
        )
    return (_SIGNS["<"] if interval.high_open else _SIGNS["<="]) + _with_unit(
        _readable(_outward(interval.high, ROUND_CEILING)), unit, one=False
    )


def _written_unit(unit: Unit) -> str:
    if not unit.text:
        return ""
    return f" {unit.text.removeprefix('1')}" if unit.text.startswith("1/") else f" {unit.text}"


def _with_unit(number: str, unit: Unit, *, one: bool) -> str:
    """The number with its unit as a reader expects it: `$2 / GPU / hour`, `2,788,000 GPU-hours`, `37 %`, `2x`."""
    # What is counted comes first whatever was multiplied with what: GPU-hours.
    upper = sorted(((name, power) for name, power in unit.parts if power > 0), key=lambda part: not part[0].is_count)
    lower = "".join(f" / {_raised(name.name, -power)}" for name, power in unit.parts if power < 0)
    if unit.symbol:
        sign = "-" if number.startswith("-") else ""
        return f"{sign}{unit.symbol}{number.removeprefix('-')}{lower.replace('_', ' ')}"
    words = [_raised(name.name, power) for name, power in upper]
    if words and upper[-1][1] == 1 and not one:
        words[-1] = _plural(upper[-1][0])
    spelled, lower = "-".join(words).replace("_", " "), lower.replace("_", " ")
    return f"{number}{'' if spelled in ('', 'x') else ' '}{spelled}{lower}"


def _raised(name: str, power: int) -> str:
    return name if power == 1 else name + str(power).translate(_RAISED)


def _plural(name: UnitName) -> str:
    if name.plural:
        return name.plural
    return name.name if name.short else f"{name.name}s"


def _tidy(text: str, unit: Unit) -> str:
    """A contributor's text, evenly spaced, with signs for words; its unit as above where it is written the same way."""
    text = _SPACES.sub(" ", text.strip())
    before = _BEFORE.match(text)
    word = before.group().strip().lower() if before else ""
    rest = text[before.end() :] if before else text
    numbers, spelled = _split(rest)
    numbers = re.sub(r"\s*(?:±|\+/-|\+-)\s*", " ± ", numbers)
    numbers = re.sub(r"\s*(?:\.\.\.?|…|[–—]|\bto\b|(?<=[\d%KkMBTn])\s*-(?=\s*\W?[\d.]))\s*", _DASH, numbers)
    numbers = re.sub(r"(?<=\d)\s+(?=[KkMBT](?!\w))", "", numbers)
    return _SIGNS.get(word, "") + _joined(numbers.strip(), spelled.strip(), unit)


def _split(text: str) -> tuple[str, str]:
    """The numbers of a quantity, and the unit behind them."""
    end = 0
    for match in _NUMBERS.finditer(text):
        between = text[end : match.start()].strip()
        if end and between not in ("", "to", "..", "...", "…", _DASH, "—", "-", "±", "+/-", "+-", "+/", "+"):
            break
        end = match.end()
    return text[:end], text[end:]


def _joined(numbers: str, spelled: str, unit: Unit) -> str:
    spelled = re.sub(r"\bper\s?cent\b", "%", spelled)
    marked = bool(unit.symbol) and unit.symbol in numbers
    one = numbers == "1"
    squeezed = re.sub(r"\s*([*·/])\s*", r"\1", spelled)
    names = {unit.text, unit.text.replace("*", "-"), unit.text.replace("*", "·"), unit.text.replace("*", " ")}
    if not marked and (not spelled or _singular(squeezed, unit) in {_singular(name, unit) for name in names}):
        return _with_unit(numbers, unit, one=one)
    if marked and spelled == unit.text:
        return numbers
    spelled = re.sub(r"\s*/\s*", " / ", re.sub(r"\s*[*·]\s*", "-", spelled)).rstrip()
    upper, slash, lower = spelled.partition("/")
    counted = [name for name, power in unit.parts if power == 1]
    if counted and not one and upper.rstrip().endswith(counted[-1].name):
        upper = upper.rstrip().removesuffix(counted[-1].name) + _plural(counted[-1]) + (" " if slash else "")
    spelled = (upper + slash + lower).strip()
    return f"{numbers}{'' if spelled in ('', 'x') else ' '}{spelled}"


def _singular(spelled: str, unit: Unit) -> str:
    for name, _ in unit.parts:
        spelled = re.sub(rf"(?<!\w){re.escape(_plural(name))}(?!\w)", name.name.replace("\\", ""), spelled)
    return spelled
