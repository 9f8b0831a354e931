# Which entities a lineage figure around one of them shows: the nearest, and of those the most connected. In: the graph,
# an entity. Out: ids by distance, what that leaves out, and the lines that longer ones say already.
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stemma.knowledge.graph import Graph
from stemma.pages.layout_rank import break_cycles
from stemma.pages.lineage_view import Edge

NEIGHBOURS = 200  # that a drawing of one step lists, a dozen of them as boxes
MOST = 60  # boxes in a drawing that goes beyond the neighbours
COUNTED = 1000  # how many are looked for at most
DEPTHS: tuple[tuple[str, int | None], ...] = (("1", 1), ("2", 2), ("3", 3), ("all", None))
FEW, FEW_DEPTHS, FEW_STEPS = 30, DEPTHS[:2], 2  # where many entities have a lineage: each costs what is near it
UP, DOWN = "ancestors", "descendants"


@dataclass(frozen=True, slots=True)
class Near:
    """What stands around an entity, itself first. `left` counts what is not shown; `uncounted` says that there is more."""

    ids: tuple[str, ...]
    left: int = 0
    uncounted: bool = False


def hops(graph: Graph, focus: str, sides: Sequence[str] = (UP, DOWN), steps: int | None = None) -> list[list[str]]:
    """The ancestors and descendants of an entity by their distance, most connected first in each; no more than
    `COUNTED`, but for all neighbours, and no further than `steps`. Entities without pages are not among them."""
    fronts = {side: [focus] for side in sides}
    seen = {side: {focus} for side in sides}
    known = {focus}
    found: list[list[str]] = []
    while any(fronts.values()) and (not found or len(known) <= COUNTED) and len(found) != steps:
        reached: set[str] = set()
        for side in sides:
            step: set[str] = set()
            for entity in fronts[side]:
                relations = graph.parents(entity) if side == UP else graph.children(entity)
                step.update((r.parent if side == UP else r.child) or "" for r in relations)
            step = {i for i in step - seen[side] if not graph.named[i].broken}
            seen[side] |= step
            fronts[side] = sorted(step)
            reached |= step
        if fresh := reached - known:
            known |= fresh
            found.append(sorted(fresh, key=lambda i: (-len(graph.parents(i)) - len(graph.children(i)), i)))
    return found


def near(focus: str, found: Sequence[Sequence[str]], depth: int | None, most: int = MOST) -> Near:
    """What a drawing of this depth shows: one step away up to `NEIGHBOURS`, which fold; beyond, `most` boxes."""
    ids = [i for layer in found[:depth] for i in layer]
    most = NEIGHBOURS if depth == 1 else most - 1
    total = sum(map(len, found))
    return Near((focus, *ids[:most]), max(0, len(ids) - most), depth is None and total > COUNTED)


def depths(focus: str, found: Sequence[Sequence[str]], *, many: bool = False) -> dict[str, Near]:
    """The views that differ, by name; the widest is called `all`, but among `many` lineages, where two steps are most."""
    views: dict[str, Near] = {}
    for name, depth in reversed(FEW_DEPTHS if many else DEPTHS):
        view = near(focus, found, depth, FEW if many else MOST)
        if set(view.ids) not in [set(other.ids) for other in views.values()]:
            views[name] = view
    return dict(reversed(views.items()))


def mark_implied(edges: Iterable[Edge], focus: str | None) -> list[Edge]:
    """The edges, those marked that a longer way of the same relation implies: not where they touch the focus, nor where
    they have a source of their own."""
    given = list(edges)
    by_relation: dict[str, list[int]] = {}
    for i, edge in enumerate(given):
        by_relation.setdefault(edge.relation, []).append(i)
    for members in by_relation.values():
        if len(members) < 3:
            continue
        for i in _shortcuts([(given[i].parent, given[i].child) for i in members]):
            edge = given[members[i]]
            if focus not in {edge.parent, edge.child} and not edge.own_source:
                given[members[i]] = replace(edge, implied=True)
    return given


def _shortcuts(ends: list[tuple[str, str]]) -> list[int]:
    """Which of the links skip something: a longer way leads from one end to the other. Cycles are cut open first."""
    place = {name: i for i, name in enumerate(sorted({name for pair in ends for name in pair}))}
    links = [(place[a], place[b]) for a, b in ends]
    turned = break_cycles(len(place), links)
    after: list[set[int]] = [set() for _ in place]
    waiting = [0] * len(place)
    before: list[list[int]] = [[] for _ in place]
    for (a, b), back in zip(links, turned, strict=True):
        if not back and b not in after[a]:
            after[a].add(b)
            before[b].append(a)
            waiting[a] += 1
    reach = [0] * len(place)  # everything below a vertex, as bits
    ready = [v for v, n in enumerate(waiting) if n == 0]
    for v in ready:  # grows while it is read
        for w in after[v]:
            reach[v] |= reach[w] | 1 << w
        for u in before[v]:
            waiting[u] -= 1
            if waiting[u] == 0:
                ready.append(u)
    return [
        i
        for i, ((a, b), back) in enumerate(zip(links, turned, strict=True))
        if not back and any(reach[w] >> b & 1 for w in after[a] if w != b)
    ]
