# The graph as tables: one for each type, and for all figures, claims, statements and relations. In: a checked project. Out:
# columns and rows of values, which table_files.py writes down. Their shape is documented in
# docs/reference/tables.md; VERSION changes when a reader of the old shape would break.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from stemma.exchange import values
from stemma.knowledge.address import url_of
from stemma.knowledge.claims import Claim
from stemma.knowledge.contest import contested
from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
from stemma.project import Project
from stemma.vocabulary.schema import NUMERIC, STANCES, Field, Schema, Type

VERSION = 1

Kind = Literal["text", "number", "boolean", "date", "list", "quantity", "value", "object"]
_UNFIT = frozenset({"assertion", "evidence"})


@dataclass(frozen=True, slots=True)
class Column:
    """`unit` is that of a quantity's field, where the schema names one."""

    name: str
    kind: Kind = "text"
    label: str = ""
    about: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is the place of its files without their ending; a row has a value for each column, as values.plain_value gives
    it, or None."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...] = ()


_FIGURES = (
    Column("entity"), Column("name", about="The entity's name."), Column("field"), Column("label"),
    Column("value", "quantity"), Column("formula"),
    Column("inputs", "list", about="The fields that the formula read, as `entity.field`."),
    Column("missing", "list", about="What is not known, where there is no value."),
    Column("accepted", "boolean", about="Whether it is what its field holds."),
)  # fmt: skip
_CLAIMS = (
    Column("id"), Column("name"), Column("verdict"), Column("about", "list"), Column("made_by", "list"),
    Column("result", about="What the graph makes of it: holds, fails or unknown."),
    Column("kind", about="What is asserted: a figure, an expression or a relation."), Column("asserts"),
    Column("computed", "quantity"), Column("asserted", "quantity"), Column("reason"), Column("rationale"),
    *(Column(stance, "list", about=f"The sources whose stance is `{stance}`.") for stance in STANCES),
)  # fmt: skip
_STATEMENTS = (
    Column("entity"), Column("field"), Column("value", "value"), Column("written", about="A quantity as it was written."),
    Column("formula"), Column("source", "list"), Column("at", "list", about="The places in these sources, as many."),
    Column("rank"), Column("accepted", "boolean"), Column("known_since", "date"), Column("as_of", "date"),
    Column("inferred", "boolean"), Column("disputed", "boolean"), Column("note"),
    Column("comparison", about="How it stands to the computed value of its field."),
    Column("difference", "number", about="Stated − computed, in the field's unit."),
    Column("percent", "number", about="The same in per cent of the computed value."),
)  # fmt: skip
_RELATIONS = (
    Column("from"), Column("type", about="The field."), Column("to"),
    Column("parent", about="In a relation of lineage, what the other descends from."), Column("child"),
    Column("source", "list"), Column("rank"), Column("disputed", "boolean"), Column("attributes", "object"),
)  # fmt: skip
_WHOLE = (
    Table("figures", "Figures", "Every computed value, with its formula.", _FIGURES),
    Table("claims", "Checked claims", "Every claim, with its verdict and what the graph makes of it.", _CLAIMS),
    Table("statements", "Statements", "Every value that is stated or computed, with its sources.", _STATEMENTS),
    Table("relations", "Relations", "Every reference from one entity to another.", _RELATIONS),
)


def tables(project: Project, *, directory_urls: bool) -> Iterator[Table]:
    """All tables that have rows: the four about the whole graph, then those of the types in the schema's order."""
    claims = {claim.id: claim for claim in project.claims}
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for entity in project.graph.entities.values():
        if not entity.broken:
            for name, made in rows_of(project, entity, claims.get(entity.id), directory_urls=directory_urls).items():
                rows.setdefault(name, []).extend(made)
    for table in heads(project.schema):
        if rows.get(table.name):
            yield replace(table, rows=tuple(rows[table.name]))


def heads(schema: Schema) -> Iterator[Table]:
    """The tables without their rows."""
    yield from _WHOLE
    yield from map(_of_type, schema.types.values())


def _of_type(type_: Type) -> Table:
    return Table(f"types/{type_.name}", type_.plural, type_.description, _columns(type_))


