# What unit names mean. In: the schema's definitions, such as `USD = [currency], symbol $`. Out: units, or problems. This is
# the only module that asks pint, about single names that are neither its own nor common: pint sees no user's expression, and
# is imported only when a name has not been learned before.
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from stemma.text.diagnostics import did_you_mean
from stemma.vocabulary.builtin_units import BUILTIN, COMMON, FIXED, PLURALS, REDEFINABLE, REFUSED
from stemma.vocabulary.common_units import MEANINGS
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.unit import NO_UNIT, Unit, UnitName, make_unit
from stemma.vocabulary.unit_definition import read_definition
from stemma.vocabulary.unit_text import read_unit

__all__ = ["NO_UNIT", "Learned", "Unit", "UnitName", "Units", "make_unit"]

# Name → [canonical name, [[dimension, power], …], factor as "p/q", is an abbreviation], or why there is no such unit.
Learned = dict[str, Any]

_CACHED = 4096  # hostile input may hold any number of different texts; the caches stay bounded
_NAME = re.compile(r"[^\W\d]\w{0,39}")
_LEAD = re.compile(r"[A-Z]{0,3}")
_DECLARED = re.compile(r"\s*([^\W\d_]\w{0,39})\s*=")


class Units:
    """The units of one schema. What was read once is remembered; nothing else changes after `build`."""

    def __init__(self, known: Learned | None = None) -> None:
        self._names: dict[str, UnitName] = {name.name: name for name in BUILTIN}
        self._names["percent"] = self._names["%"]
        self._symbols: dict[str, str] = {}
        self._symbol_pattern = re.compile(r"(?!)")
        self._learned: Learned = dict(known or {})
        self._resolved: dict[str, UnitName | Problem] = {}
        self._read: dict[str, tuple[Unit, Decimal] | Problem] = {}
        self._remembered: dict[object, Any] = {}

    @classmethod
    def build(
        cls, definitions: Sequence[str], known: Learned | None = None
    ) -> tuple[Units, tuple[tuple[int, Problem], ...]]:
        """The units that these definitions and the built-in ones declare, and each bad definition's index and problem.

        A definition is `NAME = [dimension]` or `NAME = 24 OTHER / UNIT`, then `count`, `symbol S`, `plural NAMES` after
        commas. Two names of the same dimension (`[currency]`) still measure different things, until a rate is given.
        `known` is what an earlier run learned (see `learned`); with it, names already met cost nothing.
        """
        units = cls(known)
        problems: list[tuple[int, Problem]] = []
        texts: dict[str, str] = {}
        for index, text in enumerate(definitions):
            problem = units._define(text, texts)
            if problem is not None:
                problems.append((index, problem))
                units._stand_in(text, texts)
        return units, tuple(problems)

    @property
    def symbols(self) -> Mapping[str, str]:
        """Symbol → name of the unit that it stands for."""
        return self._symbols

    @property
    def declared(self) -> Mapping[str, UnitName]:
        """The built-in names and those of the schema."""
        return self._names

    def learned(self) -> Learned:
        """What was asked of pint so far, as plain data to give to the next `build`."""
        return dict(self._learned)

    def names(self) -> Iterator[str]:
        """Names that a reader may mean: the schema's, the built-in ones, the common ones of physics. pint knows more."""
        return iter(dict.fromkeys((*self._names, *COMMON)))

    def parse(self, text: str) -> Unit | Problem:
        """The unit that `text` writes; an empty text is no unit.

        Problems: `unit-unknown` at the name, `quantity-syntax` and `quantity-ambiguous` at what cannot be read.
        """
        found = self.read(text)
        if isinstance(found, Problem):
            return found
        if found[1] != 1:
            return Problem("quantity-syntax", "a unit holds no numbers", 0, len(text))
        return found[0]

    def read(self, text: str) -> tuple[Unit, Decimal] | Problem:
        """Like `parse`, with the exact number that may stand after a slash (1 where none does)."""
        found = self._read.get(text)
        if found is None:
            found = read_unit(text, self)
            if len(self._read) < _CACHED:
                self._read[text] = found
        return found

    @property
    def remembered(self) -> Mapping[object, Any]:
        """What callers have read with these units before."""
        return self._remembered

    def remember(self, key: object, value: object) -> None:
        """Keep a result that depends on nothing but the key and these units, as long as there is room."""
        if len(self._remembered) < _CACHED:
            self._remembered[key] = value

    def symbol_at(self, text: str, at: int) -> tuple[UnitName, int] | None:
        """The unit whose symbol stands at `at`, and where it ends. `US$` is `$` where that stands for `USD`."""
        match = self._symbol_pattern.match(text, at)
        if match is not None:
            return self._names[self._symbols[match.group()]], match.end()
        lead = _LEAD.match(text, at)
        match = self._symbol_pattern.match(text, lead.end()) if lead else None
        if lead is None or match is None:
            return None
        name = self._names[self._symbols[match.group()]]
        return (name, match.end()) if name.name.startswith(lead.group()) else None

    def resolve(self, name: str) -> UnitName | Problem:
        """What one name means. Problems are `unit-unknown` or `quantity-ambiguous`, over the whole name."""
        found = self._resolved.get(name)
        if found is None:
            found = self._look_up(name)
            if len(self._resolved) < _CACHED:
                self._resolved[name] = found
        return found

    def _look_up(self, name: str) -> UnitName | Problem:
        singular = name.removesuffix("s")
        for table in (self._names, FIXED):
            if name in table or singular in table:
                return table.get(name) or table[singular]
        for own in self._names.values():
            if name == own.plural:
                return own
        if name in REFUSED:
            rule, why, help_text = REFUSED[name]
            return Problem(rule, why, 0, len(name), (help_text,))
        meaning = self._ask(name)
        if isinstance(meaning, list):
            canonical, dimension, factor, short = meaning
            powers = tuple((str(base), int(power)) for base, power in dimension)
            plural = "" if short else PLURALS.get(canonical, "")
            return UnitName(canonical, powers, Fraction(factor), plural=plural, short=bool(short))
        if meaning == "offset":
            why = f"`{name}` is a scale, not a unit: its zero is not nothing, so it cannot be multiplied"
            return Problem("unit-unknown", why, 0, len(name), ("give temperatures in `kelvin`",))
        hint = did_you_mean(name, self.names())
        text = hint or "a project's own units are declared under `units:` in its schema"
        return Problem("unit-unknown", f"there is no unit `{name}`", 0, len(name), (text,))

    def _ask(self, name: str) -> object:
        if not _NAME.fullmatch(name) and not name.startswith("°"):
            return "unknown"
        stem = name.removesuffix("s")
        common = MEANINGS.get(name) or MEANINGS.get(stem)
        if common is not None and (common[0] == name or not common[3]):
            return common
        singular = self._learned.get(stem)
        if name not in self._learned:
            known = isinstance(singular, list) and singular[0] == stem and not singular[3]
            meaning = singular if known else ask_pint(name)
            if len(self._learned) >= _CACHED:
                return meaning
            self._learned[name] = meaning
        return self._learned[name]

    def _stand_in(self, text: str, texts: dict[str, str]) -> None:
        """Give the name of a definition that cannot be read a dimension of its own, so that it is not unknown too."""
        name = _DECLARED.match(text)
        if name is not None and name[1] not in self._names:
            self._define(f"{name[1]} = [unread]", texts)

    def _define(self, text: str, texts: dict[str, str]) -> Problem | None:
        found = read_definition(text, self.read)
        if isinstance(found, Problem):
            return found
        name = found.unit.name
        if texts.get(name) == " ".join(text.split()):
            return None  # a site's schema may repeat what it extends
        builtin = name in self._names and name not in texts and name not in REDEFINABLE
        start = text.find(name)
        if name in texts or builtin or name in FIXED or name in REFUSED:
            return Problem("schema-unit", f"the unit `{name}` is already declared", start, start + len(name))
        for symbol in found.symbols:
            if symbol in self._symbols:
                start = text.rfind(symbol)
                why = f"the symbol `{symbol}` already stands for `{self._symbols[symbol]}`"
                return Problem("schema-unit", why, start, start + len(symbol))
        texts[name] = " ".join(text.split())
        self._names[name] = found.unit
        self._symbols.update(dict.fromkeys(found.symbols, name))
        ordered = sorted(self._symbols, key=lambda symbol: (-len(symbol), symbol))
        self._symbol_pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
        self._resolved.clear()
        self._read.clear()
        return None


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)


