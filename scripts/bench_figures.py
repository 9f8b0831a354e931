# Computes the same figures with Stemma and with pint and uncertainties, which is what one would take for quantities with
# bounds in Python. Each entity has one figure by a schema's formula, of one to four operations. In: how many, how often.
# Out: a report of processor time a figure; an error where best values differ.
from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast

from stemma.knowledge.derive import Deriver
from stemma.project import load_project
from stemma.text.files import Location
from stemma.vocabulary.evaluate import Expression, evaluate, evaluate_fully, evaluate_plain
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.unit import Unit
from stemma.vocabulary.units import Units
from stemma.vocabulary.value import Scope, Value

SAME = 1e-9  # relative; pint computes in binary
A_FILE = 500

# type: formula, unit of the result
FORMULAS = {
    "training": ("hours * price", "USD"),
    "run": ("hours * price + fee", "USD"),
    "rental": ("gpus * days * load", "GPU*hour"),
    "corpus": ("(hours * price + fee) / tokens", "USD/token"),
    "bill": ("hours * price * (1 + share) + fee", "USD"),
}
INPUTS = {
    "hours": "GPU*hour", "price": "USD/GPU/hour", "fee": "USD", "gpus": "GPU", "days": "day", "load": "%", "tokens": "token",
    "share": "%",
}  # fmt: skip
DEFINITIONS = ("GPU = [gpu], count", "USD = [currency], symbol $")
PINT_DEFINITIONS = ("GPU = [gpu]", "USD = [currency]", "token = [token]")

NO_UNITS = Units()


class Inputs:
    """A scope that holds an entity's fields and nothing else: evaluation alone asks no more of it."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.name = values.get

    def units(self) -> Units:
        return NO_UNITS


class Task(NamedTuple):
    """One figure, as either side is given it."""

    expression: Expression
    scope: Scope
    unit: Unit
    rival: Callable[..., Any]
    arguments: tuple[Any, ...]
    rival_unit: Any


def stated(name: str, n: int) -> tuple[str, str]:
    """Best value and tolerance of entity `n`'s input, without chance."""
    best = {
        "hours": f"{1000 + n % 977}", "price": f"{1 + n % 13}.{n % 89 + 10}", "fee": f"{500 + n % 211}", "gpus": f"{8 + n % 2048}",
        "days": f"{1 + n % 61}.{n % 7 + 1}", "load": f"{30 + n % 60}", "tokens": f"{10 + n % 89}000", "share": f"{5 + n % 17}",
    }[name]  # fmt: skip
    return best, "0" if name == "gpus" else f"0.{n % 8 + 1}"


def names_in(formula: str) -> list[str]:
    return [name for name in INPUTS if name in formula]


def write_graph(folder: Path, entities: int) -> None:
    """A graph of so many entities, their types in turn."""
    types = [
        f"  {kind}:\n    folder: {kind}s\n    fields:\n"
        + "".join(f"      {name}: {{type: quantity, unit: {INPUTS[name]!r}}}\n" for name in names_in(formula))
        + f"      result: {{type: quantity, unit: {unit!r}, formula: {formula!r}}}\n"
        for kind, (formula, unit) in FORMULAS.items()
    ]
    units = "".join(f"  - {definition}\n" for definition in DEFINITIONS)
    folder.mkdir(parents=True)
    (folder / "schema.yml").write_text(f"types:\n{''.join(types)}units:\n{units}", "utf-8")
    for turn, (kind, (formula, _)) in enumerate(FORMULAS.items()):
        (folder / f"{kind}s").mkdir()
        numbers = range(turn, entities, len(FORMULAS))
        for start in range(0, len(numbers), A_FILE):
            lines = []
            for n in numbers[start : start + A_FILE]:
                lines.append(f"- id: {kind}-{n}\n  name: {kind.capitalize()} {n}\n")
                for name in names_in(formula):
                    best, tolerance = stated(name, n)
                    plus = "" if tolerance == "0" else f" ± {tolerance}"
                    lines.append(f"  {name}: '{best}{plus} {INPUTS[name]}'\n")
            (folder / f"{kind}s/part-{start}.yml").write_text("".join(lines), "utf-8")


def read_graph(entities: int) -> Deriver:
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as name:
        root = Path(name)
        write_graph(root / "graph", entities)
        project = load_project(Location(root, root / "graph", None, root))
    errors = [d.message for d in project.diagnostics if d.level == "error"]
    if errors or len(project.derived.figures) != entities:
        sys.exit(f"the graph has {len(project.derived.figures)} figures for {entities} entities: {errors[:3]}")
    return Deriver(project.graph)


