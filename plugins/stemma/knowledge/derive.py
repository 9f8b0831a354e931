# What follows: every figure with its bounds, its trace and what was stated against it. In: the graph. Out: figures,
# and diagnostics at the formula's place. A figure that rests on an error is unknown and says nothing more.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from stemma.knowledge.absence import Absences
from stemma.knowledge.accept import accept
from stemma.knowledge.entity import Entity, Hyperlink, Reference, Special, Statement
from stemma.knowledge.figure import Figure, FigureKey, Leaf, Stated
from stemma.knowledge.graph import Graph
from stemma.knowledge.paths import Path, read_path
from stemma.knowledge.scope import FigureScope
from stemma.knowledge.sharp import Sharpener
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Label, Result, diagnose
from stemma.text.source import Span
from stemma.vocabulary.evaluate import evaluate_fully, evaluate_plain
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, compare, convert
from stemma.vocabulary.schema import NUMERIC
from stemma.vocabulary.schema import Field as SchemaField
from stemma.vocabulary.value import EntityValue, Failure, Unknown, Value

_MAX_OPEN = 30  # figures in progress at once; longer chains are computed from their far end


@dataclass(frozen=True)
class Derived:
    """The graph with what follows from it."""

    graph: Graph
    figures: Mapping[FigureKey, Figure] = field(default_factory=dict)

    def figure_of(self, entity_id: str, field_name: str) -> Figure | None:
        """The figure of a field: the accepted statement's if it is computed, else the first."""
        accepted = self.accepted(entity_id, field_name)
        if accepted is not None and accepted.formula is not None:
            return self.figures.get((entity_id, field_name, accepted.index))
        found = self.figures.get((entity_id, field_name, -1))
        if found is not None:
            return found
        entity = self.graph.entities[entity_id]
        keys = ((entity_id, field_name, s.index) for s in entity.of(field_name) if s.formula is not None)
        return next((self.figures[k] for k in keys if k in self.figures), None)

    def figures_in(self, entity_id: str) -> list[Figure]:
        """The figures of an entity in the order of their keys."""
        entity = self.graph.entities[entity_id]
        type_ = self.graph.schema.types.get(entity.type)
        fields = type_.fields.values() if type_ else ()
        keys = [(entity_id, field.name, -1) for field in fields if field.formula is not None]
        for name, statements in (entity.statements or {}).items():
            keys += [(entity_id, name, s.index) for s in statements if s.formula is not None]
        return [figure for key in sorted(keys) if (figure := self.figures.get(key)) is not None]

    def accepted(self, entity_id: str, field_name: str) -> Statement | None:
        """The accepted statement; None where there is none or the schema's formula stands in its place."""
        entity = self.graph.entities[entity_id]
        statements = entity.of(field_name)
        schema_figure = self.figures.get((entity_id, field_name, -1))
        if len(statements) == 1 and statements[0].formula is None and schema_figure is None:  # nothing to decide
            return accept(self.graph, statements)
        if (
            schema_figure is not None
            and schema_figure.value is not None
            and not any(s.rank == "preferred" for s in statements)
        ):
            return None
        computed = frozenset(
            s.index for s in statements
            if s.formula is not None and (f := self.figures.get((entity_id, field_name, s.index))) and f.value is not None
        )  # fmt: skip
        return accept(self.graph, statements, computed)

    def value(self, entity_id: str, field_name: str) -> Quantity | None:
        """The accepted quantity of a field, stated or computed."""
        statement = self.accepted(entity_id, field_name)
        if statement is not None and statement.formula is None:
            return statement.value if isinstance(statement.value, Quantity) else None
        figure = self.figure_of(entity_id, field_name)
        return figure.value if figure else None


class _Deeper(Exception):  # noqa: N818 - a way out of a deep chain, no error
    def __init__(self, key: FigureKey) -> None:
        self.key = key


