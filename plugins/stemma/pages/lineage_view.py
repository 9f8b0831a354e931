# What a lineage figure is drawn from: plain view data, made by whoever knows the graph.
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Line = Literal["solid", "dashed", "dotted"]
Month = tuple[int, int]
"""Year and month, counted from 1; month 0 where only the year is known."""


@dataclass(frozen=True, slots=True)
class Node:
    """An entity in the figure. `parents` and `children` count all it has, drawn or not; `href` is relative to the page."""

    id: str
    name: str
    type: str
    type_label: str
    color: str
    href: str
    detail: str = ""
    parents: int = 0
    children: int = 0
    folded: int = 0
    date: Month | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A lineage relation: the field `relation`, whose human name as `child` says it is `label`, ties it to `parent`.

    `along` is what stands on the line, so worded that it reads from parent to child. `own_source` says that the relation
    has sources of its own; `implied` that a longer way of the same relation says as much, so that it need not be drawn.
    """

    parent: str
    child: str
    relation: str
    label: str
    line: Line = "solid"
    disputed: bool = False
    along: str = ""
    own_source: bool = False
    implied: bool = False

    @property
    def words(self) -> str:
        """What stands on the line; where there is no word for that direction, the other with an arrow against it."""
        return self.along or (f"← {self.label}" if self.label else "")


@dataclass(frozen=True, slots=True)
class Wider:
    """What else a figure can show: the data file, the depths that differ, and whether there are dates to draw by."""

    file: str
    depths: tuple[str, ...]
    dated: bool
