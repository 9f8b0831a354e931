# JSON Schemas for editors: one for each type, one for its files that hold lists, one for the ids of the graph. In: the
# graph. Out: files as text. Whatever `stemma check` accepts, they accept; much of what it refuses, they refuse too.
from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from stemma.exchange.json_schema_project import (
    ANY_TEXT,
    DRAFT,
    FLAG,
    TEXT,
    either,
    forms,
    mapping,
    one_or_many,
    schema_file,
)
from stemma.knowledge.entity import RANKS, Entity
from stemma.knowledge.graph import Graph
from stemma.knowledge.naming import ID
from stemma.knowledge.statements import long_keys
from stemma.vocabulary import words
from stemma.vocabulary.schema import STANCES, Field, Type

Json: TypeAlias = dict[str, Any]
FOLDER = ".schemas"  # in the graph's folder; hidden, so that nothing in it is taken for an entity
_IDS = "graph.ids.json"
_SPECIAL: Json = {"enum": ["unknown", "none"]}
_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_DAY: Json = either(
    {"type": "string", "pattern": rf"^\s*~?\s*{_DATE}(\s*/\s*{_DATE})?\s*$"},
    {"type": "integer", "minimum": 0, "maximum": 9999},  # a year
)
_ID: Json = either({"type": "string", "pattern": f"^{ID.pattern}$"}, {"type": "number"})  # `2024` is an id too
_CITATION: Json = either({"type": "string", "pattern": f"^{ID.pattern}(#|$)"}, {"type": "number"})
_URL: Json = {"type": "string", "pattern": r"^\s*([Hh][Tt][Tt][Pp][Ss]?|[Mm][Aa][Ii][Ll][Tt][Oo]):"}
_LINK: Json = either(_URL, _SPECIAL, mapping({"url": _URL, "title": TEXT}, words.LINK, required=["url"]))
_LONG = "long-"
_SHARED: Mapping[str, Json] = {
    "source": {"$ref": "#/definitions/citations"},
    "at": TEXT,
    "as_of": _DAY,
    "note": TEXT,
    "inferred": FLAG,
    "rank": {"enum": list(RANKS)},
    "disputed": FLAG,
    "formula": TEXT,
    "inputs": {"type": "object", "additionalProperties": TEXT},
    "unit": TEXT,
}
_EXAMPLES = 2
_LONGEST_EXAMPLE = 60


def json_schemas(graph: Graph) -> dict[str, str]:
    """Every schema by its file's name: `TYPE.json`, `TYPE.list.json`, `schema.yml.json`, and the ids that these refer to."""
    made: dict[str, Json] = {_IDS: _ids(graph), "schema.yml.json": schema_file(graph.schema)}
    said = _examples(graph)
    for type_ in graph.schema.types.values():
        made[f"{type_.name}.json"] = _of_type(graph, type_, said)
        made[f"{type_.name}.list.json"] = {
            "$schema": DRAFT, "title": f"{type_.plural}, several in one file", "type": "array",
            "items": {"$ref": f"{type_.name}.json#/definitions/of-a-list"},
        }  # fmt: skip
    return {name: json.dumps(body, ensure_ascii=False, indent=1) + "\n" for name, body in sorted(made.items())}


def modeline(type_name: str, file: Path, folder: Path) -> str:
    """The comment by which an editor finds the schema of `type_name` (or `schema.yml`) in `folder` for `file`, wherever
    the project lies."""
    path = Path(os.path.relpath(folder / f"{type_name}.json", file.parent)).as_posix()
    return f"# yaml-language-server: $schema={path}"


def settings(graph: Graph, graph_folder: str, folder: str) -> dict[str, list[str]]:
    """Which schema is for which files, as `yaml.schemas` of VS Code has it. Both folders are paths from the settings' own
    folder, with slashes; a folder inside another type's is taken out of that."""
    base = "" if graph_folder in {"", "."} else f"{graph_folder}/"
    made = {f"./{folder}/schema.yml.json": [f"{base}schema.yml"]}
    for type_ in graph.schema.types.values():
        inner = [t.folder for t in graph.schema.types.values() if t.folder.startswith(f"{type_.folder}/")]
        made[f"./{folder}/{type_.name}.json"] = [
            *(f"{base}{type_.folder}/**/*.{ending}" for ending in ("yml", "yaml")),
            *(f"!{base}{other}/**" for other in inner),
        ]
    return made


