# An expression as plain data that a page can compute again with other inputs. In: an expression, and a scope that marks the
# inputs. Out: a tree of the engine's own steps on intervals, units settled and whatever no input can change computed.
#
# The engine does the work: the same compiler reads the text, and quantities that remember how they came about give the
# steps. Only where a value decides what is computed (comparisons, `if`) both ways are kept.
from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

from stemma.vocabulary.access import either
from stemma.vocabulary.arithmetic import Env, Place, as_quantity, binary, failure, same_units, single
from stemma.vocabulary.comparison import all_of, any_of, as_truth, compared, negation
from stemma.vocabulary.compiler import ARITHMETIC, Compiled, Compiler, square
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.dependence import Key, Node, Tracked, node_of
from stemma.vocabulary.evaluate import Expression
from stemma.vocabulary.functions import FUNCTIONS, Call, call_function
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.value import Failure, Scope, Undecided, Value

TreeData = list[Any]
_ZERO = Decimal(0)
_NUMBERED = frozenset({"scale", "power", "rounding", "logarithm", "hull"})


@dataclass(frozen=True, slots=True, eq=False)
class Read(Node):
    """An input as an expression reads it: `key` says which it is, `name` what it is read under."""

    name: Key = ()


Numbers = Callable[[Read], tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Node):
    """`then` where the condition holds, `other` where it does not; as a node, what it is for the inputs as they stand."""

    condition: Condition | None = None
    then: Node | None = None
    other: Node | None = None


@dataclass(frozen=True, slots=True)
class Condition(Undecided):
    """A condition that inputs may change. `outcome` is what it is for the inputs as they stand; the parts of `and`, `or`
    and `not` are conditions or their outcomes, those of a comparison are quantities."""

    sign: str = ""
    parts: tuple[Value, ...] = ()
    outcome: bool | None = None


