# The calculator: what the page's evaluator makes of every figure of the demonstration, and of random graphs, is what Python
# makes of it, as it stands and with moved inputs; and what the block offers to move.
from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from decimal import Decimal
from html import unescape

import pytest

from calculating import ASSETS, compute
from checking import check_files, found
from golden import GOLDEN, demonstration
from marked_graph import somewhere
from stemma.knowledge.blocks import BlockOptions
from stemma.knowledge.calculation import Calculation, calculation, figure_at
from stemma.knowledge.derive import Deriver
from stemma.pages.blocks import block_html
from stemma.pages.calculator import calculator_html, range_of, scripts_for, unit_around
from stemma.pages.context import Site
from stemma.pages.figure import bounds
from stemma.project import Project
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, format_quantity, parse_quantity
from stemma.vocabulary.schema import Field
from stemma.vocabulary.units import Units


@pytest.fixture(scope="module")
def demo() -> Project:
    return demonstration()


def calculations(project: Project) -> list[Calculation]:
    made = [calculation(project.deriver, figure) for figure in project.derived.figures.values() if figure.value]
    assert None not in made
    return [each for each in made if each is not None]


def moves(made: Calculation, rng: random.Random, number: int) -> Iterable[dict[tuple[str, str], Decimal]]:
    """Nothing moved, each input alone, then several at once."""
    able = [leaf for leaf in made.leaves if leaf.place in made.movable]
    values = {leaf.place: leaf.value.interval for leaf in able if isinstance(leaf.value, Quantity)}
    yield {}
    for place, interval in values.items():
        yield {place: somewhere(rng, interval)}
    for _ in range(number):
        yield {place: somewhere(rng, interval) for place, interval in values.items() if rng.random() < 0.6}


def in_python(project: Project, made: Calculation, moved: dict[tuple[str, str], Decimal]) -> Quantity | None:
    units = {leaf.place: leaf.value.unit for leaf in made.leaves if isinstance(leaf.value, Quantity)}
    deriver = Deriver(project.graph, {at: Quantity(Interval.exact(value), units[at]) for at, value in moved.items()})
    deriver.settle(made.figure.key)
    figure = deriver.figures[made.figure.key]
    return figure.value if figure else None


def disagreements(project: Project, rng: random.Random, number: int) -> tuple[int, list[object]]:
    """How many computations were compared, and those in which the page differs from Python in a digit or a letter."""
    cases, wanted = [], []
    for made in calculations(project):
        value = made.figure.value
        for moved in moves(made, rng, number):
            unit = unit_around(value.unit) if value else None
            cases.append((made.data, {str(made.numbers[at]): str(value) for at, value in moved.items()}, unit))
            wanted.append((made.figure.id, moved, in_python(project, made, moved)))
    differ: list[object] = []
    for (name, moved, value), given in zip(wanted, compute(cases), strict=True):
        if value is None or given is None:
            same = (value is None) == (given is None)
        else:
            text = format_quantity(Quantity(value.interval, value.unit))
            same = value.interval == given.interval and (text, bounds(value)) == (given.text, given.bounds)
        if not same:
            differ.append((name, moved, value, given))
    return len(cases), differ


# The page agrees with Python ------------------------------------------------------------------------------------------


def test_every_figure_of_the_golden_file_comes_to_the_same_in_the_page(demo):
    golden = json.loads(GOLDEN.read_text("utf-8"))["figures"]
    known = {name: figure["value"] for name, figure in golden.items() if figure["value"] is not None}
    made = {each.figure.id: each for each in calculations(demo)}
    assert sorted(made) == sorted(known)
    given = compute([(made[name].data, {}, None) for name in known])
    for (name, value), computed in zip(known.items(), given, strict=True):
        ends = [None if value[end] is None else Decimal(value[end]) for end in ("best", "low", "high")]
        is_open = value.get("open", [])
        assert computed is not None, name
        assert computed.interval == Interval(*ends, "low" in is_open, "high" in is_open), name
        assert made[name].figure.value.unit.text == value["unit"], name


