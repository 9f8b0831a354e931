# The one way to write an entity's file: order of keys, quotes. In: a document and the schema. Out: the text with nothing
# else changed: comments move with what they belong to, all other bytes stay as they are.
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from stemma.change.edits import Edit, applied, line_end, lines_of
from stemma.change.quoting import canonical
from stemma.text.document import Document, parse
from stemma.text.nodes import Entry, Mapping, Node, Scalar, Sequence
from stemma.text.reader import is_empty, is_flag
from stemma.text.source import Source
from stemma.vocabulary.schema import COMMON_KEYS, Field, Schema, Type

# The long form: what is said, the attributes of a reference, then where it comes from and what is to be thought of it.
_SAID = ("to", "value", "formula", "inputs", "unit")
_FROM = ("source", "at", "as_of", "rank", "disputed", "inferred", "note")
UNREAD = "value-placeholder"  # the one error that leaves no doubt about what the file says

_FOR_TOOLS = re.compile(r"#\s*(?:yaml-language-server:|yamllint\s|vim?:|-\*-)")


class _Ordered(NamedTuple):
    """A mapping and the place of each of its keys in the canonical order."""

    mapping: Mapping
    ranks: tuple[int, ...]

    @property
    def wanted(self) -> list[int]:
        return sorted(range(len(self.ranks)), key=self.ranks.__getitem__)


def formatted(source: Source, schema: Schema, folder: str) -> str | None:
    """The canonical text of a file that lies in `folder` of the graph (`ships/coastal`; `""` for the schema); None where
    its YAML has a mistake, since then nobody can know what it means.

    Nothing that the file says changes. Where a comment that silences a rule would come to stand at another value, only
    the order of the entities' own keys is made canonical, or none.
    """
    before, problems = (read := parse(source)).value, read.diagnostics
    if any(problem.level == "error" and problem.rule.id != UNREAD for problem in problems):
        return None
    if before.root is None:
        return source.text
    quoted = applied(source.text, _quotes(source.text, before.root))
    for depths in ((1, 0), (0,), ()):
        text = quoted
        for depth in depths:
            document = parse(Source(source.path, text)).value
            text = applied(text, _moves(text, _mappings(document, schema, folder, depth)))
        if text == source.text or _same(before, parse(Source(source.path, text)).value):
            return text
    return source.text


# Quotes --------------------------------------------------------------------------------------------------------------


def _quotes(text: str, root: Node) -> list[Edit]:
    edits: list[Edit] = []
    pending: list[tuple[Node, bool]] = [(root, False)]
    while pending:
        node, flow = pending.pop()
        if isinstance(node, Scalar):
            made = canonical(node, text, flow=flow)
            edits += [] if made is None else [Edit(node.start, node.end, made)]
            continue
        flow = flow or _is_flow(text, node)
        if isinstance(node, Sequence):
            pending += [(item, flow) for item in node.items]
            continue
        for key, value in node.entries:
            made = canonical(key, text, flow=flow, key=True)
            edits += [] if made is None else [Edit(key.start, key.end, made)]
            pending.append((value, flow))
    return edits


def _is_flow(text: str, node: Mapping | Sequence) -> bool:
    """Whether it stands in braces or brackets. A block mapping may begin with a key, which never does."""
    return text[node.start : node.start + 1] in {"{", "["}


# Order ---------------------------------------------------------------------------------------------------------------


def _mappings(document: Document, schema: Schema, folder: str, depth: int) -> Iterator[_Ordered]:
    """The mappings with a canonical order: entities at depth 0, the long forms of their values at depth 1."""
    type_name = schema.type_of_folder(folder) if folder else ""
    if not type_name or schema.broken or document.root is None:
        return
    root = document.root
    for entity in root.items if isinstance(root, Sequence) else (root,):
        if not isinstance(entity, Mapping):
            continue
        own = entity.get("type")
        type_ = schema.types.get(own.text if isinstance(own, Scalar) else type_name)
        if type_ is None or type_.name in schema.broken_types:
            continue
        if depth == 0:
            yield _Ordered(entity, _ranks(entity, _entity_keys(type_)))
        else:
            for key, value in entity.entries:
                field = type_.fields.get(key.text)
                if field is not None and field.kind not in {"assertion", "evidence"}:
                    yield from _long_forms(field, value)


