# The explorer's data: for each entity small files with its neighbours, placed around it. Plain nodes and edges in; records
# in vis-network's shape out.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from stemma.pages.data_script import entity_file
from stemma.pages.layout import natural
from stemma.pages.lineage_svg import safe_href

Record = dict[str, Any]

SIDE = 12  # neighbours on one side in one file; more lie in further files, which are loaded when asked for
COLUMN = 320  # distance of the columns left and right from their entity; the page's script has the same numbers
ROW = 34  # distance of two boxes in a column
HEAD = 20  # room for the words above the boxes of a relation
_DASHES: Mapping[str, list[int]] = {"dashed": [7, 5], "dotted": [2, 5]}


@dataclass(frozen=True, slots=True)
class ExplorerNode:
    """An entity. `href` is relative to the explorer's page; `color` is the type's, as the schema has it; `card` is what its
    preview shows (see `cards.card`)."""

    id: str
    name: str
    type: str
    type_label: str
    color: str
    href: str
    card: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands among others."""
        return natural(self.name), self.id, self.href


@dataclass(frozen=True, slots=True)
class ExplorerEdge:
    """A relation, read "source label target" and "target inverse source". For a lineage relation the source is the child."""

    source: str
    target: str
    type: str
    label: str
    line: Literal["solid", "dashed", "dotted"] = "solid"
    lineage: bool = False
    inverse: str = ""

    def words(self, of: str) -> str:
        """What the relation is called from one of its ends."""
        return self.label if of == self.source else self.inverse or f"{self.label} of"


Line = tuple[ExplorerEdge, str]
"""A relation, and the entity at its other end."""


@dataclass(frozen=True, slots=True)
class Near:
    """The graph by id, in the order of names: `around` gives an entity's relations in the order in which they are shown,
    and `degree` how many others it is related to."""

    nodes: Mapping[str, ExplorerNode]
    around: Callable[[str], Sequence[Line]]
    degree: Callable[[str], int]

    @classmethod
    def build(cls, nodes: Iterable[ExplorerNode], edges: Iterable[ExplorerEdge]) -> Near:
        """Sort and clean the input: each id and each edge once, no edge without both its ends or onto itself."""
        known = in_order(nodes)
        by_end: dict[str, list[ExplorerEdge]] = {name: [] for name in known}
        for edge in edges:
            if edge.source in known and edge.target in known:
                by_end[edge.source].append(edge)
                by_end[edge.target].append(edge)
        around = {name: lines_of(name, ends, known) for name, ends in by_end.items()}
        return cls(known, around.__getitem__, {name: degree_of(lines) for name, lines in around.items()}.__getitem__)

    def start(self, wished: str) -> str:
        """The entity to start from."""
        return wished if wished in self.nodes else max(self.nodes, key=self.degree)

    def file(self, name: str) -> str:
        """The name of an entity's file: its id where that is safe in every URL and file system, else a hash of it."""
        return entity_file(name)


def in_order(nodes: Iterable[ExplorerNode]) -> dict[str, ExplorerNode]:
    """The nodes by their ids, in the order of names."""
    known: dict[str, ExplorerNode] = {}
    for node in sorted(nodes, key=lambda n: n.place):
        known.setdefault(node.id, node)
    return known


def lines_of(name: str, edges: Iterable[ExplorerEdge], nodes: Mapping[str, ExplorerNode]) -> list[Line]:
    """The relations of an entity, each once, in the order in which they are shown."""
    ends = {edge for edge in edges if edge.source != edge.target}
    ordered = sorted(
        ends,
        key=lambda e: (
            not e.lineage, e.label, e.type, nodes[e.source].place, nodes[e.target].place, e.line, e.inverse
        ),
    )  # fmt: skip
    return [(edge, edge.target if edge.source == name else edge.source) for edge in ordered]


def degree_of(lines: Sequence[Line]) -> int:
    """How many others these lines lead to."""
    return len({other for _, other in lines})


