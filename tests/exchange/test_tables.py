# The tables of a graph as CSV and JSON: what the reference shows is what is written, nothing in them is run by a spreadsheet,
# and no number is changed.
from __future__ import annotations

import csv
import io
import json
import re

import pytest

from checking import check_files, found
from pages_of_docs import steps
from run import REPOSITORY
from stemma.exchange.table_files import files_of
from stemma.exchange.tables import Column, Table, tables

PAGE = (REPOSITORY / "docs" / "reference" / "tables.md").read_text("utf-8")
EXAMPLE = {step.title: step.body for step in steps(PAGE) if step.title}
SCHEMA = """\
types:
  ship:
    fields:
      cargo: {type: quantity, unit: tonne}
      crew: {type: integer}
      per_hand: {type: quantity, unit: tonne, formula: cargo / crew}
      sunk: {type: boolean}
      motto: {type: text}
      sister: {type: ref, to: ship, many: true, with: {yard: {type: text}}}
      rebuilt_from: {type: ref, to: ship, lineage: parent, inverse: rebuilt_as}
project: {rules: {lint: ignore, claim-evidence: ignore}}
"""


def made(files):
    """`{name: table}` of a project with these files besides the schema."""
    project = check_files({"graph/schema.yml": SCHEMA, **files})
    assert found(project) == []
    return {table.name: table for table in tables(project, directory_urls=True)}


def written(table, wanted):
    """A table's file of one format."""
    (text,) = (data.decode() for form, _, data in files_of(table) if form == wanted)
    return text


def rows(table):
    """A table as a program reads its CSV."""
    return list(csv.DictReader(io.StringIO(written(table, "CSV"))))


def ship(text):
    """The only row of the only ship."""
    (row,) = rows(made({"graph/ships/argo.yml": f"name: Argo\n{text}\n"})["types/ship"])
    return row


@pytest.mark.parametrize("name", [name for name in EXAMPLE if name.startswith("site/")])
def test_the_reference_shows_what_is_written(name):
    project = check_files({path: text for path, text in EXAMPLE.items() if path.startswith("graph/")})
    files = {path: data for table in tables(project, directory_urls=True) for _, path, data in files_of(table)}
    assert files[name.removeprefix("site/")].decode().replace("\r\n", "\n") == EXAMPLE[name]


def test_the_reference_names_every_column_of_every_table():
    files = {
        "graph/ships/a.yml": "name: A\ncargo: 5 t\ncrew: 2\nsister: b\n",
        "graph/ships/b.yml": "name: B\n",
        "graph/claims/c.yml": "name: C\nabout: a\n",
    }
    listed = dict(re.findall(r"^\| `(figures|claims|statements|relations)` \| (`.+) \|$", PAGE, re.MULTILINE))
    for name, table in made(files).items():
        if not name.startswith("types/"):
            assert re.findall(r"`(\w+)`", listed[name]) == [column.name for column in table.columns], name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x.example.org")'])
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text):
    table = Table("t", "T", "", (Column("motto"), Column("mottos", "list")), ((text, [text, "b"]),))
    (row,) = rows(table)
    assert row["motto"] == f"'{text}"
    assert row["mottos"].startswith("'")


def test_a_harmless_text_and_a_negative_number_stay_as_they_are():
    row = ship("motto: a = b\ncargo: -5 t")
    assert (row["motto"], row["cargo"], row["cargo_low"]) == ("a = b", "-5", "-5")


def test_a_quantity_fills_four_columns_with_plain_digits_and_its_unit():
    row = ship('cargo: "3.2M t"')
    held = [row[name] for name in ("cargo", "cargo_low", "cargo_high", "cargo_unit")]
    assert held == ["3200000", "3150000", "3250000", "tonne"]


def test_of_a_bound_the_other_side_and_the_best_value_are_empty():
    row = ship('cargo: "<400 t"')
    assert [row[name] for name in ("cargo", "cargo_low", "cargo_high")] == ["", "", "400"]