def _long_forms(field: Field, value: Node) -> Iterator[_Ordered]:
    order = (*_SAID, *field.attributes, *_FROM)
    for node in value.items if isinstance(value, Sequence) else (value,):
        if isinstance(node, Mapping) and node.get("url") is None:
            yield _Ordered(node, _ranks(node, order))


def _entity_keys(type_: Type) -> tuple[str, ...]:
    return (*COMMON_KEYS, *type_.fields)


def _ranks(mapping: Mapping, order: tuple[str, ...]) -> tuple[int, ...]:
    places = {key: place for place, key in enumerate(order)}
    return tuple(places.get(key.text, len(order)) for key, _ in mapping.entries)


def _moves(text: str, mappings: Iterator[_Ordered]) -> list[Edit]:
    edits: list[Edit] = []
    for ordered in mappings:
        if ordered.wanted != sorted(ordered.wanted):
            move = _in_flow if _is_flow(text, ordered.mapping) else _in_block
            edits += move(text, ordered)
    return edits


def _in_flow(text: str, ordered: _Ordered) -> list[Edit]:
    """Each entry goes to the place of another; commas, spaces and line breaks stay. Comments inside keep all in place."""
    entries = ordered.mapping.entries
    spans = [(key.start, max(key.end, value.end)) for key, value in entries]
    between = [text[one[1] : two[0]] for one, two in pairwise(spans)]
    if any("#" in gap for gap in between) or any(text[end : end + 1] == ":" for _, end in spans):
        return []
    return [
        Edit(*spans[place], text[slice(*spans[index])])
        for place, index in enumerate(ordered.wanted)
        if place != index
    ]  # fmt: skip


class _Piece(NamedTuple):
    """An entry with the lines above that belong to it: empty ones, then comments."""

    blank: str
    comments: str
    body: str


def _in_block(text: str, ordered: _Ordered) -> list[Edit]:
    """One edit for the whole mapping; none where its lines cannot be told apart."""
    entries = ordered.mapping.entries
    first = text.rfind("\n", 0, entries[0].key.start) + 1
    prefix = text[first : entries[0].key.start]
    indent = len(prefix)
    if prefix.strip(" -\ufeff"):
        return []
    for entry in entries[1:]:
        line = text.rfind("\n", 0, entry.key.start) + 1
        if text[line : entry.key.start] != " " * indent:
            return []
    if any(_keeps_lines(text, entry.value) for entry in entries):
        return []
    pieces: list[_Piece] = []
    start, region_end, blank, comments = first, first, "", ""
    if not prefix.strip():
        start, comments = _head(text, first)
    for at, entry in enumerate(entries):
        end = _line_end(text, max(entry.key.end, entry.value.end))
        following = entries[at + 1].key.start if at + 1 < len(entries) else _gap_end(text, end)
        stop = text.rfind("\n", 0, following) + 1 if at + 1 < len(entries) else following
        own, next_blank, next_comments = _split_gap(text[end:stop], indent, last=at + 1 == len(entries))
        pieces.append(_Piece(blank, comments, text[entry.key.start : end] + own))
        blank, comments, region_end = next_blank, next_comments, end + len(own)
    return _joined(text, pieces, ordered.wanted, prefix, start, region_end)


def _joined(text: str, pieces: list[_Piece], wanted: list[int], prefix: str, start: int, end: int) -> list[Edit]:
    if not pieces[-1].body.endswith("\n"):
        pieces[-1] = pieces[-1]._replace(body=pieces[-1].body + line_end(text))
    top = pieces[wanted[0]]
    pieces[0] = pieces[0]._replace(blank=top.blank)  # the empty lines of the new first key, which need no place there
    parts = []
    for place, index in enumerate(wanted):
        piece = pieces[index]
        if place:
            parts += [piece.blank, piece.comments, " " * len(prefix), piece.body]
        else:  # in a list, comments above the first key stand above its hyphen
            lines = lines_of(piece.comments)
            parts += [prefix[: len(prefix) - len(prefix.lstrip())] + line.lstrip(" ") for line in lines]
            parts += [prefix, piece.body]
    return [Edit(start, end, "".join(parts))]


