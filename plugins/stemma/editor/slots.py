# What may stand at a cursor in an entity's file: which keys, or what kind of value. In: the cursor, the file and the view.
# Out: a Slot, which completion offers from, and which says what a written word is.
from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from stemma.editor.cursor import Cursor
from stemma.knowledge.entity import RANKS
from stemma.knowledge.naming import ID
from stemma.knowledge.statements import long_keys
from stemma.vocabulary import words
from stemma.vocabulary.schema import COMMON_KEYS, STANCES, Field, Schema, Type

Want = Literal["", "id", "source", "path", "unit", "quantity", "formula", "prose", "word", "select"]
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Word:
    """Something that may be written: the word, a few words beside it, and a sentence on it."""

    text: str
    detail: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """`keys` may be written as keys; `want` is the kind of value, of which `words` are all there are for `word`, and
    besides them for the others. `to` are the types that an id may have, `inputs` the names that a formula knows."""

    want: Want = ""
    keys: tuple[Word, ...] = ()
    words: tuple[Word, ...] = ()
    to: tuple[str, ...] = ()
    type: Type | None = None
    entity: str = ""
    field: Field | None = None
    inputs: Mapping[str, str] = dataclasses.field(default_factory=dict)


def described(keys: Iterable[str], about: Mapping[str, str], detail: str = "") -> tuple[Word, ...]:
    """Keys with what the table says of them."""
    return tuple(Word(key, detail, about.get(key, "")) for key in keys)


FLAGS = (Word("true"), Word("false"))


def type_at(cursor: Cursor, folder: str, schema: Schema) -> Type | None:
    """The type of the entity around the cursor: what its `type` says, if the folder allows it, else the folder's."""
    own = schema.type_of_folder(folder)
    written = cursor.outer.get("type", "")
    name = written if written in schema.types and (not own or schema.is_a(written, own)) else own
    return schema.types.get(name)


def id_at(cursor: Cursor, stem: str) -> str:
    """The id of the entity around the cursor."""
    written = cursor.outer.get("id", stem)
    return written if ID.fullmatch(written) else stem


def entity_slot(cursor: Cursor, path: str, schema: Schema) -> Slot:
    """What may stand at a cursor in the entity file at `path` (inside the graph's folder)."""
    folder, _, name = path.rpartition("/")
    type_ = type_at(cursor, folder, schema)
    base = Slot(type=type_, entity=id_at(cursor, name.rpartition(".")[0]))
    if type_ is None:
        return base
    if not cursor.keys:
        fields = tuple(field_word(f) for f in type_.fields.values())
        return with_(base, keys=(*fields, *described(COMMON_KEYS, words.COMMON, "of every type")))
    head, *rest = cursor.keys
    if head in COMMON_KEYS:
        return _common(base, head, rest, type_, schema)
    field_ = type_.fields.get(head)
    if field_ is None:
        return base
    if field_.kind == "assertion":
        return _assertion(base, rest, cursor, schema)
    if field_.kind == "evidence":
        return _evidence(base, rest)
    return _statement(base, field_, rest, cursor)


def with_(
    base: Slot, want: Want = "", *, keys: tuple[Word, ...] = (), words: tuple[Word, ...] = (), to: tuple[str, ...] = (),
    field: Field | None = None, inputs: Mapping[str, str] = NOTHING,
) -> Slot:  # fmt: skip
    """A slot of the same entity."""
    return Slot(want, keys, words, to, base.type, base.entity, field, inputs)


def field_word(field_: Field) -> Word:
    """A field as a key."""
    kind = {"ref": " or ".join(field_.to) or "id", "enum": "enum"}.get(field_.kind, field_.kind)
    unit = f" in {field_.unit.text}" if field_.unit else ""
    must = ", required" if field_.required else ""
    return Word(field_.name, f"{kind}{unit}{', many' if field_.many else ''}{must}", field_.description or field_.label)


