# The unit names that exist without a schema and without pint, because pint takes bytes and per cent for plain numbers
# and knows no FLOP, token or parameter. Data only.
from __future__ import annotations

from fractions import Fraction

from stemma.vocabulary.unit import UnitName

_BYTE = (("[byte]", 1),)
_FLOP = (("[flop]", 1),)
_ONE = Fraction(1)
_DECIMAL = (
    ("k", "kilo", 3), ("K", "", 3), ("M", "mega", 6), ("G", "giga", 9), ("T", "tera", 12), ("P", "peta", 15), ("E", "exa", 18),
    ("Z", "zetta", 21), ("Y", "yotta", 24), ("R", "ronna", 27), ("Q", "quetta", 30),
)  # fmt: skip
_BINARY = (("Ki", "kibi"), ("Mi", "mebi"), ("Gi", "gibi"), ("Ti", "tebi"), ("Pi", "pebi"), ("Ei", "exbi"))

PERCENT = UnitName("%", (), Fraction(1, 100), short=True)
TIMES = UnitName("x", (), _ONE, short=True)

BUILTIN: tuple[UnitName, ...] = (
    UnitName("byte", _BYTE, _ONE),
    UnitName("bit", _BYTE, Fraction(1, 8)),
    UnitName("FLOP", _FLOP, _ONE, short=True),
    UnitName("token", (("[token]", 1),), _ONE),
    UnitName("parameter", (("[parameter]", 1),), _ONE),
    PERCENT,
    TIMES,
)

# A schema may declare these anew, to mark them as counts for instance.
REDEFINABLE = frozenset({"token", "parameter"})


def _prefixed() -> dict[str, UnitName]:
    names: list[UnitName] = []
    for short, long, power in _DECIMAL:
        size = Fraction(10) ** power
        names.append(UnitName(f"{short}B", _BYTE, size, short=True))
        if short != "K":  # for K only `KB` is in use
            names.append(UnitName(f"{short}bit", _BYTE, size / 8, short=True))
            names.append(UnitName(f"{short}FLOP", _FLOP, size, short=True))
            names.append(UnitName(f"{long}byte", _BYTE, size))
            names.append(UnitName(f"{long}bit", _BYTE, size / 8))
            names.append(UnitName(f"{long}FLOP", _FLOP, size, short=True))
    for index, (short, long) in enumerate(_BINARY, start=1):
        size = Fraction(1024) ** index
        names.append(UnitName(f"{short}B", _BYTE, size, short=True))
        names.append(UnitName(f"{short}bit", _BYTE, size / 8, short=True))
        names.append(UnitName(f"{long}byte", _BYTE, size))
        names.append(UnitName(f"{long}bit", _BYTE, size / 8))
    return {name.name: name for name in names}


FIXED: dict[str, UnitName] = _prefixed()

_SPEED = "ends in S, which some read as a plural and some as `per second`"


def _refused() -> dict[str, tuple[str, str, str]]:
    refused = {
        "B": ("quantity-ambiguous", "`B` may mean byte or billion", "write `byte` or `GB`, or `5B` for five billion"),
        "b": (
            "quantity-ambiguous",
            "`b` may mean bit, byte or billion",
            "write `bit`, `byte`, or `5B` for five billion",
        ),
    }
    for short in ("", *(short for short, _, _ in _DECIMAL if short != "K")):
        name = f"{short}FLOPS"
        help_text = f"write `{short}FLOP` for an amount, `{short}FLOP/s` for a speed"
        refused[name] = ("quantity-ambiguous", f"`{name}` {_SPEED}", help_text)
    for short in ("K", "k", "M", "G", "T", "P", "E"):
        name = f"{short}b"
        help_text = f"write `{short}bit` or `{short}B`"
        refused[name] = ("quantity-ambiguous", f"`{name}` may mean bits or bytes", help_text)
    return refused


# Name → rule, what is wrong, how to write it.
REFUSED: dict[str, tuple[str, str, str]] = _refused()

# What a reader is likely to mean when no name fits; pint knows many more.
COMMON = (
    "second", "minute", "hour", "day", "week", "month", "year", "h", "min", "metre", "meter", "kilometre", "km", "mm", "mile",
    "nautical_mile", "knot", "gram", "kilogram", "kg", "tonne", "ton", "litre", "liter", "watt", "kilowatt", "megawatt", "kW",
    "MW", "GW", "kWh", "MWh", "GWh", "TWh", "joule", "hertz", "MHz", "GHz", "kelvin", "volt", "ampere", "kB", "MB", "GB", "TB",
    "PB", "KiB", "MiB", "GiB", "TiB", "GFLOP", "TFLOP", "PFLOP", "EFLOP", "Gbit", "percent",
)  # fmt: skip

PLURALS = {
    "foot": "feet",
    "inch": "inches",
    "hertz": "hertz",
    "henry": "henries",
    "siemens": "siemens",
    "century": "centuries",
}
