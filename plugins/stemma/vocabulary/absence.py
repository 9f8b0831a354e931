# Expressions that come to nothing wherever an input is missing, told without computing them. In: an expression's tree. Out:
# what it needs, as a small tree of its own; None where absence alone decides nothing.
from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Protocol

from stemma.vocabulary.functions import FUNCTIONS, LINEAGES

_STRICT = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


@dataclass(frozen=True, slots=True)
class Needs:
    """A part of an expression: an input (`path`), a field of a lineage (`above`), or something made of `parts`, all of which
    must be there. A number is a part that needs nothing."""

    path: tuple[str, ...] = ()
    above: str = ""
    parts: tuple[Needs, ...] = ()


class Presence(Protocol):
    """Who can say, without computing anything, whether an input is missing: True where it surely is, False where it may have
    a value that is read at no cost, None where only reading it can tell."""

    def missing(self, path: tuple[str, ...]) -> bool | None:
        """A name and the fields that are followed from it."""

    def missing_above(self, field: str) -> bool | None:
        """A field of the entity at hand and all that it descends from: missing where one of them is."""


def surely_missing(needs: Needs, presence: Presence) -> bool | None:
    """Whether an expression is Unknown because an input is missing, and nothing that it reads could fail or would have to be
    computed. What two known values come to, only computing them can tell."""
    if needs.path:
        return presence.missing(needs.path)
    if needs.above:
        return presence.missing_above(needs.above)
    states = [surely_missing(part, presence) for part in needs.parts]
    if None in states or (states and True not in states):
        return None
    return True in states


def needs_of(tree: ast.expr) -> Needs | None:
    """What an expression needs; None where it may have a value without some of its inputs, be it a list with gaps."""
    needs = _needs(tree)
    return None if needs is None or needs.above else needs


def _needs(tree: ast.expr) -> Needs | None:
    if isinstance(tree, ast.Constant):
        return Needs() if type(tree.value) in {int, float} else None
    if isinstance(tree, ast.Name | ast.Attribute):
        path = _path(tree)
        return Needs(path) if path else _above(tree)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, _STRICT):
        return _made_of(tree.left, tree.right)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.keywords:
        function = FUNCTIONS.get(tree.func.id)
        if function is not None and not function.takes_unknown and function.name not in LINEAGES:
            return _made_of(*tree.args)
    return None


def _made_of(*trees: ast.expr) -> Needs | None:
    parts = tuple(_needs(tree) for tree in trees)
    known = tuple(part for part in parts if part is not None)
    return Needs(parts=known) if len(known) == len(parts) else None


def _path(tree: ast.expr) -> tuple[str, ...]:
    if isinstance(tree, ast.Name):
        return () if tree.id in {"true", "false"} else (tree.id,)
    base = _path(tree.value) if isinstance(tree, ast.Attribute) else ()
    return (*base, tree.attr) if base and isinstance(tree, ast.Attribute) else ()


def _above(tree: ast.expr) -> Needs | None:
    """`lineage(self).FIELD`."""
    call = tree.value if isinstance(tree, ast.Attribute) else None
    if not isinstance(call, ast.Call) or not isinstance(tree, ast.Attribute) or call.keywords or len(call.args) != 1:
        return None
    of_lineage = isinstance(call.func, ast.Name) and call.func.id == "lineage"
    of_self = isinstance(call.args[0], ast.Name) and call.args[0].id == "self"
    return Needs(above=tree.attr) if of_lineage and of_self else None
