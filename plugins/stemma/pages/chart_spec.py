# The Vega-Lite specification of a chart. All places that a text's width could decide (margins, label columns, ticks) are
# fixed here, so that no installed font has a say in the drawing. In: marks and scales. Out: a specification and its layout.
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from stemma.pages.chart_labels import Box, label_places
from stemma.pages.chart_scale import Scale
from stemma.pages.text_width import shorten, text_width

WIDE, NARROW = 640, 330
# Colours that stand for a style: the drawing's rewriting turns them into classes.
TONE, PAPER, ERROR, RIVAL, WARN, GRID, TICK = (f"#00000{digit}" for digit in range(1, 8))
LINE = "#0001{:02x}"  # the line of the series with this number
TEXT, SMALL = 12, 11
_GAP = 10
_ARROW = 18
_ROW, _NARROW_ROW = 26, 44
_SIZE = 62
_NONE: Any = None

Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reach:
    """A value on one axis with its bounds. `bare`: there is no best value, and `at` is the one bound."""

    at: float
    low: float | None
    high: float | None
    down: bool = False
    up: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What is drawn for one point, as plain data; `series` numbers its colour, `warn` says that the value is contested."""

    name: str
    text: str
    x: Reach
    y: Reach | None = None
    hollow: bool = False
    warn: bool = False
    rivals: tuple[float, ...] = ()
    series: int = 0
    shape: str = "circle"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the drawing; it belongs to the mark with this number, or to none (-1)."""

    mark: int
    x: float
    y: float
    anchor: str
    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A specification, its size, the texts that are set without it, and the place of each mark that reacts to a pointer."""

    spec: Layer
    width: float
    height: float
    hits: tuple[tuple[float, float, float, float], ...] = ()
    texts: tuple[Text, ...] = ()


def rows(marks: Sequence[Mark], scale: Scale, *, kind: str, title: str, height: int, narrow: bool) -> Layout:
    """Bars or dots along one axis, a row each: names, marks and values; on narrow screens names and values stand above."""
    width = NARROW if narrow else WIDE
    step = max(_NARROW_ROW if narrow else _ROW, height / len(marks))
    warn = 16 if any(mark.warn for mark in marks) else 0
    widest = max(text_width(mark.text, TEXT) for mark in marks) + 2
    if narrow:
        left, right = 0.0, 0.0
        room = [width - warn - text_width(mark.text, TEXT) - _GAP for mark in marks]
    else:
        left = min(max(text_width(mark.name, TEXT, bold=True) for mark in marks) + 2, 250) + _GAP
        right = min(widest, 150) + _GAP + warn
        room = [left - _GAP] * len(marks)
    plot = width - left - right
    opens = [(m.x.down, m.x.up) for m in marks]
    start = _ARROW + 6 if any(down for down, _ in opens) else 8 if kind == "dot" or scale.low < 0 else 0
    end = plot - (_ARROW + 6 if any(up for _, up in opens) else 12)
    tall = step * len(marks)
    frame = _Frame(
        {"domain": [scale.low, scale.high], "range": [start, end], "type": "log" if scale.log else "linear", "nice": False, "zero": False},
        {"domain": [0, len(marks)], "range": [0, tall], "nice": False, "zero": False},
        _axis(scale, "bottom", title, end - start), _NONE,
    )  # fmt: skip
    shift, above = (8.0, -11.0) if narrow else (0.0, 0.0)
    data: list[Layer] = [{"href": f"#{i}", "c": i + 0.5, "v": m.x.at} for i, m in enumerate(marks)]
    layers = [frame.layer([{"c": 0, "v": scale.low, "href": ""}], {"type": "point", "opacity": 0}, link=False)]
    if kind == "bar":
        half, down = 5 / step, shift / step
        bars = [
            d | {"fill": PAPER if m.hollow else TONE, "c": d["c"] + down - half, "foot": d["c"] + down + half}
            for d, m in zip(data, marks, strict=True)
        ]
        mark = {"type": "rect", "stroke": TONE, "strokeWidth": 1.5, "opacity": 1}
        layers.append(frame.layer(bars, mark, x2={"datum": 0}, y2={"field": "foot"}, fill=_raw("fill")))
    for d, m in zip(data, marks, strict=True):
        rivals = [d | {"v": rival} for rival in m.rivals]
        layers += frame.ticks(rivals, RIVAL, 6, shift) if rivals else []
        layers += frame.reach(d, m.x, shift, size=4 if kind == "bar" else 5)
    if kind == "dot":
        layers.append(_symbols(frame, [d for d, m in zip(data, marks, strict=True) if not m.x.bare], [m for m in marks if not m.x.bare], yOffset=shift))  # fmt: skip
    texts = []
    for i, (m, space) in enumerate(zip(marks, room, strict=True)):
        y, x = 6 + (i + 0.5) * step + above, 0.0 if narrow else left - _GAP
        texts.append(Text(i, x, y, "start" if narrow else "end", "who", shorten(m.name, space, TEXT, bold=True)))
        texts.append(Text(i, width - warn, y, "end", "sum", m.text))
    warned = [d for d, m in zip(data, marks, strict=True) if m.warn]
    if warned:
        mark = {"type": "point", "shape": "triangle-up", "size": 60, "fill": WARN, "stroke": _NONE, "yOffset": above}
        layers.append(frame.layer(warned, mark, x={"value": plot + right - 6}))
    hits = tuple((0.0, 6 + i * step, float(width), step) for i in range(len(marks)))
    return _layout(layers, (width, plot, tall), (left, right, 6, 40 if title else 26), hits, texts)


def points(
    marks: Sequence[Mark], x: Scale, y: Scale, *, kind: str, titles: tuple[str, str], height: int, narrow: bool
) -> Layout:
    """Points on two axes, joined along each series in a chart of lines; names stand beside them where there is room."""
    width = NARROW if narrow else WIDE
    left = max((text_width(label, SMALL) for _, label in y.ticks), default=0) + 8
    right, top, bottom = 12, 30 if titles[1] else 10, 40 if titles[0] else 26
    wide, tall = width - left - right, max(height or (300 if narrow else 320), 80)
    frame = _Frame(
        {"domain": [x.low, x.high], "range": [10, wide - 10], "type": "log" if x.log else "linear", "nice": False, "zero": False},
        {"domain": [y.low, y.high], "range": [tall - 8, 8], "type": "log" if y.log else "linear", "nice": False, "zero": False},
        _axis(x, "bottom", titles[0], wide - 20), _axis(y, "left", "", tall - 16),
    )  # fmt: skip
    data: list[Layer] = [{"href": f"#{i}", "v": m.x.at, "c": m.y.at if m.y else 0.0} for i, m in enumerate(marks)]
    layers = [frame.layer([{"c": y.low, "v": x.low, "href": ""}], {"type": "point", "opacity": 0}, link=False)]
    if kind == "line":
        for series in sorted({m.series for m in marks}):
            path = sorted((d["v"], d["c"]) for d, m in zip(data, marks, strict=True) if m.series == series)
            steps = [{"v": v, "c": c, "href": ""} for v, c in path]
            mark = {"type": "line", "stroke": LINE.format(series % 256), "strokeWidth": 1.5}
            layers.append(frame.layer(steps, mark, link=False, order={"field": "v", "type": "quantitative"}))
    for d, m in zip(data, marks, strict=True):
        layers += frame.reach(d, m.x, 0, size=4)
        layers += frame.reach(d, m.y, 0, size=4, upright=True) if m.y is not None else []
    layers.append(_symbols(frame, data, marks))
    warned = [d for d, m in zip(data, marks, strict=True) if m.warn]
    if warned:
        mark = {
            "type": "point",
            "shape": "triangle-up",
            "size": 46,
            "fill": WARN,
            "stroke": _NONE,
            "xOffset": 9,
            "yOffset": -9,
        }
        layers.append(frame.layer(warned, mark))
    spots = [(10 + x.at(d["v"], wide - 20), tall - 8 - y.at(d["c"], tall - 16)) for d in data]
    named = [shorten(m.name, 150, SMALL) for m in marks]
    texts = [Text(-1, 0, 10, "start", "tick", titles[1])] if titles[1] else []
    lines = [
        box
        for m, (px, py) in zip(marks, spots, strict=True)
        for box in _reached(m, (px, py), x, y, (wide - 20, tall - 16))
    ]
    places = label_places(spots, [text_width(name, SMALL) for name in named], lines, (wide, tall))
    for i, (name, spot) in enumerate(zip(named, places, strict=True)):
        if spot is not None:
            texts.append(Text(i, left + spot[0], top + spot[1], spot[2], "by", name))
    hits = tuple((left + px - 12, top + py - 12, 24.0, 24.0) for px, py in spots)
    return _layout(layers, (width, wide, tall), (left, right, top, bottom), hits, texts)


def _reached(m: Mark, spot: tuple[float, float], x: Scale, y: Scale, size: tuple[float, float]) -> list[Box]:
    """Where a mark's bounds are drawn."""
    px, py = spot
    across = [10 + x.at(end, size[0]) for end in (m.x.low, m.x.high) if end is not None]
    upright = [size[1] + 8 - y.at(end, size[1]) for end in (m.y.low, m.y.high) if end is not None] if m.y else []
    return [
        (min([px, *across]), py - 5, max([px, *across]), py + 5),
        (px - 5, min([py, *upright]), px + 5, max([py, *upright])),
    ]


