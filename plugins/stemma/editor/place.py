# Where in a file of the project a cursor stands, whatever the file: in an entity, in the schema, in a page's block, in a
# `[[link]]`. In: the view, the file and an offset. Out: a Place.
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from stemma.editor.cursor import Cursor, cursor_at
from stemma.editor.other_slots import block_slot, schema_slot
from stemma.editor.slots import Slot, entity_slot
from stemma.editor.view import View, kind_of
from stemma.text.document import parse
from stemma.text.markdown_scan import BLOCKS, scan
from stemma.text.nodes import Mapping, Node, Scalar, Sequence
from stemma.text.source import Source

_OPEN_LINK = re.compile(r"\[\[([^\[\]|\n]*)$")
_FENCE = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})[ \t]*(\w*)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """`written` is what stands before the cursor of what is being written, from `start` on; `after` the rest of the line.
    `link` is inside `[[…]]`, `fence` behind the mark that opens a block."""

    written: str
    start: int
    after: str
    cursor: Cursor | None = None
    slot: Slot | None = None
    link: bool = False
    fence: bool = False


def place_at(view: View, path: Path, text: str, offset: int) -> Place | None:
    """What stands at `offset`; None where nothing of ours can."""
    kind = kind_of(view.location, path)
    offset = min(offset, len(text))
    line_end = text.find("\n", offset)
    after = text[offset : line_end if line_end >= 0 else len(text)].rstrip("\r")
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    if kind == "page":
        return _in_page(view, text, offset, before, after)
    if not kind:
        return None
    cursor = cursor_at(text, offset)
    if cursor is None:
        return None
    if kind == "schema":
        return _in_yaml(cursor, schema_slot(cursor, view.schema), text, after)
    slot = entity_slot(cursor, path.relative_to(view.location.graph).as_posix(), view.schema)
    link = _OPEN_LINK.search(before)
    if link and cursor.value and (slot.want == "prose" or cursor.block_text):
        return Place(link[1], offset - len(link[1]), after, cursor, slot, link=True)
    return _in_yaml(cursor, slot, text, after)


def _in_yaml(cursor: Cursor, slot: Slot, text: str, after: str) -> Place:
    if slot.want == "formula" and not slot.inputs:
        slot = replace(slot, inputs=_inputs(text, cursor.start))
    written, start = cursor.written, cursor.start
    if written[:1] in {'"', "'"} and cursor.value:
        written, start = written[1:], start + 1
    return Place(written, start, after, cursor, slot)


def _in_page(view: View, text: str, offset: int, before: str, after: str) -> Place | None:
    """In a page, a block that has not been closed yet goes on to its end."""
    opened: tuple[str, str, int] | None = None
    for match in _FENCE.finditer(text, 0, max(offset - len(before), 0)):
        if opened is None:
            opened = (match[1], match[2], match.end() + 1)
        elif match[1].startswith(opened[0]) and not match[2]:
            opened = None
    if opened is None:
        fence = re.fullmatch(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*(\w*)", before)
        if fence:
            return Place(fence[1], offset - len(fence[1]), after, fence=True)
        link = _OPEN_LINK.search(before)
        if link is None:
            return None
        start = offset - len(link[1])
        closed = f"{text[:start]}x]]{text[offset:]}"  # code and comments hide what looks like a link
        shown = any(found.start == start - 2 for found in scan(closed).links)
        return Place(link[1], start, after, link=True) if shown else None
    _, name, start = opened
    if name not in BLOCKS:
        return None
    cursor = cursor_at(text[start:offset], offset - start)
    if cursor is None:
        return None
    cursor = replace(cursor, start=cursor.start + start)
    return _in_yaml(cursor, block_slot(name, cursor, view.schema), text, after)


def _inputs(text: str, offset: int) -> dict[str, str]:
    """The inputs of the formula around `offset`, from the tree as far as it can be read."""
    node: Node | None = parse(Source("", text)).value.root
    found: dict[str, str] = {}
    while node is not None and not isinstance(node, Scalar):
        if isinstance(node, Mapping):
            inputs = node.get("inputs")
            if isinstance(inputs, Mapping):
                found = {key.text: value.text for key, value in inputs.entries if isinstance(value, Scalar)}
        children = node.items if isinstance(node, Sequence) else [entry.value for entry in node.entries]
        node = next((child for child in children if child.start <= offset <= child.end), None)
    return found
