# Where the names of points stand: beside their point, or above or below it, where nothing else is; else nowhere. In:
# points and widths in pixels. Out: places, the same for the same input.
from __future__ import annotations

from collections.abc import Sequence

_TALL = 14.0
_AWAY = 10.0

Place = tuple[float, float, str]
Box = tuple[float, float, float, float]


def label_places(
    spots: Sequence[tuple[float, float]], widths: Sequence[float], lines: Sequence[Box], size: tuple[float, float]
) -> list[Place | None]:
    """For each point `(x, y, anchor)` of its name, or None where it would stand on a point, a line or another name."""
    wide, tall = size
    taken: list[Box] = [*((x - 7, y - 7, x + 7, y + 7) for x, y in spots), *lines]
    found: list[Place | None] = []
    for (x, y), width in zip(spots, widths, strict=True):
        choices: tuple[tuple[Place, Box], ...] = (
            ((x + _AWAY, y, "start"), (x + _AWAY, y - 7, x + _AWAY + width, y + 7)),
            ((x - _AWAY, y, "end"), (x - _AWAY - width, y - 7, x - _AWAY, y + 7)),
            ((x, y - _TALL, "middle"), (x - width / 2, y - _TALL - 7, x + width / 2, y - _TALL + 7)),
            ((x, y + _TALL + 1, "middle"), (x - width / 2, y + _TALL - 6, x + width / 2, y + _TALL + 8)),
        )
        slanted = [
            ((x + side * 7, y + rise, anchor), (x + (7 if side > 0 else -7 - width), y + rise - 7, x + (7 + width if side > 0 else -7), y + rise + 7))
            for rise in (-_TALL, _TALL) for side, anchor in ((1, "start"), (-1, "end"))
        ]  # fmt: skip
        choices = (*choices, *slanted)
        chosen = next(
            (c for c in choices if _inside(c[1], wide, tall) and not any(_meet(c[1], t) for t in taken)), None
        )
        found.append(chosen[0] if chosen else None)
        if chosen:
            taken.append(chosen[1])
    return found


def _inside(box: Box, wide: float, tall: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= wide and box[3] <= tall


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
