# An alias in an entity's file: added to those that are there, in the way they are written, or put in the place of
# another. In: the file's text and the entity's node. Out: edits.
from __future__ import annotations

from stemma.change.edits import Edit, line_end
from stemma.change.quoting import may_be_plain, written
from stemma.text.nodes import Entry, Mapping, Scalar, Sequence
from stemma.text.reader import is_empty


def with_alias(text: str, entity: Mapping, alias: str, *, instead_of: str = "") -> list[Edit]:
    """The edits that make `alias` one of the entity's aliases; `instead_of` is one that it takes the place of."""
    new = written(alias, flow=True)
    entry = next((e for e in entity.entries if e.key.text == "aliases"), None)
    if entry is None:
        return [_new_key(text, entity, new)]
    node = entry.value
    items = node.items if isinstance(node, Sequence) else (node,)
    for item in items:
        if isinstance(item, Scalar) and instead_of and item.text == instead_of:
            return [Edit(item.start, item.end, new)]
    if any(isinstance(item, Scalar) and item.text == alias for item in items):
        return []
    if isinstance(node, Sequence):
        return [_new_item(text, node, new)]
    if not isinstance(node, Scalar):
        return []  # a mapping, which is reported
    if is_empty(node):
        return _filled(text, entry, node, new)
    if node.style in {"|", ">"} or (not node.style and not may_be_plain(node.text, flow=True)):
        return [Edit(node.start, node.end, f"[{written(node.text.strip(), flow=True)}, {new}]")]
    return [Edit(node.start, node.start, "["), Edit(node.end, node.end, f", {new}]")]


def _filled(text: str, entry: Entry, node: Scalar, new: str) -> list[Edit]:
    if node.text:
        return [Edit(node.start, node.end, f"[{new}]")]
    colon = text.index(":", entry.key.end) + 1
    return [Edit(colon, colon, f" [{new}]")]


def _new_item(text: str, node: Sequence, new: str) -> Edit:
    if text[node.start] == "[":
        last = node.items[-1].end if node.items else node.start + 1
        return Edit(last, last, f", {new}" if node.items else new)
    last_item = node.items[-1]
    before = text[text.rfind("\n", 0, last_item.start) + 1 : last_item.start]
    at = _end_of_line(text, last_item.end)
    return Edit(at, at, f"{line_end(text)}{' ' * (len(before) - len(before.lstrip()))}- {new}")


def _new_key(text: str, entity: Mapping, new: str) -> Edit:
    """The key `aliases`, behind the name; in front of all others where there is none."""
    if text[entity.start] == "{":
        return Edit(entity.start + 1, entity.start + 1, f"aliases: [{new}]{', ' if entity.entries else ''}")
    first = entity.entries[0].key.start
    indent = first - (text.rfind("\n", 0, first) + 1)
    name = next((e for e in entity.entries if e.key.text == "name"), None)
    if name is None or name.value.end == name.value.start:
        return Edit(first, first, f"aliases: [{new}]{line_end(text)}{' ' * indent}")
    at = _end_of_line(text, name.value.end)
    return Edit(at, at, f"{line_end(text)}{' ' * indent}aliases: [{new}]")


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" and end > at else end
