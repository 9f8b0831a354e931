# The engine serves any subject: here ships and ports, with no schema to extend and no change to the engine.
from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import stemma as package
from checking import check_files, found
from stemma.exchange.graph_json import graph_json
from stemma.knowledge.select import select
from stemma.report import trace
from stemma.vocabulary.quantity import plain

SCHEMA = """\
types:
  vessel:
    folder: vessels
    fields:
      built: {type: date, role: date}
      home: {type: ref, to: port, inverse: fleet}
      speed: {type: quantity, unit: knot, min: 0}
      calls_at:
        type: ref
        to: port
        many: true
        inverse: visited_by
        with:
          cargo: {type: quantity, unit: TEU}
          pilot: {type: boolean}
  ship:
    extend: vessel
    folder: ships
    icon: material/ferry
    fields:
      yard: {type: ref, to: port, inverse: launched, required: true}
      tonnage: {type: quantity, unit: ton}
      max_tonnage: {type: quantity, unit: ton}
      slots: {type: quantity, unit: TEU}
      loss: {type: quantity, unit: DKK, sums_over: lineage}
      total_loss: {type: quantity, unit: DKK}
      day_run: {type: quantity, unit: nautical_mile}
      weight_per_slot: {type: quantity, unit: ton/TEU, formula: tonnage / slots}
      flag: {type: enum, values: [denmark, "no", liberia]}
      rebuilt_from: {type: ref, to: ship, inverse: rebuilt_as, lineage: parent}
      sister_ships: {type: ref, to: ship, many: true, inverse: sister_ship_of}
    rules:
      - {check: tonnage <= max_tonnage, message: she carries more than she may}
  port:
    folder: ports
    fields:
      depth: {type: quantity, unit: metre}
  logbook:
    extend: source
    folder: logbooks
units:
  - knot = nautical_mile / hour
  - nautical_mile = 1852 metre
  - TEU = [container], count
  - ton = 1000 kilogram
  - DKK = [currency], symbol ¤
project:
  rules: {lint: ignore}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/ports/esbjerg.yml": "name: Esbjerg\nsummary: The yard of [[fanny-ii]].\ndepth: 10.5 m\n",
    "graph/ports/skagen.yml": "name: Skagen\n",
    "graph/logbooks/log-1911.yml": "name: Log of 1911\ndate: 1911-05\nstanding: primary\nauthor: fanny\n",
    "graph/logbooks/almanac.yml": "name: Almanac\nstanding: tertiary\n",
    "graph/ships/fanny.yml": """\
name: Fanny
aliases: [Old Fanny]
tags: [steam]
yard: esbjerg
home: skagen
built: 1899
flag: no
tonnage: 800 ton
max_tonnage: 900 ton
loss: {value: 100 DKK, source: log-1911}
""",
    "graph/ships/fanny-ii.yml": """\
