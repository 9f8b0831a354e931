# What pint says of the unit names that are used most, so that most projects never wait for it. Data only; a test asks pint
# again about each of them.
from __future__ import annotations

from typing import Any

_TIME = [["[time]", 1]]
_LENGTH = [["[length]", 1]]
_MASS = [["[mass]", 1]]
_AREA = [["[length]", 2]]
_VOLUME = [["[length]", 3]]
_ENERGY = [["[length]", 2], ["[mass]", 1], ["[time]", -2]]
_POWER = [["[length]", 2], ["[mass]", 1], ["[time]", -3]]
_FREQUENCY = [["[time]", -1]]
_SPEED = [["[length]", 1], ["[time]", -1]]
_PRESSURE = [["[length]", -1], ["[mass]", 1], ["[time]", -2]]
_TEMPERATURE = [["[temperature]", 1]]
_CURRENT = [["[current]", 1]]
_VOLTAGE = [["[current]", -1], ["[length]", 2], ["[mass]", 1], ["[time]", -3]]

# Dimension, then names in full and abbreviations, each with what one is worth in base units.
_TABLE: tuple[tuple[list[list[Any]], dict[str, str], dict[str, str]], ...] = (
    (
        _TIME,
        {
            "second": "1", "millisecond": "1/1000", "minute": "60", "hour": "3600", "day": "86400", "week": "604800",
            "fortnight": "1209600", "month": "2629800", "year": "31557600", "century": "3155760000",
        },
        {"s": "1", "ms": "1/1000", "min": "60", "h": "3600"},
    ),
    (
        _LENGTH,
        {
            "metre": "1", "meter": "1", "millimetre": "1/1000", "millimeter": "1/1000", "centimetre": "1/100",
            "centimeter": "1/100", "kilometre": "1000", "kilometer": "1000", "inch": "127/5000", "foot": "381/1250",
            "yard": "1143/1250", "mile": "201168/125", "nautical_mile": "1852", "light_year": "9460730472580800",
        },
        {"m": "1", "mm": "1/1000", "cm": "1/100", "km": "1000"},
    ),
    (_AREA, {"hectare": "10000"}, {}),
    (_VOLUME, {"litre": "1/1000", "liter": "1/1000"}, {"l": "1/1000", "L": "1/1000", "ml": "1/1000000"}),
    (
        _MASS,
        {
            "gram": "1/1000", "kilogram": "1", "tonne": "1000", "metric_ton": "1000", "ton": "45359237/50000",
            "pound": "45359237/100000000", "ounce": "45359237/1600000000",
        },
        {"mg": "1/1000000", "g": "1/1000", "kg": "1", "t": "1000"},
    ),
    (
        _ENERGY,
        {
            "joule": "1", "kilojoule": "1000", "megajoule": "1000000", "gigajoule": "1000000000", "watt_hour": "3600",
            "kilowatt_hour": "3600000", "terawatt_hour": "3600000000000000", "calorie": "523/125",
        },
        {
            "J": "1", "kJ": "1000", "MJ": "1000000", "GJ": "1000000000", "kWh": "3600000", "MWh": "3600000000",
            "GWh": "3600000000000", "TWh": "3600000000000000", "kcal": "4184",
        },
    ),
    (
        _POWER,
        {"watt": "1", "kilowatt": "1000", "megawatt": "1000000", "gigawatt": "1000000000"},
        {"W": "1", "kW": "1000", "MW": "1000000", "GW": "1000000000", "TW": "1000000000000"},
    ),
    (_FREQUENCY, {"hertz": "1"}, {"Hz": "1", "kHz": "1000", "MHz": "1000000", "GHz": "1000000000"}),
    (_SPEED, {"knot": "463/900"}, {}),
    (_PRESSURE, {"pascal": "1", "bar": "100000"}, {"Pa": "1"}),
    (_TEMPERATURE, {"kelvin": "1"}, {"K": "1"}),
    (_CURRENT, {"ampere": "1"}, {"A": "1"}),
    (_VOLTAGE, {"volt": "1"}, {"V": "1"}),
)  # fmt: skip

# Name → what `ask_pint` gives for it.
MEANINGS: dict[str, list[Any]] = {
    name: [name, dimension, factor, short]
    for dimension, full, abbreviated in _TABLE
    for names, short in ((full, False), (abbreviated, True))
    for name, factor in names.items()
}