def nearby(near: Near, name: str) -> list[Record]:
    """What the files of one entity hold: `nodes` and `edges` in vis-network's shape, placed around it; the first holds its
    card and the number of files.

    Lineage runs from left to right: parents stand left, children right. What the entity refers to otherwise stands left as
    well, and what refers to it right, as far as neither side gets much longer than the other.
    """
    lines: dict[str, list[ExplorerEdge]] = {}
    for edge, other in near.around(name):
        lines.setdefault(other, []).append(edge)
    words = {other: ", ".join(dict.fromkeys(e.words(name) for e in edges)) for other, edges in lines.items()}
    left, right = (_taking_turns(side, words) for side in _sides(name, lines))
    pages: list[Record] = []
    for first in range(0, max(len(left), len(right), 1), SIDE):
        columns = [_column(side[first : first + SIDE], words) for side in (left, right)]
        shown = [(other, sign * COLUMN, y) for sign, side in zip((-1, 1), columns, strict=True) for other, y in side]
        pages.append(
            {
                "nodes": [_record(near, name, 0, 0), *(_record(near, *spot) for spot in shown)],
                "edges": [_line(edge) for other, _, _ in shown for edge in lines[other]],
            }
        )
    return [pages[0] | {"card": dict(near.nodes[name].card), "pages": len(pages)}, *pages[1:]]


def _sides(name: str, lines: Mapping[str, list[ExplorerEdge]]) -> tuple[list[str], list[str]]:
    """The neighbours left and right. What is not lineage goes to where there is room, relation by relation."""
    parents: list[str] = []
    children: list[str] = []
    referred: list[str] = []
    referring: list[str] = []
    for neighbour, edges in lines.items():
        leaving = edges[0].source == name
        if edges[0].lineage:
            (parents if leaving else children).append(neighbour)
        else:
            (referred if leaving else referring).append(neighbour)
    even = max(SIDE, (len(lines) + 1) // 2)
    most = max(0, even - len(parents))
    left, right = parents + referred[:most], children + referred[most:]
    over = max(0, len(referring) - max(0, even - len(right)))
    return left + referring[:over], right + referring[over:]


def _taking_turns(side: list[str], words: Mapping[str, str]) -> list[str]:
    """Lineage and all other relations by turns, so that the first file shows some of each."""
    groups: dict[str, list[str]] = {}
    for other in side:
        groups.setdefault(words[other], []).append(other)
    ranked = [(i, at, other) for at, members in enumerate(groups.values()) for i, other in enumerate(members)]
    return [other for _, _, other in sorted(ranked)]


def _column(side: list[str], words: Mapping[str, str]) -> list[tuple[str, int]]:
    """The members of a column with their heights, one relation below the other; the middle of the column is 0."""
    groups: dict[str, list[str]] = {}
    for other in side:
        groups.setdefault(words[other], []).append(other)
    top = -(len(groups) * HEAD + len(side) * ROW) / 2
    placed = []
    for members in groups.values():
        top += HEAD
        for other in members:
            placed.append((other, round(top + ROW / 2)))
            top += ROW
    return placed


def _record(near: Near, name: str, x: int, y: int) -> Record:
    node = near.nodes[name]
    record = {
        "id": name,
        "label": node.name,
        "x": x,
        "y": y,
        "type": node.type,
        "kind": node.type_label,
        "href": safe_href(node.href),
        "degree": near.degree(name),
    }
    file = near.file(name)
    return record if file == f"e-{name}" else record | {"file": file}


def _line(edge: ExplorerEdge) -> Record:
    """A relation, with an id that is the same in every file. A line of lineage runs from the parent to the child."""
    first, last = (edge.target, edge.source) if edge.lineage else (edge.source, edge.target)
    record: Record = {
        "id": f"{edge.source} {edge.type} {edge.target}",
        "from": first,
        "to": last,
        "type": edge.type,
        "name": edge.words(edge.source),
        "inverse": edge.words(edge.target),
    }
    if edge.lineage:
        record["lineage"] = True
    if edge.line in _DASHES:
        record["dashes"] = _DASHES[edge.line]
    return record