def make_tasks(deriver: Deriver) -> list[Task]:
    import pint
    from uncertainties import ufloat

    registry = pint.UnitRegistry()
    for definition in PINT_DEFINITIONS:
        registry.define(definition)
    rivals = {kind: eval(f"lambda {', '.join(names_in(f))}: {f}") for kind, (f, _) in FORMULAS.items()}  # noqa: S307
    rival_units = {name: registry.Unit(unit.replace("%", "percent")) for name, unit in INPUTS.items()}
    outcomes = {kind: registry.Unit(unit) for kind, (_, unit) in FORMULAS.items()}
    tasks = []
    for entity in deriver.graph.entities.values():
        field = deriver.graph.schema.types[entity.type].fields["result"]
        names = names_in(FORMULAS[entity.type][0])
        values: dict[str, Value] = {}
        arguments = []
        for name in names:
            value = entity.of(name)[0].value
            if not isinstance(value, Quantity) or value.interval.best is None or value.interval.high is None:
                sys.exit(f"{entity.id}.{name} was not read as a quantity with bounds")
            values[name] = value
            tolerance = value.interval.high - value.interval.best
            number = ufloat(float(value.interval.best), float(tolerance)) if tolerance else float(value.interval.best)
            arguments.append(registry.Quantity(number, rival_units[name]))
        if field.formula is None or field.formula.expression is None or field.unit is None:
            sys.exit("a formula of the benchmark cannot be read")
        tasks.append(
            Task(
                field.formula.expression,
                cast("Scope", Inputs(values)),
                field.unit,
                rivals[entity.type],
                tuple(arguments),
                outcomes[entity.type],
            )
        )
    return tasks


def check_values(tasks: list[Task]) -> None:
    """Both sides must give the same best values in the same unit, and ours lie within their bounds."""
    for task in tasks:
        made = evaluate(task.expression, task.scope, task.unit).value
        if not isinstance(made, Quantity) or made.interval.best is None or made.unit is not task.unit:
            sys.exit(f"`{task.expression.text}` gave {made}")
        best = made.interval.best
        theirs = Decimal(task.rival(*task.arguments).to(task.rival_unit).magnitude.nominal_value)
        if abs(best - theirs) > Decimal(SAME) * abs(theirs) or not made.interval.contains(best):
            sys.exit(f"`{task.expression.text}`: {made.interval} here and {theirs} with pint")


def evaluated(tasks: list[Task]) -> None:
    """Ours: best value and bounds in the field's unit, which the formula's must fit."""
    for task in tasks:
        evaluate_plain(task.expression, task.scope, task.unit) or evaluate_fully(task.expression, task.scope, task.unit)


def with_pint(tasks: list[Task]) -> None:
    """Theirs: the same. `uncertainties` computes a deviation when it is asked for."""
    for task in tasks:
        number = task.rival(*task.arguments).to(task.rival_unit).magnitude
        _ = number.nominal_value, number.std_dev


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one go, collector off on both sides."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def report(label: str, times: list[float], floor: list[float], count: int) -> str:
    ratios = sorted(other / own for own, other in zip(times, floor, strict=True))
    faster = f"{statistics.median(ratios):6.1f} x faster ({ratios[0]:.1f} to {ratios[-1]:.1f})"
    return f"  {label:<42}{statistics.median(times) / count * 1e6:7.2f} µs  {faster if times is not floor else ''}".rstrip()


def run(figures: int, rounds: int) -> None:
    """Measure in turn, so that a busy machine slows all sides alike."""
    deriver = read_graph(figures)
    tasks = make_tasks(deriver)
    check_values(tasks)
    gc.freeze()
    rival, alone, whole = [], [], []
    for _ in range(rounds):
        rival.append(seconds(lambda: with_pint(tasks)))
        alone.append(seconds(lambda: evaluated(tasks)))
        whole.append(seconds(lambda: Deriver(deriver.graph).run()))
    print(f"{figures} figures over as many entities, formulas of 1 to 4 operations, inputs with bounds")
    print(f"processor time a figure, median of {rounds} rounds; how many times faster, median (least to most)")
    print(report("pint with uncertainties, and unit", rival, rival, figures))
    print(report("Stemma, evaluation with bounds and unit", alone, rival, figures))
    print(report("Stemma, from the graph, with the trace", whole, rival, figures))
    print(f"  all {figures} best values are the same to {SAME:g}")
