# The vocabulary page: everything that a schema declares, with examples that can be written as they stand.
from __future__ import annotations

import re

import pytest

from checking import check_files
from stemma.pages.context import Site
from stemma.pages.vocabulary import vocabulary_page
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.schema import COMMON_KEYS

SCHEMA = """
types:
  vessel:
    plural: Vessels
    description: Whatever floats.
    fields:
      launched: {type: date, role: date, required: true}
      cargo: {type: quantity, unit: tonne/voyage, min: 0, cite: required, description: What it holds.}
      built_from:
        {type: ref, to: [vessel, yard], many: true, inverse: built_into, inverse_label: Built into, lineage: parent, line: dashed, with: {share: {type: number}}}
      motto: {type: text}
  ship:
    extend: vessel
    folder: fleet
    rules: [{check: crew > 0, message: nobody sails her}]
    fields:
      rig: {type: enum, values: [sail, motor]}
      crew: {type: quantity, unit: person}
      doubled: {type: quantity, unit: person, formula: crew * 2}
  yard: {label: Ship yard}
units:
  - person = [person], count, plural people
  - USD = [currency], symbol $
  - voyage = [voyage], count
  - watch = 4 hour
project: {rules: {lint: ignore}}
"""
SHIPS = """
- {id: aurora, name: Aurora, launched: ~1998, motto: "All: hands", built_from: northyard, crew: ">=12 person", sources: log}
"""
FILES = {
    "graph/schema.yml": SCHEMA, "graph/fleet/ships.yml": SHIPS, "graph/yards/northyard.yml": "name: Northyard\n",
    "graph/sources/log.yml": "name: The log\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def html() -> str:
    project = check_files(FILES)
    assert [d.message for d in project.diagnostics] == []
    return vocabulary_page(Site(project)).html


def field(html: str, id: str) -> str:
    """The row of a field."""
    found = re.search(rf'<dt id="{id}">.*?</dd>', html, re.DOTALL)
    assert found, id
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def section(html: str, id: str) -> str:
    """A type's part of the page."""
    return html.partition(f'<h2 id="{id}"')[2].partition("<h2")[0]


def test_every_type_and_every_field_has_an_anchor(html) -> None:
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert {"source", "claim", "vessel", "ship", "yard", "vessel-cargo", "ship-rig", "claim-verdict"} <= ids


def test_the_table_of_contents_names_what_is_there() -> None:
    page = vocabulary_page(Site(check_files(FILES)))
    assert [h.title for h in page.headings] == [
        "Every entity",
        "Sources",
        "Claims",
        "Vessels",
        "Ships",
        "Ship yards",
        "Relations",
        "Units",
        "Functions",
    ]
    assert [h.id for h in page.headings if f'id="{h.id}"' not in page.html] == []


def test_a_type_says_where_it_lies_what_it_extends_and_how_many_there_are(html) -> None:
    ship = section(html, "ship")
    assert (
        '<a class="st-link" href="../fleet/">1 ship</a>, in the folder <code>fleet/</code>, extends <a class="st-link" href="#vessel">'
        in ship
    )
    assert "none of its own" in section(html, "vessel")
    assert "Whatever floats." in section(html, "vessel")
    assert "crew &gt; 0" in ship


def test_what_a_type_inherits_leads_to_where_it_is_declared(html) -> None:
    assert 'id="ship-cargo"' not in html
    assert '<a class="st-link" href="#vessel-cargo">Cargo</a>' in section(html, "ship")


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("vessel-launched", ["a date", "required", "date of the entity", "launched: ~1998"]),
        ("vessel-cargo", ["a quantity in tonne/voyage", "needs a source", "at least 0", "What it holds.", "cargo: 12 tonne/voyage"]),
        ("vessel-built_from", ["the id of Vessel or Ship yard", "several", "Read from the other side: Built into", "dashed", "share"]),
        ("ship-rig", ["one of a few words", "sail , motor", "rig: sail"]),
        ("ship-crew", ["a quantity in person", 'crew: "&gt;=12 person"']),
        ("ship-doubled", ["computed", "formula: crew * 2"]),
    ],
)  # fmt: skip
def test_a_field_says_what_it_holds_and_how_it_is_written(html, id, words) -> None:
    text = field(html, id).replace("&#34;", '"')
    assert [word for word in words if word not in text] == []


def test_relations_are_read_in_both_directions(html) -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", section(html, "relations"), re.DOTALL)
    cells = [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows
    ]
    assert [
        "Vessel",
        "Built from",
        "Vessel or Ship yard",
        "Built into",
        "descends from what it names, dashed line",
    ] in cells
    assert [cell for cell in cells if cell[0] == "Ship"] == []


def test_units_say_what_they_measure_and_what_they_are_worth(html) -> None:
    rows = re.findall(r'<tr id="unit-(.*?)">(.*?)</tr>', section(html, "units"), re.DOTALL)
    units = {
        name: [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", row)]
        for name, row in rows
    }
    assert units["person"][:3] == ["", "counts, person", ""]
    assert units["USD"][:2] == ["$", "currency"]
    assert units["tonne"][3] == "Vessel: Cargo"
    assert units["watch"][1] == "time"


def test_every_common_key_and_every_function_is_described(html) -> None:
    rows = dict(re.findall(r'<dt id="every-entity-(\w+)">.*?</dt><dd>(.*?)</dd>', html))
    assert tuple(rows) == COMMON_KEYS
    assert rows["tags"] == "words to select by"
    assert rows["links"] == "addresses on the web, each alone or as <code>{url: …, title: …}</code>"
    assert [name for name in FUNCTIONS if f"<code>{name}(" not in html] == []


def test_an_example_reads_back_as_the_value_that_it_shows(html) -> None:
    import yaml

    examples = [
        re.sub(r"&#34;|&quot;", '"', e).replace("&gt;", ">").replace("&lt;", "<").replace("&#39;", "'")
        for e in re.findall(r"<small><code>([a-z_]+: .*?)</code></small>", html)
    ]
    assert len(examples) > 12
    assert [e for e in examples if not isinstance(yaml.safe_load(e), dict)] == []
    assert {"motto": "All: hands"} in [yaml.safe_load(e) for e in examples]
