# What the ledger keeps of a checked project: of each entity what others rest on, of each file its problems. In: the stages'
# results. Out: plain tuples, and the same read back.
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from stemma.knowledge.entity import Entity, Reference, Statement
from stemma.rules.stale import newest_day
from stemma.text import nodes
from stemma.text.catalogue import RULES
from stemma.text.diagnostics import Diagnostic, Fix, Hint, Label
from stemma.text.ignores import Ignore
from stemma.text.source import Source, Span
from stemma.vocabulary.schema import Field, Schema

# Keys that no other entity's check looks at. Aliases are compared apart.
_PROSE = frozenset({"summary", "notes", "links", "same_as", "aliases"})
_BRACKETED = re.compile(r"\[\[([^\[\]\n|]+)|\[([^\[\]\n|]+)\]\]")
_WORD = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_NO_FIELDS: Mapping[str, Field] = {}


class EntityRecord(NamedTuple):
    """An entity as others see it. `facts` is a digest of all that it states; `refs` are the targets of its relations,
    `lineage` those of descent as (child, parent, field), `cites` its sources, `mentions` what its texts and attributes name;
    `rests` is whatever its
    figures, claims and rules looked at, each between two spaces, `looks` the entities that it is compared with; `day` is the
    newest day that it speaks of and `oldest` the last day of its oldest `as_of` (0 without one), counted from year one."""

    id: str
    type: str
    name: str
    broken: bool
    failed: Sequence[str]
    replaced_by: bool
    aliases: Sequence[str]
    facts: bytes
    refs: Sequence[str]
    lineage: Sequence[Sequence[str]]
    cites: Sequence[str]
    mentions: Sequence[str]
    rests: str
    looks: Sequence[str]
    day: int
    oldest: int

    @property
    def shape(self) -> tuple[str, bool, tuple[str, ...]]:
        """What a reference to the entity is checked against."""
        return self.type, self.broken, tuple(self.failed)


class FileRecord(NamedTuple):
    """A file as it was read: its `stat` (size, times, inode), the digest of its bytes, how many figures, references, claims
    and links it holds, the problems in it, the comments that silence some, and its entities. Of a page `mentions` are what
    its links name, and `asks` says whether it holds a block, which may ask for anything."""

    stat: Sequence[int]
    digest: bytes
    figures: int
    references: int
    claims: int
    links: int
    problems: Sequence[Any]
    ignores: Sequence[Sequence[Any]]
    entities: Sequence[EntityRecord]
    mentions: Sequence[str] = ()
    asks: bool = False


def entity_record(entity: Entity, schema: Schema, rests: Iterable[str]) -> EntityRecord:
    """What the ledger keeps of a checked entity; `rests` are the entities that were looked at on its behalf."""
    type_ = schema.types.get(entity.type)
    fields = type_.fields if type_ else _NO_FIELDS
    refs: dict[str, None] = {}
    looks: dict[str, None] = {}
    lineage: list[tuple[str, str, str]] = []
    cites = {citation.id: None for citation in entity.sources}
    cites.update((item.citation.id, None) for item in entity.evidence)
    mentions = {entity.name.casefold(): None}  # which may be another's alias
    resting = dict.fromkeys(rests)
    for name, statements in (entity.statements or {}).items():
        field = fields[name]
        for statement in statements:
            if statement.citations is not entity.sources:
                cites.update((citation.id, None) for citation in statement.citations)
            if field.kind == "ref":
                _note_reference(entity.id, field, statement, refs, looks, lineage, mentions)
            elif field.kind == "markdown" and isinstance(statement.value, str):
                mentions.update(_linked(statement.value))
        if len(statements) > 1:  # which of them is accepted depends on what their sources are
            resting.update((citation.id, None) for said in statements for citation in said.citations)
    for prose in (entity.summary, entity.notes):
        mentions.update(_linked(prose.text) if prose is not None else ())
    if entity.replaced_by is not None:
        mentions[entity.replaced_by.id] = None
    return EntityRecord(
        entity.id, entity.type, entity.name, entity.broken, sorted(entity.failed), entity.replaced_by is not None,
        entity.aliases, _facts(entity), list(refs), lineage, list(cites), list(mentions), f" {' '.join(sorted(resting))} " if resting else "", list(looks),
        newest_day(schema, entity).toordinal(), _oldest(entity),
    )  # fmt: skip


