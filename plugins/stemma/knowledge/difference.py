# What a change means, as data: two projects, a base and a head, held against each other. Frozen; `change` fills it, `report`
# and `exchange` tell it.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Context, Decimal
from typing import Literal

from stemma.knowledge.entity import PlainValue, Special
from stemma.text.diagnostics import Diagnostic
from stemma.vocabulary.quantity import Quantity

_PLACES = Decimal("0.01")
_WIDE = Context(prec=900)  # values stay below 10^400, and their ratio in per cent below 10^803

Kind = Literal["added", "removed", "changed"]
Movement = Literal["moved", "known", "unknown", "new", "gone"]
KnownBy = Literal["alias", "replaced_by", "content"]
Declared = Literal["type", "field", "unit", "rule", "setting"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: what it is called, and its commit where it is one."""

    name: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """An entity in short. Of one that both sides have, this is the head's."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """One entity under two ids, and how that is known: by an alias, by `replaced_by`, or by the same content."""

    old: Brief
    new: Brief
    known_by: KnownBy


@dataclass(frozen=True, slots=True)
class KeyEdit:
    """A key that describes the entity itself (`name`, `tags`, `summary`): the texts that only the base or the head has."""

    entity: Brief
    key: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What one statement says, without where it stands. `formula` is '' for a stated value; `text` is for people."""

    value: PlainValue | Special | None
    text: str
    formula: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    sources: tuple[str, ...] = ()
    rank: str = "normal"
    note: str = ""
    as_of: str = ""
    inferred: bool = False
    disputed: bool = False
    attributes: Mapping[str, PlainValue | Special] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that one side lacks, or that the sides tell differently: `aspects` names in what (`value`, `source`,
    `rank`, `note`, …). `relation` tells references to entities from values."""

    entity: Brief
    field: str
    label: str
    relation: bool
    old: Content | None
    new: Content | None
    aspects: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        return "added" if self.old is None else "removed" if self.new is None else "changed"


@dataclass(frozen=True, slots=True)
class Present:
    """An entity that only one side has, and all that it says there: statements, and of a claim what it asserts and its
    evidence, each as a change of which the other side has nothing."""

    entity: Brief
    said: tuple[Change, ...] = ()

    @property
    def statements(self) -> int:
        return len(self.said)

    @property
    def relations(self) -> int:
        return sum(change.relation for change in self.said)


@dataclass(frozen=True, slots=True)
class Move:
    """A computed figure whose value differs. `percent` is the change of the best value in per cent of the old one's size,
    None where one of them is missing or the old one is zero. `unknown` and `known` figures are there on both sides;
    `on_error` says that the unknown one rests on an error."""

    entity: Brief
    field: str
    label: str
    kind: Movement
    old: Quantity | None
    new: Quantity | None
    percent: Decimal | None = None
    on_error: bool = False

    @property
    def rounded(self) -> Decimal | None:
        """`percent` to two places."""
        return None if self.percent is None else self.percent.quantize(_PLACES, context=_WIDE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A field with rival statements, of which another value is the accepted one now. '' where there is none."""

    entity: Brief
    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its check and verdict on one side; '' where there is none. `numbers` are what it came to against what
    is asserted."""

    entity: Brief
    check: str
    verdict: str
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim whose check or verdict differs."""

    old: Judged
    new: Judged

    @property
    def entity(self) -> Brief:
        return self.new.entity


@dataclass(frozen=True, slots=True)
class Contest:
    """A field that only one side has contested: the accepted value there, and the live rivals that disagree."""

    entity: Brief
    field: str
    label: str
    accepted: str
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemaEdit:
    """A type, field (`type.field`), unit, rule or setting that differs: what was changed of it, as `key`, old, new."""

    what: Declared
    name: str
    kind: Kind
    details: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic that only one side has, and the entity that it is in ('' where it is in none)."""

    diagnostic: Diagnostic
    entity: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A field of an entity ('' for all of it) that could not be compared, since it has an error on this side."""

    entity: Brief
    field: str
    side: Literal["base", "head"]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs in meaning, each list in the order of ids and fields. Order, comments, spelling of numbers and
    places in files do not count."""

    base: Side
    head: Side
    added: tuple[Present, ...] = ()
    removed: tuple[Present, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    edits: tuple[KeyEdit, ...] = ()
    changes: tuple[Change, ...] = ()
    moves: tuple[Move, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    flips: tuple[Flip, ...] = ()
    claims_added: tuple[Judged, ...] = ()
    claims_removed: tuple[Judged, ...] = ()
    contested: tuple[Contest, ...] = ()
    settled: tuple[Contest, ...] = ()
    schema: tuple[SchemaEdit, ...] = ()
    new: tuple[Problem, ...] = ()
    resolved: tuple[Problem, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self) if field.name not in {"base", "head"})

    @property
    def fails(self) -> bool:
        """Whether the head has errors or warnings that the base had not."""
        return any(problem.diagnostic.level != "note" for problem in self.new)

    @property
    def changed(self) -> tuple[Brief, ...]:
        """The entities on both sides that say something else, each once."""
        found = {item.entity.id: item.entity for part in (self.edits, self.changes) for item in part}
        return tuple(found[id_] for id_ in sorted(found))
