# A specification drawn, and the drawing made ours: links around marks, classes for colours, rounded places, and nothing
# else of what the library writes. The only module that knows vl-convert, without which charts are tables. In: layouts.
# Out: SVG elements.
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from stemma.pages.chart_spec import ERROR, GRID, LINE, PAPER, RIVAL, SMALL, TICK, TONE, WARN, Layout
from stemma.pages.lineage_svg import safe_href
from stemma.pages.text_width import text_width

VERSION = (
    "6.4"  # of Vega-Lite; without it the newest that the library has would be taken, and drawings would change with it
)
MOST_STOPS = 30  # of the tab key; in a chart of more, arrow keys lead from point to point
_CLASSES = {
    ("fill", TONE): "st-full", ("fill", PAPER): "st-open", ("fill", ERROR): "st-tip", ("fill", WARN): "st-alert", ("fill", TICK): "st-tick",
    ("stroke", ERROR): "st-error", ("stroke", RIVAL): "st-rival", ("stroke", GRID): "st-grid", ("stroke", TONE): "",
}  # fmt: skip
_LINES = {LINE.format(number): number for number in range(256)}
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e[-+]?\d+)?")
_MOVE = re.compile(r"translate\(([^,)]+),([^)]+)\)")
_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Linked:
    """Where a mark leads, what it is called, and its colour."""

    href: str
    label: str
    color: str


def available() -> bool:
    """Whether charts can be drawn."""
    return _library() is not None


def drawing(layout: Layout, links: Sequence[Linked], colors: Sequence[str], style: str) -> str:
    """The SVG element, or '' where the library is missing or cannot draw this. `colors` are those of the series."""
    made = _drawn(layout)
    if made is None:
        return ""
    try:
        root = ET.fromstring(made)  # noqa: S314 - written by the library from our own numbers
    except ET.ParseError:
        return ""
    frame: list[str] = []
    parts: dict[int, list[str]] = {}
    for mark, series, html in _elements(root, layout.width):
        if mark >= 0:
            parts.setdefault(mark, []).append(html)
        elif series >= 0:
            frame.append(f'<g class="st-swatch" style="--st-type:{escape(colors[series % len(colors)])}">{html}</g>')
        else:
            frame.append(html)
    for text in layout.texts:
        html = _text(
            f"st-{text.style}", text.x, text.y + 4, text.anchor, text.text
        )  # 4 px below its middle is its foot
        (frame if text.mark < 0 else parts.setdefault(text.mark, [])).append(html)
    stops = len(links) <= MOST_STOPS
    body = "".join(_link(links[i], layout.hits[i], parts.get(i, []), stop=stops or not i) for i in range(len(links)))
    return (
        f'<svg class="{style}" viewBox="0 0 {_round(layout.width)} {_round(layout.height)}" width="{_round(layout.width)}"'
        f' height="{_round(layout.height)}" role="group"><g aria-hidden="true">{"".join(frame)}</g>{body}</svg>'
    )


def _link(link: Linked, hit: tuple[float, float, float, float], parts: Sequence[str], *, stop: bool) -> str:
    x, y, width, height = map(_round, hit)
    return (
        f'<a class="st-point st-swatch" style="--st-type:{escape(link.color)}" xlink:href="{escape(safe_href(link.href))}"'
        f' role="link" tabindex="{0 if stop else -1}" aria-label="{escape(link.label)}">'
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="transparent"/>{"".join(parts)}</a>'
    )


def _library() -> Any:
    try:
        import vl_convert
    except ImportError:
        return None
    return vl_convert


def _drawn(layout: Layout) -> str | None:
    library = _library()
    if library is None:
        return None
    try:
        return str(library.vegalite_to_svg(layout.spec, vl_version=VERSION, allowed_base_urls=[]))
    except (ValueError, RuntimeError):
        return None


def _elements(
    element: ET.Element, width: float, x: float = 0, y: float = 0, mark: int = -1
) -> Iterator[tuple[int, int, str]]:
    """What is seen of an element: the mark that it belongs to, its series if it is a line, and its SVG."""
    tag = element.tag.rpartition("}")[2]
    if tag == "a":
        number = (element.get(_HREF) or "").rpartition("#")[2]
        mark = int(number) if number.isdigit() else mark
    moved = _MOVE.fullmatch(element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    hidden = (
        element.get("display") == "none"
        or element.get("opacity") == "0"
        or element.get("class") in {"background", "foreground"}
    )
    if tag in {"path", "line", "text"} and not hidden:
        series = _LINES.get(element.get("stroke", ""), -1)
        html = _element(tag, element, (x, y), series, width)
        if html:
            yield mark, series, html
    for child in element:
        yield from _elements(child, width, x, y, mark)


def _element(tag: str, element: ET.Element, place: tuple[float, float], series: int, width: float) -> str:
    x, y = place
    names = [_CLASSES.get((key, element.get(key, "")), "") for key in ("fill", "stroke")]
    style = "st-series" if series >= 0 else " ".join(dict.fromkeys(name for name in names if name))
    if tag == "text":
        text = (element.text or "").strip()
        anchor = element.get("text-anchor", "start")
        if anchor == "middle":  # the first and the last tick keep inside of the drawing
            half = text_width(text, SMALL) / 2
            x = max(half, min(x, width - half))
        return _text(style, x, y, anchor, text) if text else ""
    if not style:
        return ""
    if tag == "line":
        x2, y2 = float(element.get("x2", "0")), float(element.get("y2", "0"))
        ends = f'x1="{_round(x)}" y1="{_round(y)}" x2="{_round(x + x2)}" y2="{_round(y + y2)}"'
        return f'<line class="{style}" {ends}/>'
    path = _NUMBER.sub(lambda m: _round(float(m[0])), element.get("d", ""))
    if not re.fullmatch(r"[A-Za-z0-9.,\s-]+", path):
        return ""
    moved = f' transform="translate({_round(x)},{_round(y)})"' if x or y else ""
    return f'<path class="{style}"{moved} d="{path}"/>'


def _text(style: str, x: float, y: float, anchor: str, text: str) -> str:
    placed = f' text-anchor="{anchor}"' if anchor in {"middle", "end"} else ""
    return f'<text class="{style}" x="{_round(x)}" y="{_round(y)}"{placed}>{escape(text)}</text>'


def _round(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 1e5 else str(round(value))
