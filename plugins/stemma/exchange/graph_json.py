# The whole graph as one JSON document (`data/graph.json`), the public contract of a built site. Its shape is
# documented in docs/reference/graph-json.md; VERSION changes when a reader of the old shape would break.
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from stemma.exchange import values
from stemma.knowledge.address import url_of
from stemma.knowledge.claims import Claim
from stemma.knowledge.contest import contested
from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Relation
from stemma.project import Project

VERSION = 1


_PARTS = ("entities", "relations", "figures", "claims")
_ITEM = "\n  "  # what stands before an item of one of these lists


@dataclass(frozen=True, slots=True)
class Told:
    """What the document says of one entity: the items of each of its lists, as they stand there, or ''. Relations are
    those that the entity holds."""

    entities: str
    relations: str
    figures: str
    claims: str


def graph_json(project: Project, *, directory_urls: bool) -> str:
    """The document's text."""
    claims = {claim.id: claim for claim in project.claims}
    whole = (e for e in project.graph.entities.values() if not e.broken)
    return whole_text([told(project, e, claims.get(e.id), directory_urls=directory_urls) for e in whole])


def whole_text(parts: Sequence[Told]) -> str:
    """The document of all entities in the order of their ids: entities, relations, figures and claims, each sorted by id. A
    value stands on a line, so that two builds can be compared."""
    lists = []
    for name in _PARTS:
        items = f",{_ITEM}".join([text for part in parts if (text := getattr(part, name))])
        lists.append(f'"{name}": ' + (f"[{_ITEM}{items}\n ]" if items else "[]"))
    return "{\n " + ",\n ".join([f'"version": {VERSION}', *lists]) + "\n}\n"


def told(project: Project, made: Entity, about: Claim | None, *, directory_urls: bool) -> Told:
    """What the document says of an entity, which may be the claim `about`."""
    derived, graph = project.derived, project.graph
    none = values.Budget(0)
    return Told(
        _items([entity(made, derived, url_of(graph, made.id, directory_urls=directory_urls))]),
        _items([relation(r) for r in graph.outgoing(made.id)]),
        _items([values.figure(f, derived, none) for f in derived.figures_in(made.id)]),
        _items([claim(about, derived)] if about else []),
    )


def _items(made: Sequence[Any]) -> str:
    return f",{_ITEM}".join([_indented(item, _ITEM) for item in made])


def _indented(value: Any, line: str) -> str:
    """What `json.dumps(value, ensure_ascii=False, indent=1)` gives, whose indenting encoder takes three times as long. `line`
    is a line's end with the indentation of the next."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict) and value:
        inner = f"{line} "
        items = [f"{encode_basestring(key)}: {_indented(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(items)}{line}}}"
    if isinstance(value, (list, tuple)) and value:
        inner = f"{line} "
        return f"[{inner}{f',{inner}'.join([_indented(item, inner) for item in value])}{line}]"
    return json.dumps(value)


def entity(made: Entity, derived: Derived, url: str) -> dict[str, Any]:
    """An entity with all statements of all its fields, the accepted one of each marked."""
    fields: dict[str, Any] = {}
    type_ = derived.graph.schema.types[made.type]
    for name in type_.fields:
        accepted = derived.accepted(made.id, name)
        many = type_.fields[name].many
        stated = [
            values.statement(
                s, accepted=s is accepted or (many and s.rank != "rejected"), derived=derived, entity_id=made.id
            )
            for s in made.of(name)
        ]
        computed = derived.figures.get((made.id, name, -1))
        if computed is not None:
            stated.insert(0, {
                "value": values.quantity(computed.value), "formula": computed.formula.text, "source": [], "at": "",
                "rank": "normal", "accepted": accepted is None,
            })  # fmt: skip
        if stated:
            fields[name] = stated
    result: dict[str, Any] = {
        "id": made.id, "type": made.type, "name": made.name, "aliases": list(made.aliases), "url": url, "fields": fields,
    }  # fmt: skip
    optional = {
        "contested": [name for name in fields if contested(derived, made.id, name)],
        "tags": list(made.tags),
        "summary": made.summary.text.strip() if made.summary else "",
        "notes": made.notes.text.strip() if made.notes else "",
        "links": [values.plain_value(link) for link in made.links],
        "same_as": list(made.same_as),
        "sources": [c.id for c in made.sources],
        "replaced_by": made.replaced_by.id if made.replaced_by else "",
    }
    return result | {key: value for key, value in optional.items() if value}


def relation(made: Relation) -> dict[str, Any]:
    """A relation; `from` holds the field. Lineage relations also say which of the two descends from which."""
    result: dict[str, Any] = {"from": made.source, "to": made.target, "type": made.type}
    if made.parent is not None:
        result |= {"parent": made.parent, "child": made.child}
    result |= {"source": list(dict.fromkeys(c.id for c in made.statement.citations))}
    if made.statement.rank != "normal":
        result["rank"] = made.statement.rank
    if made.disputed:
        result["disputed"] = True
    attributes = made.statement.attributes or {}
    return result | ({"attributes": {k: values.plain_value(v) for k, v in attributes.items()}} if attributes else {})


def claim(made: Claim, derived: Derived) -> dict[str, Any]:
    """A claim with its verdict, what the graph makes of it, and the evidence."""
    result: dict[str, Any] = {
        "id": made.id, "name": made.entity.name, "about": list(made.about), "made_by": list(made.made_by),
        "verdict": made.verdict or None, "rationale": made.rationale,
    }  # fmt: skip
    check = made.check
    result["check"] = {"result": check.result if check else "unknown"}
    if check is not None and made.entity.assertion is not None:
        assertion = made.entity.assertion
        result["check"] |= {
            "kind": assertion.kind,
            "asserts": assertion.figure or (assertion.formula.text if assertion.formula else assertion.relation),
            "computed": values.quantity(check.computed),
            "asserted": values.quantity(check.wanted),
            "reason": check.reason,
        }
        if assertion.kind == "expression":
            inputs = [values.leaf(item, derived, values.Budget(0)) for item in check.leaves]
            result["check"]["inputs"] = inputs
    result["evidence"] = [
        {"source": e.citation.id, "at": e.citation.at, "stance": e.stance, "note": e.note} for e in made.entity.evidence
    ]
    return result
