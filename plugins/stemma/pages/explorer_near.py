# The explorer's data: for each entity a small file with its neighbours, placed around it, and an index for the search.
# Plain nodes and edges in; records in vis-network's shape and the files that hold them out.
from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from stemma.pages.data_script import data_script
from stemma.pages.layout import natural

Record = dict[str, Any]

PAGE = 24  # neighbours in one file; more lie in further files, which are loaded when asked for
COLUMN = 240  # distance of the columns of parents and children from their entity
ROW = 62  # distance of two boxes in a column
ACROSS = 210  # distance of two boxes in a row
IN_ROW = 5
IN_COLUMN = 10
WHOLE = 2000  # entities that one index file holds; above, the index is cut by the beginnings of words
_SAFE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_WORD = re.compile(r"[^\W_]+")
_DASHES: Mapping[str, bool | list[int]] = {"dashed": [7, 5], "dotted": [2, 5]}


@dataclass(frozen=True, slots=True)
class ExplorerNode:
    """An entity. `href` is relative to the explorer's page; `color` is the type's, as the schema has it."""

    id: str
    name: str
    type: str
    type_label: str
    color: str
    href: str
    card: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExplorerEdge:
    """A relation, read "source label target". For a lineage relation the source is the child."""

    source: str
    target: str
    type: str
    label: str
    line: Literal["solid", "dashed", "dotted"] = "solid"
    lineage: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """The graph by id, with each entity's relations."""

    nodes: dict[str, ExplorerNode]
    around: dict[str, list[tuple[ExplorerEdge, str]]]

    @classmethod
    def build(cls, nodes: Iterable[ExplorerNode], edges: Iterable[ExplorerEdge]) -> Near:
        """Sort and clean the input: each id and each edge once, no edge without both its ends or onto itself."""
        known: dict[str, ExplorerNode] = {}
        for node in sorted(nodes, key=lambda n: (natural(n.name), n.id, n.href)):
            known.setdefault(node.id, node)
        around: dict[str, list[tuple[ExplorerEdge, str]]] = {name: [] for name in known}
        place = {name: i for i, name in enumerate(known)}
        ends = {e for e in edges if e.source in known and e.target in known and e.source != e.target}
        for edge in sorted(
            ends, key=lambda e: (not e.lineage, e.label, e.type, place[e.source], place[e.target], e.line)
        ):
            around[edge.source].append((edge, edge.target))
            around[edge.target].append((edge, edge.source))
        return cls(known, around)

    def degree(self, name: str) -> int:
        """How many other entities this one is related to."""
        return len({other for _, other in self.around[name]})

    def start(self, wished: str) -> str:
        """The entity to start from."""
        return wished if wished in self.nodes else max(self.nodes, key=self.degree)

    def file(self, name: str) -> str:
        """The name of an entity's file: its id where that is safe in every URL and file system, else a hash of it."""
        if _SAFE.fullmatch(name):
            return f"e-{name}"
        return f"x-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def nearby(near: Near, name: str) -> list[Record]:
    """What the files of one entity hold: `nodes` and `edges` in vis-network's shape, placed around it, and its card.

    Lineage runs from left to right: parents stand left, children right. What the entity refers to otherwise stands above,
    what refers to it below.
    """
    sides: dict[str, list[str]] = {"left": [], "right": [], "above": [], "below": []}
    seen = {name}
    for edge, other in near.around[name]:
        if other not in seen:
            seen.add(other)
            leaving = edge.source == name
            side = ("left" if leaving else "right") if edge.lineage else ("above" if leaving else "below")
            sides[side].append(other)
    pages: list[Record] = []
    order = _taking_turns(sides)
    for first in range(0, max(len(order), 1), PAGE):
        part = order[first : first + PAGE]
        spots = _spots({side: [i for i in part if i in members] for side, members in _sets(sides).items()})
        inside = {name, *part}
        pages.append(
            {
                "nodes": [_record(near, name, 0, 0), *(_record(near, i, *spots[i]) for i in part)],
                "edges": _lines(near, name, inside),
                "card": dict(near.nodes[name].card),
                "pages": max(1, -(-len(order) // PAGE)),
            }
        )
    return pages


def _sets(sides: dict[str, list[str]]) -> dict[str, set[str]]:
    return {side: set(members) for side, members in sides.items()}


def _taking_turns(sides: dict[str, list[str]]) -> list[str]:
    """Parents first, then the others by turns, so that a first page shows some of each kind."""
    rest = [sides["right"], sides["above"], sides["below"]]
    longest = max(map(len, rest), default=0)
    return sides["left"] + [side[i] for i in range(longest) for side in rest if i < len(side)]


def _spots(sides: Mapping[str, list[str]]) -> dict[str, tuple[int, int]]:
    """Columns left and right, rows above and below, clear of one another; relative to the entity in the middle."""
    spots = {}
    tallest = max(min(IN_COLUMN, len(sides["left"])), min(IN_COLUMN, len(sides["right"])), 1)
    for side, sign in (("left", -1), ("right", 1)):
        for i, name in enumerate(sides[side]):
            column, row = divmod(i, IN_COLUMN)
            rows = min(IN_COLUMN, len(sides[side]) - column * IN_COLUMN)
            spots[name] = (sign * COLUMN * (column + 1), round((row - (rows - 1) / 2) * ROW))
    edge = (tallest - 1) * ROW // 2 + 100
    for side, sign in (("above", -1), ("below", 1)):
        for i, name in enumerate(sides[side]):
            row, place = divmod(i, IN_ROW)
            places = min(IN_ROW, len(sides[side]) - row * IN_ROW)
            # Every second row is set off by half a box, so that lines to the rows behind show between.
            shift = ACROSS / 2 if row % 2 and (IN_ROW - places) % 2 == 0 else 0
            spots[name] = (round((place - (places - 1) / 2) * ACROSS + shift), sign * (edge + row * ROW))
    return spots


def _record(near: Near, name: str, x: int, y: int) -> Record:
    node = near.nodes[name]
    return {
        "id": name,
        "label": node.name,
        "shape": "box",
        "x": x,
        "y": y,
        "type": node.type,
        "kind": node.type_label,
        "href": node.href,
        "degree": near.degree(name),
        "file": near.file(name),
    }


def _lines(near: Near, name: str, inside: set[str]) -> list[Record]:
    """The entity's own relations to what is shown, each with an id that is the same in every file.

    Relations between two neighbours come with the neighbours' own files.
    """
    out = []
    for edge, other in near.around[name]:
        if other in inside:
            first, last = (edge.target, edge.source) if edge.lineage else (edge.source, edge.target)
            out.append(
                {
                    "id": f"{edge.source} {edge.type} {edge.target}",
                    "from": first,
                    "to": last,
                    "arrows": "to",
                    "dashes": _DASHES.get(edge.line, False),
                    "type": edge.type,
                    "name": edge.label,
                    "lineage": edge.lineage,
                }
            )
    return out


def search_files(near: Near) -> dict[str, bytes]:
    """The search's index: entries of id, name, type and file, in one script or in one for each beginning of a word."""
    rows = {name: [name, node.name, node.type_label, near.file(name)] for name, node in near.nodes.items()}
    if len(rows) <= WHOLE:
        return {"explorer/index.js": data_script("explorer/index.js", {"rows": list(rows.values())})}
    parts: dict[str, dict[str, list[str]]] = {}
    for name, row in rows.items():
        for word in _WORD.findall(f"{row[1]} {name}".lower()):
            parts.setdefault(word[:2], {})[name] = row
    made = {f"explorer/index-{start.encode().hex()}.js": list(part.values()) for start, part in sorted(parts.items())}
    return {path: data_script(path, {"rows": part}) for path, part in made.items()}
