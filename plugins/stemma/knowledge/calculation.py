# A figure that can be computed again in a page, with other inputs. In: a figure, and which inputs may be moved. Out: the
# expression trees of the figure and of those it rests on, as plain data, and the inputs that they read.
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.figure import Figure, FigureKey, Leaf, Place
from stemma.knowledge.scope import FigureScope
from stemma.vocabulary.dependence import Key
from stemma.vocabulary.evaluate import as_input
from stemma.vocabulary.expression_tree import Read, TreeData, expression_tree, interval_data, tree_data
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.unit import Unit
from stemma.vocabulary.value import Value


@dataclass(frozen=True, slots=True)
class Calculation:
    """A figure as a computation.

    `leaves` are all values that it uses, each once, a computed one before what it follows from; `movable` are the places of
    those that may be given other values, and `numbers` what the places are called in `data`: `v`, the stated values; `f`,
    the figures, each after what it rests on, with its tree `t`, and the factors `s` into its field's unit;
    `of`, which figure fills an input.
    """

    figure: Figure
    leaves: tuple[Leaf, ...]
    movable: frozenset[Place]
    numbers: dict[Key, int]
    data: dict[str, Any]


def calculation(deriver: Deriver, figure: Figure, chosen: AbstractSet[Place] | None = None) -> Calculation | None:
    """The figure as a computation in which the `chosen` inputs may be moved (None: all that are stated); None where it has no
    value, or is not computed by steps that can be done again."""
    if figure.value is None:
        return None
    leaves = tuple(_all_leaves(deriver, figure))
    able = {leaf.place: leaf for leaf in leaves if _can_move(leaf)}
    movable = frozenset(place for place, leaf in able.items() if (place in chosen if chosen else leaf.figure is None))
    while True:
        made = _Trees(deriver, figure, movable)
        data = made.data()
        if data is None:
            return None
        if not made.held:
            return Calculation(figure, leaves, movable & made.numbers.keys(), made.numbers, data)
        movable -= made.held


def figure_keys(deriver: Deriver, entity_id: str, field_name: str) -> list[FigureKey]:
    """The figures there may be in a field; none where it is only stated."""
    entity = deriver.graph.entities[entity_id]
    type_ = deriver.graph.schema.types.get(entity.type)
    field = type_.fields.get(field_name) if type_ and not entity.broken else None
    return deriver.keys_of(entity, field) if field is not None else []


def figure_at(deriver: Deriver, entity_id: str, field_name: str) -> Figure | None:
    """The figure of a field, as the deriver has it."""
    keys = figure_keys(deriver, entity_id, field_name)
    found = {key: figure for key in keys if (figure := deriver.figures.get(key)) is not None}
    return Derived(deriver.graph, found).figure_of(entity_id, field_name) if found else None


def named_inputs(deriver: Deriver, figure: Figure) -> dict[str, Place]:
    """The inputs of a figure that can be moved, by their `ID.FIELD` and by the names that its formula has for them."""
    able = [leaf for leaf in _all_leaves(deriver, figure) if _can_move(leaf)]
    named = {leaf.name: leaf.place for leaf in figure.leaves if _can_move(leaf)}
    return named | {".".join(leaf.place): leaf.place for leaf in able}


def _can_move(leaf: Leaf) -> bool:
    """Whether a value is one quantity of which something is known."""
    return isinstance(leaf.value, Quantity) and not (leaf.value.interval.low is leaf.value.interval.high is None)


def _all_leaves(deriver: Deriver, figure: Figure) -> Iterator[Leaf]:
    seen: set[Place] = set()
    waiting = list(reversed(figure.leaves))
    while waiting:
        leaf = waiting.pop()
        if leaf.place in seen:
            continue
        seen.add(leaf.place)
        yield leaf
        inner = deriver.figures.get(leaf.figure) if leaf.figure else None
        waiting += reversed(inner.leaves) if inner else ()


