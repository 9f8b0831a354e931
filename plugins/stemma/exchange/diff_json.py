# A difference as JSON. In: a difference. Out: one document, in a fixed order; docs/reference/diff-json.md describes it.
from __future__ import annotations

import json
from typing import Any

from stemma.exchange.values import decimal, plain_value, quantity
from stemma.knowledge.difference import (
    Accepted,
    Brief,
    Change,
    Content,
    Contest,
    Difference,
    Flip,
    Judged,
    KeyEdit,
    Move,
    Present,
    Problem,
    SchemaEdit,
    Side,
    Unread,
)

VERSION = 1


def as_json(made: Difference) -> str:
    """The whole difference. Lists are sorted by id and field; those that hold nothing are empty."""
    relations = [change for change in made.changes if change.relation]
    statements = [change for change in made.changes if not change.relation]
    renamed = [{"old": _brief(r.old), "new": _brief(r.new), "known_by": r.known_by} for r in made.renamed]
    document = {
        "version": VERSION,
        "base": _side(made.base),
        "head": _side(made.head),
        "empty": made.empty,
        "entities": {
            "added": [_present(item) for item in made.added],
            "removed": [_present(item) for item in made.removed],
            "renamed": renamed,
            "changed": [_edit(item) for item in made.edits],
        },
        "relations": _changes(relations),
        "statements": _changes(statements),
        "figures": [_move(item) for item in made.moves],
        "accepted": [_accepted(item) for item in made.accepted],
        "claims": [_flip(item) for item in made.flips],
        "claims_added": [_judged(item) for item in made.claims_added],
        "claims_removed": [_judged(item) for item in made.claims_removed],
        "contested": [_contest(item) for item in made.contested],
        "settled": [_contest(item) for item in made.settled],
        "schema": [_schema(item) for item in made.schema],
        "problems": {"new": [_problem(p) for p in made.new], "resolved": [_problem(p) for p in made.resolved]},
        "not_compared": [_unread(item) for item in made.unread],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "commit": side.commit or None}


def _brief(entity: Brief) -> dict[str, str]:
    return {"id": entity.id, "name": entity.name, "type": entity.type}


def _present(item: Present) -> dict[str, Any]:
    said = [
        {**_place(c.entity, c.field), "relation": c.relation, **(_content(c.new or c.old) or {})} for c in item.said
    ]
    return {**_brief(item.entity), "statements": item.statements, "relations": item.relations, "said": said}


def _edit(item: KeyEdit) -> dict[str, Any]:
    return {**_brief(item.entity), "key": item.key, "old": list(item.old), "new": list(item.new)}


def _place(entity: Brief, field: str) -> dict[str, str]:
    return {"id": f"{entity.id}.{field}", "entity": entity.id, "field": field}


def _changes(changes: list[Change]) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = {"added": [], "removed": [], "changed": []}
    for change in changes:
        both = {"old": _content(change.old), "new": _content(change.new)}
        aspects = {"changed": list(change.aspects)} if change.aspects else {}
        told[change.kind].append({**_place(change.entity, change.field), **aspects, **both})
    return told


def _content(content: Content | None) -> dict[str, Any] | None:
    if content is None:
        return None
    made: dict[str, Any] = {"value": None if content.formula else plain_value(content.value), "text": content.text}
    if content.formula:
        made |= {"formula": content.formula, "inputs": dict(content.inputs), "unit": content.unit}
    made |= {"source": list(content.sources), "rank": content.rank}
    attributes = {name: plain_value(value) for name, value in (content.attributes or {}).items()}
    optional = {
        "note": content.note, "as_of": content.as_of, "inferred": content.inferred, "disputed": content.disputed,
        "attributes": attributes,
    }  # fmt: skip
    return made | {name: value for name, value in optional.items() if value}


def _move(item: Move) -> dict[str, Any]:
    made = {
        **_place(item.entity, item.field), "change": item.kind, "old": quantity(item.old), "new": quantity(item.new),
        "percent": decimal(item.rounded),
    }  # fmt: skip
    return made | ({"rests_on_error": True} if item.on_error else {})


def _accepted(item: Accepted) -> dict[str, Any]:
    return {**_place(item.entity, item.field), "old": item.old, "new": item.new}


def _flip(item: Flip) -> dict[str, Any]:
    return {
        "id": item.entity.id,
        "name": item.entity.name,
        "check": {"old": item.old.check or None, "new": item.new.check or None},
        "verdict": {"old": item.old.verdict or None, "new": item.new.verdict or None},
        "numbers": {"old": item.old.numbers, "new": item.new.numbers},
    }


def _judged(item: Judged) -> dict[str, Any]:
    return {
        "id": item.entity.id,
        "name": item.entity.name,
        "check": item.check or None,
        "verdict": item.verdict or None,
        "numbers": item.numbers,
    }


def _contest(item: Contest) -> dict[str, Any]:
    return {**_place(item.entity, item.field), "accepted": item.accepted, "rivals": list(item.rivals)}


def _schema(item: SchemaEdit) -> dict[str, Any]:
    details = {key: {"old": old or None, "new": new or None} for key, old, new in item.details}
    return {"what": item.what, "name": item.name, "change": item.kind, "details": details}


def _problem(item: Problem) -> dict[str, Any]:
    found = item.diagnostic
    line, column = found.at.span.source.position(found.at.span.start)
    return {
        "rule": found.rule.id, "severity": found.level, "message": found.message, "path": found.at.span.source.path,
        "line": line, "column": column, "entity": item.entity or None, "help": list(found.help),
    }  # fmt: skip


def _unread(item: Unread) -> dict[str, Any]:
    return {"entity": item.entity.id, "field": item.field or None, "side": item.side}