def _symbols(frame: _Frame, data: Sequence[Layer], marks: Sequence[Mark], **more: Any) -> Layer:
    shaped = [d | {"shape": m.shape, "fill": PAPER if m.hollow else TONE} for d, m in zip(data, marks, strict=True)]
    mark = {"type": "point", "size": _SIZE, "stroke": TONE, "strokeWidth": 2, "opacity": 1, **more}
    return frame.layer(shaped, mark, shape=_raw("shape"), fill=_raw("fill"))


def _raw(name: str) -> Layer:
    """A value that is meant as it stands."""
    return {"field": name, "type": "nominal", "scale": _NONE, "legend": _NONE}


def _also(channel: str, name: str) -> dict[str, Any]:
    """A channel that a mark has beside the shared ones."""
    return {channel: {"field": name}}


@dataclass(frozen=True, slots=True)
class _Frame:
    """The two axes that all layers share."""

    x_scale: Layer
    y_scale: Layer
    x_axis: Layer
    y_axis: Layer | None

    def layer(self, data: Sequence[Layer], mark: Layer, *, link: bool = True, **channels: Any) -> Layer:
        encoding = {
            "x": {"field": "v", "type": "quantitative", "scale": self.x_scale, "axis": self.x_axis},
            "y": {"field": "c", "type": "quantitative", "scale": self.y_scale, "axis": self.y_axis},
        } | channels
        if link:
            encoding["href"] = {"field": "href"}
        return {"data": {"values": list(data)}, "mark": mark, "encoding": encoding}

    def ticks(self, data: Sequence[Layer], color: str, size: float, shift: float) -> list[Layer]:
        """Short upright lines."""
        mark = {"type": "rule", "stroke": color, "yOffset": shift - size, "y2Offset": shift + size}
        return [self.layer(data, mark, y2={"field": "c"})]

    def reach(self, d: Layer, reach: Reach, shift: float, *, size: float, upright: bool = False) -> list[Layer]:
        """The bounds as a line with ends; where there is none, an arrow."""
        along, across = ("c", "v") if upright else ("v", "c")
        one, two = ("y", "x") if upright else ("x", "y")
        found: list[Layer] = []
        low = reach.low if reach.low is not None else reach.at
        high = reach.high if reach.high is not None else reach.at
        moved = {} if upright else {"yOffset": shift}
        if low < high:
            # A line along y needs its offset at both ends, or it would lean.
            both = moved | ({} if upright else {"y2Offset": shift})
            ends = _also(f"{one}2", "high")
            found.append(
                self.layer([d | {along: low, "high": high}], {"type": "rule", "stroke": ERROR, **both}, **ends)
            )
        ends_at = [end for end, known in ((low, reach.low), (high, reach.high)) if known is not None and low < high]
        for end in [*ends_at, *([reach.at] if reach.bare else [])]:
            tick = {"type": "rule", "stroke": ERROR, f"{two}Offset": shift - size, f"{two}2Offset": shift + size}
            found.append(self.layer([d | {along: end}], tick, **_also(f"{two}2", across)))
        for is_open, end, way in ((reach.down, low, -1), (reach.up, high, 1)):
            if not is_open:
                continue
            offset = _ARROW * (-way if upright else way)
            head = {(-1, False): "left", (1, False): "right", (-1, True): "down", (1, True): "up"}[way, upright]
            line = {"type": "rule", "stroke": ERROR, f"{one}2Offset": offset, **moved}
            found.append(self.layer([d | {along: end}], line, **_also(f"{one}2", along)))
            tip = {"type": "point", "shape": f"triangle-{head}", "size": 34, "fill": ERROR, "stroke": _NONE, **moved}
            tip[f"{one}Offset"] = offset
            found.append(self.layer([d | {along: end}], tip))
        return found


