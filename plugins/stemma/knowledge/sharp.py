# Sharp bounds through several figures. Two figures that rest on the same price rise and fall together; plain intervals
# forget that once each has its own bounds. Here a figure is computed from the stated inputs up, in one piece, where an
# input reaches it by more than one way. In: a figure's key. Out: its quantity, or None where plain bounds will do.
from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from stemma.knowledge.entity import Entity
from stemma.knowledge.figure import Figure, FigureKey, Leaf, Place
from stemma.knowledge.scope import FigureScope, Reading
from stemma.vocabulary.evaluate import as_input, converted, evaluate_tracked, sharp
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.schema import Field
from stemma.vocabulary.value import Value

_MAX_INPUTS = 60  # uncertain inputs; a sum over more is bounded well enough by plain intervals, and costs less
_NONE: frozenset[Place] = frozenset()


class Computing(Reading, Protocol):
    """Whoever also knows the formulas, and the figures so far."""

    @property
    def figures(self) -> Mapping[FigureKey, Figure | None]: ...

    def formula(self, key: FigureKey) -> tuple[Formula, Field, Entity]:
        """A figure's formula, the field that it fills, and whose field that is."""


class Sharpener:
    """Knows which uncertain inputs each figure rests on, and computes those figures anew that meet one twice."""

    def __init__(self, deriver: Computing) -> None:
        self.deriver = deriver
        self.inputs: dict[FigureKey, frozenset[Place]] = {}
        self.tracked: dict[FigureKey, Quantity | None] = {}

    def sharpened(self, key: FigureKey, leaves: tuple[Leaf, ...]) -> Quantity | None:
        """A figure's quantity with sharp bounds; None where no input comes in by two ways through other figures."""
        if all([leaf.figure is None for leaf in leaves]):  # noqa: C419  a list is half the cost, and most end here
            return None
        sets = [self._inputs_of(leaf) for leaf in leaves]
        together = _NONE.union(*sets)
        self.inputs[key] = together
        through_figures = any(leaf.figure is not None and inputs for leaf, inputs in zip(leaves, sets, strict=True))
        if not through_figures or len(together) > _MAX_INPUTS or sum(map(len, sets)) == len(together):
            return None
        made = self._tracked(key)
        value = sharp(made) if made is not None else None
        return value if isinstance(value, Quantity) else None

    def _inputs_of(self, leaf: Leaf) -> frozenset[Place]:
        if leaf.figure is not None:
            return self._inputs_of_figure(leaf.figure)
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        uncertain = any(isinstance(v, Quantity) and not v.interval.is_exact for v in values)
        return frozenset({leaf.place}) if uncertain else _NONE

    def _inputs_of_figure(self, key: FigureKey) -> frozenset[Place]:
        """Those of a figure, which may have been computed by another deriver, as an earlier check's are."""
        pending = [key]
        while pending:
            at = pending[-1]
            figure = self.deriver.figures.get(at) if at not in self.inputs else None
            if figure is not None:
                inner = [leaf.figure for leaf in figure.leaves if leaf.figure is not None]
                more = [one for one in inner if one not in self.inputs and one not in pending]
                if more:
                    pending += more
                    continue
                own = [self._inputs_of(leaf) for leaf in figure.leaves if leaf.figure is None]
                own += [self.inputs.get(one, _NONE) for one in inner]  # a circle was reported, and has no values
                self.inputs[at] = _NONE.union(*own)
            pending.pop()
        return self.inputs.setdefault(key, _NONE)

    def _tracked(self, key: FigureKey) -> Quantity | None:
        """The figure as a computation over stated inputs, in its field's unit."""
        if key in self.tracked:
            return self.tracked[key]
        self.tracked[key] = None  # a figure that is being computed cannot be an input of itself
        formula, field, entity = self.deriver.formula(key)
        if formula.expression is None:
            return None
        value = evaluate_tracked(formula.expression, _TrackingScope(self, entity, formula, key))
        made = value if isinstance(value, Quantity) else None
        for unit in (formula.unit, field.unit):
            made = converted(made, unit) if made is not None and unit is not None else made
        self.tracked[key] = made
        return made

    def of_leaf(self, leaf: Leaf) -> Value:
        """A leaf's value, marked so that it is known again."""
        if leaf.figure is not None:
            made = self._tracked(leaf.figure)
            return made if made is not None else leaf.value
        if isinstance(leaf.value, tuple):  # the items of a list, each for itself
            return tuple(_marked(item, (*leaf.place, str(index))) for index, item in enumerate(leaf.value))
        return _marked(leaf.value, leaf.place)


def _marked(value: Value, key: tuple[str, ...]) -> Value:
    """What is uncertain as an input that is known again; the rest as it is."""
    return as_input(value, key) if isinstance(value, Quantity) and not value.interval.is_exact else value


class _TrackingScope(FigureScope):
    """The scope of a formula whose inputs are marked."""

    def __init__(self, sharpener: Sharpener, entity: Entity, formula: Formula, key: FigureKey) -> None:
        super().__init__(sharpener.deriver, entity, formula, key)
        self.sharpener = sharpener

    def value_of(self, leaf: Leaf) -> Value:
        return self.sharpener.of_leaf(leaf)
