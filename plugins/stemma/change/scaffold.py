# A new entity's file: what it must hold, and what it may, as comments. In: the schema, a type, a name, and what is known
# already. Out: the file's text, which fails the check until it is filled in.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from stemma.change.format import formatted
from stemma.change.quoting import written
from stemma.knowledge.entity import Entity
from stemma.text.document import PLACEHOLDER
from stemma.text.source import Source
from stemma.vocabulary.quantity import format_quantity, plain
from stemma.vocabulary.schema import COMMON_KEYS, NUMERIC, Field, Schema, Type

Lines = tuple[str, ...]
_MANY = 12  # optional fields that are listed whole; of more, those that are in use
_NO_LINES: Mapping[str, Lines] = {}
_EXAMPLES = {
    "text": "some words", "markdown": "Some sentences.", "date": "2025-01-20", "boolean": "true", "number": "1", "integer": "1",
    "url": "https://example.org/", "assertion": '{figure: ID.FIELD, is: "<100"}', "evidence": "[{source: ID, stance: supports}]",
}  # fmt: skip


def path_of(type_: Type, entity_id: str) -> str:
    """Where the file of a new entity lies inside the graph's folder."""
    return f"{type_.folder}/{entity_id}.yml"


def new_entity(
    schema: Schema,
    type_: Type,
    name: str,
    entities: Iterable[Entity] = (),
    *,
    filled: Mapping[str, Lines] = _NO_LINES,
    comments: Iterable[str] = (),
    every: bool = False,
) -> str:
    """The file's text, as the formatter writes it. `filled` holds the lines of keys that are known, with the key
    in front; `comments` stand at the end. Examples of references are taken from `entities`; so is what of many optional fields is listed: those that two
    entities of the type have, or with `every` all."""
    known = [entity for entity in entities if not entity.broken]
    lines = [f"name: {written(name)}"]
    lines += filled.get("summary", (f"summary: {PLACEHOLDER}  # one sentence on what it is",))
    lines += [line for key in COMMON_KEYS if key not in {"name", "summary"} for line in filled.get(key, ())]
    fields = [field for field in type_.fields.values() if field.name in filled or field.required]
    for field in fields:
        lines += filled.get(field.name, (f"{field.name}: {_long(field, PLACEHOLDER)}  # {hint(field)}",))
    optional = [field for field in type_.fields.values() if field not in fields and field.formula is None]
    if optional:
        shown = optional if every else _in_use(schema, type_, optional, known)
        lines += ["", "# What else may stand here; delete what you do not need."]
        lines += [f"# {field.name}: {_example(schema, field, known)}  # {hint(field)}" for field in shown]
        if len(shown) < len(optional):
            lines.append(f"# {len(optional) - len(shown)} more that are rare: `stemma new` with `--all` lists them.")
    left = [f"# {line}".rstrip() for comment in comments for line in comment.split("\n")]
    text = "\n".join([*lines, *([""] if left else []), *left]) + "\n"
    return formatted(Source("", text), schema, type_.folder) or text


def _in_use(schema: Schema, type_: Type, optional: list[Field], entities: list[Entity]) -> list[Field]:
    """Of many fields those that two entities of the type have, the first few where there are no such."""
    if len(optional) <= _MANY:
        return optional
    alike = [entity for entity in entities if schema.is_a(entity.type, type_.name)]
    used = [field for field in optional if sum(bool(entity.of(field.name)) for entity in alike) > 1]
    return used or optional[:_MANY]


def hint(field: Field) -> str:
    """What a field means and takes, on one line."""
    parts = [_takes(field)]
    if field.many:
        parts.append("one or more")
    low, high = (format_quantity(limit) if limit else "" for limit in (field.minimum, field.maximum))
    if low or high:
        parts.append(f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}")
    if field.cite:
        parts.append("with its source")
    meaning = " ".join((field.description or field.label).split()).removesuffix(".")
    return f"{meaning} ({', '.join(parts)})"


def _takes(field: Field) -> str:
    if field.kind == "ref":
        return "id of any entity" if "any" in field.to else f"id of {' or '.join(field.to)}"
    if field.kind == "enum":
        return " | ".join(field.values)
    return f"{field.kind} in {field.unit.text}" if field.unit and field.unit.text else field.kind


def _long(field: Field, value: str) -> str:
    """The value as the field wants it: beside its source where one must be named, and with attributes that must be there."""
    key = "to" if field.kind == "ref" else "value"
    parts = [f"{key}: {value}"] if field.cite else []
    needed = [name for name, attribute in field.attributes.items() if attribute.required]
    if needed:
        parts = [f"{key}: {value}", *(f"{name}: {PLACEHOLDER}" for name in needed)]
    if field.cite:
        parts.append(f"source: {PLACEHOLDER}")
    return f"{{{', '.join(parts)}}}" if parts else value


def _example(schema: Schema, field: Field, entities: list[Entity]) -> str:
    """Something that would pass the check, but for what only a person knows."""
    if field.kind == "ref":
        value = next((e.id for e in entities if schema.allows(field, e.type)), PLACEHOLDER)
    elif field.kind == "enum":
        value = written(field.values[0], flow=True) if field.values else PLACEHOLDER
    elif field.kind in NUMERIC:
        value = f"{plain(_allowed(field))} {field.unit.text if field.unit else ''}".strip()
    else:
        value = _EXAMPLES[field.kind]
    return _long(field, value)


def _allowed(field: Field) -> Decimal:
    """1, or the limit of the field that forbids it."""
    low, high = (limit.interval.best if limit else None for limit in (field.minimum, field.maximum))
    if low is not None and low > 1:
        return low
    return high if high is not None and high < 1 else Decimal(1)
