# What would fall if a source or a statement were wrong. In: the derived graph and its claims. Out: the statements, figures
# and claims that rest on it, and those that rest on it alone. An index is built once; each answer costs what it touches.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass
from typing import Any

from stemma.knowledge.claims import Claim
from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Reference, Statement
from stemma.knowledge.figure import Figure, FigureKey
from stemma.knowledge.paths import read_path
from stemma.vocabulary.problem import Problem

Place = tuple[str, str]  # entity and field
TABLES = ("citing", "readers", "walkers", "related", "checked", "evidence")
_LINEAGE = frozenset({"lineage", "ancestors", "descendants"})


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and whose it is."""

    entity: str
    statement: Statement

    @property
    def place(self) -> Place:
        return self.entity, self.statement.field

    @property
    def key(self) -> FigureKey:
        return self.entity, self.statement.field, self.statement.index


@dataclass(frozen=True, slots=True)
class Impact:
    """What rests on something; the fields that begin with `alone` hold the part that would fall with it."""

    statements: tuple[Said, ...] = ()
    figures: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    alone_statements: tuple[Said, ...] = ()
    alone_figures: tuple[str, ...] = ()
    alone_claims: tuple[str, ...] = ()


class ImpactIndex:
    """Who cites what, and which figure reads which field or walks which lineage."""

    def __init__(self, derived: Derived, claims: Iterable[Claim]) -> None:
        self.derived = derived
        self.graph = derived.graph
        self.claims = {claim.id: claim for claim in claims}
        self.citing: Mapping[str, list[Said]] = {}
        self.readers: Mapping[Place, list[FigureKey]] = {}
        self.walkers: Mapping[str, list[FigureKey]] = {}
        self.related: Mapping[tuple[str, str, str], list[Claim]] = {}
        self.checked: Mapping[Place, list[Claim]] = {}
        self.evidence: Mapping[str, list[Claim]] = {}
        tables: dict[str, dict[Any, list[Any]]] = {name: {} for name in TABLES}
        for name, key, item in self.told(None):
            tables[name].setdefault(key, []).append(item)
        self.__dict__.update(tables)

    def with_entities(self, ids: AbstractSet[str], derived: Derived, claims: Iterable[Claim]) -> ImpactIndex:
        """The index of a graph where no others than these entities, their figures and claims are others. It costs what these
        tell, and a copy of the tables."""
        made = copy(self)
        made.derived, made.graph = derived, derived.graph
        made.claims = {claim.id: claim for claim in claims}
        fresh: dict[tuple[str, Any], list[Any]] = {}
        for name, key, item in made.told(ids):
            fresh.setdefault((name, key), []).append(item)
        tables = {name: dict(getattr(self, name)) for name in TABLES}
        for name, key in {(name, key) for name, key, _ in self.told(ids)} | fresh.keys():
            kept = [item for item in tables[name].pop(key, ()) if _owner(item) not in ids]
            found = sorted([*kept, *fresh.get((name, key), ())], key=_place_of)
            if found:
                tables[name][key] = found
        made.__dict__.update(tables)
        return made

    def on(self, derived: Derived, tables: Mapping[str, Mapping[Any, list[Any]]]) -> ImpactIndex:
        """The same index, read through these tables."""
        made = copy(self)
        made.derived, made.graph = derived, derived.graph
        made.__dict__.update({name: tables[name] for name in TABLES})
        return made

    def told(self, ids: AbstractSet[str] | None) -> Iterator[tuple[str, Any, Any]]:
        """`(table, key, entry)` of all that these entities tell, or all entities do, in the order of the entries."""
        graph, figures = self.graph, self.derived.figures
        for entity_id in graph.entities if ids is None else sorted(ids & graph.entities.keys()):
            for statements in (graph.entities[entity_id].statements or {}).values():
                for statement in statements:
                    if statement.formula is not None and not statement.own_citations:
                        continue  # the entity's sources say nothing of a formula that was made here
                    for source in dict.fromkeys(c.id for c in statement.citations):
                        yield "citing", source, Said(entity_id, statement)
        for key in sorted(figures if ids is None else (key for key in figures if key[0] in ids)):
            figure = figures[key]
            for place in dict.fromkeys([*((f.entity, f.field) for f in figure.leaves), *self._steps(figure)]):
                yield "readers", place, key
            if figure.formula.expression is not None and _LINEAGE & figure.formula.expression.calls:
                for walked in dict.fromkeys(leaf.entity for leaf in figure.leaves):
                    yield "walkers", walked, key
        for claim in self.claims.values():
            if ids is None or claim.id in ids:
                yield from _told_by(claim)

    def of_source(self, source: str) -> Impact:
        """What rests on a source."""
        statements = self.citing.get(source, [])
        alone = [said for said in statements if {c.id for c in said.statement.citations} == {source}]
        gone = {said.key for said in alone}
        walked = {key for said in statements for key in (said.key, *self._walking(said)) if key in self.derived.figures}
        used = {said.place for said in statements if self._is_used(said)}
        figures = walked | self._reached(used | _places(walked))
        cut = {key for key in {key for said in alone for key in self._walking(said)} if self._is_cut(key, gone)}
        cut |= gone & walked  # formulas that the source gives
        fallen = self._fallen({said.place for said in alone if said.statement.rank != "rejected"}, gone, cut)
        evidence = [*self.evidence.get(source, []), *(c for said in statements for c in self._asserting(said))]
        only = [c for c in evidence if c.entity.evidence and all(e.citation.id == source for e in c.entity.evidence)]
        only += [c for said in alone for c in self._asserting(said)]
        return self._made(tuple(statements), tuple(alone), used, figures, fallen, evidence, only)

    def of_field(self, entity: str, field: str) -> Impact:
        """What follows from a field's value; all of it rests on it alone."""
        said = tuple(Said(entity, s) for s in self.graph.entities[entity].of(field))
        walked = {key for one in said for key in self._walking(one)}
        reached = walked | self._reached({(entity, field)} | _places(walked))
        places = {(entity, field)} | _places(reached)
        asserting = [c for one in said for c in self._asserting(one)]
        claims = {c.id for c in asserting} | {c.id for p in places for c in self.checked.get(p, ())}
        figures, ids = _names(reached), tuple(sorted(claims))
        return Impact((), figures, ids, (), figures, ids)

    def _steps(self, figure: Figure) -> Iterator[Place]:
        """The references that a figure's paths lead over: without them it would not find its inputs."""
        for item in figure.formula.inputs:
            if item.path.count(".") < 2:
                continue  # an entity and one field of it: there is nothing on the way
            path = read_path(item.path, self.graph, figure.key[0])
            at = [] if isinstance(path, Problem) else [path.entity]
            for field in () if isinstance(path, Problem) else path.fields[:-1]:
                found: list[str] = []
                for entity in at:
                    yield entity, field
                    found += [s.value.id for s in self._live(entity, field) if isinstance(s.value, Reference)]
                at = found

    def _is_used(self, said: Said) -> bool:
        """Whether formulas and claims that read the field read this statement of it."""
        return said.statement in self._live(said.entity, said.statement.field)

    def _live(self, entity: str, field: str) -> list[Statement]:
        holder = self.graph.entities[entity]
        field_ = self.graph.schema.types[holder.type].fields.get(field)
        if field_ is None or holder.broken:
            return []
        accepted = None if field_.many else self.derived.accepted(entity, field)
        if accepted is not None:
            return [accepted]
        of_schema = self.derived.figures.get((entity, field, -1))
        if of_schema is not None and of_schema.value is not None:
            return []  # the schema's formula stands before what is stated
        return [s for s in holder.of(field) if s.rank != "rejected"]

    def _walking(self, said: Said) -> Iterator[FigureKey]:
        """The figures over a lineage that this relation is a part of."""
        target = said.statement.value
        field = self.graph.schema.types[self.graph.named[said.entity].type].fields[said.statement.field]
        if isinstance(target, Reference) and field.lineage and said.statement.rank != "rejected":
            others = set(self.walkers.get(target.id, ()))
            yield from (key for key in self.walkers.get(said.entity, ()) if key in others)

    def _is_cut(self, key: FigureKey, gone: set[FigureKey]) -> bool:
        """Whether part of a figure's lineage can no longer be reached without the relations `gone`."""
        within = {leaf.entity for leaf in self.derived.figures[key].leaves}
        start = key[0] if key[0] in within else min(within)
        seen, pending = {start}, [start]
        while pending:
            at = pending.pop()
            for relation in (*self.graph.parents(at), *self.graph.children(at)):
                other = relation.parent if relation.child == at else relation.child
                held = (relation.source, relation.type, relation.statement.index)
                if other in within and other not in seen and held not in gone:
                    seen.add(other)
                    pending.append(other)
        return seen != within

    def _asserting(self, said: Said) -> list[Claim]:
        """The claims that assert or deny the relation that a statement makes."""
        value = said.statement.value
        return self.related.get((*said.place, value.id), []) if isinstance(value, Reference) else []

    def _made(
        self,
        statements: tuple[Said, ...],
        alone: tuple[Said, ...],
        used: set[Place],
        figures: set[FigureKey],
        fallen: tuple[set[FigureKey], set[Place]],
        evidence: list[Claim],
        only: list[Claim],
    ) -> Impact:
        places = used | _places(figures)
        claims = {c.id for c in evidence} | {c.id for p in places for c in self.checked.get(p, ())}
        alone_claims = {c.id for c in only} | {c.id for p in fallen[1] for c in self.checked.get(p, ())}
        return Impact(
            statements, _names(figures), tuple(sorted(claims)), alone, _names(fallen[0]), tuple(sorted(alone_claims))
        )

    def _reached(self, places: set[Place]) -> set[FigureKey]:
        """Every figure that follows from one of these fields, through all figures in between."""
        found: set[FigureKey] = set()
        pending = list(places)
        while pending:
            for key in self.readers.get(pending.pop(), ()):
                if key not in found:
                    found.add(key)
                    pending.append((key[0], key[1]))
        return found

    def _fallen(
        self, places: set[Place], gone: set[FigureKey], cut: set[FigureKey]
    ) -> tuple[set[FigureKey], set[Place]]:
        """The figures and fields that nothing is left for once the statements `gone` and the figures `cut` are."""
        figures = set(cut)
        fields: set[Place] = set()
        pending = sorted(places | _places(cut))
        while pending:
            place = pending.pop()
            if place in fields or not self._is_empty(place, gone, figures):
                continue
            fields.add(place)
            for key in self.readers.get(place, ()):
                if key not in figures:
                    figures.add(key)
                    pending.append((key[0], key[1]))
        return figures, fields

    def _is_empty(self, place: Place, *gone: set[FigureKey]) -> bool:
        """Whether every live statement of a field, and the schema's figure for it, is gone."""
        entity, field = place
        if (entity, field, -1) in self.derived.figures and not any((entity, field, -1) in some for some in gone):
            return False
        return all(
            s.rank == "rejected" or any((entity, field, s.index) in some for some in gone)
            for s in self.graph.entities[entity].of(field)
        )


def _told_by(claim: Claim) -> Iterator[tuple[str, Any, Any]]:
    for leaf in claim.check.leaves if claim.check else ():
        yield "checked", (leaf.entity, leaf.field), claim
    assertion = claim.entity.assertion
    if assertion is not None and assertion.kind == "relation":
        yield "related", (assertion.from_id, assertion.relation, assertion.to_id), claim
    for source in dict.fromkeys(e.citation.id for e in claim.entity.evidence):
        yield "evidence", source, claim


def _owner(item: Said | FigureKey | Claim) -> str:
    """The entity that tells it."""
    return item.entity if isinstance(item, Said) else item.id if isinstance(item, Claim) else item[0]


def _place_of(item: Said | FigureKey | Claim) -> tuple[Any, ...]:
    """Its place among others; those of one entity stay as they stand."""
    return item if isinstance(item, tuple) else (_owner(item),)


def _places(figures: set[FigureKey]) -> set[Place]:
    return {(entity, field) for entity, field, _ in figures}


def _names(figures: set[FigureKey]) -> tuple[str, ...]:
    return tuple(sorted({f"{entity}.{field}" for entity, field, _ in figures}))
