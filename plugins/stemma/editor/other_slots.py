# What may stand at a cursor outside of entity files: in the schema, and in the blocks of Markdown pages. In: the cursor and
# the schema. Out: a Slot.
from __future__ import annotations

from collections.abc import Mapping

from stemma.editor.cursor import Cursor
from stemma.editor.slots import FLAGS, NOTHING, Slot, Word, described, field_word, with_
from stemma.knowledge.blocks import GROUPING, LINEAGE, OPTIONS, TIMELINE
from stemma.knowledge.chart import KINDS as CHARTS
from stemma.knowledge.chart import LOGS
from stemma.text.catalogue import RULES
from stemma.text.diagnostics import SEVERITIES
from stemma.vocabulary import words
from stemma.vocabulary.schema import KINDS, Field, Schema, Type
from stemma.vocabulary.schema_read import SHIPPED

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": KINDS, "role": ("date",), "lineage": ("parent", "child"), "line": ("solid", "dashed", "dotted"),
    "cite": ("required", "optional"), "sums_over": ("lineage",),
}  # fmt: skip
_BLOCK_CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "lineage": LINEAGE, "timeline": TIMELINE, "chart": {"kind": CHARTS, "log": LOGS},
}  # fmt: skip
_FLAGS = ("many", "required", "complete", "symmetric")


def schema_slot(cursor: Cursor, schema: Schema) -> Slot:
    """What may stand at a cursor in the schema's file."""
    base = Slot()
    match cursor.keys:
        case ():
            return with_(base, keys=described(words.SCHEMA, words.SCHEMA))
        case ("extends",):
            return with_(base, "word", words=described(SHIPPED, NOTHING))
        case ("project",):
            return with_(base, keys=described(words.PROJECT, words.PROJECT))
        case ("project", "rules"):
            families = sorted({rule_id.partition("-")[0] for rule_id in RULES})
            rules = tuple(Word(rule.id, rule.severity, rule.summary) for rule in RULES.values())
            return with_(base, keys=(*rules, *(Word(family, "family of rules") for family in families)))
        case ("project", "rules", _):
            return with_(base, "word", words=described((*SEVERITIES, "ignore"), NOTHING))
        case ("types", name, *rest):
            return _type(Slot(type=schema.types.get(name)), tuple(rest), cursor, schema)
        case _:
            return base


def _type(base: Slot, rest: tuple[str, ...], cursor: Cursor, schema: Schema) -> Slot:
    match rest:
        case ():
            return with_(base, keys=described(words.TYPE, words.TYPE))
        case ("extend",):
            return with_(base, "word", words=_types(schema))
        case ("facts",) | ("columns",):
            return with_(base, "word", words=_fields([base.type] if base.type else []))
        case ("rules",):
            return with_(base, keys=described(words.TYPE_RULE, words.TYPE_RULE))
        case ("rules", "check"):
            return with_(base, "formula")
        case ("fields", _, *deeper):
            return _field(base, tuple(deeper), cursor, schema)
        case _:
            return base


def _field(base: Slot, rest: tuple[str, ...], cursor: Cursor, schema: Schema) -> Slot:
    match rest:
        case ():  # the short form is the kind alone
            return with_(base, "word", keys=described(words.FIELD, words.FIELD), words=described(KINDS, NOTHING))
        case ("with", _, *deeper):
            return _field(base, tuple(deeper), cursor, schema)
        case ("to",):
            return with_(base, "word", words=(*_types(schema), Word("any", "every type")))
        case ("unit",):
            return with_(base, "unit")
        case ("min",) | ("max",):
            return with_(base, "quantity")
        case ("formula",):
            return with_(base, "formula")
        case ("inputs", _):
            return with_(base, "path")
        case (name,) if name in _CHOICES:
            return with_(base, "word", words=described(_CHOICES[name], NOTHING))
        case (name,) if name in _FLAGS:
            return with_(base, "word", words=FLAGS)
        case _:
            return base


def _types(schema: Schema) -> tuple[Word, ...]:
    return tuple(Word(t.name, t.label, t.description) for t in schema.types.values())


def _fields(types: list[Type]) -> tuple[Word, ...]:
    found: dict[str, Field] = {}
    for type_ in types:
        found |= type_.fields
    return tuple(field_word(field) for field in found.values())


def block_slot(name: str, cursor: Cursor, schema: Schema) -> Slot:
    """What may stand at a cursor in the body of the block `name`."""
    chosen = schema.types.get(cursor.outer.get("type", ""))
    base = Slot(type=chosen)
    types = [chosen] if chosen else list(schema.types.values())
    if not cursor.keys:
        return with_(base, keys=described(OPTIONS[name], words.BLOCK))
    key = cursor.keys[0]
    choices = _BLOCK_CHOICES.get(name, {})
    if key in choices:
        return with_(base, "word", words=described(choices[key], NOTHING))
    match key:
        case "select":
            return with_(base, "select", to=("any",))
        case "focus" | "ids" | "about":
            return with_(base, "id", to=("any",))
        case "figure" | "values" | "inputs":
            return with_(base, "path")
        case "type":
            return with_(base, "word", words=_types(schema))
        case "columns" | "fields" | "x" | "y":
            return with_(base, "word", words=_fields(types))
        case "group" | "color":
            kinds = [w for t in types for w in _fields([t]) if t.fields[w.text].kind in GROUPING]
            return with_(base, "word", words=(*dict.fromkeys(kinds), Word("type")))
        case "where" | "sort":
            return with_(base, "formula")
        case _:
            return base
