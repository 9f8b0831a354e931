# What a unit is, and what multiplying two of them gives. In and out: units as values. A unit keeps the names it was
# written with; its dimension says what it may be compared with and its factor what one of it is worth.
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

Dimension = tuple[tuple[str, int], ...]

MAX_POWER = 24
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class UnitName:
    """A single unit name: `GPU`, `hour`, `GB`. `dimension` is sorted; `factor` counts base units.

    `symbol` is written before a number instead of the name (`$`), `plural` is the name after more than one, and
    `short` says that the name is an abbreviation, which takes no plural (`h`, `GB`, `USD`).
    """

    name: str
    dimension: Dimension
    factor: Fraction
    is_count: bool = False
    symbol: str = ""
    plural: str = ""
    short: bool = False

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of unit names with whole powers, in the order they were written.

    `text` is the canonical spelling (`GPU*hour`, `USD/GPU/hour`, `""` for none); `factor` is the worth of one unit in
    base units of `dimension`; `is_count` holds for a single name that the schema marks `count`; `symbol` is that of a
    unit whose first and only undivided name has one.
    """

    text: str
    dimension: Dimension
    factor: Fraction
    parts: tuple[tuple[UnitName, int], ...]
    is_count: bool = False
    symbol: str = ""

    def __hash__(self) -> int:  # the text tells units apart well enough, and this is asked for every multiplication
        return hash(self.text)

    def ratio(self, other: Unit) -> Fraction | None:
        """How many of `other` one of this is; None where the two measure different things."""
        return _ONE if self is other else _ratio(self, other)

    def __str__(self) -> str:
        return self.text or "no unit"


@lru_cache(maxsize=4096)
def _ratio(one: Unit, other: Unit) -> Fraction | None:
    return one.factor / other.factor if one.dimension == other.dimension else None


@lru_cache(maxsize=4096)
def is_rate(unit: Unit) -> bool:
    """Whether the unit sets one currency against another (`USD/EUR`); what that is worth changes from day to day."""
    powers = [power for base, power in unit.dimension if base.startswith("[currency:")]
    return any(power > 0 for power in powers) and any(power < 0 for power in powers)


def make_unit(parts: tuple[tuple[UnitName, int], ...]) -> Unit:
    """The unit of these names and powers; equal names are merged, powers of zero dropped."""
    powers: dict[UnitName, int] = {}
    for name, power in parts:
        powers[name] = powers.get(name, 0) + power
    merged = tuple((name, power) for name, power in powers.items() if power)
    dimension: dict[str, int] = {}
    factor = Fraction(1)
    for name, power in merged:
        factor *= name.factor**power
        for base, exponent in name.dimension:
            dimension[base] = dimension.get(base, 0) + exponent * power
    single = merged[0][0] if len(merged) == 1 and merged[0][1] == 1 else None
    upper = [name for name, power in merged if power > 0]
    return Unit(
        _text(merged),
        tuple(sorted((base, exponent) for base, exponent in dimension.items() if exponent)),
        factor,
        merged,
        single is not None and single.is_count,
        upper[0].symbol if len(upper) == 1 and dict(merged)[upper[0]] == 1 else "",
    )


def _text(parts: tuple[tuple[UnitName, int], ...]) -> str:
    upper = "*".join(_power(name.name, power) for name, power in parts if power > 0)
    lower = "".join("/" + _power(name.name, -power) for name, power in parts if power < 0)
    return (upper or "1") + lower if lower else upper


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


NO_UNIT = make_unit(())


@lru_cache(maxsize=4096)
def multiply_units(a: Unit, b: Unit, power: int = 1) -> tuple[Unit, Fraction]:
    """The unit of a · b^power, and the number that the product of the two values must be multiplied with.

    Names that measure the same (`hour` and `day`) become the first one, and names without dimension (`%`, `x`) become
    part of the number, so that units cancel where they can.
    """
    kept: list[tuple[UnitName, int]] = []
    number = Fraction(1)
    for name, exponent in (*a.parts, *((name, exponent * power) for name, exponent in b.parts)):
        if not name.dimension:
            number *= name.factor**exponent
            continue
        for index, (other, other_exponent) in enumerate(kept):
            if other.dimension == name.dimension:
                number *= (name.factor / other.factor) ** exponent
                kept[index] = (other, other_exponent + exponent)
                break
        else:
            kept.append((name, exponent))
    return make_unit(tuple(kept)), number


@lru_cache(maxsize=1024)
def power_unit(unit: Unit, power: int) -> tuple[Unit, Fraction]:
    """The unit of a value to a whole power, and the number to multiply with, as for `multiply_units`."""
    return multiply_units(NO_UNIT, unit, power)


def root_unit(unit: Unit) -> Unit | None:
    """The unit whose square this is; None where there is none."""
    if any(power % 2 for _, power in unit.parts):
        return None
    return make_unit(tuple((name, power // 2) for name, power in unit.parts))
