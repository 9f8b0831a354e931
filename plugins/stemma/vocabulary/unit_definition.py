# The grammar of a unit's declaration in the schema. In: `USD = [currency], symbol $` and a way to read unit texts.
# Out: the name that is declared and its symbols, or a problem.
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from stemma.vocabulary.number import scan_number
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.unit import Dimension, Unit, UnitName

_DEFINITION = re.compile(r"(\s*)([^=,]*?)(\s*=\s*)([^,=]*(?:,\d{3}[^,=]*)*)((?:,[^=]*)?)$")
_NAME = re.compile(r"[^\W\d_]\w{0,39}")
_BASE = re.compile(r"\[\s*([a-z][a-z0-9_ ]{0,39}?)\s*\]")
_SYMBOL = re.compile(r"[^\w\s.,;:+*/^()\[\]{}<>=~≈±%&|!?'\"`#@\\–—-]{1,4}|[A-Z]{1,2}[$£¥€]")
_PHYSICAL = frozenset({"length", "mass", "time", "current", "temperature", "substance", "luminosity", "byte", "flop"})
_HOW = "write `GPU = [gpu], count`, `USD = [currency], symbol $` or `fortnight = 14 day`"
_MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class Definition:
    """A declared unit name, and the symbols that stand for it."""

    unit: UnitName
    symbols: tuple[str, ...]


def read_definition(text: str, read: Callable[[str], tuple[Unit, Decimal] | Problem]) -> Definition | Problem:
    """What one line of `units:` declares. All problems are `schema-unit`."""
    match = _DEFINITION.match(text) if len(text) <= _MAX_TEXT else None
    if match is None:
        return Problem("schema-unit", "this is not a unit's declaration", 0, len(text), (_HOW,))
    name, meaning = match[2], match[4]
    if not _NAME.fullmatch(name):
        why = f"`{name}` cannot be the name of a unit" if name else "a unit needs a name before the `=`"
        return Problem("schema-unit", why, match.start(2), match.end(2), (_HOW,))
    options = _options(match[5], match.start(5))
    if isinstance(options, Problem):
        return options
    count, plural, symbols = options
    base = _BASE.fullmatch(meaning.strip())
    measured = _base(name, base[1]) if base is not None else _derived(meaning, read)
    if isinstance(measured, Problem):
        return measured.shifted(match.start(4))
    dimension, factor = measured
    short = sum(letter.isupper() for letter in name) > 1 and not plural and not count
    unit = UnitName(name, dimension, factor, count, symbols[0] if symbols else "", plural, short)
    return Definition(unit, symbols)


def _base(name: str, kind: str) -> tuple[Dimension, Fraction] | Problem:
    if kind in _PHYSICAL:
        why = f"[{kind}] has its units already; declare `{name}` as a multiple of one of them"
        return Problem("schema-unit", why, 0, len(kind) + 2, (_HOW,))
    # Two names of one kind are two dimensions: a dollar is no euro until somebody gives the rate of a day. The
    # dimension that a built-in name has keeps its own name, so that declaring it anew changes only its options.
    return (((f"[{kind}]" if kind == name else f"[{kind}: {name}]", 1),), Fraction(1))


def _derived(
    meaning: str, read: Callable[[str], tuple[Unit, Decimal] | Problem]
) -> tuple[Dimension, Fraction] | Problem:
    start = len(meaning) - len(meaning.lstrip())
    number = scan_number(meaning, start)
    if isinstance(number, Problem):
        return Problem("schema-unit", number.message, number.start, number.end, number.help)
    size = Decimal(1)
    if number is not None and not meaning[number.end :].lstrip().startswith("/"):
        size, start = number.value, number.end
    found = read(meaning[start:])
    if isinstance(found, Problem):
        return Problem("schema-unit", found.message, found.start + start, found.end + start, found.help)
    unit, divisor = found
    if not size:
        return Problem("schema-unit", "a unit cannot be worth nothing", 0, len(meaning))
    if not unit.parts and number is None:
        return Problem("schema-unit", "a unit needs a meaning after the `=`", 0, len(meaning), (_HOW,))
    return unit.dimension, unit.factor * Fraction(size) / Fraction(divisor)


def _options(text: str, start: int) -> tuple[bool, str, tuple[str, ...]] | Problem:
    count, plural, symbols = False, "", list[str]()
    at = start
    for option in text.split(",")[1:]:
        at += 1
        word, _, value = option.strip().partition(" ")
        value = value.strip()
        if word == "count" and not value:
            count = True
        elif word == "plural" and _NAME.fullmatch(value):
            plural = value
        elif word == "symbol" and _SYMBOL.fullmatch(value):
            symbols.append(value)
        else:
            why = f"`{option.strip()}` is no option of a unit"
            help_text = (
                "the options are `count`, `plural NAMES` and `symbol S`, where S is one to four signs such as `$`"
            )
            return Problem("schema-unit", why, at, at + len(option), (help_text,))
        at += len(option)
    return count, plural, tuple(symbols)