def _of_type(graph: Graph, type_: Type, said: Mapping[tuple[str, str], list[str]]) -> Json:
    """A file of the type's folder: an entity or a list of them, each of this type or of one that extends it."""
    fields = type_.fields.values()
    own = {field.name: _field(field, said.get((type_.name, field.name), [])) for field in fields}
    required = [field.name for field in fields if field.required and field.formula is None]
    entity: Json = {"$ref": "#/definitions/this-type"}
    for heir in sorted(graph.schema.subtypes(type_.name)):
        if heir != type_.name:
            named: Json = {"required": ["type"], "properties": {"type": {"const": heir}}}
            entity = {"if": named, "then": {"$ref": f"{heir}.json#/definitions/this-type"}, "else": entity}
    return {
        "$schema": DRAFT, "title": type_.label, "description": type_.description,
        "if": {"type": "array"}, "then": {"items": {"$ref": "#/definitions/of-a-list"}}, "else": {"$ref": "#/definitions/of-a-file"},
        "definitions": {
            "of-a-file": entity,
            "of-a-list": {"allOf": [{"type": "object", "required": ["id"]}, {"$ref": "#/definitions/of-a-file"}]},
            **{field.name: _long(field) for field in fields if field.kind not in {"assertion", "evidence"}},
            "this-type": {
                "title": type_.label, "description": type_.description, "type": "object", "required": required,
                "properties": _common(graph, type_) | own, "additionalProperties": False,
            },
        },
    }  # fmt: skip


def _common(graph: Graph, type_: Type) -> Json:
    texts = either(ANY_TEXT, {"type": "array", "items": ANY_TEXT})
    shapes: Json = {
        "id": _ID,
        "type": {"enum": sorted(graph.schema.subtypes(type_.name))},
        "name": TEXT,
        "aliases": texts,
        "tags": texts,
        "summary": ANY_TEXT,
        "notes": ANY_TEXT,
        "links": one_or_many(_LINK),
        "same_as": one_or_many(_LINK),
        "sources": _ref("citations"),
        "replaced_by": _ref("ids-of-any"),
    }
    return {key: {"description": words.COMMON[key], **shape} for key, shape in shapes.items()}


def _ref(name: str) -> Json:
    return {"allOf": [{"$ref": f"{_IDS}#/definitions/{name}"}]}  # beside a bare `$ref` nothing else would count


def _field(field: Field, examples: list[str]) -> Json:
    """All forms of a field: a value, the long form of one (a definition of its own), or a list of values or of rivals."""
    about = field.description or _holds(field)
    head: Json = {"title": field.label, "description": f"{about} ({_holds(field)})" if field.description else about}
    head |= {"examples": examples} if examples else {}
    if field.kind == "assertion":
        return head | _assertion()
    if field.kind == "evidence":
        return head | one_or_many(_evidence())
    value, long = _value(field), {"$ref": f"#/definitions/{field.name}"}
    listed: Json = {"type": "array", "items": either(value, long)}
    if not field.many:
        rival = either(long, value) if field.kind == "url" else long
        listed = {"type": "array", "minItems": 1, "items": rival}
    return head | either(*value.get("anyOf", [value]), long, listed)


def _holds(field: Field) -> str:
    kind = {"ref": f"id of {' or '.join(field.to)}", "enum": "one of the listed words"}.get(field.kind, field.kind)
    return f"{kind}{f' in {field.unit.text}' if field.unit else ''}{', one or more' if field.many else ''}"


def _value(field: Field) -> Json:
    """A bare value, as YAML 1.2 reads what the engine accepts."""
    match field.kind:
        case "text" | "markdown":
            return ANY_TEXT
        case "ref":
            return _ref(_ids_of(field.to))
        case "enum":
            known = [form for value in field.values for form in forms(value)]
            labels = [field.value_labels.get(str(value), "") for value in known]
            described = {"enumDescriptions": [*labels, "nobody knows it", "there is none"]} if any(labels) else {}
            return {"enum": [*known, *(w for w in _SPECIAL["enum"] if w not in known)]} | (
                described if not {"unknown", "none"} & set(map(str, known)) else {}
            )
        case "boolean":
            return either(FLAG, _SPECIAL)
        case "date":
            return either(*_DAY["anyOf"], _SPECIAL)
        case "url":
            return _LINK
        case _:
            return either(_number(field), {"type": "string", "pattern": r"[0-9]|^\s*(unknown|none)\s*$"})


def _number(field: Field) -> Json:
    limits = {"minimum": field.minimum, "maximum": field.maximum}
    made: Json = {"type": "integer" if field.kind == "integer" else "number"}
    for key, limit in limits.items():
        best = limit.interval.best if limit else None
        if best is not None:
            made[key] = int(best) if best == int(best) else float(best)
    return made


