# What would fall if a source or a statement were wrong. In: the derived graph and its claims. Out: the statements, figures
# and claims that rest on it, and those that rest on it alone. An index is built once; each answer costs what it touches.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stemma.knowledge.claims import Claim
from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Statement
from stemma.knowledge.figure import FigureKey

Place = tuple[str, str]  # entity and field


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and whose it is."""

    entity: str
    statement: Statement

    @property
    def place(self) -> Place:
        return self.entity, self.statement.field


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
    """Who cites what, and which figure reads which field."""

    def __init__(self, derived: Derived, claims: Iterable[Claim]) -> None:
        self.derived = derived
        self.graph = derived.graph
        self.claims = tuple(claims)
        self.citing: dict[str, list[Said]] = {}
        self.readers: dict[Place, list[FigureKey]] = {}
        self.checked: dict[Place, list[Claim]] = {}
        self.evidence: dict[str, list[Claim]] = {}
        for entity in self.graph.entities.values():
            for statements in (entity.statements or {}).values():
                for statement in statements:
                    for source in dict.fromkeys(c.id for c in statement.citations):
                        self.citing.setdefault(source, []).append(Said(entity.id, statement))
        for key, figure in sorted(derived.figures.items()):
            for leaf in figure.leaves:
                self.readers.setdefault((leaf.entity, leaf.field), []).append(key)
        for claim in self.claims:
            for leaf in claim.check.leaves if claim.check else ():
                self.checked.setdefault((leaf.entity, leaf.field), []).append(claim)
            for source in dict.fromkeys(e.citation.id for e in claim.entity.evidence):
                self.evidence.setdefault(source, []).append(claim)

    def of_source(self, source: str) -> Impact:
        """What rests on a source."""
        statements = self.citing.get(source, [])
        alone = [said for said in statements if {c.id for c in said.statement.citations} == {source}]
        gone = {(said.entity, said.statement.field, said.statement.index) for said in alone}
        figures = self._reached({said.place for said in statements})
        fallen = self._fallen({said.place for said in alone}, gone)
        evidence = self.evidence.get(source, [])
        only = [c for c in evidence if all(e.citation.id == source for e in c.entity.evidence)]
        return self._made(tuple(statements), tuple(alone), figures, fallen, evidence, only)

    def of_field(self, entity: str, field: str) -> Impact:
        """What rests on a field's value: all of it rests on it alone."""
        reached = self._reached({(entity, field)})
        statements = tuple(Said(entity, s) for s in self.graph.entities[entity].of(field))
        return self._made(statements, statements, reached, (reached, {(entity, field)} | _places(reached)), [], [])

    def _made(
        self,
        statements: tuple[Said, ...],
        alone: tuple[Said, ...],
        figures: set[FigureKey],
        fallen: tuple[set[FigureKey], set[Place]],
        evidence: list[Claim],
        only: list[Claim],
    ) -> Impact:
        places = {said.place for said in statements} | _places(figures)
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

    def _fallen(self, places: set[Place], gone: set[FigureKey]) -> tuple[set[FigureKey], set[Place]]:
        """The figures and fields that nothing is left for once the statements `gone` are."""
        figures: set[FigureKey] = set()
        fields: set[Place] = set()
        pending = sorted(places)
        while pending:
            place = pending.pop()
            if place in fields or not self._is_empty(place, gone | figures):
                continue
            fields.add(place)
            for key in self.readers.get(place, ()):
                if key not in figures:
                    figures.add(key)
                    pending.append((key[0], key[1]))
        return figures, fields

    def _is_empty(self, place: Place, gone: set[FigureKey]) -> bool:
        """Whether every live statement of a field, and the schema's figure for it, is gone."""
        entity, field = place
        if (entity, field, -1) in self.derived.figures and (entity, field, -1) not in gone:
            return False
        return all(
            s.rank == "rejected" or (entity, field, s.index) in gone for s in self.graph.entities[entity].of(field)
        )


def _places(figures: set[FigureKey]) -> set[Place]:
    return {(entity, field) for entity, field, _ in figures}


def _names(figures: set[FigureKey]) -> tuple[str, ...]:
    return tuple(sorted({f"{entity}.{field}" for entity, field, _ in figures}))
