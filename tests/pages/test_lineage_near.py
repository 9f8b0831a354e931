# What a lineage figure shows around an entity, the file with its wider views, and the block in hand-written pages.
from __future__ import annotations

import json
from typing import Any

import pytest

from checking import check_files, found
from ships import HOSTILE, ship_files
from stemma.knowledge.blocks import read_block
from stemma.pages.blocks import block_html
from stemma.pages.context import MANY_LINEAGES, Site
from stemma.pages.lineage_data import lineage_files
from stemma.pages.lineage_near import DOWN, UP, depths, hops, near
from stemma.pages.lineage_of import around
from stemma.text.markdown_scan import scan
from stemma.text.source import Source


def site_of(*pairs: str, dates: dict[str, str] | None = None, names: dict[str, str] | None = None) -> Site:
    """`site_of("a>b", "b>c", dates={"a": "2020"})`: a site of ships that were rebuilt from one another."""
    project = check_files(ship_files(pairs, dates or {}, names or {}))
    assert not project.count("error")
    return Site(project)


def views(site: Site, entity: str) -> dict[str, Any]:
    """What the entity's data file holds."""
    files = dict(lineage_files(site))
    text = files[f"lineage/e-{entity}.js"].decode("ascii")
    path, data = json.loads(text.removeprefix("stemma.put(...").removesuffix(");\n"))
    assert path == f"lineage/e-{entity}.js"
    assert isinstance(data, dict)
    return data


CHAIN = ("a>b", "b>c", "c>d", "d>e", "e>f", "f>g")


def test_depths_that_show_the_same_are_one_and_the_widest_is_called_all() -> None:
    graph = site_of(*CHAIN).graph
    assert {name: len(view.ids) for name, view in depths("d", hops(graph, "d")).items()} == {"1": 3, "2": 5, "all": 7}
    assert {name: len(view.ids) for name, view in depths("a", hops(graph, "a")).items()} == {"1": 2, "2": 3, "3": 4, "all": 7}  # fmt: skip


def test_siblings_are_not_near_and_one_side_can_be_asked_for() -> None:
    graph = site_of("a>b", "a>c", "b>d", "x>d").graph
    assert set(near("b", hops(graph, "b"), None).ids) == {"a", "b", "d"}
    assert set(near("b", hops(graph, "b", (UP,)), None).ids) == {"a", "b"}
    assert set(near("b", hops(graph, "b", (DOWN,)), None).ids) == {"b", "d"}


def test_beyond_the_neighbours_sixty_are_shown_the_nearest_and_most_connected_and_the_rest_is_counted() -> None:
    fan = [f"hub>c{i:03}" for i in range(100)]
    graph = site_of("root>hub", *fan, "c099>leaf").graph
    one = near("root", hops(graph, "root"), 1)
    everything = near("root", hops(graph, "root"), None)
    assert one.ids == ("root", "hub")
    assert len(everything.ids) == 60
    assert everything.ids[:3] == ("root", "hub", "c099")
    assert everything.left == 103 - 60


def test_where_the_neighbours_are_everything_and_undated_there_is_no_file() -> None:
    site = site_of("a>b", "a>c", "a>d")
    assert dict(lineage_files(site)) == {}
    html = around(site, "ships/a", "a")
    assert "data-file" not in html
    assert "data-depths" not in html


def test_a_file_holds_each_view_that_differs_by_structure_and_by_date() -> None:
    site = site_of(*CHAIN, dates={"a": "1900", "d": "1920-05", "g": "1930-06-01"})
    held = views(site, "d")
    assert sorted(held["drawn"]) == ["1", "1d", "2", "2d", "all", "alld"]
    assert sorted(held["told"]) == ["1", "2", "all"]
    wide, narrow, note = held["drawn"]["alld"]
    assert wide.count('role="link"') == narrow.count('role="link"') == 7
    assert ">1900<" in wide
    assert ">May 1920<" in narrow
    assert note == "4 without a date, apart from the axis."
    assert held["told"]["2"][1].count("rebuilt from <a") == 4


def test_an_undated_lineage_has_no_time_axis() -> None:
    assert sorted(views(site_of(*CHAIN), "d")["drawn"]) == ["1", "2", "all"]


def test_a_fan_has_a_view_with_its_folds_open() -> None:
    site = site_of("a>hub", *(f"hub>c{i:02}" for i in range(30)))
    held = views(site, "a")
    assert sorted(held["drawn"]) == ["1", "all", "allo"]
    assert held["drawn"]["all"][0].count("st-fold") == 1
    assert held["drawn"]["allo"][0].count('role="link"') == 32


def test_an_opened_fan_is_bounded_and_says_so() -> None:
    site = site_of("root>hub", *(f"hub>c{i:03}" for i in range(100)))
    wide, _, note = (
        views(site, "hub")["drawn"]["1o"] if "lineage/e-hub.js" in dict(lineage_files(site)) else ("", "", "")
    )
    assert wide.count('role="link"') == 60
    assert note.startswith("42 entities")