def test_every_figure_of_the_demonstration_with_moved_inputs_is_what_python_computes(demo):
    compared, differ = disagreements(demo, random.Random(1), 6)
    assert compared > 300
    assert differ == []


def test_every_stated_input_of_the_demonstration_can_be_moved(demo):
    for made in calculations(demo):
        stated = {leaf.place for leaf in made.leaves if leaf.figure is None and isinstance(leaf.value, Quantity)}
        assert stated == made.movable, made.figure.id


VALUES = ("1..3", "2..5", "exactly 4", "-2..6", "5.5", "~7", ">2", "exactly 0.5", "10..11", "<9")


def random_graph(rng: random.Random) -> dict[str, str]:
    """Figures that rest on figures, with inputs that come in by more ways than one."""
    names: list[str] = []
    lines = ["name: X", "many: [1..2, 3, 2..4]"]
    for at in range(5):
        names.append(f"s{at}")
        lines.append(f's{at}: {{value: "{rng.choice(VALUES)}"}}')
    for at in range(6):
        text = random_formula(rng, names, rng.choice((1, 2, 3))) + (" + sum(m)" if rng.random() < 0.2 else "")
        used = [f"{name}: self.{name}" for name in names if name in text]
        inputs = ", ".join([*used, *(["m: self.many"] if "(m)" in text else [])])
        lines.append(f'f{at}: {{formula: "{text}", inputs: {{{inputs}}}}}')
        names.append(f"f{at}")
    fields = "".join(f"      {name}: {{type: number}}\n" for name in names)
    schema = f"types:\n  t:\n    fields:\n{fields}      many: {{type: number, many: true}}\nproject: {{rules: {{lint: ignore}}}}\n"
    return {"graph/schema.yml": schema, "graph/ts/x.yml": "\n".join(lines) + "\n"}


def random_formula(rng: random.Random, names: list[str], depth: int) -> str:
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(names)
    x, y, z = (random_formula(rng, names, depth - 1) for _ in range(3))
    form = rng.random()
    if form < 0.75:
        return f"({x} {rng.choice(('+', '-', '*', '/', '+', '*'))} {y})"
    if form < 0.85:
        return f"({x} if {y} > {z} else {y})"
    return f"{rng.choice(('min', 'max', 'sum'))}({x}, {y})" if form < 0.93 else f"({x} * 2)"


def test_figures_that_rest_on_figures_are_computed_in_the_page_as_in_python():
    rng = random.Random(20250120)
    total = 0
    for _ in range(40):
        compared, differ = disagreements(check_files(random_graph(rng)), rng, 2)
        total += compared
        assert differ == []
    assert total > 1000


# What can be moved, and how far ---------------------------------------------------------------------------------------

UNITS = Units.build(["USD = [currency], symbol $", "crate = [crate], count"])[0]


def quantity(text: str) -> Quantity:
    found_ = parse_quantity(text, UNITS)
    assert isinstance(found_, Quantity)
    return found_


@pytest.mark.parametrize(
    ("text", "low", "high", "said"),
    [
        ("80 h", "75", "85", "75 – 85 h, its bounds"),
        ("$5.5..$6.5", "5.5", "6.5", "$5.5 – $6.5, its bounds"),
        ("exactly $2 / h", "1", "4", "$1 – $4 / h, half to double"),
        ("12 crate", "6", "24", "6 – 24 crates, half to double"),
        ("exactly -4 h", "-8", "-2", "-8 – -2 h, half to double"),
        ("exactly 0 h", "-1", "1", "-1 – 1 h, half to double"),
        (">51 h", "51", "102", "51 – 102 h, from its lower bound up"),
        ("<=10 h", "0", "10", "0 – 10 h, from its upper bound down"),
    ],
)
def test_an_input_moves_within_its_bounds_or_around_what_is_exact(text, low, high, said):
    made = range_of(quantity(text), None)
    assert (made.low, made.high) == (Decimal(low), Decimal(high))
    assert made.said == said


def test_the_range_of_an_exact_value_stays_within_the_limits_of_its_field():
    field = Field(name="share", label="Share", kind="quantity", maximum=quantity("100 %"), minimum=quantity("40 %"))
    made = range_of(quantity("exactly 60 %"), field)
    assert (made.low, made.high) == (40, 100)


