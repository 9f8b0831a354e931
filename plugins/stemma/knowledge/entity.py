# What is said: entities, their statements, and where each comes from. Frozen data; nothing here computes.
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol, TypeAlias

from stemma.text.nodes import Node, Route, Sequence, span_at
from stemma.text.quick_init import quick_init
from stemma.text.source import Source, Span
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.quantity import Quantity

Rank = Literal["preferred", "normal", "rejected"]
RANKS: tuple[Rank, ...] = ("preferred", "normal", "rejected")


class Special(Enum):
    """What may stand instead of a value: nobody knows it, or there is none."""

    UNKNOWN = "unknown"
    NONE = "none"


@quick_init
@dataclass(frozen=True, slots=True)
class Reference:
    """A value that names another entity."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """An address on the web, with a title where one is given."""

    url: str
    title: str = ""


@quick_init
@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from: a source entity's id and the place in it."""

    id: str
    at: str
    span: Span

    @property
    def place(self) -> str:
        """The place in words: `last-paragraph` as `last paragraph`; a range of pages keeps its dash."""
        return re.sub(r"(?<=[^\W\d_])-(?=\w)|(?<=\w)-(?=[^\W\d_])", " ", self.at)


PlainValue: TypeAlias = Quantity | PartialDate | Reference | Hyperlink | bool | str


@quick_init
@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one field. Exactly one of `value` and `formula` is set, but for `unknown` and `none`."""

    field: str
    index: int
    value: PlainValue | Special | None
    text: str
    route: Route
    span: Span
    citations: tuple[Citation, ...] = ()
    own_citations: bool = False
    as_of: PartialDate | None = None
    note: str = ""
    inferred: bool = False
    rank: Rank = "normal"
    disputed: bool = False
    formula: Formula | None = None
    attributes: Mapping[str, PlainValue | Special] | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a claim says that the graph can decide: a figure or expression with a bound, or a relation."""

    kind: Literal["figure", "expression", "relation"]
    span: Span
    figure: str = ""
    wanted: str = ""
    wanted_node: Node | None = None
    formula: Formula | None = None
    relation: str = ""
    from_id: str = ""
    to_id: str = ""
    exists: bool = True
    places: Mapping[str, Span] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source's stance on a claim."""

    citation: Citation
    stance: str
    note: str = ""


@quick_init
@dataclass(frozen=True, slots=True)
class Prose:
    """A Markdown text of an entity, and the node that it stands in."""

    text: str
    node: Node


class Named(Protocol):
    """What is asked of an entity where it need not be there itself."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def broken(self) -> bool: ...


@quick_init
@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with an id. `failed` names fields that have an error and must not be used or reported again;
    `broken` entities are known by their id alone."""

    id: str
    type: str
    name: str
    source: Source
    root: Node | None
    route: Route = ()
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: Prose | None = None
    notes: Prose | None = None
    links: tuple[Hyperlink, ...] = ()
    same_as: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    replaced_by: Reference | None = None
    statements: Mapping[str, tuple[Statement, ...]] | None = None
    assertion: Assertion | None = None
    evidence: tuple[Evidence, ...] = ()
    failed: frozenset[str] = frozenset()
    broken: bool = False

    @property
    def node(self) -> Node | None:
        """What the file says of the entity; None where that cannot be read."""
        node = self.root
        for step in self.route:
            if not isinstance(node, Sequence) or not isinstance(step, int) or step >= len(node.items):
                return None
            node = node.items[step]
        return node

    def at(self, *route: str | int, key: bool = False) -> Span:
        """The place in the file of one of the entity's keys or values."""
        return span_at(self.source, self.root, (*self.route, *route), key=key)

    def of(self, field: str) -> tuple[Statement, ...]:
        """The field's statements in the order of the file."""
        return self.statements.get(field, ()) if self.statements else ()
