# From Python's syntax tree to closures. In: the tree of one expression and its text. Out: a function from an environment to
# a value, and what the expression refers to. Everything that is not on the whitelist is refused here.
from __future__ import annotations

import ast
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import ClassVar

from stemma.text.diagnostics import did_you_mean
from stemma.vocabulary.access import either, field_of, unknown_name
from stemma.vocabulary.arithmetic import (
    Env,
    Place,
    binary,
    failure,
    negated,
    no_entity,
)
from stemma.vocabulary.comparison import all_of, any_of, as_truth, compared, negation
from stemma.vocabulary.functions import FUNCTIONS, LINEAGES, Call, call_function
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.number import MAX_DIGITS, MAX_EXPONENT
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.unit import NO_UNIT
from stemma.vocabulary.value import Failure, Undecided, Value

MAX_NODES = 600
MAX_DEPTH = 100
MAX_ITEMS = 200

Compiled = Callable[[Env], Value]

_TWO = Quantity(Interval.exact(Decimal(2)), NO_UNIT)
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_CONSTANTS = {"true": True, "false": False}
_REFUSED: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("a function of one's own is not part of an expression", ""),
    ast.ListComp: ("there are no loops in an expression", "a field of a list is a list: `sum(lineage(x).cost)`"),
    ast.GeneratorExp: ("there are no loops in an expression", "a field of a list is a list: `sum(lineage(x).cost)`"),
    ast.Subscript: (
        "there is no `[…]` after a value in an expression",
        "use `min`, `max`, `sum` or `count` on a list",
    ),
    ast.JoinedStr: ("text is plain, without `f`", ""),
    ast.Dict: ("there are no braces in an expression", ""),
    ast.Set: ("there are no braces in an expression", "write a list in `[…]`"),
    ast.NamedExpr: ("an expression gives no names", "write `==` to compare"),
    ast.Starred: ("there is no `*` before a list", "`sum` and the like take the list itself."),
}


class Refusal(Exception):  # noqa: N818  carries a problem out of the descent; the reader catches it
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def square(env: Env, value: Value, again: Compiled, place: Place) -> Value:
    """`x * x`, which is never negative: as two factors it might be, for all that plain intervals know."""
    if isinstance(value, Quantity):
        return binary(env, "**", value, _TWO, place)
    return binary(env, "*", value, again(env), place)


