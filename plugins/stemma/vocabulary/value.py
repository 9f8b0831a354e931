# What an expression can be about and what it can come to, and what it may ask of the graph. Types only.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Union

from stemma.text.quick_init import quick_init
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.units import Units


@dataclass(frozen=True, slots=True)
class EntityValue:
    """An entity of the graph, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no value, because these are not known (`deepseek-v3.gpu_hours`)."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither true nor false: some of the possible values satisfy the condition, some do not.

    `likely` is what holds for the best values, where there are any; `reason` is a sentence.
    """

    reason: str
    likely: bool | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """The expression makes no sense for these values; the problem's offsets are into the expression's text."""

    problem: Problem


Value = Union["Quantity", "PartialDate", str, bool, EntityValue, "tuple[Value, ...]", Unknown, Undecided, Failure]


@quick_init
@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an expression came to. `warnings` point into its text."""

    value: Value
    warnings: tuple[Problem, ...] = ()


class Scope(Protocol):
    """What an expression may ask of the graph.

    A field with nothing in it is `()`, one that is not known `Unknown`; several values are a tuple.
    """

    def name(self, name: str) -> Value | None:
        """An input's value or a field's of the entity at hand; None where there is no such name."""

    def names(self) -> Iterable[str]:
        """All names, for a hint."""

    def field(self, entity_id: str, field: str) -> Value | None:
        """A field of an entity; None where its type has no such field."""

    def entity(self, entity_id: str) -> EntityValue | None:
        """The entity with this id or alias."""

    def entity_ids(self) -> Iterable[str]:
        """All ids, for a hint."""

    def ancestors(self, entity_id: str, via: tuple[str, ...]) -> tuple[EntityValue, ...]:
        """All it descends from through these relations (all of lineage where empty), without itself, in fixed order."""

    def descendants(self, entity_id: str, via: tuple[str, ...]) -> tuple[EntityValue, ...]:
        """All that descends from it, likewise."""

    def is_increment(self, field: str) -> bool:
        """Whether the schema lets this field be summed over a lineage."""

    def units(self) -> Units:
        """The units of the schema."""
