# Values and Markdown as plain text, for formats without markup. In: a value, or a text with `[[links]]`. Out: one line.
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Hyperlink, PlainValue, Reference, Special
from stemma.knowledge.links import resolve
from stemma.text.markdown_scan import scan
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, format_quantity
from stemma.vocabulary.schema import Field

_MARK = "\ue000{}\ue001"
_MARKS = re.compile("\ue000(\\d+)\ue001")
_MARKUP = re.compile(r"[\\`*_\[<&|]|^\s*(?:[#>+=-]|\d+[.)])", re.MULTILINE)


def values_of(derived: Derived, entity_id: str, field: Field) -> list[PlainValue]:
    """What a field holds: every item of a list that stands and is not disputed, else the accepted value; computed values
    too. Empty where nothing is known."""
    if field.many:
        stated = derived.graph.entities[entity_id].of(field.name)
        kept = [s.value for s in stated if s.rank != "rejected" and not s.disputed]
        return [value for value in kept if value is not None and not isinstance(value, Special)]
    accepted = derived.accepted(entity_id, field.name)
    if accepted is not None and accepted.formula is None:
        value = accepted.value
        return [] if value is None or isinstance(value, Special) else [value]
    figure = derived.figure_of(entity_id, field.name)
    return [figure.value] if figure is not None and figure.value is not None else []


def value_text(derived: Derived, value: PlainValue) -> str:
    """A value as readers see it."""
    if isinstance(value, Quantity):
        return format_quantity(value)
    if isinstance(value, PartialDate):
        return value.display
    if isinstance(value, Reference):
        return derived.graph.named[value.id].name
    if isinstance(value, Hyperlink):
        return value.title or value.url
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def plain_text(derived: Derived, markdown: str) -> str:
    """A Markdown text without its marks, on one line; `[[…]]` is the name or value that it stands for."""
    if not _MARKUP.search(markdown):  # most summaries are plain, and to find that out is much faster than to read them
        return " ".join(markdown.split())
    parts: list[str] = []
    shown: list[str] = []
    at = 0
    for number, link in enumerate(scan(markdown).links):
        parts += [markdown[at : link.start], _MARK.format(number)]
        shown.append(link.label or _meant(derived, link.target))
        at = link.end
    marked = "".join([*parts, markdown[at:]])
    text = "".join(_texts(_reader().parse(marked)))
    return " ".join(_MARKS.sub(lambda m: shown[int(m[1])] if int(m[1]) < len(shown) else "", text).split())


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children:
            yield from _texts(token.children)
        else:
            yield token.content if token.type != "softbreak" else " "
        if token.block or token.type == "hardbreak":
            yield " "


def _meant(derived: Derived, target: str) -> str:
    found = resolve(target, derived.graph)
    if isinstance(found, Problem) or derived.graph.named[found.entity].broken:
        return target
    entity = derived.graph.entities[found.entity]
    if found.field in {"", "name"}:
        return entity.name
    field = derived.graph.schema.types[entity.type].fields.get(found.field)
    if field is None:  # in a preview the schema may be broken
        return target
    return ", ".join(value_text(derived, value) for value in values_of(derived, entity.id, field)) or "not known"
