# Tables and the pages that are made of them: what a cell says and is sorted by, groups, comparisons, and the pages of all
# figures, conflicts, sources, claims and downloads.
from __future__ import annotations

import re
from html import unescape

import pytest

from checking import check_files, found
from stemma.knowledge.accept import why
from stemma.knowledge.blocks import read_block
from stemma.pages.blocks import block_html
from stemma.pages.context import Site
from stemma.pages.data_page import Download, Downloads, data_page
from stemma.pages.site import pages
from stemma.text.markdown_scan import scan
from stemma.text.source import Source

SCHEMA = """\
types:
  ship:
    columns: [rig, launched, cargo, home, iron]
    fields:
      rig: {type: enum, values: [barque, brig]}
      launched: {type: date}
      cargo: {type: quantity, unit: tonne}
      crew: {type: integer}
      per_hand: {type: quantity, unit: tonne, formula: cargo / crew, label: Cargo for each hand}
      home: {type: ref, to: port, many: true}
      iron: {type: boolean}
  port: {}
  letter: {extend: source, folder: letters}
project: {rules: {lint: ignore, claim-evidence: ignore}}
"""
PORTS = {"graph/ports/all.yml": "".join(f"- {{id: p{n}, name: Port {n}}}\n" for n in range(1, 7))}


def site_of(files):
    project = check_files({"graph/schema.yml": SCHEMA, **PORTS, **files})
    assert found(project) == []
    return Site(project)


def ships(*lines):
    return {"graph/ships/all.yml": "".join(f"- {{{line}}}\n" for line in lines)}


def fleet(number, more=""):
    """So many ships that their table has tools."""
    return ships(*(f"id: s{n}, name: Ship {n}{more}" for n in range(number)))


def page(site, path):
    return next(page.html for page in pages(site) if page.path == path)


