# How quantities look to a reader.
from __future__ import annotations

from decimal import Decimal

import pytest

from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, format_quantity, parse_quantity, plain, write_quantity


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("80 h", "80 h"),
        ("5.576M USD", "$5.576M"),
        ("$5.576M", "$5.576M"),
        ("2.788M GPU*hour", "2.788M GPU-hours"),
        ("2.788M GPU hours", "2.788M GPU-hours"),
        ("~37B parameter", "≈ 37B parameters"),
        ("about 37B", "≈ 37B"),
        (">100M USD", "> $100M"),
        (">=800 GB", "≥ 800 GB"),
        ("<1 h", "< 1 h"),
        ("exactly 80 h", "80 h"),
        ("80 to 198 h", "80–198 h"),
        ("80..198 h", "80–198 h"),
        ("80 - 198 h", "80–198 h"),
        ("200+/-10 h", "200 ± 10 h"),
        ("$2/GPU/hour", "$2 / GPU / hour"),
        ("180K GPU*hour / 1T token", "180K GPU-hours / 1T token"),
        ("37 per cent", "37 %"),
        ("2 x", "2x"),
        ("1 GPU", "1 GPU"),
        ("10 GPU", "10 GPUs"),
        ("2 person", "2 people"),
        ("5 B parameter", "5B parameters"),
        ("1e24 FLOP", "1e24 FLOP"),
    ],
)
def test_a_stated_value_keeps_its_writer_s_digits(units, text, shown):
    assert format_quantity(parse_quantity(text, units)) == shown


def computed(units, unit: str, low: str, best: str, high: str) -> Quantity:
    return Quantity(Interval(Decimal(best), Decimal(low), Decimal(high)), units.parse(unit))


@pytest.mark.parametrize(
    ("unit", "low", "best", "high", "shown"),
    [
        ("USD", "5576000", "5576000", "5576000", "$5,576,000"),
        ("USD", "288552", "294672", "300792", "$295,000"),
        ("USD", "-300792", "-294672", "-288552", "-$295,000"),
        ("GPU*hour", "2788000", "2788000", "2788000", "2,788,000 GPU-hours"),
        ("hour*GPU", "2788000", "2788000", "2788000", "2,788,000 GPU-hours"),
        ("day", "3.652", "3.662109375", "3.672", "3.66 days"),
        ("day", "1", "1", "1", "1 day"),
        ("parameter", "671e9", "671e9", "671e9", "671B parameters"),
        ("token", "14.75e12", "14.8e12", "14.85e12", "14.8T tokens"),
        ("FLOP", "3.75e25", "3.8e25", "3.85e25", "3.8 × 10²⁵ FLOP"),
        ("GPU*hour/token", "1.8e-7", "1.8e-7", "1.8e-7", "0.00000018 GPU-hours / token"),
        ("x", "1.5", "2", "2.5", "2x"),
        ("", "0.333333333333", "0.333333333333", "0.333333333333", "0.333333"),
        ("%", "0", "0", "0", "0 %"),
        ("1/hour", "3", "3", "3", "3 / hour"),
    ],
)
def test_a_computed_value_shows_as_many_digits_as_its_bounds_support(units, unit, low, best, high, shown):
    assert format_quantity(computed(units, unit, low, best, high)) == shown


def test_the_unrounded_value_is_there_on_request(units):
    assert format_quantity(computed(units, "USD", "288552", "294672", "300792"), exact=True) == "$294,672"
    assert format_quantity(parse_quantity("5.58M USD", units), exact=True) == "$5,580,000"


def test_bounds_without_a_best_value_are_shown_as_bounds(units):
    usd = units.parse("USD")
    assert format_quantity(Quantity(Interval(None, Decimal(102), None, low_open=True), usd)) == "> $102"
    assert format_quantity(Quantity(Interval(None, None, Decimal(102)), usd)) == "≤ $102"
    assert format_quantity(Quantity(Interval(None, Decimal(1), Decimal(2)), usd)) == "$1–2"
    assert format_quantity(Quantity(Interval(None, Decimal("1.00007"), Decimal("2.3591529")), usd)) == "$1.00007–2.36"
    assert format_quantity(Quantity(Interval(None, None, None), usd)) == "any value"


def test_what_lies_between_zero_and_a_bound_is_below_it(units):
    usd = units.parse("USD")
    assert format_quantity(Quantity(Interval(None, Decimal(0), Decimal("12.0788630"), True, True), usd)) == "< $12.08"
    assert format_quantity(Quantity(Interval(None, Decimal(0), Decimal(12)), usd)) == "$0–12"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5.5760E+6", "5576000"),
        ("0.10", "0.1"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("1E-7", "0.0000001"),
        ("100", "100"),
        ("0", "0"),
    ],
)
def test_plain_digits_have_no_exponent(value, text):
    assert plain(Decimal(value)) == text


def test_a_lopsided_interval_is_written_as_the_range_of_its_bounds(units):
    assert write_quantity(computed(units, "USD", "1", "2", "9")) == "1..9 USD"