def _long(field: Field) -> Json:
    """The mapping that says where a value comes from; attributes of a reference stand in it too."""
    held = [key for key in long_keys(field) if key not in field.attributes]
    ways = [[key] for key in ("to", "value", "formula") if key in held]
    made: Json = {"type": "object", "properties": {}, "additionalProperties": False}
    for key in held:
        shared: Json = {"$ref": f"{_IDS}#/definitions/{_LONG}{key}"}
        made["properties"][key] = (
            {"description": words.LONG[key], **_value(field)} if key in {"value", "to"} else shared
        )
    for name, attribute in field.attributes.items():
        about = {"title": attribute.label, "description": attribute.description or _holds(attribute)}
        made["properties"][name] = about | _value(attribute)
    made["required"] = [name for name, attribute in field.attributes.items() if attribute.required]
    return made | {"anyOf": [{"required": way} for way in ways]}


def _assertion() -> Json:
    shapes: Json = {
        "figure": TEXT, "is": TEXT, "expression": TEXT, "inputs": {"type": "object", "additionalProperties": TEXT},
        "relation": TEXT, "from": _ref("ids-of-any"), "to": _ref("ids-of-any"), "exists": FLAG,
    }  # fmt: skip
    ways = (["figure", "is"], ["expression"], ["relation", "from", "to"])
    return mapping(shapes, words.ASSERTION) | {"anyOf": [{"required": way} for way in ways]}


def _evidence() -> Json:
    shapes: Json = {"source": _ref("citation"), "stance": {"enum": list(STANCES)}, "note": TEXT, "at": TEXT}
    return mapping(shapes, words.EVIDENCE, required=["source", "stance"])


def _ids_of(to: Iterable[str]) -> str:
    return f"ids-of-{'any' if 'any' in to else '.'.join(to)}"


def _ids(graph: Graph) -> Json:
    """What a reference may hold: the ids that there are, to choose from, and any other that a new file may bring."""
    wanted: dict[str, tuple[str, ...]] = {"ids-of-any": ("any",)}
    for type_ in graph.schema.types.values():
        for field in type_.fields.values():
            for held in (field, *field.attributes.values()):
                if held.kind == "ref":
                    wanted[_ids_of(held.to)] = held.to
    made: Json = {}
    for name, types in sorted(wanted.items()):
        made[name] = _known(list(_entities(graph, types)), _ID)
    sources = list(_entities(graph, ("source",)))
    made["citation"] = _known(sources, _CITATION, _places(graph))
    made["citations"] = either(
        {"$ref": "#/definitions/citation"}, {"type": "array", "items": {"$ref": "#/definitions/citation"}}
    )
    for key, shape in _SHARED.items():
        made[f"{_LONG}{key}"] = {"description": words.LONG[key], "allOf": [shape]}
    return {"$schema": DRAFT, "title": "Ids of the graph, and what all types share", "definitions": made}


def _entities(graph: Graph, types: tuple[str, ...]) -> Iterator[Entity]:
    fitting = None if "any" in types else {heir for name in types for heir in graph.schema.subtypes(name)}
    return (e for e in graph.entities.values() if fitting is None or e.type in fitting)


def _known(entities: list[Entity], open_: Json, places: Iterable[str] = ()) -> Json:
    names = {entity.id: entity.name for entity in entities}
    names |= {place: "" for place in places if place.partition("#")[0] in names}
    listed: Json = {"enum": sorted(names), "enumDescriptions": [names[key] for key in sorted(names)]}
    return {"anyOf": [listed, *open_["anyOf"]]} if names else open_


def _places(graph: Graph) -> set[str]:
    """`id#place` for every place that is cited already."""
    found = set()
    for entity in graph.entities.values():
        cited = [*entity.sources, *(item.citation for item in entity.evidence)]
        cited += [c for stated in (entity.statements or {}).values() for said in stated for c in said.citations]
        found |= {f"{c.id}#{c.at}" for c in cited if re.fullmatch(r"[\w.-]+", c.at)}
    return found


def _examples(graph: Graph) -> dict[tuple[str, str], list[str]]:
    """What the first entities say in each field of each type; references have their ids to choose from, and enumerations
    their words."""
    found: dict[tuple[str, str], list[str]] = {}
    for entity in graph.entities.values():
        type_ = graph.schema.types.get(entity.type)
        for name, statements in (entity.statements or {}).items() if type_ else ():
            field = type_.fields[name] if type_ else None
            if field is None or field.kind in {"ref", "enum", "boolean", "markdown"}:
                continue
            known = found.setdefault((entity.type, name), [])
            for said in statements[:1]:
                fits = said.formula is None and 0 < len(said.text) <= _LONGEST_EXAMPLE and said.text not in known
                known += [said.text] if fits and len(known) < _EXAMPLES else []
    return found
