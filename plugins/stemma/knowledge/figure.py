# A figure: a quantity that follows from others, with the trace of what it follows from. Frozen data.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from stemma.knowledge.entity import Statement
from stemma.text.quick_init import quick_init
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.quantity import Comparison, Quantity
from stemma.vocabulary.value import Value

FigureKey: TypeAlias = tuple[str, str, int]  # entity, field, index of the statement (-1: the schema's own formula)
Place: TypeAlias = tuple[str, str]  # entity and field


@quick_init
@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that a formula used: the name it has there, whose field it is, and what it follows from in turn."""

    name: str
    entity: str
    field: str
    value: Value
    statement: Statement | None = None
    figure: FigureKey | None = None

    @property
    def place(self) -> Place:
        return self.entity, self.field


@quick_init
@dataclass(frozen=True, slots=True)
class Stated:
    """A stated value of a figure's field, held against the computed one."""

    statement: Statement
    comparison: Comparison


@quick_init
@dataclass(frozen=True, slots=True)
class Figure:
    """A computed value. `failed`: its error is reported and whatever rests on it says nothing; `missing`: the inputs
    that nobody knows."""

    key: FigureKey
    formula: Formula
    value: Quantity | None
    leaves: tuple[Leaf, ...] = ()
    stated: tuple[Stated, ...] = ()
    missing: tuple[str, ...] = ()
    failed: bool = False

    @property
    def id(self) -> str:
        entity, field, _ = self.key
        return f"{entity}.{field}"


def leaves_of(figure: Figure, figures: Mapping[FigureKey, Figure]) -> Iterator[Leaf]:
    """The stated values that a figure follows from, through all figures in between, each once."""
    seen: set[tuple[str, str]] = set()
    pending = list(reversed(figure.leaves))
    while pending:
        leaf = pending.pop()
        if leaf.place in seen:
            continue
        seen.add(leaf.place)
        if leaf.figure is not None and leaf.figure in figures:
            pending += reversed(figures[leaf.figure].leaves)
        else:
            yield leaf
