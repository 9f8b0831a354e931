# A new entity's file: what it must hold, and what it may, as a comment. In: the schema, a type and a name. Out: a path
# inside the graph's folder and the file's text.
from __future__ import annotations

import re

from stemma.knowledge.naming import id_from
from stemma.vocabulary.schema import Field, Schema


def new_entity(schema: Schema, type_name: str, name: str) -> tuple[str, str]:
    """`(path, text)` of a file that needs nothing but its required values filled in."""
    type_ = schema.types[type_name]
    lines = [f"name: {_quoted(name)}", "summary: "]
    fields = list(type_.fields.values())
    lines += [f"{field.name}: unknown  # {_hint(field)}" for field in fields if field.required]
    optional = [field for field in fields if not field.required and field.formula is None]
    if optional:
        lines += ["", "# What else may stand here; delete what you do not need."]
        lines += [f"# {field.name}: {_example(field)}  # {_hint(field)}" for field in optional]
    return f"{type_.folder}/{id_from(name)}.yml", "\n".join(lines).replace(
        "summary: \n", "summary: One sentence on what it is.\n"
    ) + "\n"


def _quoted(name: str) -> str:
    if re.fullmatch(r"[A-Za-z][\w .()/-]*", name) and not name.endswith(" "):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _hint(field: Field) -> str:
    kind = {"ref": f"id of {' or '.join(field.to)}", "enum": " | ".join(field.values)}.get(field.kind, field.kind)
    unit = f" in {field.unit.text}" if field.unit else ""
    return f"{field.description or field.label} ({kind}{unit}{', one or more' if field.many else ''})"


def _example(field: Field) -> str:
    if field.kind == "enum":
        return field.values[0]
    examples = {
        "date": "2025-01-20", "boolean": "true", "url": "https://example.org/", "number": "1", "integer": "1",
        "assertion": '{figure: ID.FIELD, is: "<100"}', "evidence": "[{source: ID, stance: supports}]",
    }  # fmt: skip
    if field.kind == "quantity":
        return f"1 {field.unit.text}".strip() if field.unit else "1"
    return examples.get(field.kind, "…")
