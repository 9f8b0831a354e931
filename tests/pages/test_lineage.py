# The lineage figure's HTML, read as a browser would read it.
from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from stemma.pages.colors import luminance, readable
from stemma.pages.lineage import Edge, Node, Shape, figure
from stemma.pages.lineage_svg import safe_href, spoken
from stemma.pages.text_width import shorten, text_width, wrap

HOSTILE = "</script><script>alert(1)</script>\"'<b>&amp;"


def node(id: str, name: str = "", **more: Any) -> Node:
    return replace(Node(id, name or id.title(), "model", "Model", "#3f51b5", f"../{id}/"), **more)


def r1() -> tuple[list[Node], list[Edge]]:
    """R1's neighbourhood in small."""
    nodes = [
        node("v3-base", "DeepSeek-V3-Base", children=3),
        node("r1-zero", "DeepSeek-R1-Zero", parents=1, children=1),
        node("r1", "DeepSeek-R1", detail="671B · 20 Jan 2025", parents=2, children=9),
        node("qwen-7b", "DeepSeek-R1-Distill-Qwen-7B", parents=2),
        node("open-r1", "Open R1", type="project", type_label="Project", color="#8a5a00", parents=1),
    ]
    edges = [
        Edge("v3-base", "r1", "based_on", "based on", along="base of"),
        Edge("r1-zero", "r1", "learned_from", "learned from", "dotted", along="taught"),
        Edge("r1", "qwen-7b", "distilled_from", "distilled from", "dashed", along="distilled into"),
        Edge("r1", "open-r1", "reproduces", "reproduces", "dotted", disputed=True),
    ]
    return nodes, edges


