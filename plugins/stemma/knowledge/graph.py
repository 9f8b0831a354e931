# The graph on plain dicts: entities by id, typed relations from both ends, and what lineage relations span.
# networkx is given a copy when somebody asks for it; nothing on the hot path imports it.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from stemma.knowledge.entity import Entity, Named, Reference, Statement
from stemma.text.quick_init import quick_init
from stemma.vocabulary.schema import Field, Schema

if TYPE_CHECKING:
    import networkx

_SOURCE, _TARGET = attrgetter("source"), attrgetter("target")
Adjacent = Mapping[str, tuple["Relation", ...]]


@quick_init
@dataclass(frozen=True, slots=True)
class Relation:
    """A reference from one entity to another. `source` holds the field; a lineage relation also knows which of the
    two descends from which."""

    source: str
    target: str
    field: Field
    statement: Statement

    @property
    def id(self) -> str:
        return f"{self.source}.{self.field.name}.{self.target}"

    @property
    def type(self) -> str:
        return self.field.name

    @property
    def label(self) -> str:
        return self.field.label

    @property
    def inverse_label(self) -> str:
        return self.field.label_from_there

    @property
    def parent(self) -> str | None:
        lineage = self.field.lineage
        return self.target if lineage == "parent" else self.source if lineage == "child" else None

    @property
    def child(self) -> str | None:
        lineage = self.field.lineage
        return self.source if lineage == "parent" else self.target if lineage == "child" else None

    @property
    def rejected(self) -> bool:
        return self.statement.rank == "rejected"

    @property
    def disputed(self) -> bool:
        return self.statement.disputed


@dataclass(frozen=True)
class Graph:
    """All entities and what connects them. Every order in it is that of sorted ids, so that no file order shows."""

    schema: Schema
    entities: Mapping[str, Entity]
    relations: Sequence[Relation]
    aliases: Mapping[str, str] = field(default_factory=dict)
    _out: Adjacent = field(default_factory=dict)
    _in: Adjacent = field(default_factory=dict)
    _parents: Adjacent = field(default_factory=dict)
    _children: Adjacent = field(default_factory=dict)
    _named: Mapping[str, Named] | None = None

    @property
    def named(self) -> Mapping[str, Named]:
        """What entities are called and of which type they are: for whoever wants to know no more of them."""
        return self.entities if self._named is None else self._named

    def outgoing(self, entity_id: str) -> tuple[Relation, ...]:
        return self._out.get(entity_id, ())

    def incoming(self, entity_id: str) -> tuple[Relation, ...]:
        return self._in.get(entity_id, ())

    def parents(self, entity_id: str) -> tuple[Relation, ...]:
        """Lineage relations to what the entity descends from."""
        return self._parents.get(entity_id, ())

    def children(self, entity_id: str) -> tuple[Relation, ...]:
        """Lineage relations to what descends from the entity."""
        return self._children.get(entity_id, ())

    def mirror_of(self, relation: Relation) -> Relation | None:
        """The relation by which the other end of a symmetric one names it back, or None."""
        if not relation.field.symmetric:
            return None
        back = (r for r in self.outgoing(relation.target) if r.target == relation.source and r.type == relation.type)
        return next((r for r in back if not r.rejected), None)

    def ancestors(self, entity_id: str, via: Sequence[str] = (), depth: int | None = None) -> tuple[str, ...]:
        """What the entity descends from, nearest first, without itself; `via` limits the relations by type."""
        return self._reach(entity_id, self._parents, via, depth, up=True)

    def descendants(self, entity_id: str, via: Sequence[str] = (), depth: int | None = None) -> tuple[str, ...]:
        """What descends from the entity, nearest first, without itself."""
        return self._reach(entity_id, self._children, via, depth, up=False)

    def _reach(self, start: str, step: Adjacent, via: Sequence[str], depth: int | None, *, up: bool) -> tuple[str, ...]:
        seen = {start}
        found: list[str] = []
        layer = [start]
        while layer and (depth is None or depth > 0):
            reached: set[str] = set()
            for entity_id in layer:
                for relation in step.get(entity_id, ()):
                    other = relation.parent if up else relation.child
                    if other and other not in seen and (not via or relation.type in via):
                        reached.add(other)
            layer = sorted(reached)
            seen.update(layer)
            found += layer
            depth = None if depth is None else depth - 1
        return tuple(found)

    def with_entities(
        self, gone: AbstractSet[str], entities: Mapping[str, Entity], aliases: Mapping[str, str]
    ) -> Graph:
        """This graph without the entities `gone` and with these instead: the same as if it were built anew, but that its
        `relations` are in another order. It costs what is exchanged, and a copy of the tables."""
        fresh = build_graph(self.schema, entities, {}).relations
        old = [relation for entity_id in gone for relation in self.outgoing(entity_id)]
        kept = [relation for relation in self.relations if relation.source not in gone]
        change = (old, fresh)
        lineage = (
            [r for r in old if r.parent is not None],
            [r for r in fresh if r.parent is not None and not r.rejected],
        )
        return Graph(
            self.schema, _exchanged_entities(self.entities, gone, entities),
            (*kept, *fresh), aliases,
            _out=_exchanged(self._out, change, lambda r: r.source, lambda r: r.target),
            _in=_exchanged(self._in, change, lambda r: r.target, lambda r: r.source),
            _parents=_exchanged(self._parents, lineage, lambda r: r.child, lambda r: r.parent),
            _children=_exchanged(self._children, lineage, lambda r: r.parent, lambda r: r.child),
        )  # fmt: skip

    def to_networkx(self) -> networkx.MultiDiGraph[Any]:
        """A copy as a networkx graph: one node per entity (`type`, `name`), one edge per relation (`type`), from the
        holder of the field to the entity it names."""
        import networkx as nx

        made: networkx.MultiDiGraph[Any] = nx.MultiDiGraph()
        for entity in self.entities.values():
            made.add_node(entity.id, type=entity.type, name=entity.name)
        for relation in self.relations:
            made.add_edge(relation.source, relation.target, key=relation.id, type=relation.type)
        return made