def test_what_is_counted_moves_by_whole_steps():
    assert range_of(quantity("12 crate"), None).whole
    assert not range_of(quantity("exactly 12 h"), None).whole


SHIPS = {
    "graph/schema.yml": """\
types:
  ship:
    fields:
      cargo: {type: quantity, unit: tonne}
      price: {type: quantity, unit: USD/tonne}
      worth: {type: quantity, unit: USD}
      share: {type: number}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
""",
    "graph/ships/aurora.yml": """\
name: "Aurora <b>"
cargo: 3200 t
price: exactly $600 / tonne
worth:
  - formula: cargo * price
    inputs: {cargo: self.cargo, price: self.price}
  - value: $1.9M
  - value: $2.5M
share: {formula: own / sqrt(own * own), inputs: {own: self.worth}}
""",
}


def block(project: Project, figure: str, *inputs: str) -> str:
    options = BlockOptions("calculator", {"figure": figure}, inputs)
    return calculator_html(Site(project), "index", options, 1)


def data_of(html: str):
    at = re.search(r'data-st-calc="([^"]*)"', html)
    assert at, html
    return json.loads(unescape(at[1]))


def test_the_html_says_everything_without_a_script():
    html = block(check_files(SHIPS), "aurora.worth")
    text = re.sub(
        r"\s+",
        " ",
        unescape(re.sub(r"<[^>]+>", " ", re.sub(r'<span class="st-move".*?</label>', "", html, flags=re.DOTALL))),
    )
    for part in (
        "$1,920,000",
        "Between $1,890,000 and $1,950,000",
        "3200 t",
        "$600 / tonne",
        "$1.9M",
        "off by +30.21 %",
    ):
        assert part in text
    assert "Aurora <b>: Worth" in text
    assert "<b>: Worth" not in html


def test_inputs_may_be_chosen_by_the_name_that_the_formula_has_for_them_or_by_their_place():
    project = check_files(SHIPS)
    assert [each[1] for each in data_of(block(project, "aurora.worth"))["inputs"]] == ["aurora.cargo", "aurora.price"]
    for chosen in ("price", "aurora.price"):
        html = block(project, "aurora.worth", chosen)
        assert [each[1] for each in data_of(html)["inputs"]] == ["aurora.price"]
        assert "<small>fixed</small>" in html
    assert [each[1] for each in data_of(block(project, "aurora.share", "own"))["inputs"]] == ["aurora.worth"]


def test_of_many_inputs_the_uncertain_ones_can_be_moved_first():
    fields = "".join(f"      s{at}: {{type: number}}\n" for at in range(16))
    stated = "".join(f"s{at}: {'1..2' if at > 12 else 'exactly 3'}\n" for at in range(16))
    inputs = ", ".join(f"s{at}: self.s{at}" for at in range(16))
    formula = " + ".join(f"s{at}" for at in range(16))
    project = check_files(
        {
            "graph/schema.yml": f"types:\n  t:\n    fields:\n{fields}      f: {{type: number}}\nproject: {{rules: {{lint: ignore}}}}\n",
            "graph/ts/a.yml": f"name: A\n{stated}f: {{formula: {formula}, inputs: {{{inputs}}}}}\n",
        }
    )
    html = block(project, "a.f")
    assert sorted(each[1] for each in data_of(html)["inputs"]) == sorted(f"a.s{at}" for at in (*range(9), 13, 14, 15))
    assert html.count("<small>fixed</small>") == 4


def test_an_input_that_cannot_be_moved_is_shown_as_fixed():
    schema = SHIPS["graph/schema.yml"].replace(
        "share: {type: number}", "share: {type: number}\n      age: {type: number}"
    )
    ship = f"{SHIPS['graph/ships/aurora.yml']}age: exactly 2\n".replace(
        "own / sqrt(own * own)", "own / '1 USD' * 2 ** age"
    )
    ship = ship.replace("inputs: {own: self.worth}", "inputs: {own: self.worth, age: self.age}")
    html = block(check_files({"graph/schema.yml": schema, "graph/ships/aurora.yml": ship}), "aurora.share")
    assert [each[1] for each in data_of(html)["inputs"]] == ["aurora.cargo", "aurora.price"]
    assert re.search(r"Age</a>\s*<small>fixed</small>", html)