class Page(HTMLParser):
    """Every start tag with its attributes, the text, and whether tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [a for t, a in self.tags if t == tag and all(a.get(k.rstrip("_")) == v for k, v in wanted.items())]

    def boxes(self, drawing: str) -> list[dict[str, str]]:
        """The links of one of the two drawings."""
        inside, out = False, []
        for tag, attrs in self.tags:
            if tag == "svg":
                inside = attrs.get("class") == drawing
            elif tag == "a" and inside and "data-id" in attrs:
                out.append(attrs)
        return out


def drawn(focus: str | None = "r1") -> Page:
    return Page(figure(*r1(), focus=focus))


@pytest.mark.parametrize("drawing", ["st-wide", "st-narrow"])
def test_each_entity_is_one_named_link_in_each_drawing(drawing: str) -> None:
    names = [link["aria-label"] for link in drawn().boxes(drawing)]
    assert sorted(names) == [
        "DeepSeek-R1, 671B · 20 Jan 2025, model, 2 parents, 9 derivatives",
        "DeepSeek-R1-Distill-Qwen-7B, model, 2 parents, 0 derivatives",
        "DeepSeek-R1-Zero, model, 1 parent, 1 derivative",
        "DeepSeek-V3-Base, model, 0 parents, 3 derivatives",
        "Open R1, project, 1 parent, 0 derivatives",
    ]


def test_links_in_the_drawing_avoid_the_href_attribute_that_breaks_instant_navigation() -> None:
    for link in drawn().boxes("st-wide"):
        assert "href" not in link
        assert link["xlink:href"].startswith("../")
        assert link["role"] == "link"


@pytest.mark.parametrize("drawing", ["st-wide", "st-narrow"])
def test_a_drawing_is_one_tab_stop_at_its_focus(drawing: str) -> None:
    assert [link["data-id"] for link in drawn().boxes(drawing) if link["tabindex"] == "0"] == ["r1"]


def test_a_drawing_without_a_focus_has_its_tab_stop_at_the_first_box() -> None:
    assert [link["tabindex"] for link in drawn(None).boxes("st-wide")] == ["0", "-1", "-1", "-1", "-1"]


def test_the_focus_is_marked_for_eyes_and_ears() -> None:
    me = [link for link in drawn().boxes("st-wide") if "st-me" in link["class"]]
    assert [(link["data-id"], link["aria-current"]) for link in me] == [("r1", "true")]


def test_the_figure_has_a_name_and_a_description() -> None:
    page = drawn()
    (frame,) = page.all("figure")
    assert page.all("strong", id=frame["aria-labelledby"])
    assert page.all("p", id=frame["aria-describedby"])
    assert "data-search-exclude" in frame


def test_a_relation_is_told_by_line_style_and_by_a_name_that_reads_along_the_arrow() -> None:
    html = figure(*r1(), focus="r1")
    for line in ("st-solid", "st-dashed", "st-dotted"):
        assert f'class="st-edge {line}' in html
    wide = html.split('class="st-narrow"')[0]
    for label in ("base of", "taught", "distilled into", "← reproduces"):  # the last has no word for that direction
        assert re.search(rf'class="st-rel"[^>]*>{label}</text>', wide)


def test_a_disputed_relation_says_so_in_the_line_the_legend_and_the_list() -> None:
    html = figure(*r1(), focus="r1")
    assert "<title>Open R1 reproduces DeepSeek-R1 (disputed)</title>" in html
    assert "</i>disputed</li>" in html
    assert "DeepSeek-R1</a> (disputed)" in html


def test_a_box_of_another_type_names_its_type() -> None:
    assert ">Project</text>" in figure(*r1(), focus="r1")


def test_the_list_holds_every_entity_and_every_relation_as_links() -> None:
    html = figure(*r1(), focus="r1")
    listed = html[html.index("<details") :]
    page = Page(listed.removesuffix("</figure>"))
    assert len(page.all("a")) == 5 + 4
    assert all(a["href"].startswith("../") for a in page.all("a"))
    assert "distilled from <a" in listed


def test_a_large_fan_folds_and_the_list_still_holds_all() -> None:
    children = [node(f"c{i:02}", f"Child {i}") for i in range(30)]
    edges = [Edge("hub", child.id, "based_on", "based on") for child in children]
    html = figure([node("hub"), *children], edges, focus="hub")
    page = Page(html)
    shown = page.boxes("st-wide")
    assert len(shown) == 1 + 11 + 1
    fold = next(link for link in shown if "st-fold" in link["class"])
    assert fold["aria-label"] == "+19 more, in the list below"
    assert page.all("ul", id=fold["xlink:href"].removeprefix("#"))
    assert html.count("based on <a") == 30


def test_a_fold_keeps_what_leads_further() -> None:
    children = [node(f"c{i:02}", f"Child {i}", children=int(i == 29)) for i in range(30)]
    edges = [Edge("hub", child.id, "based_on", "based on") for child in children]
    ids = [link["data-id"] for link in Page(figure([node("hub"), *children], edges, focus="hub")).boxes("st-wide")]
    assert "c29" in ids


def test_hostile_text_stays_text() -> None:
    nodes = [
        node(
            "a", HOSTILE, type=HOSTILE, type_label=HOSTILE, detail=HOSTILE, color='red;}"><script>', href="javascript:x"
        ),
        node("b", "B", href='"><script>'),
        node('"><script>', HOSTILE),
    ]
    edges = [Edge("a", "b", HOSTILE, HOSTILE), Edge('"><script>', "b", "x", "y")]
    html = figure(nodes, edges, focus="a", title=HOSTILE, figure_id='f"><script>')
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= {
        "a", "details", "div", "figure", "g", "i", "li", "p", "path", "rect", "small", "strong", "summary", "svg", "text", "tspan",
        "title", "ul",
    }  # fmt: skip
    assert "javascript:" not in html
    assert page.all("strong")[0]["id"] == 'f"><script>-title'


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("../r1/", True), ("r1.html#cost", True), ("https://example.org/a:b", True), ("a/b:c", True), ("#x", True),
        ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False), ("data:text/html,x", False),
    ],
)  # fmt: skip
def test_only_web_links_are_kept(href: str, kept: bool) -> None:
    assert safe_href(href) == (href if kept else "#")


def test_the_order_of_the_input_does_not_matter() -> None:
    nodes, edges = r1()
    first = figure(nodes, edges, focus="r1")
    for seed in range(5):
        rng = random.Random(seed)
        rng.shuffle(nodes)
        rng.shuffle(edges)
        assert figure(nodes, edges, focus="r1") == first


def test_the_hash_seed_does_not_matter() -> None:
    code = (
        "import hashlib; from stemma.pages.lineage import *;"
        "n=[Node(f'n{i}',f'N{i}','t','T','#123456','x') for i in range(30)];"
        "e=[Edge(f'n{i}',f'n{(i*7+3)%30}','r','l') for i in range(30)];"
        "print(hashlib.sha256(figure(n,e,focus=None).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1


def test_ids_are_unique_and_start_with_the_figures_own() -> None:
    ids = [attrs["id"] for _, attrs in Page(figure(*r1(), focus="r1", figure_id="fig-2")).tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(id.startswith("fig-2") for id in ids)


def test_edges_to_unknown_nodes_and_unknown_focuses_are_left_out() -> None:
    html = figure([node("a")], [Edge("a", "gone", "r", "l"), Edge("a", "a", "r", "l")], focus="gone")
    assert "st-edge" not in html
    assert figure([], [], focus=None) == ""


def test_a_long_name_is_cut_in_the_box_and_whole_in_its_title() -> None:
    name = "An exceedingly long name of a model that no box in any drawing could hold in full"
    html = figure([node("a", name)], [], focus="a")
    assert f"<title>{name}</title>" in html
    assert "…</tspan></text>" in html


def test_the_narrow_drawing_fits_a_phone_and_the_wide_one_a_column_beside_two_sidebars() -> None:
    page = drawn()
    assert float(page.all("svg", class_="st-narrow")[0]["width"]) <= 326
    assert float(page.all("svg", class_="st-wide")[0]["width"]) <= 686


def test_a_type_in_capitals_is_spoken_as_it_is_written() -> None:
    assert spoken(node("a", type_label="GPU")) == "A, GPU, 0 parents, 0 derivatives"


@pytest.mark.parametrize("color", ["#ffff00", "#fff", "#3f51b5", "#000000", "no colour", "#12345"])
def test_a_colour_is_readable_on_white_and_lightened_in_the_dark(color: str) -> None:
    made = readable(color)
    channels = [int(made[i : i + 2], 16) for i in (1, 3, 5)]
    assert 1.05 / (luminance(*channels) + 0.05) >= 4.5
    dark = luminance(*((c + 255) // 2 for c in channels))  # what the stylesheet mixes for dark schemes
    assert (dark + 0.05) / (luminance(0x1E, 0x21, 0x29) + 0.05) >= 3


def test_text_is_wrapped_where_it_may_break() -> None:
    assert wrap("DeepSeek-R1-Distill-Llama-70B", 135, 13, bold=True) == ("DeepSeek-R1-Distill-", "Llama-70B")
    assert wrap("short", 135, 13) == ("short",)


@pytest.mark.parametrize("text", ["", "x" * 10_000, "字" * 50, "a b " * 500, "e\u0301" * 40])
def test_wrapped_text_fits(text: str) -> None:
    assert all(text_width(line, 13) <= 135 for line in wrap(text, 135, 13))
    assert text_width(shorten(text, 60, 11), 11) <= 60


# What is left out ----------------------------------------------------------------------------------------------------


def chain(*pairs: str, own: str = "") -> list[Edge]:
    ends = [pair.split(">") for pair in pairs]
    return [Edge(a, b, "based_on", "based on", own_source=f"{a}>{b}" == own) for a, b in ends]


def implied(*pairs: str, focus: str | None, own: str = "") -> list[str]:
    names = sorted({name for pair in pairs for name in pair.split(">")})
    html = figure([node(name) for name in names], chain(*pairs, own=own), focus=focus)
    wide = html.split('class="st-narrow"')[0]
    said = re.search(r"<li data-implied>(.*?)</li>", html)
    found = re.findall(r'st-implied st-off" data-from="(\w+)" data-to="(\w+)"', wide)
    assert (said[1] if said else "") == (f"{len(found)} implied line{'s' * (len(found) > 1)} hidden" if found else "")
    return [f"{a}>{b}" for a, b in found]


def test_a_line_that_a_longer_way_implies_is_hidden_and_counted() -> None:
    assert implied("a>b", "b>c", "a>c", "c>z", focus="z") == ["a>c"]
    assert implied("a>b", "b>c", "c>d", "a>c", "a>d", "d>z", focus="z") == ["a>c", "a>d"]


def test_beside_the_focus_every_line_is_drawn() -> None:
    assert implied("a>b", "b>c", "a>c", focus="a") == []


def test_a_line_with_a_source_of_its_own_is_drawn() -> None:
    assert implied("a>b", "b>c", "a>c", "c>z", focus="z", own="a>c") == []


def test_another_relation_implies_nothing() -> None:
    edges = [*chain("a>b", "b>c"), Edge("a", "c", "reproduces", "reproduces"), *chain("c>z")]
    assert "st-implied" not in figure([node(n) for n in "abcz"], edges, focus="z")


def test_in_a_circle_no_line_makes_another_vanish() -> None:
    assert implied("a>b", "b>a", "b>c", "c>z", focus="z") == []


def test_the_list_still_says_what_an_implied_line_said() -> None:
    html = figure([node(n) for n in "abcz"], chain("a>b", "b>c", "a>c", "c>z"), focus="z")
    assert html.count("based on <a") == 4


def test_what_a_figure_leaves_out_is_told_with_a_number() -> None:
    html = figure([node("a")], [], focus="a", shape=Shape(left=12))
    assert '<p class="st-note">12 entities further away, or less connected, left out.</p>' in html
    html = figure([node("a")], [], focus="a", shape=Shape(left=940, uncounted=True))
    assert ">More than 940 entities" in html


# Along a time axis ---------------------------------------------------------------------------------------------------


def dated() -> tuple[list[Node], list[Edge]]:
    nodes = [
        node("base", date=(2024, 12)),
        node("chat", date=(2025, 1)),
        node("small", date=(2025, 1)),
        node("late", date=(2026, 0)),
        node("idea"),
    ]
    return nodes, chain("base>chat", "chat>small", "base>late", "idea>chat")


def columns(html: str, drawing: str) -> dict[str, tuple[float, float]]:
    """Where boxes and the names of periods stand in a drawing."""
    svg = re.search(rf'<svg class="{drawing}".*?</svg>', html)
    assert svg
    boxes = re.findall(r'data-id="(\w+)"[^>]*translate\(([\d.]+) ([\d.]+)\)', svg[0])
    names = re.findall(r'class="st-when" x="([\d.]+)" y="([\d.]+)">([^<]+)<', svg[0])
    return {i: (float(x), float(y)) for i, x, y in [*boxes, *((text, x, y) for x, y, text in names)]}


def test_by_date_boxes_stand_under_the_name_of_their_month_from_left_to_right() -> None:
    at = columns(figure(*dated(), focus="chat", shape=Shape(dated=True)), "st-wide")
    order = ["no date", "Dec 2024", "Jan 2025", "2026"]
    assert [at[name][0] for name in order] == sorted(at[name][0] for name in order)
    assert at["idea"][0] == at["no date"][0]
    assert at["base"][0] == at["Dec 2024"][0]
    assert at["chat"][0] == at["Jan 2025"][0] < at["small"][0] < at["2026"][0] == at["late"][0]
    assert all(at[name][1] < at[box][1] for name in order for box in ("idea", "base", "chat", "small", "late"))


def test_by_date_a_phone_has_the_periods_from_top_to_bottom() -> None:
    at = columns(figure(*dated(), focus="chat", shape=Shape(dated=True)), "st-narrow")
    order = ["no date", "idea", "Dec 2024", "base", "Jan 2025", "chat", "small", "2026", "late"]
    assert sorted(at, key=lambda name: at[name][1]) == order


def test_what_has_no_date_is_said() -> None:
    html = figure(*dated(), focus="chat", shape=Shape(dated=True))
    assert '<p class="st-note">1 without a date, apart from the axis.</p>' in html


def test_by_date_a_fold_holds_what_is_of_one_month() -> None:
    children = [node(f"c{i:02}", date=(2025, 1 + i % 2)) for i in range(30)]
    html = figure([node("hub", date=(2024, 1)), *children], chain(*(f"hub>{c.id}" for c in children)), focus="hub", shape=Shape(dated=True))  # fmt: skip
    folds = [box for box in Page(html).boxes("st-wide") if "st-fold" in box["class"]]
    assert len(folds) == 2
    assert sum(int(box["aria-label"].split()[0]) for box in folds) == 19


def test_a_parent_that_is_dated_later_than_its_child_is_drawn_where_its_date_is() -> None:
    nodes = [node("a", date=(2025, 5)), node("b", date=(2025, 1))]
    at = columns(figure(nodes, chain("a>b"), focus="a", shape=Shape(dated=True)), "st-wide")
    assert at["b"][0] < at["a"][0]
