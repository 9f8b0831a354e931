# Evaluating expressions. In: a compiled expression and a scope that answers for the graph. Out: a value, and warnings.
# Nothing is raised, printed or cached here.
from __future__ import annotations

from dataclasses import dataclass, field

from stemma.vocabulary.absence import Needs
from stemma.vocabulary.arithmetic import Env, final
from stemma.vocabulary.compiler import Compiled
from stemma.vocabulary.dependence import Node, Tracked
from stemma.vocabulary.operations import scaled
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity_value import Quantity, convert
from stemma.vocabulary.quick_path import QuickPath
from stemma.vocabulary.unit import Unit
from stemma.vocabulary.value import Evaluation, Failure, Scope, Value


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read once and can be evaluated often.

    `names` are the free names; `paths` the chains of fields that start at one (`hardware.rental_price`); `calls` the
    functions used; `ids` the quoted ids given to `lineage` and its like, and `sums` the fields summed over a lineage,
    each with its place in the text. `needs` is what must be there for a value, where that can be told.
    """

    text: str
    names: frozenset[str]
    paths: frozenset[str]
    calls: frozenset[str]
    ids: tuple[tuple[str, int, int], ...]
    sums: tuple[tuple[str, int, int], ...]
    run: Compiled = field(repr=False, compare=False)
    quick: QuickPath | None = field(default=None, repr=False, compare=False)
    needs: Needs | None = field(default=None, repr=False, compare=False)


def evaluate(expression: Expression, scope: Scope, wanted: Unit | None = None) -> Evaluation:
    """The expression's value in this scope. A quantity is given in the unit `wanted`, or in its own where that does not
    measure the same.

    Quantities are computed with plain intervals; where an input with bounds was read twice, once more with its
    computation kept, so that the bounds can be made sharp. All errors are Failures with a place in the text.
    """
    made = evaluate_plain(expression, scope, wanted)
    return Evaluation(made) if made is not None else evaluate_fully(expression, scope, wanted)


def evaluate_plain(expression: Expression, scope: Scope, wanted: Unit | None = None) -> Quantity | None:
    """What `evaluate` would give, without warnings, where plain arithmetic on plain inputs is all there is to do; else
    None, and `evaluate_fully` is the one to ask."""
    quick = expression.quick
    return None if quick is None else quick.evaluate(scope, wanted)


def evaluate_fully(expression: Expression, scope: Scope, wanted: Unit | None = None) -> Evaluation:
    """`evaluate` by the long way, which can do everything."""
    env = Env(scope, scope.units())
    try:
        value = expression.run(env)
        if env.repeated:
            value = final(expression.run(Env(scope, env.units, tracking=True)))
    except (RecursionError, MemoryError):
        value = Failure(Problem("formula-value", "the expression is too large to compute", 0, len(expression.text)))
    if wanted is not None and type(value) is Quantity:
        in_wanted = convert(value, wanted, as_written=False)
        value = in_wanted if isinstance(in_wanted, Quantity) else value
    if not expression.sums:
        return Evaluation(value)
    return Evaluation(value, tuple(_sum_warnings(expression, scope)))


def evaluate_tracked(expression: Expression, scope: Scope) -> Value:
    """The value together with how it came about, for bounds that must be sharp through several expressions. The scope
    marks inputs with `as_input`, and may answer with what this function gave for another expression."""
    try:
        return expression.run(Env(scope, scope.units(), tracking=True))
    except (RecursionError, MemoryError):
        return Failure(Problem("formula-value", "the expression is too large to compute", 0, len(expression.text)))


def as_input(quantity: Quantity, key: tuple[str, ...]) -> Quantity:
    """The quantity as an input with an identity: wherever it comes up again, it is the same unknown number."""
    return Tracked(quantity.interval, quantity.unit, quantity.text, quantity.is_range, Node(quantity.interval, key=key))


def converted(quantity: Quantity, unit: Unit) -> Quantity | None:
    """A tracked quantity in another unit; None where the units do not fit."""
    ratio = quantity.unit.ratio(unit)
    return None if ratio is None else scaled(quantity, ratio, unit)


def sharp(value: Value) -> Value:
    """A tracked value as it leaves the evaluator: bounds as narrow as monotonicity shows them to be."""
    return final(value)


def _sum_warnings(expression: Expression, scope: Scope) -> list[Problem]:
    return [
        Problem(
            "formula-sum",
            f"`{name}` is summed over a lineage, but the schema does not say that it is what each step alone added",
            start,
            end,
            (f"if every `{name}` is such an increment, give the field `sums_over: lineage` in the schema",),
        )
        for name, start, end in expression.sums
        if not scope.is_increment(name)
    ]
