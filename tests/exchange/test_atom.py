# The feed: what RFC 4287 asks of one, what its entries are dated by, and that no name can break it.
from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from checking import check_files
from stemma.exchange.atom import MOST, feed
from stemma.exchange.json_ld import Home

ATOM = "{http://www.w3.org/2005/Atom}"
HOME = Home("Harbour", "https://harbour.example.org/book/")
SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      cargo: {type: quantity, unit: tonne}
      double: {type: quantity, unit: tonne, formula: 2 * cargo}
project: {rules: {lint: ignore, claim: ignore}}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/sources/log.yml": "name: Log\ndate: 2024-03\n",
    "graph/sources/letter.yml": "name: Letter\n",
    "graph/ships/fanny.yml": "name: Fanny\ncargo: {value: exactly 5 t, source: log}\n",
    "graph/ships/hope.yml": "name: Hope\ncargo: {value: exactly 7 t, source: letter}\n",
    "graph/ships/dawn.yml": "name: Dawn\ncargo: {value: exactly 9 t, source: letter, as_of: 2023-05-06}\n",
    "graph/claims/c.yml": (
        "name: C\nabout: fanny\nverdict: supported\nasserts: {figure: fanny.double, is: 10 t}\n"
        "evidence: {source: log, stance: supports}\n"
    ),
}


def read(files=FILES, changed=None, home=HOME):
    """The feed's root, checked against what every feed must have."""
    project = check_files(files)
    text = feed(project, home, {claim.id: claim for claim in project.claims}, (changed or {}).get)
    if not text:
        return None
    root = ET.fromstring(text.encode())
    assert root.tag == f"{ATOM}feed"
    ids = []
    for node in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1
        ids.append(node.findtext(f"{ATOM}id"))
        assert urlsplit(ids[-1]).scheme
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.findtext(f"{ATOM}updated"))
        links = [link for link in node.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(links) == 1
        assert links[0].get("href").startswith("https://")
    assert len(ids) == len(set(ids))
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    return root


def entries(root):
    return {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}updated") for e in root.findall(f"{ATOM}entry")}


def test_without_a_history_an_entry_is_as_new_as_its_newest_source_and_an_undated_one_is_left_out():
    assert entries(read()) == {
        "C": "2024-03-01T00:00:00Z",
        "Dawn: Double: 18 tonnes": "2023-05-06T00:00:00Z",
        "Fanny: Double: 10 tonnes": "2024-03-01T00:00:00Z",
    }


def test_with_a_history_an_entry_is_as_new_as_the_files_that_it_stands_in():
    changed = {"fanny": datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC), "hope": datetime(2026, 1, 1, tzinfo=UTC)}
    found = read(changed=changed)
    assert entries(found)["Fanny: Double: 10 tonnes"] == "2025-01-02T03:04:05Z"
    assert entries(found)["Hope: Double: 14 tonnes"] == "2026-01-01T00:00:00Z"


def test_a_figure_changes_with_the_file_of_what_it_is_computed_from():
    schema = """\
types:
  ship:
    folder: ships
    fields:
      rebuilt_from: {type: ref, to: ship, lineage: parent}
      cost: {type: quantity, unit: USD, sums_over: lineage}
      whole: {type: quantity, unit: USD, formula: sum(lineage(self).cost)}
units: ["USD = [currency], symbol $"]
"""
    files = {
        "graph/schema.yml": schema,
        "graph/ships/old.yml": "name: Old\ncost: exactly $5\n",
        "graph/ships/new.yml": "name: New\nrebuilt_from: old\ncost: exactly $7\n",
    }
    found = entries(read(files, {"old": datetime(2025, 6, 1, tzinfo=UTC), "new": datetime(2024, 6, 1, tzinfo=UTC)}))
    assert found["New: Whole: $12"] == "2025-06-01T00:00:00Z"


def test_the_feed_is_as_new_as_its_newest_entry():
    assert read().findtext(f"{ATOM}updated") == "2024-03-01T00:00:00Z"


def test_ids_depend_on_the_place_and_not_on_how_it_is_served():
    one, two = (read(home=Home("X", url)) for url in ("https://a.example.org/b", "https://a.example.org:8080/b/"))
    ids = [[node.text for node in root.iter(f"{ATOM}id")] for root in (one, two)]
    assert ids[0] == ids[1]
    assert "tag:a.example.org,2025:/b/claims/c/" in ids[0]


def test_without_an_absolute_address_or_any_date_there_is_no_feed():
    assert read(home=Home("X")) is None
    assert read({name: text for name, text in FILES.items() if "log" not in name and "dawn" not in name}) is None


def test_only_the_newest_are_there_newest_first():
    many = "".join(f"- {{id: s{n}, name: S{n}, cargo: exactly {n + 1} t}}\n" for n in range(MOST + 10))
    start = datetime(2025, 1, 1, tzinfo=UTC)
    changed = {f"s{n}": start + timedelta(days=n) for n in range(MOST + 10)}
    root = read({"graph/schema.yml": SCHEMA, "graph/ships/all.yml": many}, changed)
    titles = [e.findtext(f"{ATOM}title") for e in root.findall(f"{ATOM}entry")]
    assert len(titles) == MOST
    assert titles[0].startswith(f"S{MOST + 9}:")


@pytest.mark.parametrize("name", ["</title><script>", "a & b", '\\u0007 bell \\uFFFE"', "]]>"])
def test_no_name_breaks_the_feed(name):
    files = {**FILES, "graph/claims/c.yml": FILES["graph/claims/c.yml"].replace("name: C", f"name: '{name}'")}
    if "\\u" in name:
        files["graph/claims/c.yml"] = files["graph/claims/c.yml"].replace(f"'{name}'", '"\\u0007 bell \\uFFFE"')
    assert len(entries(read(files))) == 3
