# What a contributor's quantity is read as: the rule of digits, ranges, bounds, units, and what is refused.
from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stemma.vocabulary.interval import Interval
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, compare, convert, parse_number, parse_quantity, within, write_quantity
from stemma.vocabulary.units import Units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.58M USD", "5575000..5580000..5585000 USD"),
        ("119K GPU*hour", "118500..119000..119500 GPU*hour"),
        ("2664K GPU*hour", "2663500..2664000..2664500 GPU*hour"),
        ("2.788M GPU*hour", "2787500..2788000..2788500 GPU*hour"),
        ("$2", "2..2..2 USD"),
        ("198 h", "198..198..198 h"),
        ("80 h", "75..80..85 h"),
        ("$294,000", "293500..294000..294500 USD"),
        ("5,000 GPU*hour", "4500..5000..5500 GPU*hour"),
        ("10 GPU", "10..10..10 GPU"),
        ("2,000 GPU", "2000..2000..2000 GPU"),
        ("1.5K GPU", "1450..1500..1550 GPU"),
        ("exactly 80 h", "80..80..80 h"),
        ("exactly 5.58M USD", "5580000..5580000..5580000 USD"),
        ("3.7 days", "3.65..3.7..3.75 day"),
        ("14.8T token", "14750000000000..14800000000000..14850000000000 token"),
        ("5.0 h", "4.95..5..5.05 h"),
        ("0", "0..0..0"),
        ("0.0 h", "-0.05..0..0.05 h"),
        ("1e24 FLOP", "500000000000000000000000..1000000000000000000000000..1500000000000000000000000 FLOP"),
        ("3.8e25 FLOP", "37500000000000000000000000..38000000000000000000000000..38500000000000000000000000 FLOP"),
        ("-5 h", "-5..-5..-5 h"),
        ("−80 h", "-85..-80..-75 h"),
        ("-$5", "-5..-5..-5 USD"),
        (".5 h", "0.45..0.5..0.55 h"),
    ],
)
def test_a_number_is_as_precise_as_its_digits_say(units, bounds, text, expected):
    assert bounds(parse_quantity(text, units)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80–198 h", "80..139..198 h"),
        ("80-198 h", "80..139..198 h"),
        ("80 - 198 h", "80..139..198 h"),
        ("80..198 h", "80..139..198 h"),
        ("80 to 198 h", "80..139..198 h"),
        ("80 h – 198 h", "80..139..198 h"),
        ("36 h – 3 days", "1.5..2.25..3 day"),
        ("-5–-3 h", "-5..-4..-3 h"),
        ("5–6M USD", "5000000..5500000..6000000 USD"),
        ("$5–$6M", "5000000..5500000..6000000 USD"),
        ("500K–1M USD", "500000..750000..1000000 USD"),
        ("1e-3..2e-3 h", "0.001..0.0015..0.002 h"),
        ("200 ± 10 h", "190..200..210 h"),
        ("200 +/- 10 h", "190..200..210 h"),
        ("200 h ± 5 %", "190..200..210 h"),
        ("5.5 ± 0.2M USD", "5300000..5500000..5700000 USD"),
        ("5,580,000 ± 5K USD", "5575000..5580000..5585000 USD"),
        ("~37B", "35150000000..37000000000..38850000000"),
        ("about 37B", "35150000000..37000000000..38850000000"),
        ("~40 h", "35..40..45 h"),
        (">100M USD", "(100000000..-..- USD"),
        (">=800 GB", "800..-..- GB"),
        ("≥ 800 GB", "800..-..- GB"),
        ("<1 h", "-..-..1) h"),
        ("<= 1 h", "-..-..1 h"),
    ],
)
def test_ranges_tolerances_and_bounds_have_exact_limits(units, bounds, text, expected):
    assert bounds(parse_quantity(text, units)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 million USD", "2500000..3000000..3500000 USD"),
        ("5 M USD", "4500000..5000000..5500000 USD"),
        ("671B", "670500000000..671000000000..671500000000"),
        ("671 GB", "671..671..671 GB"),
        ("37 %", "37..37..37 %"),
        ("37 per cent", "37..37..37 %"),
        ("37percent", "37..37..37 %"),
        ("2x", "2..2..2 x"),
        ("7 GPUs", "7..7..7 GPU"),
        ("3 people", "3..3..3 person"),
        ("5 GPU hours", "5..5..5 GPU*hour"),
        ("5 GPU-hours", "5..5..5 GPU*hour"),
        ("5 GPU·hour", "5..5..5 GPU*hour"),
        ("$2 / GPU / hour", "2..2..2 USD/GPU/hour"),
        ("$2 per GPU-hour", "2..2..2 USD/GPU/hour"),
        ("2 USD/(GPU*hour)", "2..2..2 USD/GPU/hour"),
        ("180K GPU*hour / 1T token", "0.0000001795..0.00000018..0.0000001805 GPU*hour/token"),
        ("US$7", "7..7..7 USD"),
        ("$7 USD", "7..7..7 USD"),
        ("7 €", "7..7..7 EUR"),
        ("5 m²", "5..5..5 m^2"),
        ("5 m^2", "5..5..5 m^2"),
        ("3 / hour", "3..3..3 1/hour"),
        ("9 PFLOP/s", "9..9..9 PFLOP/s"),
    ],
)
def test_units_and_multipliers_have_several_spellings(units, bounds, text, expected):
    assert bounds(parse_quantity(text, units)) == expected


