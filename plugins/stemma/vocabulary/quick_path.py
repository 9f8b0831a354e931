# The short way through plain arithmetic, which most formulas are. In: an expression's tree. Out: its value for inputs that
# are closed intervals from zero up, or None: then, and for whatever is unusual, the evaluator goes the long way.
#
# What the long way decides anew for every value (units, signs, which end meets which) depends on the inputs' units alone
# once no input is negative. So it is decided once per expression and units, and written down as a Python function: the
# operations of `decimal` that interval.py would do, in the same rounding. No word of the expression is in its text.
from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from stemma.text.quick_init import still_open
from stemma.vocabulary.interval import DOWN, NEAR, UP, WIDE, Interval
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.unit import MAX_POWER, NO_UNIT, Unit, multiply_units
from stemma.vocabulary.value import EntityValue, Scope, Value

WORTH_IT = 30  # evaluations that a function must save before it pays to make it; most formulas are computed once
MAX_PLANS = 4  # combinations of units that one expression is met with

Plan = Callable[[Scope, Unit | None], Quantity | None]

_SYMBOLS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_WORDS = {"+": "add", "-": "sub", "*": "mul", "/": "div"}
_KNOWN: dict[str, Any] = {
    "Quantity": Quantity, "Interval": Interval, "EntityValue": EntityValue, "zero": Decimal(0), "wide": WIDE.multiply,
    "best_add": NEAR.add, "best_sub": NEAR.subtract, "best_mul": NEAR.multiply, "best_div": NEAR.divide,
    "low_add": DOWN.add, "low_sub": DOWN.subtract, "low_mul": DOWN.multiply, "low_div": DOWN.divide,
    "high_add": UP.add, "high_sub": UP.subtract, "high_mul": UP.multiply, "high_div": UP.divide,
    "OpenInterval": still_open(Interval), "OpenQuantity": still_open(Quantity),
}  # fmt: skip
# `Quantity(Interval(best, low, high), unit)`, without what these calls cost: as much as the arithmetic.
_OUTCOME = (
    "made = OpenInterval(); made.best = {best}; made.low = {low}; made.high = {high}",
    "made.low_open = made.high_open = False; made.__class__ = Interval",
    "quantity = OpenQuantity(); quantity.interval = made; quantity.unit = {unit}",
    "quantity.text = ''; quantity.is_range = False; quantity.__class__ = Quantity",
    "return quantity",
)


@dataclass(frozen=True, slots=True)
class Read:
    """An input: a name, and the fields to follow from it. `again` says that the expression holds it more than once."""

    name: str
    fields: tuple[str, ...]
    again: bool

    def value(self, scope: Scope) -> Value | None:
        value = scope.name(self.name)
        for name in self.fields:
            value = scope.field(value.id, name) if isinstance(value, EntityValue) else None
        return value


@dataclass(slots=True)
class QuickPath:
    """An expression of inputs, numbers and `+ - * /`, and the functions made for it so far.

    `program` has operands before their operator; an operand is the index of an input, or a number.
    """

    reads: tuple[Read, ...]
    program: tuple[int | Decimal | str, ...]
    plans: list[Plan] = field(default_factory=list)
    missed: int = 0

    def evaluate(self, scope: Scope, wanted: Unit | None = None) -> Quantity | None:
        """What the long way would give in this scope for the unit `wanted`; None where only that can tell."""
        for plan in self.plans:
            made = plan(scope, wanted)
            if made is not None:
                return made
        if len(self.plans) < MAX_PLANS:
            self.missed += 1
            if self.missed >= WORTH_IT:
                self.missed = 0
                self._add_plan(scope, wanted)
        return None

    def _add_plan(self, scope: Scope, wanted: Unit | None) -> None:
        """A function for the units at hand, unless they are no reason for the long way that was taken."""
        values = [read.value(scope) for read in self.reads]
        units = tuple(value.unit for value in values if type(value) is Quantity)
        if len(units) == len(values):
            plan = _Planner(self.reads, units, wanted).plan(self.program)
            if plan is not None and plan(scope, wanted) is not None:
                self.plans.append(plan)


def quick_path(tree: ast.expr, number: Callable[[ast.Constant], Decimal]) -> QuickPath | None:
    """The short way for an expression; None where it holds more than inputs, numbers and `+ - * /`.

    `number` gives the number that stands in the text at a node.
    """
    counts: dict[tuple[str, ...], int] = {}
    program: list[int | Decimal | str] = []
    for node in _postorder(tree):
        path = _path(node)
        if path is not None:
            counts[path] = counts.get(path, 0) + 1
            program.append(list(counts).index(path))
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            program.append(number(node))
        elif isinstance(node, ast.BinOp) and type(node.op) in _SYMBOLS:
            program.append(_SYMBOLS[type(node.op)])
        else:
            return None
    ends = [path[-1] for path in counts if len(path) > 1]
    if not counts or len(program) == 1 or len(set(ends)) < len(ends):
        return None  # two ways to fields of one name may be two ways to one input
    return QuickPath(tuple(Read(path[0], path[1:], count > 1) for path, count in counts.items()), tuple(program))


def _postorder(tree: ast.expr) -> Iterator[ast.expr]:
    """Operands, in the order in which the long way reads them, each operator after its own."""
    if isinstance(tree, ast.BinOp):
        yield from _postorder(tree.left)
        yield from _postorder(tree.right)
    yield tree


def _path(node: ast.expr) -> tuple[str, ...] | None:
    """A name, and the fields after it; None for anything else."""
    if isinstance(node, ast.Name):
        return None if node.id in {"true", "false"} else (node.id,)
    base = _path(node.value) if isinstance(node, ast.Attribute) else None
    return None if base is None or not isinstance(node, ast.Attribute) else (*base, node.attr)