def _exchanged_entities(
    table: Mapping[str, Entity], gone: AbstractSet[str], entities: Mapping[str, Entity]
) -> dict[str, Entity]:
    """In the order of ids, which is sorted again only where an id is new."""
    made = dict(table)
    for entity_id in gone - entities.keys():
        made.pop(entity_id, None)
    made.update(entities)
    return made if all(entity_id in table for entity_id in entities) else dict(sorted(made.items()))


def _exchanged(
    table: Adjacent, change: tuple[Sequence[Relation], Sequence[Relation]], key: Any, other: Any
) -> Adjacent:
    """The table with the relations of the first list taken out and those of the second put in."""
    made = dict(table)
    old = {id(relation) for relation in change[0]}
    added: dict[str, list[Relation]] = {}
    for relation in change[1]:
        added.setdefault(key(relation), []).append(relation)
    for name in {key(relation) for relation in change[0]} | set(added):
        kept = [relation for relation in made.pop(name, ()) if id(relation) not in old]
        found = sorted([*kept, *added.get(name, ())], key=lambda r: (r.type, other(r)))
        if found:
            made[name] = tuple(found)
    return made


def build_graph(schema: Schema, entities: Mapping[str, Entity], aliases: Mapping[str, str]) -> Graph:
    """Connect entities whose references are known to exist."""
    relations: list[Relation] = []
    for entity in entities.values():
        relations += relations_in(schema, entity)
    lineage = [r for r in relations if r.field.lineage and r.statement.rank != "rejected"]
    return Graph(
        schema, entities, tuple(relations), aliases,
        _out=_by(relations, _SOURCE, _TARGET),
        _in=_by(relations, _TARGET, _SOURCE),
        _parents=_by(lineage, lambda r: r.child, lambda r: r.parent),
        _children=_by(lineage, lambda r: r.parent, lambda r: r.child),
    )  # fmt: skip


def relations_in(schema: Schema, entity: Entity) -> list[Relation]:
    """The relations that an entity holds, in the order of its file."""
    type_ = schema.types.get(entity.type)
    found: list[Relation] = []
    if type_ is None or not entity.statements:
        return found
    for name, statements in entity.statements.items():
        field_ = type_.fields[name]
        if field_.kind == "ref":
            found += [
                Relation(entity.id, statement.value.id, field_, statement)
                for statement in statements
                if isinstance(statement.value, Reference)
            ]
    return found


def _by(relations: Iterable[Relation], key: Any, other: Any) -> Adjacent:
    found: dict[str, list[Relation]] = {}
    for relation in relations:
        found.setdefault(key(relation), []).append(relation)
    return {
        k: tuple(sorted(v, key=lambda r: (r.field.name, other(r))) if len(v) > 1 else v)
        for k, v in sorted(found.items(), key=itemgetter(0))
    }


def relations_of(graph: Graph, among: Iterable[Entity] | None) -> Iterable[Relation]:
    """All relations, or those that the entities `among` hold."""
    if among is None:
        return graph.relations
    return (relation for entity in among for relation in graph.outgoing(entity.id))


def lineage_cycles(graph: Graph) -> list[list[Relation]]:
    """One circle for each knot of entities that descend from themselves, as the relations to walk, child to parent: a
    shortest one through the knot's first entity."""
    knots = {knot[0]: set(knot) for knot in _knots(graph)}
    return [_circle(graph, start, knots[start]) for start in sorted(knots)]


def _circle(graph: Graph, start: str, knot: set[str]) -> list[Relation]:
    came: dict[str, Relation] = {}
    layer = [start]
    while start not in came:
        reached = []
        for relation in (r for node in layer for r in graph.parents(node)):
            parent = relation.parent or ""
            if parent in knot and parent not in came:
                came[parent] = relation
                reached.append(parent)
        layer = reached
    circle = [came[start]]
    while circle[0].child != start:
        circle.insert(0, came[circle[0].child or ""])
    return circle


def _knots(graph: Graph) -> list[list[str]]:
    """Strongly connected entities, each group sorted (Tarjan's algorithm, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    found: list[list[str]] = []
    for first in graph.entities:
        stack: list[tuple[str, int]] = [] if first in number else [(first, 0)]
        while stack:
            node, at = stack.pop()
            if not at:
                number[node] = low[node] = len(number)
                open_[node] = None
            parents = graph.parents(node)
            if at:
                low[node] = min(low[node], low[parents[at - 1].parent or ""])
            while at < len(parents):
                parent = parents[at].parent or ""
                at += 1
                if parent not in number:
                    stack += [(node, at), (parent, 0)]
                    break
                if parent in open_:
                    low[node] = min(low[node], number[parent])
            else:
                if low[node] == number[node]:
                    group: list[str] = []
                    while not group or group[-1] != node:
                        group.append(open_.popitem()[0])
                    if len(group) > 1 or any(r.parent == node for r in parents):
                        found.append(sorted(group))
    return found