def test_what_nobody_knows_says_so():
    assert ship("cargo: unknown")["cargo"] == "unknown"


def test_the_lines_of_csv_end_as_the_standard_says_and_quotes_are_doubled():
    text = written(made({"graph/ships/a.yml": 'name: "The \\"A\\", large"\n'})["types/ship"], "CSV")
    assert text.count("\r\n") == text.count("\n") == 2
    assert '"The ""A"", large"' in text


def test_an_accepted_value_stands_in_the_table_of_its_type_and_all_of_them_among_the_statements():
    files = {
        "graph/ships/a.yml": "name: A\ncargo:\n  - {value: 5 t, source: log}\n  - {value: 9 t, source: talk}\n",
        "graph/sources/s.yml": "- {id: log, name: Log, standing: primary}\n- {id: talk, name: Talk, standing: tertiary}\n",
    }
    tables_ = made(files)
    (row,) = rows(tables_["types/ship"])
    assert (row["cargo"], row["contested"]) == ("5", "cargo")
    stated = [
        (r["value_best"], r["source"], r["accepted"]) for r in rows(tables_["statements"]) if r["field"] == "cargo"
    ]
    assert stated == [("5", "log", "true"), ("9", "talk", "false")]


def test_a_stated_value_says_how_it_stands_to_the_computed_one():
    text = "name: A\ncargo: exactly 100 t\ncrew: 10\nper_hand: 12 t\n"
    tables_ = made({"graph/ships/a.yml": text})
    (figure,) = rows(tables_["figures"])
    assert (figure["value"], figure["formula"], figure["inputs"]) == ("10", "cargo / crew", "a.cargo; a.crew")
    stated = next(r for r in rows(tables_["statements"]) if r["field"] == "per_hand")
    assert (stated["comparison"], stated["difference"], stated["percent"]) == ("off", "2", "20")


def test_a_relation_of_lineage_says_which_descends_from_which():
    files = {
        "graph/ships/all.yml": "- {id: a, name: A}\n- {id: b, name: B, rebuilt_from: a, sister: [{to: a, yard: Hull}]}\n"
    }
    found_ = {r["type"]: r for r in rows(made(files)["relations"])}
    assert (found_["rebuilt_from"]["parent"], found_["rebuilt_from"]["child"]) == ("a", "b")
    assert (found_["sister"]["parent"], found_["sister"]["attributes"]) == ("", "yard: Hull")


def test_the_sources_of_a_claim_stand_under_their_stances():
    files = {
        "graph/ships/a.yml": "name: A\ncargo: 5 t\n",
        "graph/sources/log.yml": "name: Log\n",
        "graph/claims/c.yml": "name: C\nabout: a\nasserts: {figure: a.cargo, is: '>4 t'}\nverdict: supported\nevidence: {source: log, stance: supports}\n",
    }
    (claim,) = rows(made(files)["claims"])
    assert (claim["result"], claim["asserts"], claim["computed"]) == ("holds", "a.cargo", "5")
    assert (claim["supports"], claim["refutes"]) == ("log", "")


def test_json_holds_the_same_rows_with_what_their_columns_are():
    table = made({"graph/ships/a.yml": "name: A\ncargo: 5 t\nsunk: true\n"})["types/ship"]
    document = json.loads(written(table, "JSON"))
    kinds = {column["name"]: column["kind"] for column in document["columns"]}
    assert (kinds["cargo"], kinds["sunk"], kinds["sister"]) == ("quantity", "boolean", "list")
    (row,) = document["rows"]
    assert (row["cargo"]["best"], row["cargo"]["unit"], row["sunk"], row["crew"], row["sister"]) == (
        "5",
        "tonne",
        True,
        None,
        [],
    )


def test_a_graph_with_nothing_in_it_has_no_tables():
    assert made({}) == {}
