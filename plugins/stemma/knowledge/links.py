# What `[[…]]` means: an entity by id or alias, or one of its fields. In: the text between the brackets. Out: the target,
# or a problem that points into that text.
from __future__ import annotations

import re
from dataclasses import dataclass

from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Graph
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Hint, diagnose, listed, meant, suggest
from stemma.text.markdown_scan import Link, scan
from stemma.text.source import Source, Span
from stemma.vocabulary.problem import Problem

_OPENING = re.compile(r"\[\[\s*")


@dataclass(frozen=True, slots=True)
class Target:
    """An entity, or a field of it."""

    entity: str
    field: str = ""


def resolve(text: str, graph: Graph) -> Target | Problem:
    """What a link's target names."""
    head, dot, field = text.rpartition(".")
    owner = head if head in graph.named else graph.aliases.get(head, "")
    if text in graph.named:
        type_ = graph.schema.types.get(graph.named[owner].type) if owner else None
        if type_ and field in type_.fields:
            why = f"`{text}` may mean the entity, or the field `{field}` of `{owner}`"
            return Problem("ref-ambiguous", why, 0, len(text), ("rename the entity",))
        return Target(text)
    if text in graph.aliases:
        return Target(graph.aliases[text])
    if not dot or not owner:
        hint = suggest(text, [*graph.entities, *graph.aliases])
        if hint is None and dot:
            other = suggest(head, graph.entities)
            hint = f"{other}.{field}" if other else None
        return Problem(
            "link-unknown", f"no entity has the id `{text}`", 0, len(text), (meant(text, hint),) if hint else ()
        )
    entity = graph.entities[owner]
    type_ = graph.schema.types.get(entity.type)
    unclear = type_ is None or entity.broken or "id" in entity.failed or entity.type in graph.schema.broken_types
    if type_ is None or unclear or field in type_.fields or field == "name":
        return Target(owner, field)
    hint = suggest(field, type_.fields)
    start = len(head) + 1
    return Problem(
        "link-unknown", f"`{owner}` is a `{type_.name}` and has no field `{field}`", start, len(text),
        (meant(field, hint, f"{head}.{hint}") if hint else f"fields of `{type_.name}`: {listed(field, type_.fields)}",),
    )  # fmt: skip


def check_links(source: Source, graph: Graph) -> tuple[int, list[Diagnostic]]:
    """How many links a Markdown file has, and a diagnostic for each that leads nowhere."""
    found: list[Diagnostic] = []
    seen = scan(source.text)
    links = seen.links
    named = {target: resolve(target, graph) for target in dict.fromkeys(link.target for link in links)}
    for link in links:
        problem = named[link.target]
        if isinstance(problem, Problem):
            at = source.text.index(link.target, link.start)
            found.append(_at(source, at, problem))
    found += [_torn(source, link.start, link.end, link) for link in seen.torn if is_meant(link.target, graph)]
    return len(links), found


def is_meant(text: str, graph: Graph) -> bool:
    """Whether a text in lonely brackets is one that a link would be made of."""
    return isinstance(resolve(text, graph), Target)


def _torn(source: Source, start: int, end: int, link: Link) -> Diagnostic:
    message = f"`{source.text[start:end]}` is no link: a bracket is missing"
    whole = f"[[{link.target}]]"
    mend = Hint.of(f"write `{whole}`", source.text[start:end], whole)
    return diagnose(rule("link-unknown"), message, Span(source, start, end), help=(mend,))


def check_prose(entity: Entity, graph: Graph) -> list[Diagnostic]:
    """Links in an entity's own Markdown texts, at their places in the YAML."""
    found: list[Diagnostic] = []
    texts = [p for p in (entity.summary, entity.notes) if p is not None]
    type_ = graph.schema.types.get(entity.type)
    for name, statements in entity.statements.items() if type_ and entity.statements else ():
        if type_ and type_.fields[name].kind == "markdown":
            spans = [(str(s.value), s.span) for s in statements if isinstance(s.value, str)]
            for text, span in spans:
                found += _in_text(entity.source, text, span.start, graph)
    for prose in texts:
        found += _in_text(entity.source, prose.text, prose.node.start, graph)
    return found


def _in_text(source: Source, text: str, start: int, graph: Graph) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    at = start
    seen = scan(text)
    for link in seen.links:
        end = _written(source.text, link.target, at)
        at = end or at
        problem = resolve(link.target, graph)
        if isinstance(problem, Problem):
            place = end - len(link.target) if end else start
            found.append(_at(source, place, problem))
    for link in seen.torn:
        place = source.text.find(text[link.start : link.end], start)
        if place >= 0 and is_meant(link.target, graph):
            found.append(_torn(source, place, place + link.end - link.start, link))
    return found


def _written(text: str, target: str, at: int) -> int:
    """Where a link's target ends in the file behind `at`; 0 where it is written otherwise there."""
    while opening := _OPENING.search(text, at):
        if text.startswith(target, opening.end()):
            return opening.end() + len(target)
        at = opening.start() + 1
    return 0


def _at(source: Source, at: int, problem: Problem) -> Diagnostic:
    span = Span(source, at + problem.start, at + problem.end)
    return diagnose(rule(problem.rule), problem.message, span, help=problem.help)