class _Trees:
    """The trees of a figure and of those it rests on, for one choice of what may be moved."""

    def __init__(self, deriver: Deriver, figure: Figure, movable: frozenset[Place]) -> None:
        self.deriver = deriver
        self.figure = figure
        self.movable = movable
        self.held: set[Place] = set()
        self.numbers: dict[Key, int] = {}
        self.values: list[Any] = []
        self.figures: dict[FigureKey, int] = {}
        self.filled: dict[str, int] = {}
        self.made: list[dict[str, Any]] = []
        self.live: dict[FigureKey, bool] = {}

    def data(self) -> dict[str, Any] | None:
        made = [self.has(key) for key in self._order()]  # all of them, for what each one holds
        return {"v": self.values, "f": self.made, "of": self.filled} if all(made) else None

    def has(self, key: FigureKey) -> bool:
        """Whether there is a tree for a figure, made now if it is not yet."""
        if key not in self.figures:
            made = self._tree(key)
            if made is None:
                return False
            self.figures[key] = len(self.made)
            self.made.append(made)
        return True

    def _order(self) -> list[FigureKey]:
        """The figures that may change or are uncertain, each after those that it rests on."""
        order: dict[FigureKey, None] = {}
        waiting: list[tuple[FigureKey, bool]] = [(self.figure.key, False)]
        while waiting:
            key, ready = waiting.pop()
            if key in order:
                continue
            if ready:
                order[key] = None
                continue
            waiting.append((key, True))
            inner = self.deriver.figures.get(key)
            waiting += [(leaf.figure, False) for leaf in (inner.leaves if inner else ()) if leaf.figure is not None]
        return [key for key in order if key == self.figure.key or self._marked_figure(key)]

    def _marked_figure(self, key: FigureKey) -> bool:
        figure = self.deriver.figures.get(key)
        if figure is None or figure.value is None:
            return False
        return self._is_live(key) or key[:2] in self.movable or not figure.value.interval.is_exact

    def may_change(self, leaf: Leaf) -> bool:
        return leaf.place in self.movable or (leaf.figure is not None and self._is_live(leaf.figure))

    def _is_live(self, key: FigureKey) -> bool:
        """Whether a figure rests on something that can be moved."""
        if key not in self.live:
            figure = self.deriver.figures.get(key)
            changing = [self.may_change(leaf) for leaf in (figure.leaves if figure else ())]
            self.live[key] = any(changing)
        return self.live[key]

    def is_marked(self, leaf: Leaf) -> bool:
        value = leaf.value
        return isinstance(value, Quantity) and (self.may_change(leaf) or not value.interval.is_exact)

    def _tree(self, key: FigureKey) -> dict[str, Any] | None:
        formula, field, entity = self.deriver.formula(key)
        if formula.expression is None:
            return None
        scope = _MarkingScope(self, entity, formula, key)
        changing = self.movable | {k[:2] for k, live in self.live.items() if live}
        found = expression_tree(formula.expression, scope, changing)
        self._hold({(k[0], k[1]) for k in found.held})
        if not isinstance(found.value, Quantity):
            return None
        unit, factors = found.value.unit, []
        figure = self.deriver.figures.get(key)
        published = figure.value.unit if figure is not None and figure.value is not None else None
        for wanted in (formula.unit, field.unit, published):
            ratio = _ratio(unit, wanted)
            if wanted is None or ratio == "1":
                continue
            if ratio is None:
                return None
            unit = wanted
            factors.append(ratio)
        names: dict[Key, int] = {}

        def numbers(read: Read) -> tuple[int, int]:
            at = read.key if read.key in scope.marked else (str(key), *(read.key or ()))
            return self._number(at, read.interval), names.setdefault(read.name, len(names))

        tree: TreeData = tree_data(found.value, numbers)
        return {"t": tree, "s": factors}

    def _hold(self, places: set[Place]) -> None:
        """Keeps places as they are: what is stated there, or all that a figure there follows from."""
        for place in places:
            self.held |= {place} & self.movable
            for key in [key for key in self.live if key[:2] == place]:
                figure = self.deriver.figures.get(key)
                inner = _all_leaves(self.deriver, figure) if figure else ()
                self.held |= {leaf.place for leaf in inner} & self.movable

    def _number(self, key: Key, value: Interval, figure: FigureKey | None = None) -> int:
        if key not in self.numbers:
            self.numbers[key] = len(self.values)
            self.values.append(None if figure is not None else interval_data(value))
            if figure is not None:
                self.filled[str(self.numbers[key])] = self.figures[figure]
        return self.numbers[key]

    def number_of(self, leaf: Leaf, value: Quantity) -> int:
        figure = leaf.figure if leaf.figure in self.figures else None
        return self._number(leaf.place, value.interval, figure)


def _ratio(unit: Unit, wanted: Unit | None) -> str | None:
    ratio = unit.ratio(wanted) if wanted is not None else None
    return None if ratio is None else str(ratio)


class _MarkingScope(FigureScope):
    """The scope of a formula in which inputs that may change, or are uncertain, can be told from others."""

    def __init__(self, trees: _Trees, entity: Entity, formula: Formula, key: FigureKey) -> None:
        super().__init__(trees.deriver, entity, formula, key)
        self.trees = trees
        self.marked: set[Key] = set()

    def value_of(self, leaf: Leaf) -> Value:
        place = leaf.place
        if isinstance(leaf.value, tuple):
            return tuple(self._item(item, (*place, str(index))) for index, item in enumerate(leaf.value))
        if not isinstance(leaf.value, Quantity) or not self.trees.is_marked(leaf):
            return leaf.value
        if leaf.figure is not None and not self.trees.has(leaf.figure):
            return leaf.value
        self.trees.number_of(leaf, leaf.value)
        self.marked.add(place)
        return as_input(leaf.value, place)

    def _item(self, value: Value, key: Key) -> Value:
        """An item of a list, which cannot be moved for itself."""
        if not isinstance(value, Quantity) or value.interval.is_exact:
            return value
        self.marked.add(key)
        return as_input(value, key)
