# A YAML file as a tree in which every key and value knows its place. In: a Source. Out: nodes whose scalars are
# all plain text (the schema decides types, never the text), suppressing comments, and diagnostics.
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from stemma.text import mend
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Label, Result, diagnose
from stemma.text.source import Source, Span

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
_MAX_MENDS = 25
_Parser: Callable[[str], Any] = getattr(yaml, "CParser", None) or yaml.SafeLoader


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


class Ignore(NamedTuple):
    """A comment `# stemma: ignore[rule, …]`: the line it speaks of, what it silences, where it stands."""

    line: int
    rules: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file. `root` is None where nothing could be read."""

    source: Source
    root: Node | None
    ignores: tuple[Ignore, ...] = ()

    def at(self, route: Route, /, *, key: bool = False) -> Span:
        """The span of the value at `route`, or of its key; the nearest thing above it where it does not exist."""
        return span_at(self.source, self.root, route, key=key)


def span_of(source: Source, node: Scalar | Mapping | Sequence) -> Span:
    """The node's span; of a block mapping or list, its first line only, since nobody wants ten lines underlined."""
    start, end = node.start, node.end
    if not isinstance(node, Scalar) or node.style in {"|", ">"}:
        line_end = source.text.find("\n", start, end)
        end = end if line_end < 0 else line_end
    return Span(source, start, max(end, start))


def span_at(source: Source, root: Node | None, route: Route, *, key: bool = False) -> Span:
    """The one place where a route becomes a span."""
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
            break
        node = found
    if at_key is not None and (key or (isinstance(node, Scalar) and node.start == node.end)):
        return Span(source, at_key.start, at_key.end)
    return span_of(source, node)


