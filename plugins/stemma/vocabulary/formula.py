# A formula where it stands in a file: its expression, what its input names stand for, and the way back from a
# character of the expression to a place in the YAML.
from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword

from stemma.text.nodes import Mapping, Node, Scalar
from stemma.text.reader import Reporter, is_empty, is_reported
from stemma.text.source import Source, Span
from stemma.vocabulary.expression import Expression, parse_expression
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.units import Unit, Units


@dataclass(frozen=True, slots=True)
class Input:
    """A name in a formula and the path it stands for, e.g. `price` for `h800.rental_price`."""

    name: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression in a file. `expression` is None where its text was reported as unreadable."""

    text: str
    expression: Expression | None
    inputs: tuple[Input, ...]
    source: Source
    node: Scalar
    unit: Unit | None = None

    def place(self, start: int, end: int) -> Span:
        """The span in the file of characters `start` to `end` of the expression."""
        return place_in(self.source, self.node, start, end)


def place_in(source: Source, node: Scalar, start: int, end: int) -> Span:
    """Where characters `start` to `end` of a scalar's text stand in its file; the whole scalar where quoting or
    folding makes the two differ."""
    inner = node.start + (1 if node.style in {"'", '"'} else 0)
    start = min(start, max(len(node.text) - 1, 0))  # "ends too early" is seen at the last character
    if source.text[inner : inner + len(node.text)] == node.text:
        return Span(source, inner + start, inner + max(end, start + 1))
    return Span(source, node.start, node.end)


def report_problem(reporter: Reporter, node: Scalar, problem: Problem) -> None:
    """Turn a problem of a piece of text into a diagnostic at its place in the file."""
    place = place_in(reporter.source, node, problem.start, problem.end)
    reporter.report(problem.rule, problem.message, place, *problem.help)


def read_expression(reporter: Reporter, node: Node | None) -> Expression | None:
    """The expression that a scalar holds; anything else is reported and gives None."""
    if node is None or is_reported(node):
        return None
    if not isinstance(node, Scalar) or is_empty(node):
        reporter.report("formula-syntax", "a formula is a text such as `hours * price`", node)
        return None
    parsed = parse_expression(node.text)
    if isinstance(parsed, Problem):
        report_problem(reporter, node, parsed)
        return None
    return parsed


def read_formula(
    reporter: Reporter, node: Node, inputs: Node | None, unit: Node | None, units: Units
) -> Formula | None:
    """A formula with its `inputs` and `unit`; None (and diagnostics) where a part of it cannot be read."""
    expression = read_expression(reporter, node)
    read_inputs, failed = _inputs(reporter, inputs)
    declared = read_unit(reporter, unit, units)
    if isinstance(declared, Problem) or failed or expression is None or not isinstance(node, Scalar):
        return None
    return Formula(node.text, expression, read_inputs, reporter.source, node, declared)


def read_unit(reporter: Reporter, node: Node | None, units: Units) -> Unit | Problem | None:
    """The unit that a scalar names; None where there is no node, a Problem (already reported) where it is wrong."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or is_empty(node) or is_reported(node):
        problem = Problem("unit-unknown", "a unit is a text such as `USD` or `metre/second`", 0, 0)
        if not is_reported(node):
            reporter.report(problem.rule, problem.message, node)
        return problem
    parsed = units.parse(node.text)
    if isinstance(parsed, Problem):
        report_problem(reporter, node, parsed)
    return parsed


def _inputs(reporter: Reporter, node: Node | None) -> tuple[tuple[Input, ...], bool]:
    if node is None or is_reported(node):
        return (), is_reported(node)
    if not isinstance(node, Mapping):
        reporter.report(
            "formula-input", "`inputs` gives names to paths", node, "for example `inputs: {price: self.price}`"
        )
        return (), True
    found: list[Input] = []
    failed = False
    for key, value in node.entries:
        if is_reported(value):
            failed = True
        elif not isinstance(value, Scalar) or is_empty(value):
            reporter.report(
                "formula-input", f"the input `{key.text}` needs a path", value, f"for example `{key.text}: self.price`"
            )
            failed = True
        elif not key.text.isidentifier() or iskeyword(key.text):
            span = Span(reporter.source, key.start, key.end)
            reporter.report(
                "formula-input", f"`{key.text}` cannot be a name in a formula", span, "use letters, digits and `_`"
            )
            failed = True
        else:
            found.append(Input(key.text, value.text, Span(reporter.source, value.start, value.end)))
    return tuple(found), failed