def text(html):
    """What a reader sees of some HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def block(site, markdown):
    """The HTML of the only block of a page, or what is wrong with it."""
    source = Source("docs/index.md", markdown)
    options, problems = read_block(source, scan(markdown).blocks[0], site.project.deriver)
    return block_html(site, "index", options, 1) if options else [d.message for d in problems]


def rows(html):
    """The lines of a table as a reader sees them."""
    body = html[html.index("<tbody") :]
    return [text(row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


# Type indexes --------------------------------------------------------------------------------------------------------


def test_a_short_table_has_no_tools_and_a_long_one_has():
    assert "data-st-table" not in page(site_of(fleet(8)), "ships/index")
    assert 'data-st-table="ships"' in page(site_of(fleet(9)), "ships/index")


def test_of_more_than_eighty_rows_a_page_lays_out_sixty_at_once_and_holds_each_once():
    eighty = page(site_of(fleet(80)), "ships/index")
    assert "<noscript>" not in eighty
    at_once, _, kept = page(site_of(fleet(81)), "ships/index").partition("<noscript>")
    assert (at_once.count('<th scope="row">'), kept.count('<th scope="row">')) == (60, 21)


def test_a_number_is_sorted_by_its_best_value_and_a_bound_by_the_bound():
    html = page(site_of(fleet(9, ", cargo: 1.2M t")), "ships/index")
    assert 'data-st-v="1200000"' in html
    assert 'data-st-v="400"' in page(site_of(fleet(9, ', cargo: "<400 t"')), "ships/index")


def test_a_date_is_sorted_by_its_first_day():
    assert 'data-st-v="1898-04-01"' in page(site_of(fleet(9, ", launched: ~1898-04")), "ships/index")


def test_a_text_is_sorted_as_it_stands():
    assert "data-st-v" not in page(site_of(fleet(9, ", rig: brig")), "ships/index")


def test_of_many_values_the_first_are_shown_and_the_rest_can_be_found():
    html = page(site_of(fleet(9, ", home: [p1, p2, p3, p4, p5, p6]")), "ships/index")
    assert 'Port 3</a>, <a class="st-rest" href="../ships/s0/">3 more</a>' in html
    assert "<span data-st-c hidden>Port 6</span>" in html


def test_an_index_has_the_icon_of_its_type_in_the_heading():
    site = site_of(fleet(1))
    icon = site.graph.schema.types["ship"].icon
    html = page(Site(site.project, icons={icon: "<svg><path/></svg>"}), "ships/index")
    assert '<span class="twemoji" aria-hidden="true"><svg><path/></svg></span>Ships</h1>' in html


# The block `entities` ------------------------------------------------------------------------------------------------


def grouped(by, *lines, select="type: ship"):
    return block(site_of(ships(*lines)), f"```entities\n{select}\ngroup: {by}\n```\n")


def test_groups_of_an_enumeration_stand_in_the_schemas_order_with_their_numbers_and_the_unstated_last():
    html = grouped(
        "rig", "id: a, name: A, rig: brig", "id: b, name: B", "id: c, name: C, rig: barque", "id: d, name: D, rig: brig"
    )
    assert rows(html) == ["barque 1", "C barque", "brig 2", "A brig", "D brig", "Not stated 1", "B"]


def test_groups_of_a_reference_stand_by_name_and_one_with_two_values_stands_in_both():
    html = grouped("home", "id: a, name: A, home: [p2, p1]", "id: b, name: B, home: p2")
    assert [row for row in rows(html) if row.startswith("Port")] == ["Port 1 1", "Port 2 2"]


def test_groups_of_yes_and_no_say_what_is_asked():
    html = grouped("iron", "id: a, name: A, iron: false", "id: b, name: B, iron: true")
    assert [row for row in rows(html) if ":" in row] == ["Iron: yes 1", "Iron: no 1"]


def test_groups_of_types_hold_what_is_of_them_and_the_table_is_of_entities():
    html = grouped("type", "id: a, name: A", select="select: a p1")
    assert rows(html) == ["Ships 1", "A", "Ports 1", "Port 1"]
    assert '<th scope="col">Name</th>' in html


@pytest.mark.parametrize(
    ("by", "message"),
    [("cargo", "`cargo` makes no groups"), ("rigg", "`ship` has no field `rigg`")],
    ids=["kind", "name"],
)
def test_what_makes_no_groups_is_reported(by, message):
    assert grouped(by, "id: a, name: A") == [message]


def test_columns_of_a_mixed_table_are_those_of_any_type_in_it():
    ships_and_a_port = "```entities\nselect: p1 zed\ncolumns: [rig]\n```\n"
    assert "brig" in block(site_of(ships("id: zed, name: Zed, rig: brig")), ships_and_a_port)


def test_a_page_about_the_whole_graph_evades_every_folder():
    schema = "types: {a: {folder: figures}, b: {folder: all-figures}}\nproject: {rules: {lint: ignore}}\n"
    files = {"graph/figures/x.yml": "name: X\n", "graph/all-figures/y.yml": "name: Y\n"}
    paths = [made.path for made in pages(Site(check_files({"graph/schema.yml": schema, **files})))]
    assert len(set(paths)) == len(paths)
    assert "all-all-figures" in paths


def test_a_block_that_selects_nothing_says_so():
    assert "No entity fits." in block(site_of({}), "```entities\ntype: ship\n```\n")


# The block `compare` -------------------------------------------------------------------------------------------------


def compared(options, *lines, **files):
    return block(site_of(ships(*lines) | files), f"```compare\n{options}\n```\n")


def test_a_comparison_has_a_row_for_each_field_that_one_has_and_marks_what_differs():
    html = compared(
        "ids: [a, b]", "id: a, name: A, rig: brig, crew: 4, iron: true", "id: b, name: B, rig: barque, iron: true"
    )
    assert rows(html) == ["Rig ≠ (differs) brig barque", "Crew 4 not stated", "Iron yes yes"]
    assert "1 of 3 differ" in text(html)


def test_the_sides_of_a_comparison_stand_as_they_are_named_then_as_they_are_selected():
    html = compared("ids: [p2, p1]\nselect: p3 p1 a", "id: a, name: A, iron: true")
    assert re.findall(r'href="[^"]+">([^<]+)</a></th>', html) == ["Port 2", "Port 1", "A", "Port 3"]


def test_a_comparison_shows_the_fields_that_are_named_in_their_order():
    html = compared(
        "ids: [a, b]\nfields: [crew, rig]", "id: a, name: A, rig: brig, crew: 4, iron: true", "id: b, name: B"
    )
    assert [row.split()[0] for row in rows(html)] == ["Crew", "Rig"]


def test_a_computed_value_of_a_comparison_leads_to_its_formula_and_a_contested_one_says_so():
    letters = {"graph/letters/all.yml": "- {id: l1, name: L1, standing: primary}\n- {id: l2, name: L2}\n"}
    lines = (
        "id: a, name: A, crew: 2, cargo: [{value: 10 t, source: l1}, {value: 30 t, source: l2}]",
        "id: b, name: B",
    )
    html = block(site_of(ships(*lines) | letters), "```compare\nids: [a, b]\n```\n")
    assert 'href="ships/a/#field-per_hand" aria-label="How Cargo for each hand of A is computed">how</a>' in html
    assert 'href="ships/a/#field-cargo" aria-label="Cargo of A is contested">contested</a>' in html


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("ids: [a]", "there must be two entities or more to compare"),
        ("ids: [a, zzz]", "no entity has the id `zzz`"),
        ("ids: [a, a.rig]", "`ids` must be ids of entities"),
        ("ids: [a, p1]\nfields: [rug]", "none of these entities has a field `rug`"),
        ("title: Nothing", "there must be two entities or more to compare"),
    ],
    ids=["one", "unknown", "field", "no such field", "none"],
)
def test_a_comparison_that_cannot_be_made_is_reported(options, message):
    assert compared(options, "id: a, name: A")[:1] == [message]


def test_a_hostile_name_stays_text_in_every_table():
    site = site_of(
        ships('id: a, name: "<img src=x onerror=alert(1)>", rig: brig, cargo: 4 t, crew: 2', "id: b, name: B")
    )
    made = [
        *(p.html for p in pages(site)),
        block(site, "```compare\nids: [a, b]\n```\n"),
        block(site, "```entities\ntype: ship\n```\n"),
    ]
    assert not any("<img" in html for html in made)


# Figures -------------------------------------------------------------------------------------------------------------

COMPUTED = "id: a, name: A, crew: 2, cargo: exactly 11.152 t, per_hand: [{value: 5.5 t, source: l1}, {value: ~6 t, source: l1}]"
LETTER = {"graph/letters/l1.yml": "name: The letter\n"}


def test_the_page_of_figures_says_what_each_comes_to_from_what_and_how_the_stated_stands_to_it():
    html = page(site_of(ships(COMPUTED) | LETTER), "figures")
    (line,) = [row for row in rows(html) if row.startswith("Cargo for each hand")]
    assert line == "Cargo for each hand A 5.576 tonnes off 5.5 t −1.36 % 1 agrees ≈ 6 t +7.6 % 1 Cargo ÷ Crew"
    assert 'href="../ships/a/#field-per_hand">Cargo for each hand</a>' in html


def test_the_page_of_figures_explains_agreement_by_an_example_of_its_own():
    told = text(page(site_of(ships(COMPUTED) | LETTER), "figures"))
    assert (
        "≈ 6 t agrees with 5.576 tonnes though it lies +7.6 % away: as it is written it stands for 5.5 tonnes to 6.5 tonnes"
        in told
    )
    assert "5.5 t is off at −1.36 %: it stands for 5.45 tonnes to 5.55 tonnes, and 5.576 tonnes lies outside" in told


def test_bounds_are_rounded_outwards_to_what_lies_between_them():
    html = page(site_of(ships("id: a, name: A, crew: 3, cargo: 100–200 t")), "figures")
    assert "33 to 67" in text(html)


def test_a_figure_that_cannot_be_known_says_what_is_missing():
    assert "not known missing: a.crew" in text(
        page(site_of(ships("id: a, name: A, cargo: {formula: self.crew * quantity('1 t')}")), "figures")
    )


def test_pages_with_nothing_to_show_say_so():
    site = site_of({})
    assert "Nothing is computed in this graph yet" in page(site, "figures")
    assert "No two sources of this graph contradict each other" in page(site, "conflicts")
    assert "This graph cites no source yet" in page(site, "sources/index")


# Conflicts -----------------------------------------------------------------------------------------------------------

LETTERS = {
    "graph/letters/all.yml": """\