class Held(Exception):  # noqa: N818  carries inputs out of the descent; `expression_tree` catches it
    """These inputs decide what is computed in a way that a tree cannot say: they must stay as they are."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = frozenset(keys)


@dataclass(frozen=True, slots=True)
class ExpressionTree:
    """What an expression comes to, with its steps if it is a quantity; `held` are inputs that had to be kept as they are."""

    value: Value
    held: frozenset[Key] = frozenset()

    @property
    def quantity(self) -> Quantity | None:
        return self.value if isinstance(self.value, Quantity) else None


def expression_tree(expression: Expression, scope: Scope, movable: AbstractSet[Key]) -> ExpressionTree:
    """The steps of an expression. The scope gives inputs marked with `evaluate.as_input`, of which those in `movable` may
    get other values later; an input that is neither uncertain nor movable need not be marked."""
    spaced = re.sub(r"\s", " ", expression.text)
    source = spaced.strip()
    tree = ast.parse(source, mode="eval")  # it was read before, so it can be
    held: frozenset[Key] = frozenset()
    while True:
        compiler = _Steps(source, len(spaced) - len(spaced.lstrip()), frozenset(movable - held))
        try:
            value = compiler.compile(tree.body)(_Env(scope, scope.units(), tracking=True))
        except Held as found:
            held |= found.keys
        else:
            return ExpressionTree(value, held)


def tree_data(quantity: Quantity, numbers: Numbers) -> TreeData:
    """The steps as lists: `["in", PLACE, NAME]`, `["c", INTERVAL]`, `["if", CONDITION, A, B]`, `[STEP, NUMBER?, …]`.

    `numbers` gives the number of an input, and that of the name that it is read under.
    """
    return _node_data(node_of(quantity), numbers)


def interval_data(interval: Interval) -> str | list[str | int | None]:
    """An exact value as its digits; else best, low and high, and which ends are open."""
    if interval.is_exact and interval.best == interval.low:
        return str(interval.low)
    ends = [None if end is None else str(end) for end in (interval.best, interval.low, interval.high)]
    return [*ends, int(interval.low_open), int(interval.high_open)]


def _node_data(node: Node, numbers: Numbers) -> TreeData:
    if isinstance(node, Read):
        return ["in", *numbers(node)]
    if isinstance(node, Choice) and node.then is not None and node.other is not None:
        ways = (_node_data(way, numbers) for way in (node.then, node.other))
        return ["if", _condition_data(node.condition, numbers), *ways]
    operands = [_node_data(operand, numbers) for operand in node.operands]
    if node.operation is None:
        return ["c", interval_data(node.interval)]
    operation = node.operation
    return [operation.name, *([str(operation.number)] if operation.name in _NUMBERED else []), *operands]


def _condition_data(value: object, numbers: Numbers) -> Any:
    if isinstance(value, Condition):
        return [value.sign, *(_condition_data(part, numbers) for part in value.parts)]
    if isinstance(value, Undecided):
        return ["maybe", value.likely]
    return tree_data(value, numbers) if isinstance(value, Quantity) else bool(value)


class _Env(Env):
    """Reads inputs with the names that they are read under. What the scope has not marked is an input of that name."""

    def read(self, key: Key, value: Value) -> Value:
        if type(value) is tuple:
            return tuple(self.read((*key, str(index)), item) for index, item in enumerate(value))
        if isinstance(value, Tracked) and value.node.key is not None:
            return _read(value, value.node.key, key)
        return _read(value, key, key) if type(value) is Quantity and not value.interval.is_exact else value


def _read(value: Quantity, key: Key, name: Key) -> Quantity:
    return Tracked(value.interval, value.unit, value.text, value.is_range, Read(value.interval, key=key, name=name))


def _keys(value: object) -> Iterator[Key]:
    """The inputs that a value rests on."""
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Tracked):
            waiting.append(at.node)
        elif isinstance(at, Node):
            if at.key is not None:
                yield at.key
            waiting.extend(at.operands)
            if isinstance(at, Choice):
                waiting += (at.condition, at.then, at.other)
        elif isinstance(at, Condition):
            waiting.extend(at.parts)
        elif isinstance(at, tuple):
            waiting.extend(at)


class _Steps(Compiler):
    """The compiler, for values that remember their steps."""

    def __init__(self, text: str, shift: int, movable: frozenset[Key]) -> None:
        super().__init__(text, shift)
        self._movable = movable

    def _hold(self, *values: object) -> None:
        """Ends the descent where one of these values can be moved."""
        found = self._movable.intersection(key for value in values for key in _keys(value))
        if found:
            raise Held(found)

    def _moves(self, *values: Value) -> bool:
        return any(isinstance(value, Condition) or isinstance(single(value), Tracked) for value in values)

    def _steps_of_binary(self, node: ast.BinOp, depth: int) -> Compiled:
        symbol, place = ARITHMETIC[type(node.op)], self.place(node)
        left, right = self.compile(node.left, depth), self.compile(node.right, depth)
        squared = symbol == "*" and ast.dump(node.left) == ast.dump(node.right)

        def run(env: Env) -> Value:
            a = left(env)
            if squared:
                return square(env, a, right, place)
            b = right(env)
            self._check_operands(symbol, *_as_quantities(env, single(a), single(b), place))
            return binary(env, symbol, a, b, place)

        return run

    def _check_operands(self, symbol: str, a: Value, b: Value) -> None:
        """Where it matters what the operands are, and not only how large."""
        if isinstance(a, PartialDate | Condition) or isinstance(b, PartialDate | Condition):
            self._hold(a, b)
        if not isinstance(a, Quantity) or not isinstance(b, Quantity):
            return
        if symbol == "**" or (symbol in ("/", "//", "%") and b.interval.contains(_ZERO)):
            self._hold(b)
        elif symbol in ("+", "-", "%", "//"):
            self._hold_zeros(a, b)

    def _hold_zeros(self, a: Quantity, b: Quantity) -> None:
        """A plain zero fits every unit, and nothing but zero does."""
        if bool(a.unit.dimension) != bool(b.unit.dimension):
            self._hold(b if a.unit.dimension else a)

    def _steps_of_unary(self, node: ast.UnaryOp, depth: int) -> Compiled:
        if not isinstance(node.op, ast.Not):
            return self._unary(node, depth)
        operand, place = self.compile(node.operand, depth), self.place(node)
        return lambda env: _negated(as_truth(operand(env), place, "`not`"))

    def _steps_of_logic(self, node: ast.BoolOp, depth: int) -> Compiled:
        parts = [(self.compile(value, depth), self.place(value)) for value in node.values]
        sign, combine = ("and", all_of) if isinstance(node.op, ast.And) else ("or", any_of)

        def run(env: Env) -> Value:
            return self._combined(sign, combine, [as_truth(part(env), place, f"`{sign}`") for part, place in parts])

        return run

    def _combined(self, sign: str, combine: Callable[..., Any], parts: list[Any]) -> Value:
        outcome: Value = combine(_outcome(part) for part in parts)
        if not any(isinstance(part, Condition) for part in parts):
            return outcome
        if not all(isinstance(part, bool | Undecided) for part in parts):  # what fails may be what is asked for later
            self._hold(*parts)
            return outcome
        return _condition(sign, tuple(parts), outcome)

    def _steps_of_comparison(self, node: ast.Compare, depth: int) -> Compiled:
        operands, symbols, places = self.chain(node, depth)

        def run(env: Env) -> Value:
            values = [operand(env) for operand in operands]
            links = zip(symbols, pairwise(values), places, strict=True)
            found = [self._compared(env, symbol, a, b, at) for symbol, (a, b), at in links]
            return found[0] if len(found) == 1 else self._combined("and", all_of, found)

        return run

    def _compared(self, env: Env, symbol: str, a: Value, b: Value, place: Place) -> Value:
        if symbol in ("in", "not in"):
            items = b if type(b) is tuple else (b,)
            if not self._moves(a, *items):
                return compared(env, symbol, a, b, place)
            found = self._combined("or", any_of, [self._compared(env, "==", a, item, place) for item in items])
            return _negated(found) if symbol == "not in" else found
        a, b = single(a), single(b)
        outcome = compared(env, symbol, a, b, place)
        if not self._moves(a, b):
            return outcome
        one, other = _as_quantities(env, a, b, place)
        if not isinstance(one, Quantity) or not isinstance(other, Quantity):
            self._hold(one, other)
            return outcome
        self._hold_zeros(one, other)
        both = same_units(one, other, place, "compare")
        return outcome if isinstance(both, Failure) else _condition(symbol, both, outcome)

    def _steps_of_choice(self, node: ast.IfExp, depth: int) -> Compiled:
        condition, then, other = (self.compile(part, depth) for part in (node.test, node.body, node.orelse))
        asked, place = self.place(node.test), self.place(node)

        def run(env: Env) -> Value:
            truth = as_truth(condition(env), asked, "`if`")
            if isinstance(truth, bool):
                return then(env) if truth else other(env)
            if not isinstance(truth, Condition):
                return either(then(env), other(env), truth, place) if isinstance(truth, Undecided) else truth
            return self._choice_of(truth, single(then(env)), single(other(env)), place)

        return run

    def _choice_of(self, truth: Condition, then: Value, other: Value, place: Place) -> Value:
        outcome = _outcome(truth)
        both = (
            same_units(then, other, place, "choose between")
            if isinstance(then, Quantity) and isinstance(other, Quantity) and then.unit.ratio(other.unit) is not None
            else failure("formula-value", "only quantities of one kind can be chosen between", place)
        )
        if isinstance(both, Failure):  # a way that is not taken now may have no value, but it could not be taken later
            self._hold(truth)
            if isinstance(outcome, bool):
                return then if outcome else other
            return either(then, other, outcome, place) if isinstance(outcome, Undecided) else outcome
        now = both[0 if outcome else 1] if isinstance(outcome, bool) else either(*both, outcome, place)
        if not isinstance(now, Quantity):
            return now
        node, then_node, other_node = node_of(now), node_of(both[0]), node_of(both[1])
        made = Choice(now.interval, node.operation, node.operands, node.key, truth, then_node, other_node)
        return Tracked(now.interval, both[0].unit, "", node=made)

    def _steps_of_call(self, node: ast.Call, depth: int) -> Compiled:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        function, place = FUNCTIONS[name], self.place(node)
        arguments = [self.compile(argument, depth) for argument in node.args]
        places = tuple(self.place(argument) for argument in node.args)
        via = self.compile(node.keywords[0].value, depth) if node.keywords else None

        def run(env: Env) -> Value:
            values = tuple(argument(env) for argument in arguments)
            self._hold(*(value for value in _flat(values) if isinstance(value, Condition)))
            if name == "round":
                self._hold(*values[1:])
            elif name in ("sum", "mean", "min", "max"):
                self._hold_unlike([value for value in _flat(values) if isinstance(value, Quantity)])
            return call_function(function, Call(env, name, place, values, places, () if via is None else via(env)))

        return run

    def _hold_unlike(self, quantities: list[Quantity]) -> None:
        first = next((quantity for quantity in quantities if quantity.unit.dimension), None)
        if first is not None:
            for quantity in quantities:
                self._hold_zeros(first, quantity)

    methods: ClassVar[dict[type[ast.expr], Callable[..., Compiled]]] = {
        **Compiler.methods,
        ast.BinOp: _steps_of_binary, ast.UnaryOp: _steps_of_unary, ast.BoolOp: _steps_of_logic,
        ast.Compare: _steps_of_comparison, ast.IfExp: _steps_of_choice, ast.Call: _steps_of_call,
    }  # fmt: skip


def _as_quantities(env: Env, a: Value, b: Value, place: Place) -> tuple[Value, Value]:
    """Quoted text beside a quantity is a quantity."""
    if isinstance(a, Quantity) and type(b) is str:
        return a, as_quantity(env, b, place)
    if isinstance(b, Quantity) and type(a) is str:
        return as_quantity(env, a, place), b
    return a, b


def _flat(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        if type(value) is tuple:
            yield from _flat(value)
        else:
            yield value


def _outcome(value: Any) -> Any:
    """What a condition is for the inputs as they stand."""
    if isinstance(value, Condition):
        return Undecided(value.reason, value.likely) if value.outcome is None else value.outcome
    return value


def _condition(sign: str, parts: tuple[Value, ...], outcome: Value) -> Value:
    if isinstance(outcome, Undecided):
        return Condition(outcome.reason, outcome.likely, sign, parts, None)
    return Condition("", None, sign, parts, outcome) if isinstance(outcome, bool) else outcome


def _negated(value: Any) -> Value:
    if isinstance(value, Condition):
        return _condition("not", (value,), negation(_outcome(value)))
    return negation(value)
