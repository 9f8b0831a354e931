# What the word under a cursor is: an entity, a field, a key, a unit, a function. In: the view, the file and an offset.
# Out: a Mention, or None. Hover, definition, references and rename all ask here.
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stemma.editor.completion import owner_of
from stemma.editor.place import Place, place_at
from stemma.editor.slots import Slot, Word
from stemma.editor.view import View, kind_of
from stemma.knowledge.links import Target, resolve
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.schema import Field

What = Literal["entity", "field", "key", "type", "unit", "function", "input", "word"]
_WORD = re.compile(r"[\w%]+(?:[.-]\w+)*|[^\w\s#'\"(){}\[\],:|.*/+-]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A word from `start` to `end`. `entity` is the id it names, or the entity whose `field` it names or holds; `path` is
    what an input stands for; `about` what is known of a key or word."""

    what: What
    text: str
    start: int
    end: int
    entity: str = ""
    field: Field | None = None
    path: str = ""
    about: Word | None = None

    @property
    def is_id(self) -> bool:
        """Whether it is an id as such: an alias and `self` name an entity too, but are no place to rename it."""
        return self.what == "entity" and self.text == self.entity


def mention_at(view: View, path: Path, text: str, offset: int) -> Mention | None:
    """What stands at `offset`, or directly before it."""
    line_start = text.rfind("\n", 0, min(offset, len(text))) + 1
    line_end = text.find("\n", line_start)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    words = [m for m in _WORD.finditer(line) if m.start() <= offset - line_start <= m.end()]
    word = next(iter(reversed(words)), None)
    if word is None:
        return None
    start, end = line_start + word.start(), line_start + word.end()
    place = place_at(view, path, text, end)
    if place is None:
        return None
    if place.link:
        return _linked(view, place, text, offset)
    slot, cursor = place.slot, place.cursor
    if slot is None or cursor is None:
        return None
    if cursor.key and re.match(r"['\"]?[ \t]*:(\s|$)", text[end : line_end if line_end >= 0 else len(text)]):
        return _key(view, path, place, slot, Mention("key", word.group(), start, end))
    return _value(view, slot, place, Mention("word", word.group(), start, end), offset)


def _linked(view: View, place: Place, text: str, offset: int) -> Mention | None:
    """In `[[target|words]]`."""
    close = re.compile(r"\]\]|\||\n|$").search(text, place.start)
    target = text[place.start : close.start() if close else len(text)].strip()
    found = resolve(target, view.graph)
    if not isinstance(found, Target):
        return None
    head = target[: -len(found.field) - 1] if found.field else target
    end = place.start + len(head)
    if found.field and offset > end:
        field = _field_of(view, found.entity, found.field)
        return Mention("field", found.field, end + 1, end + 1 + len(found.field), found.entity, field)
    return Mention("entity", head, place.start, end, found.entity)


def _field_of(view: View, entity_id: str, name: str) -> Field | None:
    entity = view.graph.entities.get(entity_id)
    type_ = view.schema.types.get(entity.type) if entity else None
    return type_.fields.get(name) if type_ else None


def _key(view: View, path: Path, place: Place, slot: Slot, base: Mention) -> Mention | None:
    cursor = place.cursor
    keys = cursor.keys if cursor else ()
    if kind_of(view.location, path) == "schema":
        match keys:
            case ("types",):
                return _as(base, "type")
            case ("types", name, "fields") if name in view.schema.types:
                return _as(base, "field", field=view.schema.types[name].fields.get(base.text))
            case _:
                pass
    field = slot.type.fields.get(base.text) if slot.type and not keys and slot.entity else None
    if field is not None:
        return _as(base, "field", entity=slot.entity, field=field)
    about = next((word for word in slot.keys if word.text == base.text), None)
    own = slot.entity if base.text in {"id", "name"} and not keys and slot.entity in view.graph.entities else ""
    return _as(base, "key", entity=own, about=about) if about else None


def _as(
    base: Mention,
    what: What,
    *,
    entity: str = "",
    field: Field | None = None,
    path: str = "",
    about: Word | None = None,
) -> Mention:
    return Mention(what, base.text, base.start, base.end, entity, field, path, about)


def _value(view: View, slot: Slot, place: Place, base: Mention, offset: int) -> Mention | None:
    graph = view.graph
    keys = place.cursor.keys if place.cursor else ()
    if keys == ("id",) and base.text in graph.entities:
        return _as(base, "entity", entity=base.text)
    match slot.want:
        case "id" | "source" | "select" if "#" not in place.written:
            return _entity(view, base)
        case "path":
            return _in_path(view, slot, base, offset)
        case "formula":
            return _in_formula(view, slot, place, base, offset)
        case "unit" | "quantity":
            unit = re.search(r"[^\W\d_]\w*$|[%$€£]$", base.text)
            return Mention("unit", unit.group(), base.end - len(unit.group()), base.end) if unit else None
        case _:
            about = next((word for word in slot.words if word.text == base.text), None)
            if about is None:
                return None
            return _as(base, "type" if base.text in view.schema.types and slot.field is None else "word", about=about)


def _entity(view: View, base: Mention) -> Mention | None:
    entity_id = base.text if base.text in view.graph.entities else view.graph.aliases.get(base.text, "")
    return _as(base, "entity", entity=entity_id) if entity_id else None


def _in_path(view: View, slot: Slot, base: Mention, offset: int) -> Mention | None:
    """In `ID.FIELD.FIELD`: the entity, or the field that the cursor stands at."""
    if base.text in view.graph.entities:
        return _as(base, "entity", entity=base.text)
    parts = base.text.split(".")
    heads = [n for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in view.graph.entities]
    count = 1 if parts[0] == "self" else heads[0] if heads else 0
    head = ".".join(parts[:count])
    entity_id = slot.entity if head == "self" else head
    if not count or offset <= base.start + len(head):
        return (
            Mention("entity", head, base.start, base.start + len(head), entity_id)
            if entity_id in view.graph.entities
            else None
        )
    at = base.start + len(head)
    for index in range(count, len(parts)):
        start, at = at + 1, at + 1 + len(parts[index])
        if offset <= at:
            types, _ = owner_of(view, ".".join(parts[: index + 1]), slot.entity)
            field = next((t.fields[parts[index]] for t in types if parts[index] in t.fields), None)
            owner = entity_id if index == count else ""
            return Mention("field", parts[index], start, at, owner, field) if field else None
    return None


def _in_formula(view: View, slot: Slot, place: Place, base: Mention, offset: int) -> Mention | None:
    before = place.written[: base.start - place.start]
    if (before.count("'") + before.count('"')) % 2:
        return _entity(view, base)
    parts = base.text.split(".")
    at = base.start
    for index, part in enumerate(parts):
        start, at = at, at + len(part)
        if offset <= at:
            return _name(view, slot, Mention("input", part, start, at), first=index == 0, head=parts[0])
        at += 1
    return None


def _name(view: View, slot: Slot, base: Mention, *, first: bool, head: str) -> Mention | None:
    """A name in a formula."""
    if first and base.text in slot.inputs:
        return _as(base, "input", path=slot.inputs[base.text], entity=slot.entity)
    if first and base.text in FUNCTIONS:
        return _as(base, "function")
    types = (slot.type,) if slot.type and first else tuple(view.schema.types.values())
    if not first and head in slot.inputs:
        types = owner_of(view, f"{slot.inputs[head]}.", slot.entity)[0] or types
    field = next((t.fields[base.text] for t in types if base.text in t.fields), None)
    return _as(base, "field", entity=slot.entity if first else "", field=field) if field else None
