# The JSON Schema of `schema.yml` itself, and the pieces that all our JSON Schemas are made of. In: the vocabulary. Out:
# plain data.
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from stemma.text.catalogue import RULES
from stemma.text.diagnostics import SEVERITIES
from stemma.vocabulary import words
from stemma.vocabulary.schema import COMMON_KEYS, KINDS, Schema
from stemma.vocabulary.schema_read import SHIPPED

Json: TypeAlias = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"  # what the language server for YAML understands best
FLAG: Json = {"type": "boolean"}
TEXT: Json = {"type": ["string", "number", "boolean"]}  # the schema decides what a text is, never its looks
ANY_TEXT: Json = {"type": ["string", "number", "boolean", "null"]}
_TYPE_NAME = "^[a-z][a-z0-9_-]*$"
_FIELD_NAME = "^[a-z][a-z0-9_]*$"
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def either(*shapes: Json) -> Json:
    return {"anyOf": list(shapes)}


def one_or_many(shape: Json) -> Json:
    return either(*shape.get("anyOf", [shape]), {"type": "array", "items": shape})


def mapping(shapes: Json, about: Mapping[str, str], required: list[str] | None = None) -> Json:
    """A mapping with these keys and no others, each with what it means."""
    described = {key: {"description": about[key], **shape} for key, shape in shapes.items()}
    made: Json = {"type": "object", "properties": described, "additionalProperties": False}
    return made | {"required": required} if required else made


def forms(text: str) -> list[str | int | float | bool]:
    """A word of the schema as YAML 1.2 may read it where it stands without quotes: `2024` is a number to it."""
    if text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return [text, text.lower() == "true"]
    if _NUMBER.fullmatch(text):
        return [text, int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else float(text)]
    return [text]


def schema_file(schema: Schema) -> Json:
    """The schema of `schema.yml`: its keys, and the types, fields and rules that there are to choose from."""
    shapes: Json = {
        "extends": one_or_many({"enum": list(SHIPPED)}),
        "types": {
            "type": ["object", "null"], "propertyNames": {"pattern": _TYPE_NAME},
            "additionalProperties": either({"type": "null"}, {"$ref": "#/definitions/type"}),
        },
        "units": either({"type": "null"}, {"type": "string"}, {"type": "array", "items": {"type": "string"}}),
        "project": _project(),
    }  # fmt: skip
    types = either({"enum": [*schema.types, "any"]}, {"type": "string", "pattern": _TYPE_NAME})
    top = mapping(shapes, words.SCHEMA)
    definitions = {"type": _type(schema), "fields": _fields(), "field": _field(types), "names": one_or_many(TEXT)}
    return {"$schema": DRAFT, "title": "The vocabulary of a graph", **top, "definitions": definitions}


def _project() -> Json:
    families = sorted({rule_id.partition("-")[0] for rule_id in RULES})
    about = {rule_id: f"{rule.summary} ({'off' if rule.off else rule.severity})" for rule_id, rule in RULES.items()}
    about |= {family: f"all rules whose name begins with `{family}-`" for family in families if family not in RULES}
    severity = {"enum": [*SEVERITIES, "ignore"]}
    rules = mapping(dict.fromkeys(about, severity), about) | {"patternProperties": {"^own(-|$)": severity}}
    file = {"type": "string", "pattern": r"\.py$"}
    shapes: Json = {
        "rules": rules, "rule_files": one_or_many(file), "stale_after": {"type": "integer", "minimum": 1},
        "baseline": TEXT,
    }  # fmt: skip
    return mapping(shapes, words.PROJECT) | {"type": ["object", "null"]}


def _type(schema: Schema) -> Json:
    names: Json = {"$ref": "#/definitions/names"}
    rule = mapping({"check": TEXT, "message": TEXT}, words.TYPE_RULE, required=["check"])
    shapes: Json = {
        "extend": either({"enum": list(schema.types)}, {"type": "string", "pattern": _TYPE_NAME}),
        "label": TEXT, "plural": TEXT, "folder": TEXT, "icon": TEXT,
        "color": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}, "description": TEXT,
        "facts": {"allOf": [names]}, "columns": {"allOf": [names]},
        "fields": {"allOf": [{"$ref": "#/definitions/fields"}]}, "rules": {"type": "array", "items": rule}, "schema_org": TEXT,
    }  # fmt: skip
    return mapping(shapes, words.TYPE)


def _fields() -> Json:
    names = {"pattern": _FIELD_NAME, "not": {"enum": list(COMMON_KEYS)}}
    return {"type": ["object", "null"], "propertyNames": names, "additionalProperties": {"$ref": "#/definitions/field"}}


def _field(types: Json) -> Json:
    labels = {"type": "object", "additionalProperties": TEXT}
    shapes: Json = {
        "type": {"enum": list(KINDS)}, "to": one_or_many(types), "many": FLAG, "inverse": TEXT, "inverse_label": TEXT,
        "label": TEXT, "description": TEXT, "required": FLAG, "cite": {"enum": ["required", "optional"]}, "unit": TEXT,
        "min": TEXT, "max": TEXT, "values": either(labels, TEXT, {"type": "array", "items": TEXT}), "role": {"const": "date"},
        "lineage": {"enum": ["parent", "child"]}, "line": {"enum": ["solid", "dashed", "dotted"]},
        "with": {"allOf": [{"$ref": "#/definitions/fields"}]}, "sums_over": {"const": "lineage"}, "complete": FLAG,
        "formula": TEXT, "inputs": {"type": "object", "additionalProperties": TEXT}, "symmetric": FLAG, "schema_org": TEXT,
    }  # fmt: skip
    return either({"enum": list(KINDS)}, mapping(shapes, words.FIELD, required=["type"]))
