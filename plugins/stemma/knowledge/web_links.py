# Addresses on the web that a project names. In: the graph and the hand-written pages. Out: each address with the places
# where it stands. Nothing here asks the web.
from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag

from stemma.knowledge.entity import Entity, Hyperlink, Statement
from stemma.knowledge.graph import Graph
from stemma.text.markdown_scan import without_code
from stemma.text.source import Source, Span

_LINK = re.compile(
    r"""(?P<lead>\]\(\s*<?|^[ ]{0,3}\[[^\]\n]+\]:\s*<?|<|\b(?:href|src)\s*=\s*["'])(?P<url>https?://[^\s<>"']+)""",
    re.MULTILINE,
)


def web_links(graph: Graph, pages: Iterable[Source]) -> dict[str, tuple[Span, ...]]:
    """All `http` and `https` addresses by where they stand, without their fragments, sorted."""
    found: dict[str, dict[tuple[str, int], Span]] = {}
    for entity in graph.entities.values():
        if not entity.broken:
            for url, span in _of_entity(entity):
                _add(found, url, span)
    for page in pages:
        for url, start, end in in_markdown(page.text):
            _add(found, url, Span(page, start, end))
    return {url: tuple(spans[place] for place in sorted(spans)) for url, spans in sorted(found.items())}


def _add(found: dict[str, dict[tuple[str, int], Span]], url: str, span: Span) -> None:
    if url.lower().startswith(("http://", "https://")):
        found.setdefault(urldefrag(url).url, {})[span.source.path, span.start] = span


def _of_entity(entity: Entity) -> Iterator[tuple[str, Span]]:
    for number, link in enumerate(entity.links):
        yield link.url, entity.at("links", number)
    for number, url in enumerate(entity.same_as):
        yield url, entity.at("same_as", number)
    for statements in (entity.statements or {}).values():
        for statement in statements:
            yield from _of_statement(entity, statement)
    for prose in (entity.summary, entity.notes):
        if prose is not None:
            yield from _of_text(entity.source, prose.text, prose.node.start)


def _of_statement(entity: Entity, statement: Statement) -> Iterator[tuple[str, Span]]:
    for value in (statement.value, *(statement.attributes or {}).values()):
        if isinstance(value, Hyperlink):
            yield value.url, statement.span
    if isinstance(statement.value, str):  # where it is no Markdown, no link is found in it
        yield from _of_text(entity.source, statement.value, statement.span.start)


def _of_text(source: Source, text: str, start: int) -> Iterator[tuple[str, Span]]:
    """Links of a Markdown text at their places in the YAML; at the text's start where folding took them apart."""
    at = start
    for url, _, _ in in_markdown(text):
        place = source.text.find(url, at)
        if place >= 0:
            at = place + len(url)
        yield url, Span(source, place, at) if place >= 0 else Span(source, start, start)


def in_markdown(text: str) -> Iterator[tuple[str, int, int]]:
    """Each address that a Markdown text links to, with its start and end: inline, in angle brackets, as a reference's
    definition, and in HTML."""
    if "http" not in text:
        return
    for match in _LINK.finditer(without_code(text)):
        written = match["url"]
        if match["lead"].startswith("]("):
            written = _inside(written)
        yield html.unescape(written), match.start("url"), match.start("url") + len(written)


def _inside(written: str) -> str:
    """The address up to the bracket that closes the link: brackets in an address come in pairs."""
    depth = 0
    for index, character in enumerate(written):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return written[:index]
    return written