def _axis(scale: Scale, side: str, title: str, length: float) -> Layer:
    """An axis whose ticks are named here; those whose names would meet are left out."""
    ticks = list(scale.ticks)
    if side == "bottom":
        room = max(text_width(label, SMALL) for _, label in ticks) + 8
        while len(ticks) > 2 and any(
            scale.at(b, length) - scale.at(a, length) < room for (a, _), (b, _) in pairwise(ticks)
        ):
            ticks = ticks[::2]
    names = {_number(value): label for value, label in ticks}
    table = ",".join(f"{_quoted(key)}:{_quoted(label)}" for key, label in names.items())
    return {
        "orient": side, "values": [value for value, _ in ticks], "labelExpr": f"{{{table}}}[''+datum.value]", "title": title or _NONE,
        "labelOverlap": False, "labelFlush": False, "labelBound": False, "labelLimit": 0, "titleLimit": 0, "minExtent": 24, "maxExtent": 24,
        "labelFontSize": SMALL, "titleFontSize": SMALL, "titlePadding": 2, "titleFontWeight": "normal", "labelColor": TICK,
        "titleColor": TICK, "gridColor": GRID, "domain": False, "ticks": False, "labelPadding": 7, "grid": True,
    }  # fmt: skip


def _number(value: float) -> str:
    """The number as JavaScript writes it."""
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    return repr(value).replace("e-0", "e-").replace("e+0", "e+")