class Deriver:
    """Computes figures on demand, each once. Chains may be longer than Python's stack allows, so a figure that is too
    deep is handed back to be computed first."""

    def __init__(self, graph: Graph, pinned: Mapping[tuple[str, str], Quantity] | None = None) -> None:
        self.graph = graph
        self.pinned = pinned or {}  # fields that count as having these values, whatever is stated
        self.figures: dict[FigureKey, Figure | None] = {}
        self.diagnostics: list[Diagnostic] = []
        self.open: list[FigureKey] = []
        self.reader_of: dict[FigureKey, FigureKey] = {}
        self.paths: dict[tuple[str, str], Path | Problem] = {}
        self.said: set[tuple[str, int, str]] = set()
        self.rests: set[tuple[str, str]] = set()  # whose figures, claims and rules looked at which other entity
        self.asking = ""  # the entity that reads without being a figure: a claim, or one that is held against a rule
        self.sharpener = Sharpener(self)

    def run(self) -> Result[Derived]:
        """Compute every figure of the graph."""
        for key in self.keys(None if self.pinned else Absences(self.graph)):
            self.settle(key)
        figures = {key: figure for key, figure in self.figures.items() if figure is not None}
        return Result(Derived(self.graph, figures), tuple(self.diagnostics))

    def keys(self, absences: Absences | None = None) -> Iterator[FigureKey]:
        """Every figure there may be, in order of id and field; with `absences` without those that surely lack an input."""
        for entity in self.graph.entities.values():
            yield from self.keys_in(entity, absences)

    def keys_in(self, entity: Entity, absences: Absences | None = None) -> Iterator[FigureKey]:
        """Every figure there may be in one entity, in order of fields; with `absences` as in `keys`."""
        type_ = self.graph.schema.types.get(entity.type)
        if type_ is None or entity.broken:
            return
        for field_ in absences.fields(entity) if absences else type_.fields.values():
            if field_.kind in NUMERIC:
                yield from self.keys_of(entity, field_)

    def keys_of(self, entity: Entity, field_: SchemaField) -> list[FigureKey]:
        """The figures there may be in one field. A formula in the entity's own file stands in place of the schema's."""
        keys: list[FigureKey] = []
        for statement in entity.of(field_.name):
            if statement.formula is not None:
                keys.append((entity.id, field_.name, statement.index))  # noqa: PERF401  faster for the usual one or none
        if field_.formula is not None and not any(
            s.formula is not None and s.rank != "rejected" for s in entity.of(field_.name)
        ):
            keys.append((entity.id, field_.name, -1))
        return keys

    def settle(self, key: FigureKey) -> None:
        """Compute `key`, and whatever it needs first, without deep recursion."""
        stack = [key]
        while stack:
            try:
                self.open.clear()
                self.figure(stack[-1])
                stack.pop()
            except _Deeper as deeper:
                if deeper.key in stack:
                    self._circle(deeper.key)
                stack.append(deeper.key)

    def figure(self, key: FigureKey) -> Figure | None:
        """The figure, computed now if it is not yet; None where a schema's formula lacks an input."""
        if key in self.figures:
            return self.figures[key]
        if key in self.open:
            self._circle(key)
            return self.figures[key]
        if len(self.open) >= _MAX_OPEN:
            raise _Deeper(key)
        self.open.append(key)
        made = self._computed(key)
        self.open.pop()
        return self.figures.setdefault(key, made)

    def formula(self, key: FigureKey) -> tuple[Formula, SchemaField, Entity]:
        entity = self.graph.entities[key[0]]
        field_ = self.graph.schema.types[entity.type].fields[key[1]]
        formula = field_.formula
        if key[2] >= 0:
            formula = next((s.formula for s in entity.of(key[1]) if s.index == key[2]), None)
        if formula is None:  # keys are made from formulas only
            raise KeyError(key)
        return formula, field_, entity

    def _computed(self, key: FigureKey) -> Figure | None:
        formula, field_, entity = self.formula(key)
        scope = FigureScope(self, entity, formula, key)
        bad_inputs = list(scope.bad_inputs()) if formula.inputs else ()
        for span, problem in bad_inputs:
            self._say(key, problem.rule, problem.message, span, problem.help)
        if bad_inputs or formula.expression is None:
            return Figure(key, formula, None, failed=True)
        wanted = formula.unit or field_.unit
        plain = evaluate_plain(formula.expression, scope, wanted)
        if plain is not None:
            return self._finished(key, formula, field_, entity, plain, tuple(scope.leaves.values()))
        evaluation = evaluate_fully(formula.expression, scope, wanted)
        if self.figures.get(key) is not None:  # part of a circle, which was reported on the way
            return self.figures[key]
        for warning in evaluation.warnings:
            self._say(key, warning.rule, warning.message, formula.place(warning.start, warning.end), warning.help)
        value = evaluation.value
        leaves = tuple(scope.leaves.values())
        if isinstance(value, Failure):
            problem = value.problem
            self._say(key, problem.rule, problem.message, formula.place(problem.start, problem.end), problem.help)
            return Figure(key, formula, None, leaves, failed=True)
        if isinstance(value, Unknown):
            if key[2] == -1:
                return None
            return Figure(key, formula, None, leaves, missing=value.missing, failed=scope.rests_on_error)
        return self._finished(key, formula, field_, entity, value, leaves)

    def _finished(
        self,
        key: FigureKey,
        formula: Formula,
        field_: SchemaField,
        entity: Entity,
        value: Value,
        leaves: tuple[Leaf, ...],
    ) -> Figure:
        if not isinstance(value, Quantity):
            why = f"this formula gives {_kind(value)}, and `{field_.name}` holds a quantity"
            return self._refused(key, formula, leaves, Problem("formula-value", why, 0, 0))
        for wanted in (formula.unit, field_.unit):
            if wanted is None or wanted is value.unit:
                continue
            converted = convert(value, wanted, as_written=False)
            if isinstance(converted, Problem):
                return self._refused(key, formula, leaves, converted)
            value = converted
        if value.unit.dimension and field_.kind != "quantity" and field_.unit is None and formula.unit is None:
            why = f"this formula gives `{value.unit.text}`, and `{field_.name}` is a plain number"
            return self._refused(key, formula, leaves, Problem("unit-mismatch", why, 0, 0))
        value = self.sharpener.sharpened(key, leaves) or value
        statements = entity.of(key[1])
        stated = (
            [Stated(s, compare(s.value, value)) for s in statements if isinstance(s.value, Quantity)]
            if statements
            else ()
        )
        return Figure(key, formula, value, leaves, tuple(stated))

    def _refused(self, key: FigureKey, formula: Formula, leaves: tuple[Leaf, ...], problem: Problem) -> Figure:
        """Report what is wrong with a formula as a whole, and give the figure that is left."""
        self._say(key, problem.rule, problem.message, formula.place(0, len(formula.text)), problem.help)
        return Figure(key, formula, None, leaves, failed=True)

    def _say(self, key: FigureKey, rule_id: str, message: str, at: Span, help: tuple[str, ...]) -> None:
        if key[2] == -1:  # a schema's formula speaks for many entities: once is enough
            message = f"{message} (for `{key[0]}`)"
            if (at.source.path, at.start, rule_id) in self.said:
                return
            self.said.add((at.source.path, at.start, rule_id))
        self.diagnostics.append(diagnose(rule(rule_id), message, at, help=help))

    def _circle(self, key: FigureKey) -> None:
        """Report the circle that `key` closes and settle every figure in it as failed."""
        circle = [key]
        at = self.reader_of.get(key)
        while at is not None and at != key and at not in circle:
            circle.append(at)
            at = self.reader_of.get(at)
        circle.reverse()
        start = circle.index(min(circle))
        circle = circle[start:] + circle[:start]
        names = [f"{entity}.{name}" for entity, name, _ in circle]
        labels = []
        for member in circle:
            formula, _, _ = self.formula(member)
            labels.append(Label(formula.place(0, len(formula.text)), f"`{member[0]}.{member[1]}` is computed here"))
            self.figures[member] = Figure(member, formula, None, failed=True)
        steps = " → ".join([*names, names[0]])
        self.diagnostics.append(
            diagnose(
                rule("formula-cycle"), f"{'this figure is computed from itself' if len(circle) == 1 else 'these figures are computed from each other'}: {steps}", labels[0].span,
                help=("state one of them instead of computing it" if len(circle) > 1 else "state it, or compute it from something else",), related=labels[1:],
            )
        )  # fmt: skip

    def read(self, reader: FigureKey | None, entity_id: str, name: str, shown: str = "") -> Leaf | None:
        """What a field holds now, for a formula: its accepted value, as a leaf called `shown` or else `ID.FIELD`. None
        where the type has no such field."""
        asking = reader[0] if reader is not None else self.asking
        if asking != entity_id:
            self.rests.add((asking, entity_id))
        entity = self.graph.entities[entity_id]
        label = f"{entity_id}.{name}"
        shown = shown or label
        if entity.broken or name in entity.failed:
            return Leaf(shown, entity_id, name, Unknown((label,)))
        field_ = self.graph.schema.types[entity.type].fields.get(name)
        if name in {"id", "name", "type"}:
            return Leaf(shown, entity_id, name, getattr(entity, name))
        if field_ is None:
            return None
        pinned = self.pinned.get((entity_id, name)) if self.pinned else None
        if pinned is not None:
            return Leaf(shown, entity_id, name, pinned)
        statements = entity.of(name)
        if field_.many:
            values = tuple(_plain(s, label) for s in statements if s.rank != "rejected" and s.formula is None)
            return Leaf(shown, entity_id, name, values or Unknown((label,)), statements[0] if statements else None)
        only = statements[0] if len(statements) == 1 and field_.formula is None else None
        if (
            only is not None and only.formula is None and only.rank != "rejected"
        ):  # as most fields are: nothing to decide
            return Leaf(shown, entity_id, name, _plain(only, label), only)
        computed = set()
        for key in self.keys_of(entity, field_):
            if reader is not None and key not in self.figures:
                self.reader_of[key] = reader
            figure = self.figure(key)
            if figure is not None and figure.value is not None:
                computed.add(key[2])
        if -1 in computed and not any(s.rank == "preferred" for s in statements):
            return self._computed_leaf(shown, label, (entity_id, name, -1))
        accepted = accept(self.graph, statements, computed)
        if accepted is None:
            return Leaf(shown, entity_id, name, Unknown((label,)))
        if accepted.formula is not None:
            return self._computed_leaf(shown, label, (entity_id, name, accepted.index))
        return Leaf(shown, entity_id, name, _plain(accepted, label), accepted)

    def _computed_leaf(self, shown: str, label: str, key: FigureKey) -> Leaf:
        figure = self.figures[key]
        entity_id, name, index = key
        statement = next((s for s in self.graph.entities[entity_id].of(name) if s.index == index), None)
        value: Value = figure.value if figure is not None and figure.value is not None else Unknown((label,))
        if figure is not None and figure.missing and not figure.failed:
            value = Unknown(figure.missing)
        return Leaf(shown, entity_id, name, value, statement, key)

    def looked_at(self, reader: FigureKey | None, ids: Iterable[str]) -> None:
        """Remember that whoever asks rests on these entities, be they there or not."""
        asking = reader[0] if reader is not None else self.asking
        self.rests.update((asking, entity_id) for entity_id in ids)

    def failed(self, leaf: Leaf) -> bool:
        """Whether a leaf is unknown because of an error that was reported."""
        entity = self.graph.entities[leaf.entity]
        figure = self.figures.get(leaf.figure) if leaf.figure else None
        return entity.broken or leaf.field in entity.failed or (figure is not None and figure.failed)

    def path(self, text: str, own: str) -> Path | Problem:
        key = (text, own if text.startswith("self") else "")
        if key not in self.paths:
            self.paths[key] = read_path(text, self.graph, own)
        return self.paths[key]


def _plain(statement: Statement, label: str) -> Value:
    value = statement.value
    if isinstance(value, Quantity):
        return value
    if isinstance(value, Reference):
        return EntityValue(value.id)
    if isinstance(value, Special) or value is None:
        return Unknown((label,))
    return value.url if isinstance(value, Hyperlink) else value


def _kind(value: Value) -> str:
    if isinstance(value, tuple):
        return "a list"
    return {bool: "true or false", str: "a text", EntityValue: "an entity"}.get(type(value), "something else")