def test_only_the_scripts_are_loaded_that_a_formula_needs():
    project = check_files(SHIPS)
    plain = ["calculator-number", "calculator-tree", "calculator-text", "calculator"]
    worth, share = (figure_at(project.deriver, "aurora", name) for name in ("worth", "share"))
    assert worth
    assert share
    one, other = calculation(project.deriver, worth), calculation(project.deriver, share)
    assert one
    assert other
    assert scripts_for(one.data) == plain
    assert scripts_for(other.data) == [plain[0], "calculator-functions", "calculator-sharp", *plain[1:]]
    assert all(ASSETS.joinpath(f"{name}.js").is_file() for name in scripts_for(other.data))


def test_a_value_that_is_stated_has_nothing_to_calculate():
    assert "stated, not computed" in block(check_files(SHIPS), "aurora.cargo")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("title: x", "the block `calculator` needs `figure`"),
        ("figure: aurora", "`figure` must be `ID.FIELD`"),
        ("figure: aurora.cargo", "`aurora.cargo` is not computed"),
        ("figure: aurora.worth\ninputs: [pricee]", "`aurora.worth` has no input `pricee` that can be moved"),
        ("figure: aurora.worth\nfocus: aurora", "the block `calculator` has no key `focus`"),
    ],
)
def test_a_wrong_option_is_reported(body, message):
    project = check_files({**SHIPS, "docs/index.md": f"# Home\n\n```calculator\n{body}\n```\n"})
    assert [d.message for d in project.diagnostics if d.rule.id == "block-option"] == [message]


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("figure: aurora.cargo", "computed fields of `aurora`: `worth`, `share`"),
        ("figure: aurora.worth\ninputs: [pricee]", "did you mean `price`?"),
        ("figure: aurora.share\ninputs: [nobody]", "its inputs: `own`, `aurora.cargo`, `aurora.price`"),
    ],
)
def test_where_no_name_is_close_the_hint_lists_what_there_is(body, hint):
    project = check_files({**SHIPS, "docs/index.md": f"```calculator\n{body}\n```\n"})
    assert [d.help for d in project.diagnostics if d.rule.id == "block-option"] == [(hint,)]


@pytest.mark.parametrize("name", ["calculator", "trace"])
def test_a_figure_of_which_an_input_is_missing_is_not_taken_for_a_stated_value(name):
    schema = SHIPS["graph/schema.yml"].replace(
        "worth: {type: quantity, unit: USD}", "worth: {type: quantity, unit: USD, formula: cargo * price}"
    )
    files = {"graph/schema.yml": schema, "graph/ships/brig.yml": "name: Brig\ncargo: 400 t\n"}
    project = check_files({**files, "docs/index.md": f"```{name}\nfigure: brig.worth\n```\n"})
    assert found(project) == []
    html = block_html(Site(project), "index", BlockOptions(name, {"figure": "brig.worth"}), 1)
    assert "Not known: it lacks an input." in html


def test_items_of_lists_with_the_same_name_in_two_formulas_are_not_taken_for_one_another():
    project = check_files(
        {
            "graph/schema.yml": "types:\n  t:\n    fields:\n"
            + "".join(f"      {name}: {{type: number, many: true}}\n" for name in ("one", "other"))
            + "".join(f"      {name}: {{type: number}}\n" for name in ("x", "f", "g"))
            + "project: {rules: {lint: ignore}}\n",
            "graph/ts/a.yml": "name: A\none: [1..2]\nother: [1..2]\nx: 1..2\n"
            "f: {formula: sum(m) * x, inputs: {m: self.one, x: self.x}}\n"
            "g: {formula: f - sum(m) * x, inputs: {m: self.other, f: self.f, x: self.x}}\n",
        }
    )
    figure = figure_at(project.deriver, "a", "g")
    assert figure
    assert figure.value
    assert figure.value.interval.low <= -2  # one twice one less twice two
    assert figure.value.interval.high >= 2
