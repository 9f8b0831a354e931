# Where the names of relations stand in the wide drawing: beside the quieter end of their line, once for a run of lines
# that say the same, and only where they cover no box and no other name.
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stemma.pages.layout import Layout
from stemma.pages.layout_route import Point
from stemma.pages.lineage_view import Edge
from stemma.pages.text_width import shorten, text_width

LABEL_SIZE = 11.0
BESIDE = 9.0  # from the box to the label: the arrow stands between
ABOVE = -4.5  # from the line to the label's baseline
BELOW = 12.0
CELL = 48.0  # side of a cell of the grid that finds what is near
SAMPLES = 6
SHORT = 60.0  # a stretch of a line that is shorter than this has no room for a label
SOME = 6  # points of other lines that a name may cover at worst
CLEAR = 3.0  # from a name to a line

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A relation's name in a drawing: the point on its baseline where it starts or ends, and the relation meant."""

    x: float
    y: float
    anchor: str
    text: str
    relation: str


def wide_labels(drawn: Layout, edges: Sequence[Edge], width: float) -> list[Label]:
    """Names for the lines of `drawn`, whose paths are keyed by the edge's number; none is wider than `width`."""
    leaving: dict[str, int] = {}
    entering: dict[str, int] = {}
    for edge in edges:
        leaving[edge.parent] = leaving.get(edge.parent, 0) + 1
        entering[edge.child] = entering.get(edge.child, 0) + 1
    grid = _Grid()
    said: set[tuple[str, bool, str, int]] = set()
    told: set[str] = set()
    out: list[Label] = []
    for spot in drawn.boxes.values():
        grid.block((spot.x - 2, spot.y - 2, spot.x + spot.width + 2, spot.y + spot.height + 2))
    for key, path in drawn.paths.items():
        if not edges[int(key)].implied:
            grid.line(path)
    # A name may stand on another line only where its relation would have none at all.
    for least in (0, SOME):
        for number in _from_top(drawn, edges):
            edge, path = edges[number], drawn.paths[str(number)]
            child_end = entering[edge.child] <= leaving[edge.parent]
            hub, leaf = (edge.parent, edge.child) if child_end else (edge.child, edge.parent)
            run = (hub, child_end, edge.words, drawn.boxes[leaf].layer)
            if not edge.words or edge.implied or run in said or (least and edge.words in told):
                continue
            text = shorten(edge.words, width, LABEL_SIZE)
            spots = _spots(path, child_end=child_end)
            best = grid.best([_rect(x, y, anchor, text_width(text, LABEL_SIZE)) for x, y, anchor in spots], least)
            if best is not None:
                x, y, anchor = spots[best]
                said.add(run)
                told.add(edge.words)
                out.append(Label(x, y, anchor, text, edge.relation))
    return out


def _from_top(drawn: Layout, edges: Sequence[Edge]) -> list[int]:
    def place(number: int) -> tuple[float, float, int]:
        path = drawn.paths[str(number)]
        return path[-1][1] + path[0][1], path[-1][0], number

    return sorted((i for i in range(len(edges)) if str(i) in drawn.paths), key=place)


def _spots(path: tuple[Point, ...], *, child_end: bool) -> list[tuple[float, float, str]]:
    """Places for a label, the best first: on the side of the line from which it does not come."""
    spots = []
    for i in range(0, len(path) - 1, 3):
        (x1, y1), _, _, (x2, y2) = path[i : i + 4]
        if abs(x2 - x1) < SHORT:
            continue
        before, after = ("end", "start") if x2 >= x1 else ("start", "end")
        step = BESIDE if x2 >= x1 else -BESIDE
        for x, y, anchor, over in ((x1 + step, y1, after, y2 >= y1), (x2 - step, y2, before, y1 >= y2)):
            near, far = (ABOVE, BELOW) if over else (BELOW, ABOVE)
            spots += [(x, y + near, anchor), (x, y + far, anchor)]
    if child_end:
        spots = [spot for i in range(len(spots) - 2, -1, -2) for spot in spots[i : i + 2]]
    return spots


def _rect(x: float, y: float, anchor: str, width: float) -> Rect:
    left = x - width if anchor == "end" else x
    return left, y - LABEL_SIZE + 1, left + width, y + 3


@lru_cache(maxsize=256)
def _shares(steps: int) -> tuple[tuple[float, float, float, float], ...]:
    """What each of the four points of a cubic curve adds to the points along it."""
    found = []
    for n in range(steps):
        t = n / steps
        u = 1 - t
        found.append((u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t))
    return tuple(found)


class _Grid:
    """What stands in the drawing, by cells."""

    def __init__(self) -> None:
        self.rects: dict[tuple[int, int], list[Rect]] = {}
        self.points: dict[tuple[int, int], list[Point]] = {}

    def _cells(self, rect: Rect) -> Iterable[tuple[int, int]]:
        for i in range(int(rect[0] // CELL), int(rect[2] // CELL) + 1):
            for j in range(int(rect[1] // CELL), int(rect[3] // CELL) + 1):
                yield i, j

    def block(self, rect: Rect) -> None:
        for cell in self._cells(rect):
            self.rects.setdefault(cell, []).append(rect)

    def line(self, path: tuple[Point, ...]) -> None:
        points = self.points
        for i in range(0, len(path) - 1, 3):
            (ax, ay), (bx, by), (cx, cy), (dx, dy) = path[i : i + 4]
            for p, q, r, s in _shares(SAMPLES + int((abs(dy - ay) + abs(dx - ax)) / 8)):
                x = p * ax + q * bx + r * cx + s * dx
                y = p * ay + q * by + r * cy + s * dy
                cell = (int(x // CELL), int(y // CELL))
                if cell in points:
                    points[cell].append((x, y))
                else:
                    points[cell] = [(x, y)]

    def best(self, rects: list[Rect], allow: int) -> int | None:
        """The first free place that the fewest lines pass through, at `allow` points at most; it is taken from then on."""
        found, fewest = None, allow + 1
        for i, (left, top, right, bottom) in enumerate(rects):
            cells = list(self._cells((left, top, right, bottom)))
            if any(
                a < right and left < c and b < bottom and top < d
                for cell in cells
                for a, b, c, d in self.rects.get(cell, ())
            ):
                continue
            lines = sum(
                left - CLEAR < x < right + CLEAR and top < y < bottom
                for cell in cells
                for x, y in self.points.get(cell, ())
            )
            if lines < fewest:
                found, fewest = i, lines
            if lines == 0:
                break
        if found is not None:
            self.block(rects[found])
        return found
