# Sharp bounds where an input occurs more than once. In: how a result was computed, as a tree. Out: its interval, exact where
# the result rises or falls with each repeated input throughout.
#
# Plain interval arithmetic forgets that both `a` in `a / (a + b)` are the same number. Here a result is written as a
# quotient of polynomials over its inputs, so that the slope in each repeated input is known after cancelling (b / (a + b)² in
# the example). Where a slope keeps its sign, the extremes lie at that input's ends (Moore, Interval Analysis, 1966,
# monotonicity test), and plain arithmetic with the input pinned there is exact. Nothing is sampled.
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from stemma.vocabulary import interval as iv
from stemma.vocabulary import polynomial
from stemma.vocabulary.interval import ANYTHING, ONE, ZERO, Interval
from stemma.vocabulary.interval_functions import power
from stemma.vocabulary.polynomial import Polynomial, Quotient, TooLarge
from stemma.vocabulary.quantity_value import Quantity

Key = tuple[str, ...]
_ZERO = Decimal(0)
_BUDGET = 20_000  # products of terms
_Slopes = dict[Key, Interval]
_Slope = Callable[[tuple[Interval, ...], Interval], tuple[Interval, ...]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a computation: how it acts on intervals, and its slope in each operand.

    `slopes` is given the operands and the result. `name` is one of the field operations that polynomials know
    (`add`, `sub`, `mul`, `div`, `neg`, `power`, `scale`), with its `number` where it has one, or anything else.
    `is_function` is False where the same operands may give different results. `number` is also what tells two roundings,
    logarithms or choices apart.
    """

    name: str
    apply: Callable[..., Interval]
    slopes: _Slope
    number: Fraction = Fraction(1)
    is_function: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value and how it came about: an operation on nodes, an input (`key`), or a constant."""

    interval: Interval
    operation: Operation | None = None
    operands: tuple[Node, ...] = ()
    key: Key | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Tracked(Quantity):
    """A quantity that knows how it was computed."""

    node: Node = Node(ANYTHING)


def node_of(quantity: Quantity) -> Node:
    return quantity.node if isinstance(quantity, Tracked) else Node(quantity.interval)


def sharpen(node: Node) -> Interval:
    """The node's interval, as narrow as monotonicity shows it to be. The best value stays."""
    counts: dict[Key, int] = {}
    for leaf in _leaves(node):
        if leaf.key is not None and not leaf.interval.is_exact:
            counts[leaf.key] = counts.get(leaf.key, 0) + 1
    repeated = frozenset(key for key, count in counts.items() if count > 1)
    if not repeated:
        return node.interval
    domain = {leaf.key: leaf.interval for leaf in _leaves(node) if leaf.key is not None and leaf.key in repeated}
    try:
        forms = _Forms(repeated)
        quotient = forms.of(node)
        slopes = forms.slopes(quotient)
        ranges = [node.interval, forms.range(quotient)]
        for up in (False, True):
            pins = _pins(domain, slopes, up=up)
            pinned = _evaluate(node, pins)
            ranges.append(_one_end(pinned, up=up, is_open=_is_open(domain, pins, slopes, up=up)))
    except (
        ArithmeticError
    ):  # a step that the plain computation could do has no value once rewritten: keep the plain one
        return node.interval
    return _meet(ranges, node.interval.best)


def _leaves(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node.operation is None:
            yield node
        waiting.extend(node.operands)


def _evaluate(node: Node, pins: dict[Key, Interval]) -> Interval:
    if node.operation is None:
        return pins.get(node.key, node.interval) if node.key is not None else node.interval
    operands: list[Interval] = []
    for operand in node.operands:
        operands.append(_evaluate(operand, pins))  # noqa: PERF401  a comprehension's frame would count against Python's limit
    return node.operation.apply(*operands)


def _pins(domain: dict[Key, Interval], slopes: _Slopes, *, up: bool) -> dict[Key, Interval]:
    """Each repeated input at the end where the result is highest (or lowest), where its slope tells."""
    pins: dict[Key, Interval] = {}
    for key, interval in domain.items():
        slope = slopes.get(key, ZERO)
        rising, falling = slope.low is not None and slope.low >= 0, slope.high is not None and slope.high <= 0
        ends: list[Decimal | None] = []
        if rising:
            ends.append(interval.high if up else interval.low)
        if falling:
            ends.append(interval.low if up else interval.high)
        end = next((end for end in ends if end is not None), None)
        if end is not None:
            pins[key] = Interval.exact(end)
    return pins


def _is_open(domain: dict[Key, Interval], pins: dict[Key, Interval], slopes: _Slopes, *, up: bool) -> bool:
    for key in pins:
        slope = slopes.get(key, ZERO)
        if slope.contains(Decimal(0)):
            continue
        at_high = up == (slope.low is not None and slope.low >= 0)
        if domain[key].high_open if at_high else domain[key].low_open:
            return True
    return False


def _one_end(interval: Interval, *, up: bool, is_open: bool) -> Interval:
    if up:
        return Interval(None, None, interval.high, high_open=interval.high_open or is_open)
    return Interval(None, interval.low, None, low_open=interval.low_open or is_open)


def _meet(ranges: list[Interval], best: Decimal | None) -> Interval:
    """What all of these enclosures of one value have in common."""
    lows = [(r.low, r.low_open) for r in ranges if r.low is not None]
    highs = [(r.high, not r.high_open) for r in ranges if r.high is not None]
    low, low_open = max(lows) if lows else (None, False)
    high, high_closed = min(highs) if highs else (None, True)
    if low is not None and high is not None and (low > high or (low == high and (low_open or not high_closed))):
        # `x - x` for an x above 100: the ends fall together, and only their openness disagrees.
        low, high, low_open, high_closed = min(low, high), max(low, high), False, True
    if best is not None and low is not None and best < low:
        best = low
    if best is not None and high is not None and best > high:
        best = high
    if best is None and low == high:
        best = low
    return Interval(best, low, high, low_open, not high_closed)


class _Forms:
    """Quotients of polynomials over atoms: inputs, and results of what polynomials cannot express."""

    def __init__(self, repeated: frozenset[Key]) -> None:
        self._repeated = repeated
        self._atoms: list[tuple[Interval, _Slopes]] = []
        self._inputs: dict[Key, int] = {}
        self._results: dict[object, int] = {}
        self._budget = _BUDGET

    def of(self, node: Node) -> Quotient:
        if node.operation is None:
            return self._leaf(node)
        operands = [self.of(operand) for operand in node.operands]
        try:
            self._spend(*operands)
            form = polynomial.apply(node.operation.name, node.operation.number, operands)
        except TooLarge:
            form = None
        return form or self._result(node, node.operation, operands)

    def _spend(self, *forms: Quotient) -> None:
        """Raises TooLarge when the work for one result has become too much: formulas are short, hostile ones are not."""
        sizes = [len(form.upper) + len(form.lower) for form in forms]
        cost = sizes[0] * sizes[1] if len(sizes) == 2 else sum(sizes)  # only a sum has more than two operands
        if cost > self._budget:
            raise TooLarge
        self._budget -= cost

    def _result(self, node: Node, operation: Operation, operands: list[Quotient]) -> Quotient:
        """An atom for what polynomials cannot express. The same function of the same operands is the same atom."""
        sides = tuple(frozenset(side.items()) for form in operands for side in (form.upper, form.lower))
        key = (id(operation), sides)
        if key in self._results and operation.is_function:
            return polynomial.variable(self._results[key])
        form = self._atom(node.interval, self._chained(node, operation, operands))
        self._results[key] = len(self._atoms) - 1
        return form

    def _leaf(self, node: Node) -> Quotient:
        if node.interval.is_exact and node.interval.low is not None:
            return polynomial.constant(Fraction(node.interval.low))
        if node.key is None:
            return self._atom(node.interval, {})
        if node.key not in self._inputs:
            self._inputs[node.key] = len(self._atoms)
            self._atoms.append((node.interval, {node.key: ONE} if node.key in self._repeated else {}))
        return polynomial.variable(self._inputs[node.key])

    def _atom(self, interval: Interval, slopes: _Slopes) -> Quotient:
        self._atoms.append((interval, slopes))
        return polynomial.variable(len(self._atoms) - 1)

    def _chained(self, node: Node, operation: Operation, operands: list[Quotient]) -> _Slopes:
        """The chain rule: the operation's slope in each operand, times the operand's in each input."""
        inner = operation.slopes(tuple(operand.interval for operand in node.operands), node.interval)
        total: _Slopes = {}
        for slope, operand in zip(inner, operands, strict=True):
            for key, outer in self.slopes(operand).items():
                total[key] = iv.add(total.get(key, ZERO), iv.mul(slope, outer))
        return total

    def slopes(self, form: Quotient) -> _Slopes:
        """The slope in each repeated input: by the quotient rule, with the square below it known to be positive."""
        plain = _plain_variable(form)
        if plain is not None:
            return self._atoms[plain][1]
        total: _Slopes = {}
        square = power(self._range(form.lower), 2)
        if square.contains(_ZERO):
            square = Interval(None, _ZERO, square.high, low_open=True)
        for atom in sorted({index for side in (form.upper, form.lower) for monomial in side for index, _ in monomial}):
            inputs = self._atoms[atom][1]
            if not inputs:
                continue
            try:
                self._spend(form, form)
                slope = iv.div(self._range(self._change(form, atom)), square)
            except TooLarge:
                slope = ANYTHING
            for key, outer in inputs.items():
                total[key] = iv.add(total.get(key, ZERO), iv.mul(slope, outer))
        return total

    def _change(self, form: Quotient, atom: int) -> Polynomial:
        first = polynomial.times(polynomial.derivative(form.upper, atom), form.lower)
        second = polynomial.times(form.upper, polynomial.derivative(form.lower, atom))
        return polynomial.plus(first, second, -1)

    def range(self, form: Quotient) -> Interval:
        """Where the value lies, judged by the simplified form."""
        lower = self._range(form.lower)
        return ANYTHING if lower.contains(_ZERO) else iv.div(self._range(form.upper), lower)

    def _range(self, terms: Polynomial) -> Interval:
        total = ZERO
        for monomial, factor in terms.items():
            term = iv.scale(ONE, abs(factor))
            for atom, exponent in monomial:
                term = iv.mul(term, power(self._atoms[atom][0], exponent))
            total = iv.add(total, term if factor > 0 else iv.neg(term))
        return total


def _plain_variable(form: Quotient) -> int | None:
    """The variable that the form is nothing but, if so."""
    if len(form.upper) != 1 or form.lower != {polynomial.CONSTANT: 1}:
        return None
    ((monomial, factor),) = form.upper.items()
    return monomial[0][0] if factor == 1 and len(monomial) == 1 and monomial[0][1] == 1 else None
