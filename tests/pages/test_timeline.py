# The timeline as data and as HTML: what stands when, what became known with which source, and how much on one page.
from __future__ import annotations

import re

import pytest

from checking import check_files, found
from stemma.knowledge.blocks import read_block
from stemma.knowledge.entity import Citation
from stemma.pages import timeline_page
from stemma.pages.blocks import block_html
from stemma.pages.context import Site
from stemma.pages.timeline import LINES, entries
from stemma.pages.timeline_page import timeline_pages
from stemma.text.markdown_scan import scan
from stemma.text.source import Source, Span

HOSTILE = "<script>alert(1)</script>\"'&"

FILES = {
    "graph/schema.yml": """
types:
  ship:
    plural: Ships
    fields:
      launched: {type: date, role: date}
      cargo: {type: quantity, unit: tonne}
      crew: {type: quantity, unit: person}
      built_by: {type: ref, to: yard}
  yard: {}
units: ["person = [person], count, plural people"]
project: {rules: {lint: ignore}}
""",
    "graph/ships/ships.yml": """
- {id: aurora, name: Aurora, summary: The first of three., launched: 1998-04-12, cargo: {value: "3,200 t", source: [late, early]}, built_by: {to: northyard, source: late}}
- {id: brig, name: Brig, launched: 1998, crew: {value: 30 person, source: undated, as_of: 2001-05}}
- {id: cog, name: Cog, launched: ~1998-03, crew: {value: 9 person, source: early, rank: rejected}}
- {id: dhow, name: Dhow, launched: 2001-12/2002-02}
- {id: ewer, name: Ewer}
""",
    "graph/yards/northyard.yml": "name: Northyard\n",
    "graph/sources/early.yml": "name: The log\ndate: 1999-06-01\n",
    "graph/sources/late.yml": "name: The register\ndate: 2003\n",
    "graph/sources/undated.yml": "name: A letter\n",
}


def site(more: dict[str, str] | None = None) -> Site:
    return Site(check_files({**FILES, **(more or {})}))


def block(options: str, more: dict[str, str] | None = None) -> str:
    made = site(more)
    text = f"```timeline\n{options}\n```\n"
    read, wrong = read_block(Source("", text), scan(text).blocks[0], made.project.deriver)
    assert wrong == []
    assert read is not None
    return str(block_html(made, "index", read, 1))


def shown(html: str) -> list[tuple[str, str]]:
    """Date and name of each entry."""
    return re.findall(r"<time[^>]*>([^<]*)</time>.*?<(?:a|b)[^>]*>([^<]*)</", html)


def test_entries_stand_in_the_order_of_their_dates_partial_ones_at_their_beginning() -> None:
    assert [(e.date.display, e.name) for e in entries(site())] == [
        ("1998", "Brig"),
        ("c. Mar 1998", "Cog"),
        ("12 Apr 1998", "Aurora"),
        ("1 Jun 1999", "The log"),
        ("May 2001", "As of May 2001"),
        ("Dec 2001 – Feb 2002", "Dhow"),
        ("2003", "The register"),
    ]


def test_a_statement_became_known_with_the_earliest_of_its_sources() -> None:
    known = {e.name: [(line.name, line.field, line.value, line.rejected) for line in e.lines] for e in entries(site())}
    assert known["The log"] == [("Aurora", "Cargo", "3,200 t", False), ("Cog", "Crew", "9 people", True)]
    assert known["The register"] == [("Aurora", "Built by", "Northyard", False)]
    assert known["As of May 2001"] == [("Brig", "Crew", "30 people", False)]


def test_a_source_is_one_entry_with_the_number_of_what_it_stated_first() -> None:
    log = [e for e in entries(site()) if e.name == "The log"]
    assert [(e.known, e.href) for e in log] == [("2 statements first made here", "sources/early/")]


def test_an_entry_with_many_statements_spells_out_some_and_counts_the_rest() -> None:
    ships = "".join(
        f"- {{id: s{i}, name: S{i}, crew: {{value: {i} person, source: early}}}}\n" for i in range(LINES + 5)
    )
    entry = next(e for e in entries(site({"graph/ships/ships.yml": ships})) if e.name == "The log")
    assert (len(entry.lines), entry.more) == (LINES, 5)


def test_a_block_shows_the_dated_entities_of_a_selection_newest_first() -> None:
    assert shown(block("type: ship")) == [
        ("Dec 2001 – Feb 2002", "Dhow"), ("12 Apr", "Aurora"), ("c. Mar", "Cog"), ("1998", "Brig"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("type: ship\norder: oldest", ["Brig", "Cog", "Aurora", "Dhow"]),
        ("select: aurora brig", ["Aurora", "Brig"]),
        ("type: ship\nwhere: cargo > '1 t'", ["Aurora"]),
        ("select: aurora\nshow: statements", ["The register", "The log"]),
        ("select: aurora\nshow: all\norder: oldest", ["Aurora", "The log", "The register"]),
    ],
)
def test_options_choose_what_a_block_shows_and_in_which_direction(options, names) -> None:
    assert [name for _, name in shown(block(options))] == names