def ask_pint(name: str) -> list[Any] | str:
    """What pint says about one name: see `Learned`; "offset" for scales such as degC, else "unknown"."""
    import pint

    registry = _registry()
    try:
        prefix, base, spelled = _spelling(registry, name)
        zero, one, two = (
            registry.Quantity(Fraction(n), pint.util.UnitsContainer({name: 1})).to_base_units() for n in range(3)
        )
    except (pint.errors.PintError, KeyError, ValueError, TypeError, ArithmeticError):
        return "unknown"
    if zero.magnitude != 0 or two.magnitude != 2 * one.magnitude:
        return "offset"
    powers = sorted((str(dimension), Fraction(power)) for dimension, power in one.dimensionality.items())
    if any(power.denominator != 1 for _, power in powers) or not isinstance(Fraction(one.magnitude), Fraction):
        return "unknown"  # such units need irrational factors; no figure is stated in them
    symbol = registry._units[base].symbol  # noqa: SLF001  pint has no public way from a name to its symbol
    rest = spelled[len(prefix) :] if spelled.startswith(prefix) else spelled[1:]
    abbreviated = bool(prefix) and not spelled.startswith(prefix)
    if abbreviated and not (spelled == name and spelled.endswith(symbol)):
        return "unknown"  # `cats` are no centi-technical-atmospheres
    short = (rest == symbol and symbol != base) or len(rest) < 3 or abbreviated
    return [spelled, [[dimension, int(power)] for dimension, power in powers], str(Fraction(one.magnitude)), short]


def _spelling(registry: Any, name: str) -> tuple[str, str, str]:
    """pint's prefix and unit for a name, and the name without its plural s. Raises KeyError for an unknown name."""
    found = registry.parse_unit_name(name)
    if not found:
        raise KeyError(name)
    if len(name) > 3 and name.endswith("s"):
        singular = registry.parse_unit_name(name[:-1])
        if singular and singular[0][:2] == found[0][:2]:
            return singular[0][0], singular[0][1], name[:-1]
    return found[0][0], found[0][1], name
