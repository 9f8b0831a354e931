# How well lineages are drawn, beside graphviz's `dot`: lines that cross, counted in both drawings by the same geometry, and
# the time that ours take. In: the demonstration's whole lineage and generated ones. Out: a report; an error where ours is worse.
from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from stemma.pages.context import Site
from stemma.pages.layout import BOX_GAP, LAYER_GAP, Box, Layout, Link, layout
from stemma.pages.layout_route import Point
from stemma.pages.lineage_of import whole
from stemma.pages.lineage_svg import wide_boxes
from stemma.project import load_project
from stemma.text.files import Location

REPOSITORY = Path(__file__).resolve().parents[1]
SEEDS = range(1, 21)  # fixed before the layout was tuned
SMALLEST, LARGEST = 10, 80
STEPS = 24  # straight pieces for each cubic curve
NEAR = 1.0  # pixels: two lines that end in one point do not cross there
DOT_SECONDS = 30
DEMO_LIMIT, GRAPH_LIMIT = 25.0, 100.0  # milliseconds of processor time

Graph = tuple[list[Box], list[Link]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing as both programs give it: boxes as (left, top, right, bottom), lines as points."""

    boxes: dict[str, tuple[float, float, float, float]]
    lines: dict[str, list[Point]]


def generated(seed: int) -> Graph:
    """A lineage as models, texts or ships have them: families that grow from recent members, fans of many children from
    one, mergers of two or three, and now and then a link far back."""
    rng = random.Random(seed)  # noqa: S311 - no secret: the same numbers each time
    count = SMALLEST + (LARGEST - SMALLEST) * (seed - 1) // (len(SEEDS) - 1)
    roots = max(1, count // 15)
    children = [0] * count
    pairs: set[tuple[int, int]] = set()
    fan: tuple[int, int] = (0, 0)  # hub, children that are still to come
    for i in range(roots, count):
        if fan[1] == 0 and rng.random() < 0.08:
            fan = (rng.randrange(max(0, i - 12), i), rng.randint(3, 8))
        if fan[1]:
            parents = {fan[0]}
            fan = (fan[0], fan[1] - 1)
            if rng.random() < 0.2:
                parents.add(rng.randrange(roots))
        else:
            parents = set()
            for _ in range(rng.choice([1, 1, 1, 1, 2, 2, 3])):
                recent = [max(0, i - 1 - int(rng.expovariate(1 / 6))) for _ in range(2)]
                parents.add(max(recent, key=lambda v: children[v]))
            if rng.random() < 0.07:
                parents.add(rng.randrange(i))
        for parent in parents:
            children[parent] += 1
            pairs.add((parent, i))
    boxes = [
        Box(f"n{i:02}", rng.choice([104, 131, 158]), rng.choice([45, 45, 61]), sort=f"{i:02}") for i in range(count)
    ]
    return boxes, [Link(f"n{a:02}", f"n{b:02}", f"{a}-{b}") for a, b in sorted(pairs)]


def demonstration() -> Graph:
    """The boxes and links of the demonstration's whole lineage, as its figure has them."""
    place = Location(REPOSITORY, REPOSITORY / "graph", REPOSITORY / "docs", REPOSITORY)
    return wide_boxes(*whole(Site(load_project(place)), "index"))


def curve(points: Sequence[Point]) -> list[Point]:
    """A chain of cubic curves as straight pieces."""
    out = [points[0]]
    for i in range(0, len(points) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[i : i + 4]
        for n in range(1, STEPS + 1):
            t, u = n / STEPS, 1 - n / STEPS
            a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            out.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return out


def ours(drawn: Layout) -> Drawn:
    return Drawn(
        {name: (p.x, p.y, p.x + p.width, p.y + p.height) for name, p in drawn.boxes.items()},
        {key: curve(path) for key, path in drawn.paths.items()},
    )


def by_dot(graph: Graph) -> Drawn:
    """What `dot` makes of the same boxes, sizes and distances, from left to right."""
    boxes, links = graph
    text = [f"digraph {{ rankdir=LR; nodesep={BOX_GAP / 72}; ranksep={LAYER_GAP / 72};"]
    text.append('node [shape=box, fixedsize=true, label=""];')
    text += [f'"{box.id}" [width={box.width / 72}, height={box.height / 72}];' for box in boxes]
    text += [f'"{link.source}" -> "{link.target}" [id="{link.key}", arrowhead=none];' for link in links]
    made = subprocess.run(
        ["dot", "-Tjson"], input="\n".join([*text, "}"]), capture_output=True, text=True, check=True, timeout=DOT_SECONDS,
    ).stdout  # fmt: skip
    read = json.loads(made)
    nodes = {}
    for node in read["objects"]:
        x, y = (float(part) for part in node["pos"].split(","))
        wide, high = float(node["width"]) * 36, float(node["height"]) * 36
        nodes[str(node["name"])] = (x - wide, y - high, x + wide, y + high)
    lines = {}
    for edge in read["edges"]:
        points = [tuple(float(p) for p in pair.split(",")) for pair in edge["pos"].split()]
        lines[str(edge["id"])] = curve([(x, y) for x, y in points])
    return Drawn(nodes, lines)


def crossings(drawn: Drawn) -> int:
    """In how many points lines cross, not counting where two lines have an end in common."""
    return sum(_meet(drawn.lines[a], drawn.lines[b]) for a, b in combinations(sorted(drawn.lines), 2))


def _meet(first: list[Point], second: list[Point]) -> int:
    if _apart(first, second):
        return 0
    ends = (first[0], first[-1], second[0], second[-1])
    shared = [p for p in ends[:2] for q in ends[2:] if abs(p[0] - q[0]) < NEAR and abs(p[1] - q[1]) < NEAR]
    found: list[Point] = []
    for a, b in pairwise(first):
        for c, d in pairwise(second):
            at = _cross(a, b, c, d)
            if at and all(abs(at[0] - p[0]) >= NEAR or abs(at[1] - p[1]) >= NEAR for p in (*shared, *found)):
                found.append(at)
    return len(found)


def _apart(first: list[Point], second: list[Point]) -> bool:
    for axis in (0, 1):
        one, two = [p[axis] for p in first], [p[axis] for p in second]
        if max(one) < min(two) or max(two) < min(one):
            return True
    return False


def _cross(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where two straight pieces cross; touching counts, running along one another does not."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return None
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    turn = ux * vy - uy * vx
    if abs(turn) < 1e-9:
        return None
    t = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / turn
    s = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / turn
    return (a[0] + t * ux, a[1] + t * uy) if 0 <= t <= 1 and 0 <= s <= 1 else None


def faults(drawn: Drawn) -> list[str]:
    """Boxes that overlap, and lines that run through a box."""
    found = []
    for (name, p), (other, q) in combinations(sorted(drawn.boxes.items()), 2):
        if p[0] < q[2] and q[0] < p[2] and p[1] < q[3] and q[1] < p[3]:
            found.append(f"{name} overlaps {other}")
    for key, line in drawn.lines.items():
        for name, (left, top, right, bottom) in drawn.boxes.items():
            if any(left + 0.5 < x < right - 0.5 and top + 0.5 < y < bottom - 0.5 for x, y in line):
                found.append(f"{key} runs through {name}")
    return found


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Processor time, the least of several rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def graphs() -> Iterator[tuple[str, Graph, float]]:
    """Every graph with its name and the time that its layout may take."""
    yield "demonstration", demonstration(), DEMO_LIMIT
    for seed in SEEDS:
        yield f"seed {seed}", generated(seed), GRAPH_LIMIT


def run(rounds: int) -> None:
    """Draw each graph on both sides, count, and say which is better; ends with an error where a mark is missed."""
    has_dot = shutil.which("dot") is not None
    print("Lineages drawn in layers: lines that cross, and processor time (least of", f"{rounds} rounds)")
    if not has_dot:
        print("  `dot` is not installed (Debian: graphviz), so there is nothing to compare the crossings with")
    print(f"  {'':<16}{'boxes':>6}{'lines':>6}{'ours':>8}{'dot':>6}{'ms':>8}")
    missed, mine, theirs = [], 0, 0
    for name, graph, limit in graphs():
        drawn = ours(layout(*graph))
        took = milliseconds(lambda graph=graph: layout(*graph), rounds)
        count = crossings(drawn)
        other = crossings(by_dot(graph)) if has_dot else None
        print(f"  {name:<16}{len(graph[0]):>6}{len(graph[1]):>6}{count:>8}{other if has_dot else '–':>6}{took:>8.1f}")
        missed += [f"{name}: {fault}" for fault in faults(drawn)]
        if took > limit:
            missed.append(f"{name}: {took:.1f} ms, and {limit:g} at most")
        if name == "demonstration":
            if other is not None and count > other:
                missed.append(f"{name}: {count} crossings, {other} with dot")
        else:
            mine, theirs = mine + count, theirs + (other or 0)
    print(f"  {'generated, sum':<28}{mine:>8}{theirs if has_dot else '–':>6}")
    if has_dot and mine > theirs:
        missed.append(f"generated: {mine} crossings in sum, {theirs} with dot")
    if missed:
        sys.exit("\n".join(missed))