- {id: near, name: Near, standing: primary, date: 1900}
- {id: far, name: Far, standing: tertiary, date: 1905}
- {id: also, name: Also, standing: tertiary, date: 1901}
"""
}


def conflicts(cargo):
    return page(site_of(ships(f"id: a, name: A, cargo: [{cargo}]") | LETTERS), "conflicts")


def test_a_conflict_shows_all_its_values_with_sources_places_and_dates_the_accepted_one_first():
    html = conflicts(
        "{value: 30 t, source: 'far#page-2', note: Heard it}, {value: 10 t, source: near}, {value: ~10 t, source: also}, {value: 50 t, source: also, rank: rejected}"
    )
    assert rows(html) == [
        "10 t accepted Near 1900 primary", "30 t +200 % contradicts it Heard it Far page 2 1905 tertiary",
        "≈ 10 t agrees Also 1901 tertiary", "50 t +400 % rejected Also 1901 tertiary",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cargo", "reason"),
    [
        (
            "{value: 30 t, source: far, rank: preferred}, {value: 10 t, source: near}",
            "the editors marked it as preferred",
        ),
        ("{value: 30 t, source: far}, {value: 10 t, source: near}", "its source stands closest to the fact"),
        ("{value: 30 t, source: far}, {value: 10 t, source: also}", "its source is the newest"),
        (
            "{value: 30 t, source: far}, {value: 10 t, source: far}",
            "nothing sets it apart, and it comes first in the file",
        ),
        (
            "{formula: 2 * self.crew * quantity('1 t')}, {value: 10 t, source: near}",
            "it follows from other values that are stated",
        ),
    ],
    ids=["preferred", "standing", "newest", "order", "computed"],
)
def test_a_conflict_says_why_one_value_is_accepted(cargo, reason):
    files = ships(f"id: a, name: A, crew: 100, cargo: [{cargo}]") | LETTERS
    assert f"is accepted: {reason}." in text(page(site_of(files), "conflicts"))


def test_what_tells_of_the_latest_time_is_accepted_for_that():
    site = site_of(
        ships(
            "id: a, name: A, cargo: [{value: 30 t, as_of: 1901, source: far}, {value: 10 t, as_of: 1903, source: far}]"
        )
        | LETTERS
    )
    said = site.graph.entities["a"].of("cargo")
    assert why(site.graph, said[1], said) == "as_of"


# Sources, claims, downloads ------------------------------------------------------------------------------------------


def test_a_source_says_what_rests_on_it_and_what_on_it_alone():
    files = ships(
        "id: a, name: A, rig: {value: brig, source: near}, cargo: {value: 4 t, source: [near, far]}, crew: {value: 2, source: near}"
    )
    lines = rows(page(site_of(files | LETTERS), "sources/index"))
    assert lines[2] == "Near 1900 primary 3 statements and 1 figure 2 statements and 1 figure"
    assert lines[1] == "Far 1905 tertiary 1 statement and 1 figure nothing"


def test_sources_without_a_type_of_their_own_stand_in_the_bibliography_and_in_no_second_index():
    site = site_of({"graph/sources/x.yml": "name: Some source\nurl: https://www.example.org/x\n"})
    paths = [page.path for page in pages(site)]
    assert paths.count("sources/index") == 1
    assert (
        'href="https://www.example.org/x" title="https://www.example.org/x" aria-label="The original of Some source"'
        in page(site, "sources/index")
    )


def test_claims_stand_by_verdict_with_test_numbers_evidence_and_who_made_them():
    claims = {
        "graph/claims/c.yml": """\