class _Operand(NamedTuple):
    """The variables that hold an operand's numbers. `positive` says that they are never below zero."""

    best: str
    low: str
    high: str
    unit: Unit
    positive: bool = True


class _Planner:
    """Goes through a program as the long way would, with units alone, and writes down what is left to do."""

    def __init__(self, reads: tuple[Read, ...], units: tuple[Unit, ...], wanted: Unit | None) -> None:
        self.reads = reads
        self.units = units
        self.wanted = wanted
        self.known = dict(_KNOWN)
        self.lines: list[str] = []
        self.lines.append(f"if wanted is not {self.constant(wanted)}: return None")

    def plan(self, program: tuple[int | Decimal | str, ...]) -> Plan | None:
        """The function; None where these units are a case for the long way."""
        inputs = [self.input(at) for at in range(len(self.reads))]
        stack: list[_Operand] = []
        for token in program:
            if isinstance(token, int):
                stack.append(inputs[token])
            elif isinstance(token, Decimal):
                number = self.constant(token)
                stack.append(_Operand(number, number, number, NO_UNIT))
            else:
                right, left = stack.pop(), stack.pop()
                made = self.alike(token, left, right) if token in {"+", "-"} else self.product(token, left, right)
                if made is None:
                    return None
                stack.append(made)
        outcome = stack.pop()
        ratio = outcome.unit.ratio(self.wanted) if self.wanted is not None else None
        if self.wanted is not None and ratio is not None:
            outcome = self.scaled(outcome, ratio, self.wanted)
        best, low, high, unit, _ = outcome
        known_unit = self.constant(unit)
        self.lines += [line.format(best=best, low=low, high=high, unit=known_unit) for line in _OUTCOME]
        body = "\n  ".join(self.lines)
        text = f"def plan(scope, wanted):\n try:\n  {body}\n except ArithmeticError:\n  return None\n"
        exec(text, self.known)  # noqa: S102  the text is that of the lines below, with numbered names
        made_plan: Plan = self.known["plan"]
        return made_plan

    def constant(self, value: object) -> str:
        name = f"known_{len(self.known)}"
        self.known[name] = value
        return name

    def input(self, at: int) -> _Operand:
        """Read an input and go on if it is as expected."""
        read, unit = self.reads[at], self.constant(self.units[at])
        best, low, high = (f"{end}_{len(self.lines)}" for end in ("best", "low", "high"))
        self.lines.append(f"value = scope.name({self.constant(read.name)})")
        for name in read.fields:
            self.lines.append("if type(value) is not EntityValue: return None")
            self.lines.append(f"value = scope.field(value.id, {self.constant(name)})")
        unusual = [
            f"{best} is None",
            f"{low} is None",
            f"{high} is None",
            "one.low_open",
            "one.high_open",
            f"{low} < zero",
        ]
        if read.again:  # bounds may be narrower than plain intervals show
            unusual.append(f"{low} != {high}")
        self.lines += [
            f"if type(value) is not Quantity or value.unit is not {unit}: return None",
            "one = value.interval",
            f"{best} = one.best; {low} = one.low; {high} = one.high",
            f"if {' or '.join(unusual)}: return None",
        ]
        return _Operand(best, low, high, self.units[at])

    def alike(self, symbol: str, a: _Operand, b: _Operand) -> _Operand | None:
        """A sum or difference, in the first one's unit."""
        ratio = b.unit.ratio(a.unit)
        if ratio is None:  # a mistake, or a zero without a unit
            return None
        b = self.scaled(b, ratio, a.unit)
        if symbol == "+":
            return self.combined(symbol, a, b, a.unit, positive=a.positive and b.positive)
        return self.combined(symbol, a, b._replace(low=b.high, high=b.low), a.unit, positive=False)

    def product(self, symbol: str, a: _Operand, b: _Operand) -> _Operand | None:
        unit, number = multiply_units(a.unit, b.unit, 1 if symbol == "*" else -1)
        if any(abs(power) > MAX_POWER for _, power in unit.parts):
            return None
        self.lines += [f"if {each.low} < zero: return None" for each in (a, b) if not each.positive]
        b = b._replace(low=b.high, high=b.low) if symbol == "/" else b
        return self.scaled(self.combined(symbol, a, b, unit, positive=True), number, unit)

    def combined(self, symbol: str, a: _Operand, b: _Operand, unit: Unit, *, positive: bool) -> _Operand:
        word, at = _WORDS[symbol], len(self.lines)
        self.lines.append(f"best_{at} = best_{word}({a.best}, {b.best})")
        self.lines.append(f"low_{at} = low_{word}({a.low}, {b.low})")
        self.lines.append(f"high_{at} = high_{word}({a.high}, {b.high})")
        return _Operand(f"best_{at}", f"low_{at}", f"high_{at}", unit, positive)

    def scaled(self, one: _Operand, by: Fraction, unit: Unit) -> _Operand:
        """As `interval.scale` does it."""
        if by == 1:
            return one._replace(unit=unit)
        at = len(self.lines)
        for end, old in (("best", one.best), ("low", one.low), ("high", one.high)):
            if by.denominator == 1:
                self.lines.append(f"{end}_{at} = {end}_mul({old}, {self.constant(Decimal(by.numerator))})")
                continue
            upper = old if by.numerator == 1 else f"wide({old}, {self.constant(Decimal(by.numerator))})"
            self.lines.append(f"{end}_{at} = {end}_div({upper}, {self.constant(Decimal(by.denominator))})")
        return _Operand(f"best_{at}", f"low_{at}", f"high_{at}", unit, one.positive)