class Compiler:
    """Compiles one expression and collects what it refers to on the way."""

    def __init__(self, text: str, shift: int) -> None:
        self._text = text
        self._shift = shift
        self._bytes = None if text.isascii() else text.encode()
        self._nodes = 0
        self.names: set[str] = set()
        self.paths: set[str] = set()
        self.calls: set[str] = set()
        self.ids: list[tuple[str, int, int]] = []
        self.sums: list[tuple[str, int, int]] = []

    def place(self, node: ast.expr | ast.keyword) -> Place:
        """Where a node stands, in characters: Python counts bytes."""
        start, end = node.col_offset, node.end_col_offset if node.end_col_offset is not None else node.col_offset
        if self._bytes is not None:
            start, end = (len(self._bytes[:offset].decode(errors="replace")) for offset in (start, end))
        return start + self._shift, end + self._shift

    def refuse(
        self, node: ast.expr | ast.keyword, message: str, *help_lines: str, rule: str = "formula-syntax"
    ) -> Refusal:
        start, end = self.place(node)
        return Refusal(Problem(rule, message, start, end, tuple(line for line in help_lines if line)))

    def compile(self, node: ast.expr, depth: int = 0) -> Compiled:
        """The closure for a node. Raises Refusal."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self.refuse(node, f"an expression has more than {MAX_NODES} parts", rule="formula-value")
        if depth > MAX_DEPTH:
            raise self.refuse(node, f"an expression is nested deeper than {MAX_DEPTH} levels", rule="formula-value")
        method = self.methods.get(type(node))
        if method is None:
            why, help_text = _REFUSED.get(type(node), ("this is not part of the expression language", ""))
            raise self.refuse(node, why, help_text)
        return method(self, node, depth + 1)

    def _constant(self, node: ast.Constant, _: int) -> Compiled:
        value = node.value
        if isinstance(value, bool | str):
            constant: Value = value
            return lambda _: constant
        if value is None or isinstance(value, bytes) or value is Ellipsis or isinstance(value, complex):
            help_text = "use `known(x)` to ask whether a value is known" if value is None else ""
            raise self.refuse(node, "this is no value of the expression language", help_text)
        quantity = Quantity(Interval.exact(self.number(node)), NO_UNIT)
        return lambda _: quantity

    def number(self, node: ast.Constant) -> Decimal:
        """The number that stands at a node, with the digits it is written with. Raises Refusal."""
        start, end = self.place(node)
        text = self._text[start - self._shift : end - self._shift]
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise self.refuse(node, f"`{text[:40]}` is not a decimal number") from None
        if len(number.as_tuple().digits) > MAX_DIGITS or (number and abs(number.adjusted()) > MAX_EXPONENT):
            why = f"a number has more than {MAX_DIGITS} digits or goes beyond 10^{MAX_EXPONENT}"
            raise self.refuse(node, why, rule="formula-value")
        return number

    def _name(self, node: ast.Name, _: int) -> Compiled:
        name = node.id
        if name in _CONSTANTS:
            constant = _CONSTANTS[name]
            return lambda _: constant
        self.names.add(name)
        place = self.place(node)
        key = (name,)
        after = self._text[place[1] - self._shift : place[1] - self._shift + 1]

        def run(env: Env) -> Value:
            value = env.scope.name(name)
            if value is None:
                return unknown_name(env, name, place, hyphen=after == "-")
            if isinstance(value, Failure):
                problem = value.problem
                return failure(problem.rule, problem.message, place, *problem.help)
            return env.read(key, value)

        return run

    def _attribute(self, node: ast.Attribute, depth: int) -> Compiled:
        field = node.attr
        base = self.compile(node.value, depth)
        start, end = self.place(node)
        place = (max(start, end - len(field.encode())), end) if self._bytes is None else (end - len(field), end)
        if not _FIELD.fullmatch(field):
            problem = Problem(
                "formula-name",
                f"`{field}` cannot be a field",
                *place,
                ("Fields are lower-case, as in `training_cost`.",),
            )
            raise Refusal(problem)
        path = _dotted(node)
        if path is not None:
            self.paths.add(path)
        literal = isinstance(node.value, ast.Constant)

        def run(env: Env) -> Value:
            value = base(env)
            if literal and type(value) is str:
                entity = env.scope.entity(value)
                if entity is None:
                    return no_entity(env, value, (start, place[0] - 1))
                value = entity
            return field_of(env, value, field, place)

        return run

    def _binary(self, node: ast.BinOp, depth: int) -> Compiled:
        symbol = ARITHMETIC.get(type(node.op))
        if symbol is None:
            help_text = "write `**` for powers" if isinstance(node.op, ast.BitXor) else "write `and`, `or`"
            raise self.refuse(node, "this operator is not part of the expression language", help_text)
        left, right, place = self.compile(node.left, depth), self.compile(node.right, depth), self.place(node)
        if symbol == "*" and ast.dump(node.left) == ast.dump(node.right):
            return lambda env: square(env, left(env), right, place)
        return lambda env: binary(env, symbol, left(env), right(env), place)

    def _unary(self, node: ast.UnaryOp, depth: int) -> Compiled:
        operand, place = self.compile(node.operand, depth), self.place(node)
        if isinstance(node.op, ast.Not):
            return lambda env: negation(as_truth(operand(env), place, "`not`"))
        if isinstance(node.op, ast.USub):
            return lambda env: negated(env, operand(env), place)
        if isinstance(node.op, ast.UAdd):
            return operand
        raise self.refuse(node, "this operator is not part of the expression language")

    def chain(self, node: ast.Compare, depth: int) -> tuple[list[Compiled], list[str], list[Place]]:
        """The operands of `a < b <= c`, and of each comparison its sign and its place. Raises Refusal."""
        ends = (node.left, *node.comparators)
        operands = [self.compile(operand, depth) for operand in ends]
        symbols: list[str] = []
        for operator in node.ops:
            if type(operator) not in _COMPARISONS:
                raise self.refuse(node, "`is` is not part of the expression language", "write `==`")
            symbols.append(_COMPARISONS[type(operator)])
        if len(symbols) == 1:
            return operands, symbols, [self.place(node)]
        return operands, symbols, [(self.place(a)[0], self.place(b)[1]) for a, b in pairwise(ends)]

    def _compare(self, node: ast.Compare, depth: int) -> Compiled:
        operands, symbols, places = self.chain(node, depth)
        if len(symbols) == 1:
            symbol, place, (left, right) = symbols[0], places[0], operands
            return lambda env: compared(env, symbol, left(env), right(env), place)

        def run(env: Env) -> Value:
            values = [operand(env) for operand in operands]
            links = zip(symbols, pairwise(values), places, strict=True)
            return all_of(compared(env, symbol, a, b, at) for symbol, (a, b), at in links)

        return run

    def _logic(self, node: ast.BoolOp, depth: int) -> Compiled:
        parts = [(self.compile(value, depth), self.place(value)) for value in node.values]
        word, combine = ("`and`", all_of) if isinstance(node.op, ast.And) else ("`or`", any_of)
        return lambda env: combine(as_truth(part(env), place, word) for part, place in parts)

    def _choice(self, node: ast.IfExp, depth: int) -> Compiled:
        condition, then, other = (self.compile(part, depth) for part in (node.test, node.body, node.orelse))
        asked, place = self.place(node.test), self.place(node)

        def run(env: Env) -> Value:
            truth = as_truth(condition(env), asked, "`if`")
            if isinstance(truth, bool):
                return then(env) if truth else other(env)
            return either(then(env), other(env), truth, place) if isinstance(truth, Undecided) else truth

        return run

    def _list(self, node: ast.List | ast.Tuple, depth: int) -> Compiled:
        if len(node.elts) > MAX_ITEMS:
            raise self.refuse(node, f"a list has more than {MAX_ITEMS} items", rule="formula-value")
        items = [self.compile(item, depth) for item in node.elts]
        return lambda env: tuple(item(env) for item in items)

    def _call(self, node: ast.Call, depth: int) -> Compiled:
        if not isinstance(node.func, ast.Name):
            raise self.refuse(node.func, "only the functions of the language can be called")
        function = FUNCTIONS.get(node.func.id)
        if function is None:
            hint = did_you_mean(node.func.id, FUNCTIONS)
            text = hint or f"there are {', '.join(FUNCTIONS)}"
            raise self.refuse(node.func, f"there is no function `{node.func.id[:60]}`", text, rule="formula-name")
        self.calls.add(function.name)
        arguments = [self.compile(argument, depth) for argument in node.args]
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            raise self.refuse(node, f"`{function.name}` is called as {function.usage}", rule="formula-value")
        if len(arguments) > MAX_ITEMS:
            raise self.refuse(node, f"a call has more than {MAX_ITEMS} arguments", rule="formula-value")
        via: Compiled | None = None
        for keyword in node.keywords:
            if keyword.arg != "via" or function.name not in LINEAGES or via is not None:
                raise self.refuse(keyword, f"`{function.name}` is called as {function.usage}", rule="formula-name")
            via = self.compile(keyword.value, depth)
        self._note(node, function.name)
        place, places = self.place(node), tuple(self.place(argument) for argument in node.args)

        def run(env: Env) -> Value:
            values = tuple(argument(env) for argument in arguments)
            return call_function(
                function, Call(env, function.name, place, values, places, () if via is None else via(env))
            )

        return run

    def _note(self, node: ast.Call, name: str) -> None:
        """Remember ids in quotes, and fields that are summed over a lineage."""
        if name in LINEAGES or name == "entity":
            for argument in node.args:
                items = argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
                for item in items:
                    if isinstance(item, ast.Constant) and isinstance(item.value, str):
                        self.ids.append((item.value, *self.place(item)))
        if name == "sum":
            for argument in node.args:
                self._note_sums(argument)

    def _note_sums(self, node: ast.expr) -> None:
        if isinstance(node, ast.Attribute) and _is_lineage(node.value):
            self.sums.append((node.attr, *self.place(node)))
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("only_known", "convert")
        ):
            for argument in node.args:
                self._note_sums(argument)
        elif isinstance(node, ast.List | ast.Tuple):
            for item in node.elts:
                self._note_sums(item)

    # What compiles a node of each kind; `compile` refuses all others.
    methods: ClassVar[dict[type[ast.expr], Callable[..., Compiled]]] = {
        ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.BinOp: _binary, ast.UnaryOp: _unary,
        ast.Compare: _compare, ast.BoolOp: _logic, ast.IfExp: _choice, ast.List: _list, ast.Tuple: _list, ast.Call: _call,
    }  # fmt: skip


def _is_lineage(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return _is_lineage(node.value)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LINEAGES


def _dotted(node: ast.expr) -> str | None:
    """`hardware.rental_price` for a chain of fields that starts at a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return f"{base}.{node.attr}" if base is not None else None
    return None