name: She carries much
about: a
made_by: p1
asserts: {figure: a.cargo, is: ">3 t"}
verdict: supported
rationale: See the letters.
evidence:
  - {source: near, stance: supports}
  - {source: far, stance: supports}
  - {source: also, stance: refutes}
""",
        "graph/claims/d.yml": "name: She is fine\nabout: a\nverdict: unproven\n",
    }
    html = page(site_of(ships("id: a, name: A, cargo: exactly 4 t") | LETTERS | claims), "claims/index")
    assert (
        "2 claims, of which 1 asserts something that the graph can test: 1 holds, 0 do not, and 0 cannot be decided"
        in text(html)
    )
    line, other = [text(item) for item in re.findall(r"<li>.*?</li>", html, re.DOTALL)]
    assert line == (
        "holds supported She carries much See the letters. Asserts: A: Cargo is > 3 t , computed 4 t "
        "2 for: Near , Far ; 1 against: Also Made by Port 1"
    )
    assert other.startswith("not tested")


def test_the_page_of_downloads_tells_sizes_and_the_licence():
    whole = Download("The whole graph", "All of it.", 4, (("JSON", "data/graph.json", 1234),))
    table = Download("Ships", "", 2, (("CSV", "data/types/ship.csv", 56), ("JSON", "data/types/ship.json", 78)))
    made = data_page(site_of({}), Downloads(whole, (table,), "# Terms\n\nUse it as you like.\n", "data/LICENSE.txt"))
    assert 'href="../data/graph.json" download>JSON</a> <small>1.2&nbsp;kB</small>' in made.html
    assert "Ships 2 CSV 56 bytes JSON 78 bytes" in rows(made.html)[0]
    assert "Terms Use it as you like." in text(made.html)
