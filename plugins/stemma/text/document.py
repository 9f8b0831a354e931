# A YAML file as a tree in which every key and value knows its place. In: a Source. Out: nodes whose scalars are
# all plain text (the schema decides types, never the text), suppressing comments, and diagnostics.
from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from stemma.text import mend
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Fix, Hint, Label, Result, diagnose
from stemma.text.ignores import Ignore, find_ignores
from stemma.text.nodes import Entry, Mapping, Node, Route, Scalar, Sequence, span_at, span_of
from stemma.text.quick_document import read_quickly
from stemma.text.quick_init import quick_init
from stemma.text.source import Source, Span

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
_MAX_MENDS = 25
PLACEHOLDER = "<fill in>"  # what `stemma new` writes where only a person knows the value
_BLANK = " \t\r\n\x85\u2028\u2029"  # what YAML takes for white space, which is less than Python does
_MAX_SHOWN = 500
# libyaml's parser, which `yaml` itself does not name; the pure one where it is missing.
_Parser: Callable[[str], Any] = getattr(getattr(yaml, "cyaml", None), "CParser", None) or yaml.SafeLoader


@quick_init
@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file. `root` is None where nothing could be read; `broken` says that the reason was reported."""

    source: Source
    root: Node | None
    ignores: tuple[Ignore, ...] = ()
    broken: bool = False

    def at(self, route: Route, /, *, key: bool = False) -> Span:
        """The span of the value at `route`, or of its key; the nearest thing above it where it does not exist."""
        return span_at(self.source, self.root, route, key=key)


def read_bytes(path: str, data: bytes) -> Result[Source]:
    """Decode a file. A byte-order mark is dropped here, since it would shift every index that libyaml gives."""
    if len(data) > MAX_BYTES:
        source = Source(path, "")
        problem = diagnose(
            rule("file-size"), f"this file is larger than {MAX_BYTES // 1_000_000} MB", Span(source, 0, 0),
            help=("split it: one file per entity, or several lists of entities",),
        )  # fmt: skip
        return Result(source, (problem,))
    try:
        return Result(Source(path, data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        source = Source(path, data.decode("utf-8-sig", "replace"))
        at = len(data[: error.start].decode("utf-8-sig", "replace"))
        utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        problem = diagnose(
            rule("file-encoding"), f"this file is {'UTF-16' if utf_16 else 'not UTF-8'} text",
            Span(source, 0, 0) if utf_16 else Span(source, at, at + 1), help=("save it again with the encoding UTF-8",),
        )  # fmt: skip
        return Result(source, (problem,))


def parse(source: Source) -> Result[Document]:
    """Read one YAML document, strictly. What is wrong at one value is reported and that value marked, so that the rest
    of the file can still be read and checked."""
    text = source.text
    quick = read_quickly(text)
    if quick is not None:
        return Result(Document(source, quick, find_ignores(source, quick)))
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
                break
            text = fixed.text
            bad.append(fixed.at)
            continue
        problems += builder.problems
        broken = root is None and bool(problems)
        return Result(Document(source, root, find_ignores(source, root), broken), tuple(problems))
    return Result(Document(source, None, broken=True), tuple(problems))


class _Stop(Exception):  # noqa: N818 - it ends the reading of one file, it is no error
    pass


class _Builder:
    """Builds nodes from parser events, without recursion, so that no nesting can exhaust the stack."""

    def __init__(self, source: Source, bad: list[int]) -> None:
        self.source = source
        self.text = source.text
        self.bad = bad
        self.problems: list[Diagnostic] = []
        self.anchors: set[str] = set()
        self.split = -1  # start of the key whose value was found split by a comma

    def report(
        self, rule_id: str, message: str, start: int, end: int, *help: str | None, fixes: Iterable[Fix] = ()
    ) -> None:
        self.problems.append(diagnose(rule(rule_id), message, Span(self.source, start, end), help=help, fixes=fixes))

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
        while (kind := type(event)) is not yaml.StreamEndEvent:
            node: Node | None = None
            if kind is yaml.ScalarEvent:
                node = self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._properties(event)
                start = event.start_mark.index
                if len(stack) >= MAX_DEPTH:
                    self.report(
                        "yaml-depth", f"this is nested more than {MAX_DEPTH} levels deep", start, start + 1,
                        "make an entity of its own of what is so deep, and refer to it by its id",
                    )  # fmt: skip
                    raise _Stop
                stack.append((kind is yaml.MappingStartEvent, start, [], bool(event.flow_style)))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = self._close(stack.pop(), event.end_mark.index)
            elif kind is yaml.AliasEvent:
                node = self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    start = event.start_mark.index
                    self.report(
                        "yaml-documents",
                        "a second document starts here",
                        start,
                        start + 3,
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

    def _alias(self, event: Any) -> Scalar:
        """An alias whose anchor was reported needs no second word; without one it is rather text with a `*`."""
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor not in self.anchors:
            written = self.text[start:end]
            self.report(
                "yaml-anchor", f"YAML reads `{written}` as an alias, which is not allowed", start, end,
                f"write the value out; or, if the `*` belongs to it, {mend.written_out(self.text, start, written)}",
            )  # fmt: skip
        return Scalar("", start, end, "!")

    def _properties(self, event: Any) -> None:
        start = event.start_mark.index
        if event.anchor is not None:
            self.anchors.add(event.anchor)
            end = start + len(event.anchor) + 1
            self.report(
                "yaml-anchor",
                f"YAML reads `&{event.anchor}` as an anchor, which is not allowed",
                start,
                end,
                "write the value out where it is needed, or make it an entity and refer to it",
            )
        elif event.tag is not None and not _is_default(event):
            word = re.match(r"\S+", self.text[start:])
            written = word.group() if word else "!"
            self.report(
                "yaml-tag",
                f"YAML reads `{written}` as a tag, which is not allowed",
                start,
                start + len(written),
                "remove it: the schema says what type a value has; or, if it is text, quote the value",
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
            end = start + len(self.text[start:end].rstrip(_BLANK))
        elif not style:
            end = start + len(self.text[start:end].rstrip(_BLANK))
            if end > start and mend.COMMENT_GLUED.match(self.text, end):
                line_end = self.text.find("\n", end)
                line_end = len(self.text) if line_end < 0 else line_end
                whole = self.text[start:line_end].strip()
                sign = self.text.index("#", end)
                self.report(
                    "yaml-comment-in-value",
                    f"YAML ends this value before ` #`: it reads `{event.value}`",
                    sign,
                    start + len(whole),
                    f"to keep it, {mend.written_out(self.text, start, whole)}; a comment has a space after its `#`",
                    fixes=(
                        Fix(Span(self.source, start, start + len(whole)), mend.quoted(whole)),
                        Fix(Span(self.source, sign + 1, sign + 1), " "),
                    ),
                )
        for at in self.bad:
            if start <= at < end:
                return Scalar(event.value, start, end, "!")
        if event.value == PLACEHOLDER:
            help_line = "write the value in its place; or `unknown` if nobody knows it; or delete the line"
            self.report("value-placeholder", "this is still to be filled in", start, end, help_line)
            return Scalar(event.value, start, end, "!")
        return Scalar(event.value, start, end, style)

    def _block_mistake(self, value: str, start: int, end: int) -> Scalar:
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end < 0 else line_end
        written = self.text[start:line_end].strip()
        self.report(
            "yaml-quote-needed",
            f"YAML reads `{written}` as the start of a block of text",
            start,
            start + len(written),
            mend.written_out(self.text, start, written),
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
                self.report(
                    "yaml-key", "a key must be plain text", key.start, max(key.end, key.start + 1), "write a name, as in `flag: norway`"
                )  # fmt: skip
                continue
            if not key.text and not key.style:
                place = span_of(self.source, key)
                self.report(
                    "yaml-key", "this key is empty", place.start, place.end, "write a name, as in `flag: norway`"
                )
                continue
            if flow and value.end == value.start and entries and self._comma_split(entries, key, value):
                continue
            if key.text == "<<" and not key.style:
                self.report(
                    "yaml-anchor",
                    "merge keys are not allowed",
                    key.start,
                    key.end,
                    "write the values out, or give the type a field that refers to the shared entity",
                )
                continue
            first = seen.get(key.text)
            if first is not None:
                span = Span(self.source, key.start, key.end)
                related = (Label(Span(self.source, first.start, first.end), "it stands here first"),)
                self.problems.append(
                    diagnose(
                        rule("yaml-duplicate-key"),
                        f"the key `{key.text}` stands twice",
                        span,
                        help=("delete one of them; a field that holds several takes a list",),
                        related=related,
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
        last = entries[-1]
        if self.split == last.key.start:  # a further part of a value that was reported: its problem grows
            if key.end - before.start > _MAX_SHOWN:  # but not for ever, which would take the square of its length
                entries[-1] = Entry(last.key, before._replace(end=key.end))
                return True
            self.problems.pop()
        elif before.style == "!":
            return False
        self.split = last.key.start
        written = self.text[before.start : key.end]
        self.report(
            "yaml-comma-in-value", "inside braces a comma ends the value", before.start, key.end,
            mend.written_out(self.text, before.start, written),
        )  # fmt: skip
        entries[-1] = Entry(last.key, Scalar(before.text, before.start, key.end, "!"))
        return True

    def _sequence(self, items: list[Node], start: int, end: int, *, flow: bool) -> Node:
        if flow and len(items) == 1 and isinstance(items[0], Sequence) and self.text.startswith("[[", start):
            written = self.text[start:end]
            self.report(
                "yaml-quote-needed", "YAML reads `[[` as a list inside a list", start, end,
                mend.written_out(self.text, start, written),
            )  # fmt: skip
            return Scalar(written, start, end, "!")
        if flow:
            items = self._split_numbers(items)
        return Sequence(tuple(items), start, end)

    def _split_numbers(self, items: list[Node]) -> list[Node]:
        """`[$1,294,000, 5]`: three digits right after a comma belong to the number before."""
        joined: list[Node] = []
        split = set[int]()
        for item in items:
            before = joined[-1] if joined else None
            if (
                isinstance(item, Scalar) and isinstance(before, Scalar) and not item.style and not before.style
                and self.text[before.end : item.start] == "," and self.text[before.end - 1 : before.end].isdigit()
                and re.match(r"\d{3}\b", item.text)
            ):  # fmt: skip
                joined[-1] = before._replace(end=item.end)
                split.add(len(joined) - 1)
            else:
                joined.append(item)
        for at in sorted(split):
            start, end = joined[at].start, joined[at].end
            written = self.text[start:end]
            self.report(
                "yaml-comma-in-value",
                "inside brackets a comma ends the value",
                start,
                end,
                Hint.of(f"write `{mend.quoted(written)}`", written, mend.quoted(written)),
            )
            joined[at] = Scalar(written, start, end, "!")
        return joined


def _is_default(event: Any) -> bool:
    """Whether the tag is one that the parser filled in (`implicit`), rather than one that somebody wrote."""
    implicit = event.implicit
    return bool(implicit[0] or implicit[1]) if isinstance(implicit, tuple) else bool(implicit)