def test_where_many_have_a_lineage_figures_go_two_steps_deep_with_thirty_boxes_and_without_a_time_axis() -> None:
    fan = [f"b>c{i:02}" for i in range(40)]
    rest = [f"hub>s{i:03}" for i in range(MANY_LINEAGES)]
    dates = {"a": "1900", "b": "1910", "c00": "1920", "d": "1930"}
    few, many = site_of("a>b", *fan, "c00>d", dates=dates), site_of("a>b", *fan, "c00>d", *rest, dates=dates)
    assert (few.many_lineages, many.many_lineages) == (False, True)
    assert sorted(views(few, "a")["drawn"]) == ["1", "1d", "2", "2d", "2do", "2o", "all", "alld", "alldo", "allo"]
    held = views(many, "a")
    assert sorted(held["drawn"]) == ["1", "2", "2o"]
    assert held["told"]["2"][1].count("rebuilt from <a") == 30 - 1
    assert "12 entities further away, or less connected, left out" in str(held["drawn"]["2"])
    assert 'data-depths="1 2"' in around(many, "ships/a", "a")

    def ships(html: str) -> int:
        return html.split("<details")[1].count("<small>")

    # What a block asks for is drawn all the same: on its own page alone, so that there is nothing to change it to.
    assert ships(around(many, "index", "a", depth="2")) == 30
    assert ships(around(many, "index", "a", depth="all")) == ships(around(many, "index", "a", depth="3")) == 43
    assert "data-file" not in around(many, "index", "a", depth="all")
    assert ">1900<" in around(many, "index", "a", depth="all", dated=True)


def test_hostile_names_stay_text_in_a_file() -> None:
    site = site_of(*CHAIN, names={"a": HOSTILE})
    text = dict(lineage_files(site))["lineage/e-d.js"].decode("ascii")
    assert "<" not in text
    wide = views(site, "d")["drawn"]["all"][0]
    assert "<img" not in wide
    assert "&lt;img src=x onerror=alert(1)&gt;" in wide


def test_files_are_the_same_in_every_build() -> None:
    site = site_of(*CHAIN, dates={"a": "1900", "d": "1920-05"})
    assert list(lineage_files(site)) == list(lineage_files(Site(site.project)))


def test_a_figure_may_begin_with_another_depth_side_or_order() -> None:
    site = site_of(*CHAIN, dates={"a": "1900", "d": "1920-05", "g": "1930"})

    def shown(**options: Any) -> list[str]:
        html = around(site, "index", "d", **options)
        wide = html.split('class="st-narrow"')[0]
        return [name for name in "abcdefg" if f'data-id="{name}"' in wide]

    assert shown() == ["c", "d", "e"]
    assert shown(depth="2") == ["b", "c", "d", "e", "f"]
    assert shown(depth="3") == shown(depth="all") == list("abcdefg")
    assert shown(depth="all", direction=UP) == ["a", "b", "c", "d"]
    assert shown(depth="2", direction=DOWN) == ["d", "e", "f"]
    html = around(site, "index", "d", depth="2", direction=UP, dated=True)
    for told in ('data-depth="2"', 'data-dir="up"', 'data-by="date"', 'data-depths="1 2 all"', 'data-dated="1"', ">May 1920<"):  # fmt: skip
        assert told in html


# In hand-written pages -------------------------------------------------------------------------------------------------


def block(options: str) -> str:
    return f"```lineage\n{options}\n```\n"


def drawn(options: str) -> list[str]:
    """The ships that a block draws."""
    site = site_of(*CHAIN)
    text = block(options)
    made, problems = read_block(Source("", text), scan(text).blocks[0], site.project.deriver)
    assert not problems
    assert made is not None
    wide = block_html(site, "index", made, 1).split('class="st-narrow"')[0]
    return [name for name in "abcdefg" if f'data-id="{name}"' in wide]


def test_a_block_says_how_its_figure_begins() -> None:
    assert drawn("focus: d") == ["c", "d", "e"]
    assert drawn("focus: d\ndepth: 2\ndirection: ancestors") == ["b", "c", "d"]
    assert drawn("focus: d\ndepth: all\nby: date") == list("abcdefg")
    assert drawn("select: c+\nfocus: d\nby: date") == ["c", "d", "e", "f", "g"]


def test_a_block_about_something_without_lineage_says_so() -> None:
    files = {**ship_files(("a>b",), {}, {}), "graph/ships/z.yml": "name: Z\n"}
    site = Site(check_files(files))
    text = block("focus: z")
    made, _ = read_block(Source("", text), scan(text).blocks[0], site.project.deriver)
    assert made is not None
    assert "descends from nothing" in block_html(site, "index", made, 1)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("focus: a\ndepth: 4", ["docs/index.md:3:8 block-option[4]"]),
        ("focus: a\ndirection: up", ["docs/index.md:3:12 block-option[up]"]),
        ("focus: a\nby: name", ["docs/index.md:3:5 block-option[name]"]),
        ("select: a+\ndepth: 2", ["docs/index.md:3:8 block-option[2]"]),
        ("select: a+\nfocus: a\ndirection: ancestors", ["docs/index.md:4:12 block-option[ancestors]"]),
        ("select: a+\nby: date", []),
        ("focus: a\ndepth: all\ndirection: both\nby: structure", []),
    ],
)
def test_a_wrong_option_is_reported_where_it_stands(options: str, expected: list[str]) -> None:
    files = {**ship_files(("a>b",), {}, {}), "docs/index.md": block(options)}
    assert [line for line in found(check_files(files)) if "block-option" in line] == expected


def test_a_relation_that_the_parent_states_reads_along_the_line_as_stated_and_in_the_list_from_the_child() -> None:
    schema = "types:\n  storm: {fields: {led_to: {type: ref, to: storm, many: true, lineage: child, label: Led to, inverse_label: Followed from}}}\n"
    storms = "- {id: gale, name: Gale, led_to: flood}\n- {id: flood, name: Flood}\n"
    site = Site(check_files({"graph/schema.yml": schema, "graph/storms/storms.yml": storms}))
    drawing, listed = around(site, "index", "flood").split("As a list")
    assert "led to" in drawing
    assert "followed from" in listed
    assert "led to" not in listed
