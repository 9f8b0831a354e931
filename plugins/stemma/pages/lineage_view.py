# What a lineage figure is drawn from: plain view data, made by whoever knows the graph.
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Line = Literal["solid", "dashed", "dotted"]


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


@dataclass(frozen=True, slots=True)
class Edge:
    """A lineage relation: `child` holds the field `relation`, whose human name is `label`, and refers to `parent`."""

    parent: str
    child: str
    relation: str
    label: str
    line: Line = "solid"
    disputed: bool = False