def test_a_block_is_grouped_by_year_or_by_month() -> None:
    assert re.findall(r'class="st-title">([^<]*)<', block("type: ship")) == ["2001", "1998"]
    assert re.findall(r'class="st-title">([^<]*)<', block("type: ship\nby: month")) == [
        "December 2001", "April 1998", "March 1998", "1998",
    ]  # fmt: skip


def test_a_block_of_nothing_with_a_date_says_so() -> None:
    assert "Nothing here has a date." in block("select: ewer")


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ("by: week", "2:5 block-option[week]"),
        ("order: up", "2:8 block-option[up]"),
        ("show: everything", "2:7 block-option[everything]"),
        ("type: shp", "2:7 block-option[shp]"),
        ("where: cargo", "2:8 block-option[cargo]"),
        ("sort: cargo", "2:1 block-option[sort]"),
    ],
)
def test_a_wrong_option_is_reported_where_it_stands(options, place) -> None:
    assert found(check_files({**FILES, "docs/index.md": f"```timeline\n{options}\n```\n"})) == [
        f"docs/index.md:{place}"
    ]


def test_hostile_names_stay_text() -> None:
    ships = f"- {{id: a, name: '{HOSTILE.replace(chr(39), chr(39) * 2)}', launched: 2001, crew: {{value: 3 person, source: early}}}}\n"
    html = block("show: all", {"graph/ships/ships.yml": ships})
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_has_a_heading_for_each_year_and_a_legend_of_types() -> None:
    (page,) = timeline_pages(site())
    assert page.path == "timeline"
    assert [h.title for h in page.headings] == ["2003", "2001", "1999", "1998"]
    assert re.findall(r'data-type="(\w*)"><i', page.html) == ["ship", "source", ""]


def test_links_lead_from_the_page_to_the_field_of_the_entity() -> None:
    (page,) = timeline_pages(site())
    assert 'href="../ships/aurora/#field-cargo"' in page.html


def test_a_graph_without_dates_has_a_page_that_says_how_to_give_them() -> None:
    (page,) = timeline_pages(
        site(
            {
                "graph/ships/ships.yml": "name: A\n",
                "graph/sources/early.yml": "name: A\n",
                "graph/sources/late.yml": "name: B\n",
            }
        )
    )
    assert "role: date" in page.html


def test_a_large_graph_has_a_page_for_each_year_and_for_each_month_of_a_full_one(monkeypatch) -> None:
    monkeypatch.setattr(timeline_page, "ONE_PAGE", 3)
    monkeypatch.setattr(timeline_page, "ONE_YEAR", 2)
    monkeypatch.setattr(timeline_page, "NEWEST", 2)
    pages = {page.path: page for page in timeline_pages(site())}
    assert list(pages) == [
        "timeline", "timeline/1998-00", "timeline/1998-03", "timeline/1998-04", "timeline/1999", "timeline/2001", "timeline/2003",
    ]  # fmt: skip
    assert [name for _, name in shown(pages["timeline"].html)] == ["The register", "Dhow"]
    assert [name for _, name in shown(pages["timeline/2001"].html)] == ["Dhow", "As of May 2001"]
    assert 'href="../timeline/1999/">1999</a> <small>1</small>' in pages["timeline"].html
    assert 'href="../../timeline/1999/">← 1999</a>' in pages["timeline/2001"].html
    assert 'href="../../ships/aurora/"' in pages["timeline/1998-04"].html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1998-04-12", "12 Apr"), ("1998-04/1998-06", "Apr – Jun"), ("~1998-03", "c. Mar"), ("~1998", "c. 1998"),
        ("0998-04/0998-06", "Apr – Jun"),
        ("2001-12/2002-02", "Dec 2001 – Feb 2002"),
    ],
)  # fmt: skip
def test_below_its_year_a_date_leaves_the_year_out_where_it_lies_in_one(written, shown) -> None:
    ship = f"- {{id: aurora, name: Aurora, launched: {written}}}\n"
    assert [entry.shown for entry in entries(site({"graph/ships/ships.yml": ship}), ["aurora"])] == [shown]


def test_a_place_in_a_source_is_shown_in_words_and_a_range_keeps_its_dash() -> None:
    places = {
        "last-paragraph": "last paragraph",
        "table-2": "table 2",
        "p12-14": "p12-14",
        "r1-and-v3": "r1 and v3",
        "": "",
    }
    assert {written: Citation("log", written, Span(Source("", ""), 0, 0)).place for written in places} == places
