# Units: what a schema declares, what unit texts mean, and what pint is asked.
from __future__ import annotations

from fractions import Fraction

import pytest

from stemma.vocabulary import units as units_module
from stemma.vocabulary.common_units import MEANINGS
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.unit import NO_UNIT, multiply_units, root_unit
from stemma.vocabulary.units import Unit, Units, ask_pint


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("GPU*hour", "GPU*hour"),
        ("GPU hours", "GPU*hour"),
        ("USD / GPU / hour", "USD/GPU/hour"),
        ("$/GPU/hour", "USD/GPU/hour"),
        ("hour^-1", "1/hour"),
        ("1/hour", "1/hour"),
        ("m*m", "m^2"),
        ("m² / s²", "m^2/s^2"),
        ("percent", "%"),
        ("tokens per second", "token/second"),
        ("", ""),
    ],
)
def test_a_unit_s_text_is_canonical_and_keeps_the_written_names(units, text, canonical):
    unit = units.parse(text)
    assert unit.text == canonical
    assert units.parse(canonical) == unit


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("day", "hour", Fraction(24)),
        ("year", "month", Fraction(12)),
        ("GB", "byte", Fraction(10**9)),
        ("GiB", "byte", Fraction(2**30)),
        ("byte", "bit", Fraction(8)),
        ("PFLOP", "FLOP", Fraction(10**15)),
        ("GPUday", "GPU*hour", Fraction(24)),
        ("%", "x", Fraction(1, 100)),
        ("kWh", "joule", Fraction(3600000)),
        ("GB", "hour", None),
        ("FLOP", "FLOP/s", None),
        ("token", "parameter", None),
        ("byte", "%", None),
        ("USD", "EUR", None),
    ],
)
def test_a_unit_is_worth_so_many_of_another_of_its_dimension(units, one, other, ratio):
    assert units.parse(one).ratio(units.parse(other)) == ratio


def test_only_a_single_name_marked_count_is_a_count(units):
    assert units.parse("GPU").is_count
    assert not units.parse("GPU*hour").is_count
    assert not units.parse("hour").is_count


def test_multiplying_units_cancels_what_measures_the_same(units):
    product, number = multiply_units(units.parse("USD/GPU/hour"), units.parse("GPU*day"))
    assert (product.text, number) == ("USD", 24)
    assert multiply_units(units.parse("%"), units.parse("USD")) == (units.parse("USD"), Fraction(1, 100))
    assert multiply_units(units.parse("GB"), units.parse("GB"), -1) == (NO_UNIT, 1)


def test_the_root_of_a_unit_needs_even_powers(units):
    assert root_unit(units.parse("m^2")).text == "m"
    assert root_unit(units.parse("m^3")) is None


@pytest.mark.parametrize(
    ("definition", "marked"),
    [
        ("GPU", "GPU"),
        ("= [gpu]", ""),
        ("9lives = [life]", "9lives"),
        ("flight = [time]", "[time]"),
        ("byte = [data]", "byte"),
        ("GB = [data]", "GB"),
        ("crate = 20 bottel", "bottel"),
        ("crate = 0 hour", "0 hour"),
        ("crate = ", ""),
        ("crate = [crate], counted", " counted"),
        ("crate = [crate], symbol much", " symbol much"),
        ("x" * 400 + " = [a]", "x" * 400 + " = [a]"),
    ],
)
def test_a_definition_that_makes_no_sense_is_a_problem_at_its_place(definition, marked):
    _, problems = Units.build((definition,))
    ((index, problem),) = problems
    assert (index, problem.rule) == (0, "schema-unit")
    assert definition[problem.start : problem.end] == marked


def test_a_name_or_symbol_is_declared_once_unless_a_schema_repeats_what_it_extends():
    _, problems = Units.build(
        ("GPU = [gpu], count", "GPU  =  [gpu], count", "GPU = [card]", "A = [a], symbol $", "B2 = [b], symbol $")
    )
    assert [index for index, _ in problems] == [2, 4]


def test_tokens_and_parameters_may_be_declared_as_counts():
    units, problems = Units.build(("token = [token], count",))
    assert problems == ()
    assert units.parse("token").is_count
    assert units.parse("token").dimension == Units.build(())[0].parse("token").dimension


@pytest.mark.parametrize("text", ["cats", "models", "weight", "T0K", "GPUh", "a" * 60])
def test_a_word_that_is_no_unit_is_none_to_pint_either(units, text):
    assert units.parse(text).rule == "unit-unknown"


@pytest.mark.parametrize(
    "text",
    ["9**9**9", "m^9^9", "m**9**9**9", "(" * 100, "m*" * 50, "(m", "m)", "((m))", "m/", "/", "*", "m//s", "\x00"],
)
def test_hostile_unit_texts_are_refused_at_once(units, text):
    problem = units.parse(text)
    assert isinstance(problem, Problem)
    assert 0 <= problem.start <= problem.end <= len(text)


def test_a_suggestion_comes_from_the_schema_s_names(units):
    assert "GPU" in units.parse("Gpu").help[0]
    assert list(units.names())[-1]


def test_what_was_learned_spares_the_next_run_pint(monkeypatch):
    first, _ = Units.build(())
    first.parse("knot*hours")
    first.parse("nonsense")
    monkeypatch.setattr(units_module, "ask_pint", lambda _: pytest.fail("pint was asked"))
    second, _ = Units.build((), known=first.learned())
    assert isinstance(second.parse("knot*hours"), Unit)
    assert second.parse("knot*hours") == first.parse("knot*hours")
    assert second.parse("nonsense") == first.parse("nonsense")


def test_common_units_mean_what_pint_says_and_spare_it(monkeypatch):
    assert {name: ask_pint(name) for name in MEANINGS} == MEANINGS
    assert {name: ask_pint(f"{name}s") for name, meaning in MEANINGS.items() if not meaning[3]} == {
        name: meaning for name, meaning in MEANINGS.items() if not meaning[3]
    }
    monkeypatch.setattr(units_module, "ask_pint", lambda _: pytest.fail("pint was asked"))
    units, _ = Units.build(())
    assert isinstance(units.parse("kWh / hours"), Unit)
    assert units.learned() == {}


def test_a_schema_of_ships_needs_no_word_of_computing(units):
    ships, problems = Units.build(("TEU = [teu], count", "berth = [berth], count", "kn = nautical_mile / hour"))
    assert problems == ()
    assert ships.parse("kn").ratio(ships.parse("knot")) == 1
    assert ships.parse("GPU").rule == "unit-unknown"