def _keeps_lines(text: str, node: Node) -> bool:
    """Whether it ends in a block of text whose empty lines count (`|+`): where it ends, only YAML knows."""
    while not isinstance(node, Scalar):
        children = [entry.value for entry in node.entries] if isinstance(node, Mapping) else list(node.items)
        if not children:
            return False
        node = children[-1]
    return node.style in {"|", ">"} and "+" in text[node.start : _line_end(text, node.start)].partition("#")[0]


def _line_end(text: str, at: int) -> int:
    """The offset behind the line break that ends the line of `at`."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _gap_end(text: str, at: int) -> int:
    """The end of the empty lines and comments that start at `at`."""
    while at < len(text):
        end = _line_end(text, at)
        line = text[at:end].strip()
        if line and not line.startswith("#"):
            break
        at = end
    return at


def _head(text: str, first: int) -> tuple[int, str]:
    """The comments right above the first key: where they start, and themselves. With an empty line beneath, they belong
    to the file, and so do those that tell an editor how to read it."""
    start = first
    while start > 0:
        line = text.rfind("\n", 0, start - 1) + 1
        above = text[line:start].strip()
        if not above.startswith("#") or _FOR_TOOLS.match(above):
            break
        start = line
    return start, text[start:first]


def _split_gap(gap: str, indent: int, *, last: bool) -> tuple[str, str, str]:
    """The lines between two entries: what belongs to the one above, then the empty lines and the comments of the next.

    A comment belongs to the key beneath it, unless it is indented deeper, or an empty line parts it from that key and
    none from the one above. What follows the last entry belongs to nobody and stays where it is.
    """
    lines = lines_of(gap)
    kept = 0
    while kept < len(lines) and lines[kept].strip() and len(lines[kept]) - len(lines[kept].lstrip()) > indent:
        kept += 1
    if not last:
        empty = next((at for at in range(kept, len(lines)) if not lines[at].strip()), None)
        kept = kept if empty is None else empty
    rest = lines[kept:]
    at = 0
    while at < len(rest) and not rest[at].strip():
        at += 1
    return "".join(lines[:kept]), "".join(rest[:at]), "".join(rest[at:])


# Meaning -------------------------------------------------------------------------------------------------------------


def _same(before: Document, after: Document) -> bool:
    """Whether two documents say the same, and their silencing comments speak of the same values."""
    if after.root is None or before.root is None:
        return before.root is after.root
    return _meaning(before.root) == _meaning(after.root) and _silenced(before) == _silenced(after)


def _meaning(node: Node) -> object:
    """The node without places, styles and the order of keys; recursion is safe, since nesting is bounded."""
    if isinstance(node, Scalar):
        return (node.text, node.style == "!", is_empty(node), is_flag(node))
    if isinstance(node, Sequence):
        return [_meaning(item) for item in node.items]
    return {key.text: _meaning(value) for key, value in node.entries}


def _silenced(document: Document) -> list[tuple[tuple[str, ...], list[str]]]:
    """For each silencing comment its rules and the routes of what stands on the line that it speaks of."""
    if not document.ignores or document.root is None:
        return []
    lines: dict[int, list[str]] = {}
    pending: list[tuple[Node | Entry, str]] = [(document.root, "")]
    while pending:
        node, route = pending.pop()
        if isinstance(node, Mapping):
            for entry in node.entries:
                lines.setdefault(_line(document, entry.key), []).append(f"{route}/{entry.key.text}:")
                pending.append((entry.value, f"{route}/{entry.key.text}"))
        elif isinstance(node, Sequence):
            pending += [(item, f"{route}/{at}") for at, item in enumerate(node.items)]
        elif isinstance(node, Scalar) and node.end > node.start:
            lines.setdefault(_line(document, node), []).append(route)
    return sorted((ignore.rules, sorted(lines.get(ignore.line, []))) for ignore in document.ignores)


def _line(document: Document, node: Scalar) -> int:
    return document.source.position(node.start)[0]
