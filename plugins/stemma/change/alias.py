# An alias in an entity's file: added to those that are there, in the way they are written, or put in the place of
# another. In: the file's text and the entity's node. Out: edits.
from __future__ import annotations

from stemma.change.edits import Edit, line_end
from stemma.text.mend import quoted
from stemma.text.nodes import Entry, Mapping, Scalar, Sequence
from stemma.text.reader import EMPTY, is_empty

_FLOW_SIGNS = frozenset(",[]{}#:\"'&*!|>%@`")


def with_alias(text: str, entity: Mapping, alias: str, *, instead_of: str = "") -> list[Edit]:
    """The edits that make `alias` one of the entity's aliases; `instead_of` is one that it takes the place of."""
    written = quoted(alias) if alias in EMPTY else alias
    entry = next((e for e in entity.entries if e.key.text == "aliases"), None)
    if entry is None:
        return [_new_key(text, entity, written)]
    node = entry.value
    items = node.items if isinstance(node, Sequence) else (node,)
    for item in items:
        if isinstance(item, Scalar) and instead_of and item.text == instead_of:
            return [Edit(item.start, item.end, written)]
    if any(isinstance(item, Scalar) and item.text == alias for item in items):
        return []
    if isinstance(node, Sequence):
        return [_new_item(text, node, written)]
    if not isinstance(node, Scalar):
        return []  # a mapping, which is reported
    if is_empty(node):
        return _filled(text, entry, node, written)
    if node.style in {"|", ">"}:
        return [Edit(node.start, node.end, f"[{quoted(node.text.strip())}, {written}]")]
    if not node.style and _FLOW_SIGNS & set(node.text):
        return [Edit(node.start, node.end, f"[{quoted(node.text)}, {written}]")]
    return [Edit(node.start, node.start, "["), Edit(node.end, node.end, f", {written}]")]


def _filled(text: str, entry: Entry, node: Scalar, written: str) -> list[Edit]:
    if node.text:
        return [Edit(node.start, node.end, f"[{written}]")]
    colon = text.index(":", entry.key.end) + 1
    return [Edit(colon, colon, f" [{written}]")]


def _new_item(text: str, node: Sequence, written: str) -> Edit:
    if text[node.start] == "[":
        last = node.items[-1].end if node.items else node.start + 1
        return Edit(last, last, f", {written}" if node.items else written)
    last_item = node.items[-1]
    before = text[text.rfind("\n", 0, last_item.start) + 1 : last_item.start]
    at = _end_of_line(text, last_item.end)
    return Edit(at, at, f"{line_end(text)}{' ' * (len(before) - len(before.lstrip()))}- {written}")


def _new_key(text: str, entity: Mapping, written: str) -> Edit:
    """The key `aliases`, behind the name; in front of all others where there is none."""
    if text[entity.start] == "{":
        return Edit(entity.start + 1, entity.start + 1, f"aliases: [{written}]{', ' if entity.entries else ''}")
    first = entity.entries[0].key.start
    indent = first - (text.rfind("\n", 0, first) + 1)
    name = next((e for e in entity.entries if e.key.text == "name"), None)
    if name is None or name.value.end == name.value.start:
        return Edit(first, first, f"aliases: [{written}]{line_end(text)}{' ' * indent}")
    at = _end_of_line(text, name.value.end)
    return Edit(at, at, f"{line_end(text)}{' ' * indent}aliases: [{written}]")


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" and end > at else end
