# What may be written next. In: a file's text, the cursor's offset, the view. Out: completions, best first, at most as many
# as somebody reads.
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stemma.editor.place import Place, place_at
from stemma.editor.slots import Slot, Word, field_word
from stemma.editor.view import View
from stemma.knowledge.entity import Entity
from stemma.text.markdown_scan import BLOCKS
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.schema import NUMERIC, Field, Type
from stemma.vocabulary.unit import UnitName

MOST = 200
Kind = Literal["key", "entity", "word", "unit", "function", "field", "place"]
_UNIT_TAIL = re.compile(r"[^\W\d_][\w]*$")
_NAME_TAIL = re.compile(r"[\w.-]*$")
_QUOTED_TAIL = re.compile(r"'([^'\"]*)$|\"([^'\"]*)$")
_SELECT_TAIL = re.compile(r"[^\s,+:]*$")


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` stands for the characters from `start` to the cursor; `label` is what the list shows."""

    label: str
    kind: Kind
    start: int
    text: str
    detail: str = ""
    about: str = ""


def complete(view: View, path: Path, text: str, offset: int) -> tuple[tuple[Completion, ...], bool]:
    """The completions at `offset`, and whether there are more than are given."""
    place = place_at(view, path, text, offset)
    if place is None:
        return (), False
    found: list[Completion] = []
    for completion in _all(view, place):
        found.append(completion)
        if len(found) > MOST:
            return tuple(found[:MOST]), True
    return tuple(found), False


def _all(view: View, place: Place) -> Iterator[Completion]:
    if place.link:
        yield from _targets(view, place, place.written, place.start)
        return
    if place.fence:
        yield from _words((Word(name, "block") for name in BLOCKS), place.written, place.start, "word")
        return
    slot, cursor = place.slot, place.cursor
    if slot is None or cursor is None:
        return
    if cursor.key:
        keys = (key for key in slot.keys if key.text not in cursor.beside or key.text == cursor.written.strip())
        after = "" if re.match(r"[ \t]*:", place.after) else ": "
        yield from _words(keys, cursor.written, place.start, "key", after)
    if cursor.value:
        yield from _values(view, slot, place)


def _words(words: Iterable[Word], written: str, start: int, kind: Kind, after: str = "") -> Iterator[Completion]:
    for word in _fitting(words, written):
        yield Completion(word.text, kind, start, word.text + after, word.detail, word.about)


def _fitting(words: Iterable[Word], written: str) -> list[Word]:
    """Those that begin with what is written, then those that hold it."""
    low = written.strip().lower()
    found = [word for word in words if low in word.text.lower()]
    return sorted(found, key=lambda word: not word.text.lower().startswith(low))


def _values(view: View, slot: Slot, place: Place) -> Iterator[Completion]:
    written, start = place.written, place.start
    match slot.want:
        case "id":
            yield from _ids(view, written, start, slot.to)
        case "source":
            yield from _sources(view, written, start)
        case "path":
            yield from _paths(view, slot, written, start)
        case "unit" | "quantity":
            tail = _UNIT_TAIL.search(written)
            unit = tail.group() if tail else ""
            number = slot.want == "unit" or re.match(r".*\d", written)
            yield from _units(view, slot.field, unit, start + len(written) - len(unit)) if number else ()
            yield from _words(slot.words, written, start, "word") if not number else ()
            return
        case "formula":
            yield from _in_formula(view, slot, written, start)
        case "select":
            tail = _SELECT_TAIL.search(written)
            word = tail.group() if tail else ""
            at = start + len(written) - len(word)
            if written.endswith("type:" + word):
                types = (Word(t.name, t.label) for t in view.schema.types.values())
                yield from _words(types, word, at, "word")
                return
            yield from _ids(view, word, at, ("any",))
        case _:
            pass
    yield from _words(slot.words, written, start, "word")


def _ids(view: View, written: str, start: int, to: tuple[str, ...]) -> Iterator[Completion]:
    schema = view.schema
    allowed = {
        name for name in schema.types if any(t == "any" or t not in schema.types or schema.is_a(name, t) for t in to)
    }
    fitting = (e for e in view.graph.entities.values() if e.type in allowed or e.type not in schema.types)
    yield from _entities(view, fitting, written, start)


def _entities(view: View, entities: Iterable[Entity], written: str, start: int) -> Iterator[Completion]:
    """By id, then by a part of it, then by name or alias."""
    low = written.strip().lower()
    ranked: list[tuple[int, str, Entity]] = []
    for entity in entities:
        if not low or entity.id.startswith(low):
            ranked.append((0, entity.id, entity))
        elif low in entity.id:
            ranked.append((1, entity.id, entity))
        elif low in entity.name.lower() or any(low in alias.lower() for alias in entity.aliases):
            ranked.append((2, entity.id, entity))
    for _, entity_id, entity in sorted(ranked, key=lambda r: r[:2])[: MOST + 1]:
        type_ = view.schema.types.get(entity.type)
        label = type_.label if type_ else entity.type
        about = " ".join(entity.summary.text.split()) if entity.summary else ""
        yield Completion(entity_id, "entity", start, entity_id, f"{entity.name} ({label})", about)


def _sources(view: View, written: str, start: int) -> Iterator[Completion]:
    source, sign, place = written.partition("#")
    if not sign:
        yield from _ids(view, written, start, ("source",))
        return
    for used in sorted({place for place in _places(view, source) if place}):
        if place.lower() in used.lower():
            yield Completion(used, "place", start + len(source) + 1, used, f"a place in {source}")


def _places(view: View, source_id: str) -> Iterator[str]:
    """The places of a source that are cited so far."""
    for entity in view.graph.entities.values():
        for statements in (entity.statements or {}).values():
            for statement in statements:
                yield from (c.at for c in statement.citations if c.id == source_id)
        yield from (e.citation.at for e in entity.evidence if e.citation.id == source_id)


def owner_of(view: View, written: str, own: str) -> tuple[tuple[Type, ...], str]:
    """The types whose fields may follow the last dot of a path, and the part before it; none where nothing is known."""
    parts = written.split(".")
    if parts[0] == "self":
        count, head = 1, own
    else:
        count = next((n for n in range(len(parts) - 1, 0, -1) if ".".join(parts[:n]) in view.graph.entities), 0)
        head = ".".join(parts[:count])
        if not count and parts[0] in view.graph.aliases:
            count, head = 1, view.graph.aliases[parts[0]]
    entity = view.graph.entities.get(head)
    types = [view.schema.types[entity.type]] if entity and entity.type in view.schema.types else []
    for name in parts[count:-1] if count else ():
        fields = [t.fields[name] for t in types if name in t.fields]
        types = [
            t
            for t in view.schema.types.values()
            if any(f.kind == "ref" and view.schema.allows(f, t.name) for f in fields)
        ]
    return (tuple(types) if count else ()), ".".join(parts[:-1])


def _paths(view: View, slot: Slot, written: str, start: int) -> Iterator[Completion]:
    if "." in written:
        yield from _fields_of(view, slot.entity, written, start)
    elif "self".startswith(written):
        yield Completion("self", "word", start, "self.", "this entity")
    yield from _ids(view, written, start, ("any",))


def _fields_of(view: View, own: str, written: str, start: int) -> Iterator[Completion]:
    types, head = owner_of(view, written, own)
    if not types:
        return
    fields: dict[str, Field] = {}
    for type_ in types:
        fields |= type_.fields
    at = start + len(head) + 1
    words = [field_word(f) for f in sorted(fields.values(), key=lambda f: f.kind not in NUMERIC)]
    yield from _words(words, written[len(head) + 1 :], at, "field")


def _targets(view: View, place: Place, written: str, start: int) -> Iterator[Completion]:
    """What `[[…]]` may name."""
    close = "" if place.after.startswith(("]]", "|")) else "]]"
    found = list(_fields_of(view, "", written, start)) if "." in written else []
    for completion in (*found, *_entities(view, view.graph.entities.values(), written, start)):
        text = completion.text + close
        yield Completion(completion.label, completion.kind, completion.start, text, completion.detail, completion.about)


def _units(view: View, field_: Field | None, written: str, start: int) -> Iterator[Completion]:
    """Units that fit the field before all others, its own first."""
    declared = view.schema.units.declared
    wanted = field_.unit if field_ else None
    names = [name for name in view.schema.units.names() if name.lower().startswith(written.lower())]
    fits = [name for name in names if wanted and name in declared and declared[name].dimension == wanted.dimension]
    own = [wanted.text] if wanted and wanted.text and wanted.text.lower().startswith(written.lower()) else []
    for name in dict.fromkeys((*own, *fits, *names)):
        yield Completion(
            name, "unit", start, name, unit_detail(declared.get(name)), "the field's own unit" if own == [name] else ""
        )


def unit_detail(unit: UnitName | None) -> str:
    """What a declared unit measures, in a few words."""
    if unit is None:
        return ""
    dimension = " ".join(f"{base}^{power}" if power != 1 else base for base, power in unit.dimension)
    count = ", a count" if unit.is_count else ""
    return f"{dimension or 'a plain number'}{count}{f', written {unit.symbol}' if unit.symbol else ''}"


def _in_formula(view: View, slot: Slot, written: str, start: int) -> Iterator[Completion]:
    quoted = _QUOTED_TAIL.search(written)
    if quoted and (written.count("'") + written.count('"')) % 2:
        word = quoted[1] or quoted[2] or ""
        yield from _ids(view, word, start + len(written) - len(word), ("any",))
        return
    tail = _NAME_TAIL.search(written)
    name = tail.group() if tail else ""
    at = start + len(written) - len(name)
    if "." in name:
        head, _, name = name.rpartition(".")
        types, _ = owner_of(view, f"{slot.inputs.get(head, '')}.", slot.entity) if head in slot.inputs else ((), "")
        fields = {f.name: f for t in (types or view.schema.types.values()) for f in t.fields.values()}
        yield from _words(map(field_word, fields.values()), name, at + len(head) + 1, "field")
        return
    yield from _words((Word(n, path, "an input") for n, path in slot.inputs.items()), name, at, "field")
    if slot.field is None:  # the fields of the entity at hand are names of their own in schemas, rules and queries
        types = (slot.type,) if slot.type else tuple(view.schema.types.values())
        fields = {f.name: f for t in types for f in t.fields.values()}
        yield from _words(map(field_word, fields.values()), name, at, "field")
    for function in FUNCTIONS.values():
        if function.name.startswith(name):
            yield Completion(function.name, "function", at, f"{function.name}(", function.usage, function.meaning)
