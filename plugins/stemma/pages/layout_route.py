# Lines as chains of cubic curves. Between two layers a line bends with level ends; within a layer it runs level, so
# that it cannot touch a box there. Points in CSS pixels in, points or SVG path data out.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

Point = tuple[float, float]

PORT = 8.0  # distance between two lines that leave a box on one side
CORNER = 8.0  # no line leaves a box nearer to its corner than this


class Placed(Protocol):
    """What is asked of a placed box."""

    @property
    def y(self) -> float: ...
    @property
    def height(self) -> float: ...


def ports(ends: Iterable[tuple[str, float, str]], placed: Mapping[str, Placed]) -> dict[str, float]:
    """Where lines meet one side of their boxes: from (box, where the line goes, key) to key → position on the side.

    Lines are spread about the middle in the order of where they go, so that they do not cross at the box.
    """
    sides: dict[str, list[tuple[float, str]]] = {}
    for box, towards, key in ends:
        sides.setdefault(box, []).append((towards, key))
    out = {}
    for box, lines in sides.items():
        spot = placed[box]
        middle = spot.y + spot.height / 2
        if len(lines) == 1:
            out[lines[0][1]] = middle
            continue
        lines.sort()
        step = max(0.0, min(PORT, (spot.height - 2 * CORNER) / (len(lines) - 1)))
        first = middle - step * (len(lines) - 1) / 2
        for i, (_, key) in enumerate(lines):
            out[key] = first + i * step
    return out


def bend(x1: float, y1: float, x2: float, y2: float) -> tuple[Point, Point, Point, Point]:
    """A curve between two layers: level at both ends, and never outside the space between them."""
    middle = (x1 + x2) / 2
    return (x1, y1), (middle, y1), (middle, y2), (x2, y2)


def join(*pieces: Sequence[Point]) -> tuple[Point, ...]:
    """One path out of pieces: four points are a curve, other pieces are points to reach on a straight line."""
    path: list[Point] = [pieces[0][0]]
    for number, piece in enumerate(pieces):
        if len(piece) == 4:
            _straight(path, piece[0])
            path.extend(piece[1:])
        else:
            for point in piece[1:] if number == 0 else piece:
                _straight(path, point)
    return tuple(path)


def _straight(path: list[Point], point: Point) -> None:
    x, y = path[-1]
    if (x, y) != point:
        dx, dy = (point[0] - x) / 3, (point[1] - y) / 3
        path.extend([(x + dx, y + dy), (point[0] - dx, point[1] - dy), point])


@lru_cache(maxsize=1 << 13)  # drawings of one shape have the same places
def number(value: float) -> str:
    """A coordinate with one decimal at most: a tenth of a pixel is not seen, and pages stay small."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


@lru_cache(maxsize=1 << 13)  # drawings of one shape have the same lines
def path_data(path: tuple[Point, ...]) -> str:
    """SVG path data; level and upright stretches become `H` and `V`."""
    x, y = path[0]
    out = [f"M{number(x)} {number(y)}"]
    for i in range(1, len(path), 3):
        (ax, ay), (bx, by), (cx, cy) = path[i : i + 3]
        if ay == by == cy == y:
            out.append(f"H{number(cx)}")
        elif ax == bx == cx == x:
            out.append(f"V{number(cy)}")
        else:
            out.append(f"C{number(ax)} {number(ay)} {number(bx)} {number(by)} {number(cx)} {number(cy)}")
        x, y = cx, cy
    return "".join(out)
