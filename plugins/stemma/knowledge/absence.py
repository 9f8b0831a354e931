# Which figures there cannot be, because an input is missing that nobody stated. In: the graph. Out: for each entity the
# fields that may have a figure; formulas for many entities mostly lack something, and need not be evaluated to see it.
from __future__ import annotations

from dataclasses import dataclass

from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Graph
from stemma.vocabulary.absence import surely_missing
from stemma.vocabulary.functions import MAX_LIST
from stemma.vocabulary.schema import NUMERIC, Field, Type

_NAMES = frozenset({"id", "name", "type", "self"})
_Shape = tuple[str, tuple[str, ...]]


class Absences:
    """Answers are kept by shape: entities of one type that state the same fields lack the same. Nothing is said of entities
    with formulas or errors of their own."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.shapes: dict[_Shape, tuple[Field, ...]] = {}
        self.numeric: dict[str, tuple[Field, ...]] = {}
        self.with_formula: set[str] = set()  # ids of entities with a formula of their own
        self.computed: set[str] = set()  # fields that somebody computes, and whose reading may have consequences
        self.many: set[str] = set()
        for type_ in graph.schema.types.values():
            self.numeric[type_.name] = tuple(f for f in type_.fields.values() if f.kind in NUMERIC)
            self.computed.update(f.name for f in type_.fields.values() if f.formula is not None)
            self.many.update(f.name for f in type_.fields.values() if f.many)
        for entity in graph.entities.values():
            for name, statements in entity.statements.items() if entity.statements else ():
                for statement in statements:
                    if statement.formula is not None:
                        self.with_formula.add(entity.id)
                        self.computed.add(name)

    def fields(self, entity: Entity) -> tuple[Field, ...]:
        """The numeric fields of an entity's type that may have a figure: all but those whose formula surely lacks an input."""
        numeric = self.numeric[entity.type]
        if entity.failed or entity.id in self.with_formula:
            return numeric
        shape = (entity.type, tuple(entity.statements or ()))
        found = self.shapes.get(shape)
        if found is None:
            presence = _Presence(self, self.graph.schema.types[entity.type], frozenset(shape[1]))
            found = tuple(f for f in numeric if f.formula is not None and not presence.lacks(f))
            self.shapes[shape] = found
        return found


@dataclass(slots=True)
class _Presence:
    """What entities have that state these fields and no other."""

    absences: Absences
    type: Type
    stated: frozenset[str]
    asked: frozenset[str] = frozenset()

    def lacks(self, field: Field) -> bool:
        """Whether the field's own formula has no value for want of an input, and would say nothing else either."""
        formula = field.formula
        if formula is None or formula.inputs or formula.expression is None or formula.expression.needs is None:
            return False
        inner = _Presence(self.absences, self.type, self.stated, self.asked | {field.name})
        summed = [name for name, _, _ in formula.expression.sums]
        return all(self._is_increment(name) for name in summed) and bool(
            surely_missing(formula.expression.needs, inner)
        )

    def missing(self, path: tuple[str, ...]) -> bool | None:
        """What `Presence` asks for: `self.FIELD…` or `FIELD…`, of which the first field decides."""
        own = path[1:] if path[0] == "self" else path
        field = self.type.fields.get(own[0]) if own else None
        if field is None or field.name in _NAMES or field.name in self.asked:
            return None
        if field.name in self.stated:
            return False if len(own) == 1 and field.formula is None else None
        if field.formula is None:
            return True
        return True if self.lacks(field) else None

    def missing_above(self, field: str) -> bool | None:
        """What `Presence` asks for. It is enough that the entity itself lacks the field, where no other one computes it."""
        graph = self.absences.graph
        one_way = field in self.absences.computed or field in self.absences.many or len(graph.entities) >= MAX_LIST
        return None if one_way else self.missing((field,)) or None

    def _is_increment(self, name: str) -> bool:
        types = self.absences.graph.schema.types.values()
        return any(name in t.fields and t.fields[name].increment for t in types)