def _quoted(text: str) -> str:
    """A string of the expression language, of letters that mean nothing in it."""
    return (
        "'" + "".join(c if c.isalnum() and c.isascii() else f"\\u{ord(c):04x}" for c in text if ord(c) < 0x10000) + "'"
    )


def _layout(
    layers: Sequence[Layer], size: tuple[float, float, float], margins: tuple[float, float, float, float],
    hits: Sequence[tuple[float, float, float, float]], texts: Sequence[Text],
) -> Layout:  # fmt: skip
    width, plot, tall = size
    left, right, top, bottom = margins
    spec: Layer = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "width": plot, "height": tall, "autosize": "none",
        "padding": {"left": left, "right": right, "top": top, "bottom": bottom}, "background": _NONE,
        "layer": _merged(layers), "config": {"aria": False, "view": {"stroke": _NONE}, "font": "sans-serif"},
    }  # fmt: skip
    return Layout(spec, width, top + tall + bottom, tuple(hits), tuple(texts))


def _merged(layers: Sequence[Layer]) -> list[Layer]:
    """Layers that draw alike as one: a layer costs more than a mark."""
    found: dict[str, Layer] = {}
    for layer in layers:
        key = json.dumps([layer["mark"], layer["encoding"]], sort_keys=True)
        if key in found:
            found[key]["data"]["values"] += layer["data"]["values"]
        else:
            found[key] = layer
    return list(found.values())