def _common(base: Slot, head: str, rest: list[str], type_: Type, schema: Schema) -> Slot:
    match head:
        case "sources":
            return with_(base, "source")
        case "replaced_by":
            return with_(base, "id", to=("any",))
        case "summary" | "notes":
            return with_(base, "prose")
        case "type":
            root = schema.type_of_folder(type_.folder) or type_.name
            return with_(
                base, "word", words=tuple(Word(n, about=schema.types[n].description) for n in schema.subtypes(root))
            )
        case "links" if not rest:
            return with_(base, keys=described(words.LINK, words.LINK))
        case _:
            return base


def _assertion(base: Slot, rest: list[str], cursor: Cursor, schema: Schema) -> Slot:
    match rest:
        case []:
            return with_(base, keys=described(words.ASSERTION, words.ASSERTION))
        case ["figure"] | ["inputs", _]:
            return with_(base, "path")
        case ["is"]:
            return with_(base, "quantity")
        case ["expression"]:
            return with_(base, "formula", inputs=_inputs(cursor))
        case ["relation"]:
            refs = {f.name: f for t in schema.types.values() for f in t.fields.values() if f.kind == "ref"}
            return with_(base, "word", words=tuple(field_word(f) for f in refs.values()))
        case ["from"] | ["to"]:
            return with_(base, "id", to=("any",))
        case ["exists"]:
            return with_(base, "word", words=FLAGS)
        case _:
            return base


def _evidence(base: Slot, rest: list[str]) -> Slot:
    match rest:
        case []:
            return with_(base, keys=described(words.EVIDENCE, words.EVIDENCE))
        case ["source"]:
            return with_(base, "source")
        case ["stance"]:
            return with_(base, "word", words=described(STANCES, NOTHING))
        case _:
            return base


def _statement(base: Slot, field_: Field, rest: list[str], cursor: Cursor) -> Slot:
    match rest:
        case []:
            main = {"value": "to"} if field_.kind == "ref" else {}  # `value` is another word for it there
            keys = described(dict.fromkeys(main.get(key, key) for key in long_keys(field_)), words.LONG)
            attributes = {name: field_word(f) for name, f in field_.attributes.items()}
            return value_slot(base, field_, keys=tuple(attributes.get(key.text, key) for key in keys))
        case ["value"] | ["to"]:
            return value_slot(base, field_)
        case ["source"]:
            return with_(base, "source")
        case ["rank"]:
            return with_(base, "word", words=described(RANKS, NOTHING))
        case ["inferred"] | ["disputed"]:
            return with_(base, "word", words=FLAGS)
        case ["unit"]:
            return with_(base, "unit")
        case ["formula"]:
            return with_(base, "formula", inputs=_inputs(cursor), field=field_)
        case ["inputs", _]:
            return with_(base, "path")
        case [name] if name in field_.attributes:
            return value_slot(base, field_.attributes[name])
        case _:
            return base


def value_slot(base: Slot, field_: Field, keys: tuple[Word, ...] = ()) -> Slot:
    """What may be written as a field's value."""
    special = (Word("unknown", "nobody knows it"), Word("none", "there is none"))
    match field_.kind:
        case "ref":
            return with_(base, "id", to=field_.to, keys=keys, field=field_)
        case "enum":
            labels = field_.value_labels
            allowed = tuple(Word(value, labels.get(value, "")) for value in field_.values)
            return with_(base, "word", words=(*allowed, *special), keys=keys, field=field_)
        case "boolean":
            return with_(base, "word", words=(*FLAGS, *special), keys=keys, field=field_)
        case "quantity":
            return with_(base, "quantity", keys=keys, field=field_, words=special)
        case "markdown":
            return with_(base, "prose", keys=keys, field=field_)
        case "text":
            return with_(base, keys=keys, field=field_)
        case _:
            return with_(base, "word", words=special, keys=keys, field=field_)


def _inputs(cursor: Cursor) -> Mapping[str, str]:
    """The names of a formula's inputs, where they stand in braces beside it."""
    written = cursor.beside.get("inputs", "").strip("{}")
    pairs = (pair.partition(":") for pair in written.split(","))
    return {name.strip(): path.strip() for name, colon, path in pairs if colon}
