# `data/graph.json`: its documented shape, and that what it names exists.
from __future__ import annotations

import json
import re

import pytest

from checking import check_files
from demo import copy_demo
from stemma import load
from stemma.exchange.graph_json import graph_json

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      cost: {type: quantity, unit: USD}
      mass: {type: quantity, unit: kilogram}
      n: {type: number}
      built: {type: date}
      site: {type: url}
      afloat: {type: boolean}
      sisters: {type: ref, to: ship, many: true}
      rebuilt_from: {type: ref, to: ship, lineage: parent}
      became: {type: ref, to: ship, lineage: child}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
""",
    "graph/sources/log.yml": "name: Log\n",
    "graph/ships/a.yml": """\
name: A
aliases: [The A, "1"]
cost:
  - {value: $1.5M, source: log#p7}
  - {value: ">2 thousand USD", rank: rejected, note: hearsay}
  - {formula: "x / 3", inputs: {x: b.cost}}
mass: 0.000000012 kilogram
n: 1e30
built: ~2025-01
site: {url: "https://example.org/", title: Here}
afloat: true
sisters: [b, {to: b, source: log, disputed: true}]
rebuilt_from: b
""",
    "graph/ships/b.yml": "name: B\ncost: 5 thousand USD\nbecame: {to: c, note: perhaps, rank: rejected}\nmass: unknown\n",
    "graph/ships/c.yml": "name: C\nmass: {formula: x * 2, inputs: {x: b.mass}}\n",
    "graph/claims/dear.yml": """\
name: A was dear
about: [a, b]
made_by: b
asserts: {figure: a.cost, is: ">1000 USD"}
evidence: [{source: log, stance: supports, at: p7, note: plainly}]
verdict: supported
""",
}


@pytest.fixture(scope="module")
def document():
    project = check_files(FILES)
    assert [d.message for d in project.diagnostics] == []
    return json.loads(graph_json(project, directory_urls=True))


def entity(document, name):
    return next(e for e in document["entities"] if e["id"] == name)


def test_the_document_is_versioned_and_holds_four_arrays(document):
    assert document["version"] == 1
    assert {key: type(value) for key, value in document.items() if key != "version"} == dict.fromkeys(
        ["entities", "relations", "figures", "claims"], list
    )


def test_an_entity_has_its_names_as_text_and_an_address_below_the_sites_root(document):
    made = entity(document, "a")
    assert {k: made[k] for k in ("id", "type", "name", "aliases", "url")} == {
        "id": "a", "type": "ship", "name": "A", "aliases": ["The A", "1"], "url": "ships/a/",
    }  # fmt: skip


def test_addresses_follow_the_host():
    flat = json.loads(graph_json(check_files(FILES), directory_urls=False))
    assert entity(flat, "a")["url"] == "ships/a.html"


def test_a_statement_has_value_source_place_rank_and_whether_it_is_accepted(document):
    stated, rejected, computed = entity(document, "a")["fields"]["cost"]
    assert stated == {
        "value": {"best": "1500000", "low": "1450000", "high": "1550000", "unit": "USD", "text": "$1.5 million"},
        "written": "$1.5M", "source": ["log"], "at": "p7", "rank": "normal", "accepted": False,
    } or stated["value"].pop("text")  # fmt: skip
    assert rejected["value"] | {"text": ""} == {"best": None, "low": "2000", "high": None, "unit": "USD", "text": ""}
    assert (rejected["rank"], rejected["accepted"], rejected["note"]) == ("rejected", False, "hearsay")
    assert (computed["formula"], computed["accepted"]) == ("x / 3", True)


def test_values_of_every_kind_are_plain_data(document):
    fields = entity(document, "a")["fields"]
    assert [fields[name][0]["value"] for name in ("built", "site", "afloat", "rebuilt_from")] == [
        "~2025-01", {"url": "https://example.org/", "title": "Here"}, True, "b",
    ]  # fmt: skip
    assert entity(document, "b")["fields"]["mass"][0]["value"] == "unknown"


def test_decimals_are_plain_digits_however_large_or_small(document):
    fields = entity(document, "a")["fields"]
    assert fields["mass"][0]["value"]["best"] == "0.000000012"
    assert fields["n"][0]["value"]["best"] == "1" + "0" * 30
    numbers = list(_numbers(document))
    assert numbers
    assert [n for n in numbers if not re.fullmatch(r"-?\d+(\.\d+)?", n)] == []


def _numbers(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"best", "low", "high", "difference", "percent"} and value is not None:
                yield value
            else:
                yield from _numbers(value)
    elif isinstance(node, list):
        for item in node:
            yield from _numbers(item)


def test_a_relation_runs_from_the_holder_and_a_lineage_names_parent_and_child(document):
    by_type = {r["type"]: r for r in document["relations"]}
    assert by_type["rebuilt_from"] == {
        "from": "a", "to": "b", "type": "rebuilt_from", "parent": "b", "child": "a", "source": [],
    }  # fmt: skip
    assert by_type["became"] == {
        "from": "b", "to": "c", "type": "became", "parent": "b", "child": "c", "source": [], "rank": "rejected",
    }  # fmt: skip
    assert "parent" not in by_type["sisters"]


def test_equal_items_of_a_list_are_one_relation_with_the_sources_of_all(document):
    (sisters,) = [r for r in document["relations"] if r["type"] == "sisters"]
    assert (sisters["source"], sisters["disputed"]) == (["log"], True)


def test_a_figure_has_formula_inputs_and_what_was_stated(document):
    figure = next(f for f in document["figures"] if f["id"] == "a.cost")
    assert figure["formula"] == "x / 3"
    assert figure["value"]["best"].startswith("1666.666666")
    assert [(i["name"], i["entity"], i["field"], i["value"]["best"]) for i in figure["inputs"]] == [
        ("x", "b", "cost", "5000")
    ]
    assert [(s["value"]["best"], s["comparison"]) for s in figure["stated"]] == [
        ("1500000", "off"),
        (None, figure["stated"][1]["comparison"]),
    ]


def test_a_figure_without_value_says_what_is_missing(document):
    figure = next(f for f in document["figures"] if f["id"] == "c.mass")
    assert (figure["value"], figure["missing"]) == (None, ["b.mass"])


def test_a_claim_has_its_verdict_its_check_and_its_evidence(document):
    (claim,) = document["claims"]
    assert {k: claim[k] for k in ("id", "name", "about", "made_by", "verdict")} == {
        "id": "dear", "name": "A was dear", "about": ["a", "b"], "made_by": ["b"], "verdict": "supported",
    }  # fmt: skip
    assert (claim["check"]["result"], claim["check"]["asserts"]) == ("holds", "a.cost")
    assert claim["evidence"] == [{"source": "log", "at": "p7", "stance": "supports", "note": "plainly"}]


# The demonstration ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return json.loads(graph_json(load(copy_demo(tmp_path_factory.mktemp("demo"))), directory_urls=True))


def test_everything_that_the_demonstrations_graph_names_is_in_it(demo):
    known = {e["id"] for e in demo["entities"]}
    fields = {(e["id"], name) for e in demo["entities"] for name in e["fields"]}
    named = {
        end
        for r in demo["relations"]
        for end in (r["from"], r["to"], r.get("parent", r["from"]), r.get("child", r["to"]))
    }
    named |= {s for e in demo["entities"] for stated in e["fields"].values() for s2 in stated for s in s2["source"]}
    named |= {s for r in demo["relations"] for s in r["source"]}
    named |= {
        i for c in demo["claims"] for i in [c["id"], *c["about"], *c["made_by"], *(e["source"] for e in c["evidence"])]
    }
    assert named - known == set()
    assert {tuple(f["id"].rsplit(".", 1)) for f in demo["figures"]} - fields == set()
    assert {
        (i["entity"], i["field"]) for f in demo["figures"] for i in f["inputs"] if i["entity"] not in known
    } == set()


def test_ids_and_addresses_of_the_demonstration_are_unique(demo):
    for key in ("id", "url"):
        listed = [e[key] for e in demo["entities"]]
        assert len(listed) == len(set(listed)) >= 60
    assert not any(e["url"].startswith("/") for e in demo["entities"])


def test_one_statement_at_most_of_a_one_valued_field_is_accepted(demo):
    many = {r["type"] for r in demo["relations"]} | {"author", "evidence"}
    doubtful = [
        (e["id"], name)
        for e in demo["entities"]
        for name, stated in e["fields"].items()
        if name not in many and sum(s["accepted"] for s in stated) > 1
    ]
    assert doubtful == []


def test_the_demonstrations_numbers_are_plain_digits(demo):
    assert [n for n in _numbers(demo) if not re.fullmatch(r"-?\d+(\.\d+)?", n)] == []


def test_every_lineage_relation_of_the_demonstration_names_parent_and_child(demo):
    pairs = {(r["parent"], r["child"]) for r in demo["relations"] if "parent" in r}
    assert {("deepseek-v3-base", "deepseek-r1"), ("deepseek-r1-zero", "deepseek-r1")} <= pairs