def read_bytes(path: str, data: bytes) -> Result[Source]:
    """Decode a file. A byte-order mark is dropped here, since it would shift every index that libyaml gives."""
    if len(data) > MAX_BYTES:
        source = Source(path, "")
        size = f"{len(data) / 1e6:.1f} MB"
        problem = diagnose(
            rule("file-size"), f"this file has {size}; the limit is 2 MB", Span(source, 0, 0),
            help=("split it: one file per entity, or several lists of entities",),
        )
        return Result(source, (problem,))
    try:
        return Result(Source(path, data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        source = Source(path, data.decode("utf-8-sig", "replace"))
        problem = diagnose(
            rule("file-encoding"), "this file is not UTF-8 text", Span(source, len(before), len(before) + 1),
            help=("save it again with the encoding UTF-8",),
        )
        return Result(source, (problem,))


def parse(source: Source) -> Result[Document]:
    """Read one YAML document, strictly. What is wrong at one value is reported and that value marked, so that the rest
    of the file can still be read and checked."""
    text = source.text
    problems: list[Diagnostic] = []
    bad: list[int] = []
    for _ in range(_MAX_MENDS):
        builder = _Builder(source, bad)
        try:
            root = builder.build(text)
        except yaml.YAMLError as error:
            fixed = mend.mend(source, text, error)
            problems.append(fixed.diagnostic)
            if fixed.text is None:
                return Result(Document(source, None), tuple(problems))
            text = fixed.text
            bad.append(fixed.at)
            continue
        problems += builder.problems
        return Result(Document(source, root, _ignores(source, root)), tuple(problems))
    return Result(Document(source, None), tuple(problems))


class _Stop(Exception):  # noqa: N818 - it ends the reading of one file, it is no error
    pass


class _Builder:
    """Builds nodes from parser events, without recursion, so that no nesting can exhaust the stack."""

    def __init__(self, source: Source, bad: list[int]) -> None:
        self.source = source
        self.text = source.text
        self.bad = bad
        self.problems: list[Diagnostic] = []

    def report(self, rule_id: str, message: str, start: int, end: int, *help: str | None) -> None:
        self.problems.append(diagnose(rule(rule_id), message, Span(self.source, start, end), help=help))

    def build(self, text: str) -> Node | None:
        parser = _Parser(text)
        try:
            return self._events(parser)
        except _Stop:
            return None
        finally:
            dispose = getattr(parser, "dispose", None)
            if dispose is not None:
                dispose()

    def _events(self, parser: Any) -> Node | None:
        get = parser.get_event
        event = get()
        root: Node | None = None
        # Each open collection: [is_mapping, start, children, flow]; a mapping's children alternate key and value.
        stack: list[tuple[bool, int, list[Node], bool]] = []
        documents = 0
        while not isinstance(event, yaml.StreamEndEvent):
            node: Node | None = None
            if isinstance(event, yaml.ScalarEvent):
                node = self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._properties(event)
                start = event.start_mark.index
                if len(stack) >= MAX_DEPTH:
                    self.report("yaml-depth", f"more than {MAX_DEPTH} levels of nesting", start, start + 1)
                    raise _Stop
                stack.append((isinstance(event, yaml.MappingStartEvent), start, [], bool(event.flow_style)))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                node = self._close(stack.pop(), event.end_mark.index)
            elif isinstance(event, yaml.AliasEvent):
                start = event.start_mark.index  # an alias carries its own place, its anchor was reported already
                node = Scalar("", start, event.end_mark.index, "!")
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    start = event.start_mark.index
                    self.report(
                        "yaml-documents", "a second document starts here", start, start + 3,
                        "a file holds one document: delete this line, or make the entities a list",
                    )
                    return root
            if node is not None:
                if stack:
                    stack[-1][2].append(node)
                else:
                    root = node
            event = get()
        return root

    def _properties(self, event: Any) -> None:
        start = event.start_mark.index
        if event.anchor is not None:
            end = start + len(event.anchor) + 1
            self.report(
                "yaml-anchor", f"anchors and aliases are not allowed: `&{event.anchor}`", start, end,
                "write the value out where it is needed, or make it an entity and refer to it",
            )
        elif event.tag is not None and not _is_default(event):
            word = re.match(r"\S+", self.text[start:])
            written = word.group() if word else "!"
            self.report(
                "yaml-tag", f"tags are not allowed: `{written}`", start, start + len(written),
                "remove the tag: the schema says what type a value has",
            )

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        if event.anchor is not None or (event.tag is not None and not _is_default(event)):
            self._properties(event)
            return Scalar(event.value, start, end, "!")
        if style in {"|", ">"}:
            header = self.text.find("\n", start)
            if any(c.isdigit() for c in self.text[start : header if header >= 0 else end]) or not event.value.strip():
                return self._block_mistake(event.value, start, end)
            end = start + len(self.text[start:end].rstrip())
        elif not style:
            end = start + len(self.text[start:end].rstrip())
            if end > start and mend.COMMENT_GLUED.match(self.text, end):
                line_end = self.text.find("\n", end)
                line_end = len(self.text) if line_end < 0 else line_end
                whole = self.text[start:line_end].strip()
                self.report(
                    "yaml-comment-in-value", f"YAML ends this value before ` #`: it reads `{event.value}`",
                    end, start + len(whole), f"to keep it, write {mend.quoted(whole)}; a comment has a space after the `#`",
                )
        for at in self.bad:
            if start <= at < end:
                return Scalar(event.value, start, end, "!")
        return Scalar(event.value, start, end, "" if not style else style)

    def _block_mistake(self, value: str, start: int, end: int) -> Scalar:
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end < 0 else line_end
        written = self.text[start:line_end].strip()
        self.report(
            "yaml-quote-needed", f"YAML reads `{written}` as the start of a block of text",
            start, start + len(written), f"write {mend.quoted(written)}",
        )
        return Scalar(value, start, max(end, start), "!")

    def _close(self, opened: tuple[bool, int, list[Node], bool], end: int) -> Node:
        is_mapping, start, children, flow = opened
        if not flow:  # libyaml ends block collections on the following line
            end = max(children[-1].end, start) if children else start
        if not is_mapping:
            return self._sequence(children, start, end, flow=flow)
        entries: list[Entry] = []
        seen: dict[str, Scalar] = {}
        for at in range(0, len(children) - 1, 2):
            key, value = children[at], children[at + 1]
            if not isinstance(key, Scalar):
                self.report("yaml-key", "a key must be plain text", key.start, max(key.end, key.start + 1))
                continue
            if flow and entries and self._comma_split(entries, key, value):
                continue
            if key.text == "<<" and not key.style:
                self.report(
                    "yaml-anchor", "merge keys are not allowed", key.start, key.end,
                    "write the values out, or give the type a field that refers to the shared entity",
                )
                continue
            first = seen.get(key.text)
            if first is not None:
                span = Span(self.source, key.start, key.end)
                related = (Label(Span(self.source, first.start, first.end), "it stands here first"),)
                self.problems.append(
                    diagnose(
                        rule("yaml-duplicate-key"), f"the key `{key.text}` stands twice", span,
                        help=("delete one of them, or join them into one list",), related=related,
                    )
                )
                continue
            seen[key.text] = key
            entries.append(Entry(key, value))
        return Mapping(tuple(entries), start, end)

    def _comma_split(self, entries: list[Entry], key: Scalar, value: Node) -> bool:
        """`{value: $294,000}`: a key without colon right after a plain value. Reported once, at the whole value."""
        before = entries[-1].value
        if not isinstance(value, Scalar) or value.text or value.style or not isinstance(before, Scalar):
            return False
        if before.style not in {"", "!"} or ":" in self.text[key.end : key.end + 1]:
            return False
        if before.style == "!":  # a third part of the same value
            entries[-1] = Entry(entries[-1].key, before._replace(end=key.end))
            return True
        end = key.end
        close = self.text.find("}", end)
        rest = self.text[end:close] if close >= 0 else ""
        if rest and ":" not in rest and "\n" not in rest:  # several commas: `max(a, b, c)`
            end += len(rest.rstrip())
        written = self.text[before.start : end]
        self.report(
            "yaml-comma-in-value", "inside braces a comma ends the value", before.start, end,
            f"write {entries[-1].key.text}: {mend.quoted(written)}",
        )
        entries[-1] = Entry(entries[-1].key, Scalar(before.text, before.start, end, "!"))
        return True

    def _sequence(self, items: list[Node], start: int, end: int, *, flow: bool) -> Node:
        if flow and len(items) == 1 and isinstance(items[0], Sequence) and self.text.startswith("[[", start):
            written = self.text[start:end]
            self.report(
                "yaml-quote-needed", "YAML reads `[[` as a list inside a list", start, end, f"write {mend.quoted(written)}"
            )
            return Scalar(written, start, end, "!")
        if flow:
            items = self._split_numbers(items)
        return Sequence(tuple(items), start, end)

    def _split_numbers(self, items: list[Node]) -> list[Node]:
        """`[$294,000, 5]`: three digits right after a comma belong to the number before."""
        joined: list[Node] = []
        for item in items:
            before = joined[-1] if joined else None
            if (
                isinstance(item, Scalar) and isinstance(before, Scalar) and not item.style and not before.style
                and self.text[before.end : item.start] == "," and before.text[-1:].isdigit()
                and re.match(r"\d{3}\b", item.text)
            ):  # fmt: skip
                written = self.text[before.start : item.end]
                self.report(
                    "yaml-comma-in-value", "inside brackets a comma ends the value", before.start, item.end,
                    f"write {mend.quoted(written)}",
                )
                joined[-1] = Scalar(written, before.start, item.end, "!")
            else:
                joined.append(item)
        return joined


def _is_default(event: Any) -> bool:
    """Whether the tag is one that the parser filled in (`implicit`), rather than one that somebody wrote."""
    implicit = event.implicit
    return bool(implicit[0] or implicit[1]) if isinstance(implicit, tuple) else bool(implicit)


_IGNORE = re.compile(r"#\s*stemma:\s*ignore\[([^\]\n]*)\]")


def _ignores(source: Source, root: Node | None) -> tuple[Ignore, ...]:
    if "stemma:" not in source.text:
        return ()
    scalars = sorted(_scalar_spans(root))
    found = []
    for match in _IGNORE.finditer(source.text):
        if any(start <= match.start() < end for start, end in scalars):
            continue
        line, column = source.position(match.start())
        if not source.line(line)[: column - 1].strip():  # a comment on a line of its own speaks of the next one
            line += 1
        rules = tuple(part.strip() for part in match.group(1).split(",") if part.strip())
        found.append(Ignore(line, rules, match.start(), match.end()))
    return tuple(found)


def _scalar_spans(root: Node | None) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    pending: list[Node] = [root] if root is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            spans.append((node.start, node.end))
        elif isinstance(node, Mapping):
            for entry in node.entries:
                spans.append((entry.key.start, entry.key.end))
                pending.append(entry.value)
        else:
            pending.extend(node.items)
    return spans