def _oldest(entity: Entity) -> int:
    timed = [s.as_of for statements in (entity.statements or {}).values() for s in statements if s.as_of is not None]
    return min((day.latest.toordinal() for day in timed), default=0)


def _note_reference(
    entity_id: str, field: Field, statement: Statement, refs: dict[str, None], looks: dict[str, None],
    lineage: list[tuple[str, str, str]], mentions: dict[str, None],
) -> None:  # fmt: skip
    value = statement.value
    if isinstance(value, Reference):
        refs[value.id] = None
        if field.lineage or field.symmetric:
            looks[value.id] = None
        if field.lineage and statement.rank != "rejected":
            child, parent = (entity_id, value.id) if field.lineage == "parent" else (value.id, entity_id)
            lineage.append((child, parent, field.name))
    for attribute in (statement.attributes or {}).values():
        if isinstance(attribute, Reference):
            mentions[attribute.id] = None


def _linked(text: str) -> dict[str, None]:
    """What a text's links may name, whole or torn, in code or not: too much is no harm, and a true reading costs more."""
    if "[" not in text:
        return {}
    inside = [part.strip() for found in _BRACKETED.findall(text) for part in found if part]
    return linked([*inside, *(word for part in inside for word in _WORD.findall(part))])


def linked(targets: Iterable[str]) -> dict[str, None]:
    """The targets, and what stands before the last dot of each."""
    return {name: None for target in targets for name in (target, target.rpartition(".")[0]) if name}


def _facts(entity: Entity) -> bytes:
    """A digest of what an entity states, as its file writes it."""
    node = entity.node
    text = entity.source.text
    if isinstance(node, nodes.Mapping):
        parts = [text[e.key.start : max(e.key.end, e.value.end)] for e in node.entries if e.key.text not in _PROSE]
        text = "\n".join(parts)
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest()


# Problems. `name_of` and `source_of` translate between a source and the name under which the ledger has its file.
def written(problem: Diagnostic, name_of: Callable[[Source], str]) -> list[Any]:
    """A problem as plain data."""
    at = problem.at
    return [
        problem.rule.id, problem.message, at.span.start, at.span.end, at.message,
        [[name_of(label.span.source), label.span.start, label.span.end, label.message] for label in problem.related],
        [[line, line.written, line.replacement] if isinstance(line, Hint) else [str(line)] for line in problem.help],
        problem.severity,
        [[name_of(fix.span.source), fix.span.start, fix.span.end, fix.replacement] for fix in problem.fixes],
    ]  # fmt: skip


def read_back(data: Sequence[Any], source: Source, source_of: Callable[[str], Source]) -> Diagnostic:
    """The problem that was written, in this source."""
    rule_id, message, start, end, label, related, help_lines, severity, fixes = data
    return Diagnostic(
        RULES[rule_id], message, Label(Span(source, start, end), label),
        tuple(Label(Span(source_of(name), a, b), text) for name, a, b, text in related),
        tuple(Hint.of(*line) if len(line) > 1 else line[0] for line in help_lines), severity,
        tuple(Fix(Span(source_of(name), a, b), text) for name, a, b, text in fixes),
    )  # fmt: skip


def silencing(ignores: Iterable[Sequence[Any]]) -> tuple[Ignore, ...]:
    """The comments of a file, read back."""
    return tuple(Ignore(line, tuple(rules), start, end) for line, rules, start, end in ignores)
