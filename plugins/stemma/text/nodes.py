# A YAML document as a tree in which every key and value knows its place. Filled by document.py; from here a route or a
# node becomes a span.
from __future__ import annotations

from typing import NamedTuple, TypeAlias

from stemma.text.source import Source, Span


class Scalar(NamedTuple):
    """A value or key as text. `style` is '' for plain, else the opening quote or block indicator; '!' marks a
    value that was already reported and must be left out without another word."""

    text: str
    start: int
    end: int
    style: str


class Entry(NamedTuple):
    key: Scalar
    value: Node


class Mapping(NamedTuple):
    entries: tuple[Entry, ...]
    start: int
    end: int

    def get(self, key: str) -> Node | None:
        for entry in self.entries:
            if entry.key.text == key:
                return entry.value
        return None


class Sequence(NamedTuple):
    items: tuple[Node, ...]
    start: int
    end: int


Node: TypeAlias = Scalar | Mapping | Sequence
Route: TypeAlias = tuple[str | int, ...]


_BLOCKS = frozenset({"|", ">"})


def span_of(source: Source, node: Node) -> Span:
    """The node's span; of a block mapping or list, its first line only, since nobody wants ten lines underlined, and
    of an empty value the key or hyphen in front of it."""
    _, start, end, style = node if type(node) is Scalar else (None, node.start, node.end, "|")
    if type(node) is Scalar and start == end:
        return _before_empty(source, start)
    if style in _BLOCKS:
        line_end = source.text.find("\n", start, end)
        end = end if line_end < 0 else line_end
    return Span(source, start, end)


def route_to(root: Node, at: int) -> Route:
    """The keys and numbers that lead to character `at`: the opposite of `span_at`, as far as there is something."""
    route: list[str | int] = []
    node: Node | None = root
    while node is not None and not isinstance(node, Scalar):
        found: Node | None = None
        if isinstance(node, Mapping):
            for entry in node.entries:
                if entry.key.start <= at < max(entry.key.end, entry.value.end) or at == entry.value.start:
                    route.append(entry.key.text)
                    found = entry.value if at >= entry.value.start else None
                    break
        else:
            for index, item in enumerate(node.items):
                if item.start <= at < max(item.end, item.start + 1):
                    route.append(index)
                    found = item
                    break
        node = found
    return tuple(route)


def _before_empty(source: Source, at: int) -> Span:
    line = source.text.rfind("\n", 0, at) + 1
    before = source.text[line:at].rstrip()
    if not before:
        return Span(source, at, at)
    if before.endswith(("-", "?")):
        return Span(source, line + len(before) - 1, line + len(before))
    before = before.removesuffix(":").rstrip()
    if before.endswith(('"', "'")):
        start = before.rfind(before[-1], 0, len(before) - 1)
    else:
        start = max(before.rfind(sign) for sign in "{}[],") + 1
        start += len(before[start:]) - len(before[start:].lstrip())
        while before.startswith(("- ", "? "), start):
            start += 2 + len(before[start + 2 :]) - len(before[start + 2 :].lstrip())
    return Span(source, line + max(start, 0), line + len(before))


def span_at(source: Source, root: Node | None, route: Route, *, key: bool = False) -> Span:
    """The one place where a route becomes a span: that of the value there, or of its key; the nearest thing above it
    where the route leads nowhere."""
    if root is None:
        return Span(source, 0, 0)
    node: Node = root
    at_key: Scalar | None = None
    for step in route:
        found: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            entry = next((e for e in node.entries if e.key.text == step), None)
            if entry is not None:
                found, at_key = entry.value, entry.key
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            found, at_key = node.items[step], None
        if found is None:
            at_key = None
            break
        node = found
    if key and at_key is not None:
        return Span(source, at_key.start, at_key.end)
    return span_of(source, node)
