# Figures from end to end: one edited input moves all that rests on it, and what cannot be computed says why.
from __future__ import annotations

import pytest
from click.testing import CliRunner

from checking import check_files, found
from stemma.adapters.cli.main import cli
from stemma.vocabulary.quantity import format_quantity, plain

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      days: {type: quantity, unit: day}
      fuel: {type: quantity, unit: tonne/day, cite: required}
      burnt: {type: quantity, unit: tonne}
      price: {type: quantity, unit: USD}
      boats: {type: quantity, unit: boat}
      price_per_boat: {type: quantity, unit: USD/boat, formula: price / boats}
      toll: {type: quantity, unit: EUR}
      rate: {type: quantity, unit: USD/EUR}
      ratio: {type: number}
  logbook: {extend: source, folder: logbooks}
units:
  - boat = [boat], count
  - USD = [currency], symbol $
  - EUR = [currency], symbol €
project: {rules: {lint: ignore}}
"""
BASE = {"graph/schema.yml": SCHEMA, "graph/logbooks/log.yml": "name: Log\n"}
SHIP = """\
name: Fanny
sources: [log]
days: {value: exactly 30 day}
fuel: {value: exactly 2 tonne/day}
burnt:
  - formula: fuel * days
    inputs: {fuel: self.fuel, days: self.days}
  - {value: exactly 60 tonne, source: log}
"""
CLAIM = """\
name: Fanny burnt less than 70 tonnes
about: fanny
asserts: {figure: fanny.burnt, is: <70 tonne}
evidence: [{source: log, stance: supports}]
verdict: supported
"""


def project_of(ship):
    return check_files({**BASE, "graph/ships/fanny.yml": f"name: Fanny\n{ship}"})


def test_one_edited_input_flips_the_figure_its_comparison_the_claim_and_the_exit_code(write_project):
    project = write_project({**BASE, "graph/ships/fanny.yml": SHIP, "graph/claims/c.yml": CLAIM})

    def check():
        result = CliRunner().invoke(cli, ["check", str(project)], catch_exceptions=False)
        files = {p.relative_to(project).as_posix(): p.read_text("utf-8") for p in project.rglob("*.yml")}
        checked = check_files({name: text for name, text in files.items() if name.startswith("graph/")})
        figure = checked.derived.figure_of("fanny", "burnt")
        return (
            plain(figure.value.interval.best), figure.stated[0].comparison.kind, checked.claims[0].check.result,
            result.exit_code, "claim-verdict" in result.output,
        )  # fmt: skip

    assert check() == ("60", "exact", "holds", 0, False)
    ship = project / "graph/ships/fanny.yml"
    ship.write_text(SHIP.replace("exactly 30 day", "exactly 36 day"), encoding="utf-8")
    assert check() == ("72", "off", "fails", 1, True)


def test_an_edit_within_the_claims_reach_leaves_the_exit_code_alone(write_project):
    files = {**BASE, "graph/ships/fanny.yml": SHIP.replace("30 day", "34 day"), "graph/claims/c.yml": CLAIM}
    assert found(check_files(files)) == []


@pytest.mark.parametrize("divisor", ["-1..1 EUR", "0..5 EUR", "exactly 0 EUR", '"<5 EUR"'])
def test_a_division_by_what_may_be_nought_is_a_diagnostic_at_the_formula(divisor):
    project = project_of(
        f"price: $5\ntoll: {divisor}\nratio: {{formula: a / b, inputs: {{a: self.toll, b: self.toll}}}}\n"
    )
    assert found(project) == ["graph/ships/fanny.yml:4:18 formula-value[a / b]"]
    assert "zero" in project.diagnostics[0].message


def test_a_divisor_that_only_approaches_nought_leaves_the_result_unbounded():
    project = project_of("price: $5\nboats: '>0 boat'\n")
    assert found(project) == []
    value = project.derived.value("fanny", "price_per_boat").interval
    assert (value.best, value.low, value.low_open, value.high) == (None, 0, True, None)


def test_two_currencies_that_meet_ask_for_a_rate_with_its_date():
    project = project_of("price: $5\ntoll: 3 EUR\nprice_per_boat: unknown\nrate: unknown\nratio: unknown\n"
                         "burnt: {formula: a + b, inputs: {a: self.price, b: self.toll}}\n")  # fmt: skip
    assert found(project) == ["graph/ships/fanny.yml:7:18 unit-mismatch[a + b]"]
    (help_line,) = project.diagnostics[0].help
    assert "rate of a date" in help_line
    assert "as_of" in help_line


def test_a_rate_with_a_date_brings_two_currencies_together():
    ship = "toll: exactly 3 EUR\nrate: {value: exactly 1.5 USD / EUR, as_of: 2024-06-01}\n"
    project = project_of(ship + "price: {formula: t * r, inputs: {t: self.toll, r: self.rate}}\n")
    assert found(project) == []
    assert format_quantity(project.derived.value("fanny", "price")) == "$4.5"


def test_a_price_per_piece_of_a_lower_bound_is_a_lower_bound():
    project = project_of("price: '>51M USD'\nboats: 256 boat\n")
    value = project.derived.value("fanny", "price_per_boat")
    interval = value.interval
    assert (interval.best, plain(interval.low), interval.low_open, interval.high) == (None, "199218.75", True, None)
    assert format_quantity(value).startswith(">")


def test_every_unknown_input_is_named_once():
    project = project_of(
        "fuel: {value: unknown, source: log}\nburnt: {formula: f * d + f, inputs: {f: self.fuel, d: self.days}}\n"
    )
    assert found(project) == []
    figure = project.derived.figure_of("fanny", "burnt")
    assert (figure.value, figure.missing) == (None, ("fanny.fuel", "fanny.days"))


@pytest.mark.parametrize(
    ("ship", "expected"),
    [
        ("fuel: exactly 2 tonne/day\n", ["graph/ships/fanny.yml:2:7 field-cite[exactly 2 tonne/day]"]),
        (
            "fuel: {value: exactly 2 tonne/day, note: n}\n",
            ["graph/ships/fanny.yml:2:15 field-cite[exactly 2 tonne/day]"],
        ),
        ("fuel: {value: exactly 2 tonne/day, source: log}\n", []),
        ("sources: [log]\nfuel: exactly 2 tonne/day\n", []),
        ("days: 3 day\nburnt: 6 tonne\nfuel: {formula: b / d, inputs: {b: self.burnt, d: self.days}}\n", []),
    ],
)
def test_a_field_that_must_be_cited_wants_a_source_for_what_is_stated(ship, expected):
    assert found(project_of(ship)) == expected