def rows_of(
    project: Project, entity: Entity, claim: Claim | None, *, directory_urls: bool
) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of an entity, which may be a `claim`, in each table by its name."""
    derived = project.derived
    type_ = project.schema.types[entity.type]
    made = (
        entity.id, entity.name, url_of(project.graph, entity.id, directory_urls=directory_urls),
        *(_held(derived, entity, field) for field in _fit(type_)),
        [field.name for field in _fit(type_) if contested(derived, entity.id, field.name)],
    )  # fmt: skip
    return {
        "figures": _figures(derived, entity), "claims": [_claim(claim)] if claim else [], "statements": _statements(derived, entity),
        "relations": _relations(project, entity), f"types/{type_.name}": [made],
    }  # fmt: skip


def _fit(type_: Type) -> list[Field]:
    return [field for field in type_.fields.values() if field.kind not in _UNFIT]


def _columns(type_: Type) -> tuple[Column, ...]:
    return (
        Column("id"), Column("name"), Column("url", about="The entity's page, relative to the site's root."),
        *map(_column, _fit(type_)),
        Column("contested", "list", about="The fields whose sources contradict the value that stands here."),
    )  # fmt: skip


def _column(field: Field) -> Column:
    kind: Kind = "text"
    if field.many:
        kind = "list"
    elif field.kind in NUMERIC:
        kind = "quantity"
    elif field.kind == "boolean":
        kind = "boolean"
    elif field.kind == "date":
        kind = "date"
    return Column(field.name, kind, field.label, field.description, field.unit.text if field.unit else "")


def _held(derived: Derived, entity: Entity, field: Field) -> Any:
    """The accepted value, or all of a list that are not rejected."""
    if field.many:
        return [_address(values.plain_value(s.value)) for s in entity.of(field.name) if s.rank != "rejected"]
    accepted = derived.accepted(entity.id, field.name)
    if accepted is not None and accepted.formula is None:
        return _address(values.plain_value(accepted.value))
    return values.quantity(derived.value(entity.id, field.name))


def _address(value: Any) -> Any:
    """An address without its title."""
    return value["url"] if isinstance(value, dict) and "url" in value else value


def _figures(derived: Derived, entity: Entity) -> list[tuple[Any, ...]]:
    rows = []
    for figure in derived.figures_in(entity.id):
        _, name, index = figure.key
        accepted = derived.accepted(entity.id, name)
        stands = index == -1 if accepted is None else accepted.formula is not None and accepted.index == index
        rows.append((
            entity.id, entity.name, name, derived.graph.schema.types[entity.type].fields[name].label,
            values.quantity(figure.value), figure.formula.text, [f"{leaf.entity}.{leaf.field}" for leaf in figure.leaves],
            list(figure.missing), stands,
        ))  # fmt: skip
    return rows


def _claim(claim: Claim) -> tuple[Any, ...]:
    check, assertion = claim.check, claim.entity.assertion
    asserts = kind = None
    if assertion is not None:
        kind = assertion.kind
        asserts = assertion.figure or (assertion.formula.text if assertion.formula else None)
        if assertion.kind == "relation":
            asserts = f"{assertion.from_id}.{assertion.relation} {'=' if assertion.exists else '!='} {assertion.to_id}"
    return (
        claim.id, claim.entity.name, claim.verdict or None, list(claim.about), list(claim.made_by),
        check.result if check else "unknown", kind, asserts, values.quantity(check.computed if check else None),
        values.quantity(check.wanted if check else None), (check.reason if check else "") or None, claim.rationale or None,
        *([e.citation.id for e in claim.entity.evidence if e.stance == stance] for stance in STANCES),
    )  # fmt: skip


def _statements(derived: Derived, entity: Entity) -> list[tuple[Any, ...]]:
    rows = []
    for name, field in derived.graph.schema.types[entity.type].fields.items():
        accepted = derived.accepted(entity.id, name)
        figure = derived.figure_of(entity.id, name)
        against = {item.statement.index: item.comparison for item in figure.stated} if figure else {}
        for said in entity.of(name):
            stands = said.rank != "rejected" if field.many else said is accepted
            made = values.statement(said, accepted=stands, derived=derived, entity_id=entity.id)
            compared = against.get(said.index)
            cited = said.citations if said.formula is None or said.own_citations else ()
            rows.append((
                entity.id, name, _address(made["value"]), made.get("written"), made.get("formula"),
                [c.id for c in cited], [c.at for c in cited], said.rank, stands, made.get("known_since"),
                made.get("as_of"), said.inferred, said.disputed, made.get("note"),
                compared.kind if compared else None, values.decimal(compared.difference) if compared else None,
                values.percent(compared) if compared else None,
            ))  # fmt: skip
    return rows


def _relations(project: Project, entity: Entity) -> list[tuple[Any, ...]]:
    return [
        (
            made.source, made.type, made.target, made.parent, made.child if made.parent is not None else None,
            list(dict.fromkeys(c.id for c in made.statement.citations)), made.statement.rank, made.disputed,
            {name: values.plain_value(value) for name, value in (made.statement.attributes or {}).items()},
        )
        for made in project.graph.outgoing(entity.id)
    ]  # fmt: skip
