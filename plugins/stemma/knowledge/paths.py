# Paths such as `self.hardware.rental_price` or `llama-3.3-70b.cost`: ids may hold dots, so the longest prefix that is
# an id is the entity. In: text. Out: an entity's id and the fields to follow, or a problem.
from __future__ import annotations

from dataclasses import dataclass

from stemma.knowledge.graph import Graph
from stemma.text.diagnostics import Hint, did_you_mean, listed, meant
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.schema import Type

_COMMON = ("id", "name", "type")
_MAX_PARTS = 50  # every prefix is tried as an id, and every step may fan out


@dataclass(frozen=True, slots=True)
class Path:
    """An entity and the fields to follow from it, at least one."""

    entity: str
    fields: tuple[str, ...]


def read_path(text: str, graph: Graph, own: str | None) -> Path | Problem:
    """The path that `text` writes. `own` is the id that `self` stands for, None where there is none."""
    parts = text.split(".")
    if len(parts) > _MAX_PARTS:
        return Problem("formula-input", f"a path has at most {_MAX_PARTS} parts", 0, len(text))
    if parts[0] == "self":
        if own is None:
            return Problem("formula-input", "there is no `self` here: name an entity", 0, 4)
        return _followed(text, graph, own, tuple(parts[1:]), 4)
    heads = [n for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in graph.entities]
    if not heads:
        whole = ".".join(parts[:-1]) or text
        return Problem(
            "formula-input", f"no entity has the id `{whole}`", 0, len(whole), (_meant(text, whole, graph, own),)
        )
    readings: list[Path] = []
    first: Problem | None = None
    for count in heads:
        head = ".".join(parts[:count])
        read = _followed(text, graph, head, tuple(parts[count:]), len(head))
        if isinstance(read, Path):
            readings.append(read)
        elif first is None:
            first = read
    if len(readings) > 1:
        ways = " or ".join(f"`{p.entity}` and its `{'.'.join(p.fields)}`" for p in readings)
        return Problem(
            "ref-ambiguous", f"this path can be read in two ways: {ways}", 0, len(text), ("rename one of the two",)
        )
    return readings[0] if readings else first or Problem("formula-input", "a path is `ID.FIELD`", 0, len(text))


def _meant(text: str, written: str, graph: Graph, own: str | None) -> str:
    """What somebody meant whose path starts with no entity."""
    if written in graph.aliases:
        meant_id = graph.aliases[written]
        return Hint.of(f"`{written}` is an alias; write its id `{meant_id}`", written, meant_id)
    own_type = graph.schema.types.get(graph.entities[own].type) if own and own in graph.entities else None
    if own_type and text.partition(".")[0] in own_type.fields:
        return meant(written, f"self.{written}", f"self.{text}")
    return did_you_mean(written, graph.entities) or "a path is `ID.FIELD` or `self.FIELD`"


def _fields(type_: Type, written: str) -> str:
    return f"fields of `{type_.name}`: {listed(written, type_.fields)}"


def _followed(text: str, graph: Graph, entity: str, fields: tuple[str, ...], at: int) -> Path | Problem:
    """Check the fields against the schema, type by type."""
    if not fields or not all(fields):
        own_type = graph.schema.types.get(graph.entities[entity].type)
        return Problem(
            "formula-input", "a path ends with a field", 0, len(text), (_fields(own_type, ""),) if own_type else ()
        )
    target = graph.entities[entity]
    if target.broken or target.type not in graph.schema.types:
        return Path(entity, fields)
    types: list[Type] = [graph.schema.types[target.type]]
    for name in fields:
        found = [t.fields[name] for t in types if name in t.fields]
        if not found and not (types and name in _COMMON and name == fields[-1]):
            if any(t.name in graph.schema.broken_types for t in types) or name in target.failed:
                return Path(entity, fields)
            known = {f for t in types for f in t.fields}
            hint = did_you_mean(name, known)
            owner = " or ".join(f"`{t.name}`" for t in types) or f"`{text[:at]}`"
            help_text = hint or _fields(types[0], name) if types else "it is no reference, so the path ends there"
            return Problem("formula-input", f"{owner} has no field `{name}`", at + 1, at + 1 + len(name), (help_text,))
        at += 1 + len(name)
        types = [
            t
            for t in graph.schema.types.values()
            if any(f.kind == "ref" and graph.schema.allows(f, t.name) for f in found)
        ]
    return Path(entity, fields)