@pytest.mark.parametrize(
    ("text", "rule", "marked"),
    [
        ("5 B", "quantity-ambiguous", "5 B"),
        ("1,5", "quantity-ambiguous", "1,5"),
        ("12,34 h", "quantity-ambiguous", "12,34"),
        ("5 FLOPS", "quantity-ambiguous", "FLOPS"),
        ("5 Gb", "quantity-ambiguous", "Gb"),
        ("$2 / GPU*hour", "quantity-ambiguous", "*"),
        ("€5 USD", "quantity-ambiguous", " USD"),
        ("5,000–6M USD", "quantity-ambiguous", "5,000–6M USD"),
        ("5 houer", "unit-unknown", "houer"),
        ("20 degC", "unit-unknown", "degC"),
        ("5 h / 1 h / 2 h", "quantity-syntax", "2"),
        ("5 h / 0 h", "quantity-syntax", "0"),
        ("1 000 h", "quantity-syntax", "000"),
        ("1.2.3 h", "quantity-syntax", "1.2.3"),
        ("h", "quantity-syntax", "h"),
        ("", "quantity-syntax", ""),
        ("198–80 h", "quantity-syntax", "198–80 h"),
        ("~80–90 h", "quantity-syntax", "~"),
        ("5 m**9**9", "quantity-syntax", "**9"),
        ("5 m^99", "quantity-syntax", "^99"),
        ("1e999 h", "quantity-syntax", "1e999"),
        ("80 h – 5 GPU", "unit-mismatch", "80 h – 5 GPU"),
        ("12:30", "quantity-syntax", ":"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(units, text, rule, marked):
    problem = parse_quantity(text, units)
    assert isinstance(problem, Problem)
    assert (problem.rule, text[problem.start : problem.end]) == (rule, marked)


def test_a_misspelt_unit_is_met_with_the_right_one(units):
    assert "`GPU`" in parse_quantity("5 gpus", units).help[0]


def test_a_bare_number_takes_the_unit_of_its_field(units, bounds):
    assert bounds(parse_quantity("37", units, units.parse("%"))) == "37..37..37 %"
    assert bounds(parse_quantity("671B", units, units.parse("parameter"))).endswith("parameter")
    assert bounds(parse_quantity("20", units, units.parse("GPU"))) == "20..20..20 GPU"


def test_a_bare_b_in_a_field_of_bytes_is_ambiguous(units):
    assert parse_quantity("671B", units, units.parse("GB")).rule == "quantity-ambiguous"


def test_another_unit_is_converted_to_the_field_s_after_its_digits_were_read(units, bounds):
    read = parse_quantity("80 h", units, units.parse("minute"))
    assert bounds(read) == "4500..4800..5100 minute"
    assert read.text == "80 h"


def test_a_unit_that_does_not_fit_the_field_is_a_mismatch(units):
    assert parse_quantity("5 GB", units, units.parse("hour")).rule == "unit-mismatch"
    assert parse_quantity("5 GiB", units, units.parse("GB")).interval.best == Decimal("5.36870912")
    assert parse_quantity("5 FLOP", units, units.parse("FLOP/s")).rule == "unit-mismatch"
    assert parse_quantity("5 %", units, units.parse("hour")).rule == "unit-mismatch"


def test_two_currencies_are_not_converted_without_a_rate(units):
    problem = parse_quantity("5 EUR", units, units.parse("USD"))
    assert problem.rule == "unit-mismatch"
    assert "rate" in problem.message
    assert "date" in problem.help[0]


def test_numbers_are_quantities_without_a_unit(bounds):
    assert bounds(parse_number("5.5K")) == "5450..5500..5550"
    assert bounds(parse_number("50.0 %")) == "0.4995..0.5..0.5005"
    assert parse_number("5 GB").rule == "unit-mismatch"


@pytest.mark.parametrize(
    ("stated", "computed", "kind", "difference"),
    [
        ("$5.576M", "exactly 5,576,000 USD", "exact", 0),
        ("$5.58M", "exactly 5,576,000 USD", "agrees", 4000),
        ("$5.5M", "exactly 5,576,000 USD", "off", -76000),
        ("$294,000", "288552..300792 USD", "agrees", -672),
        ("3.7 days", "exactly 3.662109375 day", "agrees", None),
        ("88.8 h", "exactly 3.7 day", "exact", 0),
        ("5 GB", "5 h", "incomparable", None),
        ("5 EUR", "5 USD", "incomparable", None),
        ("10..20 h", "20..30 h", "off", None),
        ("10..20 h", "exactly 20 h", "agrees", None),
        (">20 h", "exactly 20 h", "off", None),
        (">=20 h", "exactly 20 h", "agrees", None),
        (">20 h", "10..30 h", "agrees", None),
    ],
)
def test_a_stated_value_is_held_against_a_computed_one(units, stated, computed, kind, difference):
    comparison = compare(parse_quantity(stated, units), parse_quantity(computed, units))
    assert comparison.kind == kind
    if difference is not None:
        assert comparison.difference == difference


@pytest.mark.parametrize("stated", ["10..20 h", "10–20 h", "10 to 20 h", "10-20 h"])
def test_the_middle_of_a_stated_range_is_nobodys_word_and_has_no_difference(units, stated):
    comparison = compare(parse_quantity(stated, units), parse_quantity("exactly 14 h", units))
    assert (comparison.kind, comparison.difference, comparison.percent) == ("agrees", None, None)


@pytest.mark.parametrize(
    ("written", "is_range"),
    [
        ("-$5 – -$3", True), ("5–6M h", True), ("exactly 5 h", False), ("5e-3 h", False), ("-5 h", False), ("5 ± 1 h", False),
        ("5 +/- 1 h", False), ("5 +- 1 h", False), ("100 h +- 5%", False),
    ],
)  # fmt: skip
def test_a_range_is_what_was_read_as_one_in_whatever_unit_it_is_counted(units, written, is_range):
    read = parse_quantity(written, units)
    assert read.is_range is is_range
    assert convert(read, read.unit).is_range is is_range
    minute = units.parse("minute")
    if read.unit.dimension == minute.dimension:
        assert parse_quantity(written, units, minute).is_range is is_range


def test_the_relative_difference_is_in_per_cent_of_the_computed_value(units):
    comparison = compare(parse_quantity("$294,000", units), parse_quantity("288552..300792 USD", units))
    assert round(comparison.percent, 2) == Decimal("-0.23")


@pytest.mark.parametrize(
    ("figure", "limits", "holds"),
    [
        ("5.58M USD", "<6M USD", True),
        ("5.58M USD", "<5.58M USD", None),
        ("5.58M USD", ">6M USD", False),
        ("exactly 6M USD", "<6M USD", False),
        ("exactly 6M USD", "<=6M USD", True),
        (">51M USD", ">50M USD", True),
        (">51M USD", ">51M USD", True),
        (">=51M USD", ">51M USD", None),
        (">51M USD", "<60M USD", None),
        ("2 days", "<50 h", True),
        ("5 GB", "<50 h", None),
    ],
)
def test_a_limit_holds_when_every_value_satisfies_it(units, figure, limits, holds):
    assert within(parse_quantity(figure, units), parse_quantity(limits, units)) is holds


def test_converting_there_and_back_never_loses_the_value(units):
    start = parse_quantity("7 hour", units)
    there = convert(start, units.parse("year"))
    back = convert(there, units.parse("hour"))
    assert back.interval.low <= 7 <= back.interval.high


def test_reading_quantities_of_the_project_s_own_units_needs_no_pint():
    code = (
        "import sys\n"
        "from stemma.vocabulary.quantity import parse_quantity\n"
        "from stemma.vocabulary.units import Units\n"
        "units, _ = Units.build(['GPU = [gpu], count'], {'hour': ['hour', [['[time]', 1]], '3600', False]})\n"
        "assert parse_quantity('5 GPU*hours', units).unit.text == 'GPU*hour'\n"
        "assert parse_quantity('5 PFLOP/hour', units).unit.text == 'PFLOP/hour'\n"
        "assert 'pint' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


_NUMBERS = st.builds(
    lambda digits, point, size: (f"{digits[:point]}.{digits[point:]}" if 0 < point < len(digits) else digits) + size,
    st.text("0123456789", min_size=1, max_size=9).filter(lambda digits: not digits.startswith("0") or digits == "0"),
    st.integers(0, 9),
    st.sampled_from(["", "K", "M", "B", "T", " million"]),
)
_UNITS = ["", " h", " GPU", " GPU*hour", " USD/GPU/hour", " %", " GB", " parameter", " m^2"]
_QUANTITIES = st.builds(
    lambda form, one, other, unit: form.format(one=one, other=other) + unit,
    st.sampled_from(
        ["{one}", "~{one}", "exactly {one}", ">{one}", "<={one}", "-{one}", "{one}..{other}", "{one} ± {other}"]
    ),
    _NUMBERS,
    _NUMBERS,
    st.sampled_from(_UNITS),
)
_TEST_UNITS = Units.build(("GPU = [gpu], count", "USD = [currency], symbol $"))[0]


@given(_QUANTITIES)
@example("10 USD / 3 GPU")
@settings(max_examples=300, deadline=None)
def test_writing_a_quantity_out_and_reading_it_back_gives_the_same_quantity(text):
    read = parse_quantity(text, _TEST_UNITS)
    if isinstance(read, Quantity):
        assert parse_quantity(write_quantity(read), _TEST_UNITS) == read


@given(_QUANTITIES)
@settings(max_examples=300, deadline=None)
def test_the_best_value_lies_between_the_bounds(text):
    read = parse_quantity(text, _TEST_UNITS)
    if isinstance(read, Quantity) and read.interval.best is not None:
        assert read.interval.low <= read.interval.best <= read.interval.high


@given(st.text("0123456789.,-–~<>=±$%KMBTexh G PU*/^()µ²\x00é", max_size=30))
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_quantity_or_one_problem_inside_it(text):
    read = parse_quantity(text, _TEST_UNITS)
    if isinstance(read, Problem):
        assert 0 <= read.start <= read.end <= len(text)


def test_a_number_that_is_too_large_in_the_other_unit_is_a_problem(units):
    huge = Quantity(Interval.exact(Decimal("1e395")), units.parse("day"))
    made = convert(huge, units.parse("nanosecond"))
    assert isinstance(made, Problem)
    assert (made.rule, made.message) == ("unit-mismatch", "counted in `nanosecond` the number is too large")