name: Fanny II
yard: esbjerg
built: 1911-06-02
rebuilt_from: fanny
sister_ships: [gerda]
speed: exactly 10 knot
tonnage: exactly 900 ton
slots: 30 TEU
loss: 20 DKK
calls_at:
  - {to: skagen, cargo: 12 TEU, pilot: true, source: log-1911#p3}
  - esbjerg
day_run:
  - formula: v * t
    inputs: {v: self.speed, t: watch.length}
  - {value: 240 nautical_mile, source: log-1911}
  - {value: 444.48 km, source: almanac}
  - {value: 100 nautical_mile, source: almanac}
total_loss:
  formula: sum(lineage('fanny-ii').loss)
""",
    "graph/ships/gerda.yml": "name: Gerda\nyard: skagen\n",
    "graph/claims/fanny-fast.yml": """\
name: Fanny II ran 200 miles a day
about: fanny-ii
asserts: {figure: fanny-ii.day_run, is: ">=200 nautical_mile"}
evidence:
  - {source: log-1911, stance: supports}
verdict: supported
""",
    "graph/claims/fanny-from-gerda.yml": """\
name: Fanny II was rebuilt from Gerda
about: fanny-ii
asserts: {relation: rebuilt_from, from: fanny-ii, to: gerda}
evidence: [{source: almanac, stance: reports}]
verdict: unproven
""",
    "graph/watches/watch.yml": "name: A day\nlength: exactly 24 hour\n",
    "docs/index.md": "# Ships\n\n[[fanny]] became [[fanny-ii|the second]], [[fanny-ii.day_run]] a day. [[Old Fanny]]!\n",
}
FILES["graph/schema.yml"] = SCHEMA.replace(
    "  logbook:", "  watch:\n    folder: watches\n    fields: {length: {type: quantity, unit: hour}}\n  logbook:"
)


@pytest.fixture(scope="module")
def ships():
    return check_files(FILES)


def test_a_graph_of_ships_and_ports_is_sound(ships):
    assert found(ships) == []
    assert ships.read == {
        "files": 11, "entities": 10, "references": 11, "figures": 3, "claims": 2, "pages": 1, "links": 4,
    }  # fmt: skip


def test_an_inverse_is_the_same_relation_from_the_other_end(ships):
    assert [(r.source, r.inverse_label) for r in ships.graph.incoming("skagen")] == [
        ("fanny-ii", "Visited by"), ("fanny", "Fleet"), ("gerda", "Launched"),
    ]  # fmt: skip


def test_a_reference_keeps_its_attributes(ships):
    call = next(r for r in ships.graph.outgoing("fanny-ii") if r.target == "skagen")
    assert call.statement.attributes["cargo"].unit.text == "TEU"
    assert call.statement.attributes["pilot"] is True
    assert [(c.id, c.at) for c in call.statement.citations] == [("log-1911", "p3")]


def test_a_word_that_yaml_1_1_takes_for_a_boolean_is_an_enums_word(ships):
    assert [s.value for s in ships.entities["fanny"].of("flag")] == ["no"]


def test_a_figure_has_its_own_unit_and_is_held_against_what_was_stated(ships):
    figure = ships.derived.figure_of("fanny-ii", "day_run")
    assert (plain(figure.value.interval.best), figure.value.unit.text) == ("240", "nautical_mile")
    assert [(s.statement.text, s.comparison.kind) for s in figure.stated] == [
        ("240 nautical_mile", "exact"), ("444.48 km", "exact"), ("100 nautical_mile", "off"),
    ]  # fmt: skip
    assert "v (fanny-ii.speed) = 10 knot" in trace.explain(ships.derived, "fanny-ii", "day_run")


def test_a_schemas_formula_holds_for_every_ship_whose_inputs_are_known(ships):
    computed = {key: plain(f.value.interval.best) for key, f in ships.derived.figures.items() if key[2] == -1}
    assert computed == {("fanny-ii", "weight_per_slot", -1): "30"}


def test_losses_are_summed_over_what_a_ship_was_rebuilt_from(ships):
    total = ships.derived.value("fanny-ii", "total_loss")
    assert (plain(total.interval.best), total.unit.text) == ("120", "DKK")


def test_claims_about_ships_are_checked(ships):
    checks = {claim.id: claim.check.result for claim in ships.claims if "fanny-ii" in claim.about}
    assert checks == {"fanny-fast": "holds", "fanny-from-gerda": "unknown"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("fanny+", ("fanny", "fanny-ii")),
        ("+fanny-ii", ("fanny", "fanny-ii")),
        ("type:vessel", ("fanny", "fanny-ii", "gerda")),
        ("type:source", ("almanac", "log-1911")),
        ("tag:steam", ("fanny",)),
        ("type:ship exclude:fanny+", ("gerda",)),
    ],
)
def test_ships_can_be_selected(ships, text, ids):
    assert select(text, ships.graph) == ids


def test_the_graph_of_ships_as_json_names_parent_and_child(ships):
    document = json.loads(graph_json(ships, directory_urls=True))
    assert next(r for r in document["relations"] if r["type"] == "rebuilt_from") == {
        "from": "fanny-ii", "to": "fanny", "type": "rebuilt_from", "parent": "fanny", "child": "fanny-ii", "source": [],
    }  # fmt: skip
    assert [e["url"] for e in document["entities"] if e["id"] == "fanny"] == ["ships/fanny/"]


def test_a_ship_that_breaks_the_rule_of_its_type_is_reported_where_the_number_stands():
    overloaded = FILES["graph/ships/fanny.yml"].replace("800 ton", "exactly 1000 ton")
    project = check_files({**FILES, "graph/ships/fanny.yml": overloaded})
    assert found(project) == ["graph/ships/fanny.yml:8:10 rule-failed[exactly 1000 ton]"]
    assert project.diagnostics[0].message == "she carries more than she may"


def test_without_a_schema_there_are_sources_and_claims_alone():
    project = check_files({"graph/sources/log.yml": "name: Log\nlinks: [https://example.org]\n"})
    assert list(project.schema.types) == ["source", "claim"]
    assert [d.rule.id for d in project.diagnostics] == ["lint-orphan"]


SUBJECT = re.compile(r"\b(?:ai|deepseek|gpus?|gpt|llms?|models?|h100|h800|r1)\b", re.IGNORECASE)


def test_the_engines_code_knows_no_word_of_the_demonstrations_subject():
    root = Path(package.__file__).parent
    files = [path for path in sorted(root.rglob("*.py")) if path.name != "hugging_face_in.py"]  # a format of others
    words = [word for path in files for word in _words(ast.parse(path.read_text("utf-8")))]
    spoken = [word for word in words if SUBJECT.search(re.sub(r"[_-]|(?<=[a-z])(?=[A-Z])", " ", word))]
    assert spoken == [
        "llms.txt",
        "ai-models",
    ]  # a file's name that a convention asks for; the list of schemas that ship


def _words(tree):
    """Names, and strings that the code may compare or look up; sentences, with examples for people, are none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w.:-]+", node.value):
            yield node.value
