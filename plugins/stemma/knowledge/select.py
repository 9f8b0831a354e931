# Selections in dbt's notation: `+deepseek-r1`, `2+deepseek-r1+1`, `type:model`, `tag:…`, a space for union, a comma for
# intersection, `exclude:` before a term. In: text and the graph. Out: ids, or a problem that points into the text.
from __future__ import annotations

import re
from dataclasses import dataclass

from stemma.knowledge.graph import Graph
from stemma.text.diagnostics import did_you_mean
from stemma.vocabulary.problem import Problem

MAX_LENGTH = 2_000
_TERM = re.compile(r"(?:(?P<up>\d*)\+)?(?P<name>[^+\s,]+?)(?:\+(?P<down>\d*))?")
_METHODS = ("type", "tag", "id")


@dataclass(frozen=True, slots=True)
class _Term:
    text: str
    start: int
    exclude: bool


def select(text: str, graph: Graph) -> tuple[str, ...] | Problem:
    """The ids that a selection names, sorted; the first problem of its text otherwise."""
    if len(text) > MAX_LENGTH:
        return Problem("block-option", f"a selection has at most {MAX_LENGTH} characters", 0, 1)
    terms = _terms(text)
    if isinstance(terms, Problem):
        return terms
    if not terms:
        return Problem("block-option", "this selection is empty", 0, max(len(text), 1), ("for example `+some-id`",))
    chosen: set[str] = set()
    dropped: set[str] = set()
    if all(term.exclude for term in terms):
        chosen.update(e.id for e in graph.entities.values() if not e.broken)
    for term in terms:
        found = _intersection(term, graph)
        if isinstance(found, Problem):
            return found
        (dropped if term.exclude else chosen).update(found)
    return tuple(sorted(chosen - dropped))


def _terms(text: str) -> list[_Term] | Problem:
    terms: list[_Term] = []
    for match in re.finditer(r"\S+", text):
        word, start = match.group(), match.start()
        exclude = word.startswith("exclude:")
        if exclude:
            word, start = word[8:], start + 8
        if not word:
            return Problem(
                "block-option",
                "`exclude:` stands directly before a term",
                match.start(),
                match.end(),
                ("for example `exclude:type:claim`",),
            )
        terms.append(_Term(word, start, exclude))
    return terms


def _intersection(term: _Term, graph: Graph) -> set[str] | Problem:
    found: set[str] | None = None
    at = term.start
    for part in term.text.split(","):
        if not part:
            return Problem("block-option", "a comma stands between two terms", at, at + 1)
        some = _one(part, at, graph)
        if isinstance(some, Problem):
            return some
        found = some if found is None else found & some
        at += len(part) + 1
    return found or set()


def _one(part: str, at: int, graph: Graph) -> set[str] | Problem:
    match = _TERM.fullmatch(part)
    if match is None:
        return Problem(
            "block-option",
            f"`{part}` is no term of a selection",
            at,
            at + len(part),
            ("for example `2+some-id+1` or `type:some-type`",),
        )
    name = match["name"]
    start = at + match.start("name")
    base = _named(name, start, graph)
    if isinstance(base, Problem):
        return base
    found = set(base)
    for entity_id in base:
        if match["up"] is not None:
            found.update(graph.ancestors(entity_id, depth=_depth(match["up"])))
        if match["down"] is not None:
            found.update(graph.descendants(entity_id, depth=_depth(match["down"])))
    return found


def _depth(digits: str) -> int | None:
    return min(int(digits[:9]), 1_000_000) if digits else None


def _named(name: str, start: int, graph: Graph) -> set[str] | Problem:
    method, colon, rest = name.partition(":")
    whole = [e for e in graph.entities.values() if not e.broken]
    if not colon:
        if name in graph.entities:
            return {name}
        meant = graph.aliases.get(name)
        if meant:
            return {meant}
        hint = did_you_mean(name, [*graph.entities, *graph.aliases])
        return Problem(
            "ref-unknown",
            f"no entity has the id `{name}`",
            start,
            start + len(name),
            (hint,) if hint else (),
        )
    if method == "type":
        if rest not in graph.schema.types:
            hint = did_you_mean(rest, graph.schema.types)
            help_text = hint or f"types: {', '.join(sorted(graph.schema.types))}"
            return Problem("block-option", f"there is no type `{rest}`", start + 5, start + len(name), (help_text,))
        return {e.id for e in whole if graph.schema.is_a(e.type, rest)}
    if method == "tag":
        return {e.id for e in whole if rest in e.tags}
    if method == "id" and rest in graph.entities:
        return {rest}
    return Problem(
        "block-option",
        f"`{method}:` selects nothing",
        start,
        start + len(method) + 1,
        (f"use {', '.join(f'`{m}:`' for m in _METHODS)} or an id",),
    )
