# The JSON Schemas accept whatever `stemma check` accepts, and refuse what stands in the tables below as it does. YAML is read
# here as the editors' language server reads it: version 1.2.
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from checking import check_files
from pages_of_docs import START, steps
from run import REPOSITORY, write_files
from stemma.exchange.json_schema import json_schemas, modeline, settings
from stemma.project import load_project
from stemma.text.files import locate

BASE = "https://example.org/schemas/"


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema: `no` and dates are texts, `0o7` is a number."""


Core.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", list("-+.0123456789")),
):  # fmt: skip
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})\\Z"), _first)
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value.replace("0o", "", 1) or "0", 10))
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value.replace(".inf", "inf")))


class Editor:
    """What an editor with the schemas of a project says of its files."""

    def __init__(self, project):
        self.project = project
        self.files = {name: json.loads(text) for name, text in json_schemas(project.graph).items()}
        held = [(BASE + name, Resource(body, DRAFT7)) for name, body in self.files.items()]
        self.registry = Registry().with_resources(held)
        self.validators = {}

    def complaints(self, name, text):
        if name not in self.validators:
            self.validators[name] = Draft7Validator({"$ref": f"{BASE}{name}.json"}, registry=self.registry)
        return [
            "/".join(map(str, error.absolute_path))
            for error in self.validators[name].iter_errors(yaml.load(text, Core))
        ]

    def of_files(self):
        """The complaints about every file of the graph in which the check finds no error, by its path."""
        wrong = {d.at.span.source.path for d in self.project.diagnostics if d.level == "error"}
        found = {}
        graph = self.project.location.graph
        for path in [*self.project.files.values(), graph / "schema.yml"]:
            folder = path.relative_to(graph).parent.as_posix()
            name = self.project.schema.type_of_folder(folder) if folder != "." else path.name
            if name and path.is_file() and self.project.location.shown(path) not in wrong:
                found[path.relative_to(graph).as_posix()] = self.complaints(name, path.read_text("utf-8-sig"))
        return {path: said for path, said in found.items() if said}


def load(folder):
    location = locate(folder, folder)
    assert not isinstance(location, str), location
    return load_project(location)


SCHEMA = """\
types:
  ship:
    fields:
      built: {type: date}
      yard: {type: ref, to: port, required: true}
      sister_of: {type: ref, to: ship, many: true, symmetric: true, with: {since: {type: date, required: true}}}
      flag: {type: enum, values: {denmark: Danish, "2024": The new one, liberia: Liberian}}
      speed: {type: quantity, unit: metre/second, min: 0, max: 40}
      crew: {type: integer, min: 1}
      share: number
      double_hull: boolean
      site: url
      paint: text
      story: {type: markdown, description: What is told of her.}
  tug: {extend: ship, fields: {pull: {type: quantity, unit: tonne}}}
  port: {folder: ships/ports}
project: {rules: {lint: ignore}}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/ships/ports/skagen.yml": "name: Skagen\n",
    "graph/sources/log.yml": "name: Log\n",
    "graph/ships/fanny.yml": "name: Fanny\nyard: {to: skagen, source: log#page-3}\npaint: Red\n",
}
START_OF_SHIP = "name: Gerda\nyard: skagen\n"
RIGHT = (
    "paint: no", "paint: 1.10", "paint:", "paint: 12:30", "paint: true", "paint: {value: 3, note: 5}", "story: >\n  long\n  text",
    "built: 2025", "built: 2025-01", "built: 2024-12/2025-02", "built: ~2025-01-20", 'built: "unknown"', "built: none",
    "built: [{value: 1998, source: log}, {value: 1999, source: log#page-1, rank: rejected, as_of: 2020}]",
    "flag: denmark", "flag: 2024", "flag: unknown", "flag: {value: liberia, source: [log, log#x y]}",
    "speed: 3", "speed: 3 m/s", 'speed: ">3 m/s"', "speed: 3..4 m/s", "speed: {formula: 2 * a, inputs: {a: self.crew}, unit: m/s}",
    "crew: 3", "crew: 1,200", "crew: +3", 'crew: "12"', "share: 40 %", "share: 3e24", "share: about 3", "share: .5",
    "double_hull: true", "double_hull: FALSE", "double_hull: unknown", "double_hull: {value: false, inferred: true}",
    "site: https://example.org/", "site: HTTP://example.org/", "site: {url: 'https://example.org/', title: 3}",
    "site: {value: 'mailto:a@example.org', source: log}", "sister_of: {to: fanny, since: 2020, disputed: true}", "sister_of: []",
    "sister_of: [{to: fanny, since: 2019}, {value: fanny, since: unknown}]", "aliases: G", "aliases: [G, 7, no]", "tags:",
    "links: https://example.org/", "links: [{url: 'https://example.org/'}]", "same_as: https://example.org/", "sources: log#12",
    "sources: [log]", "replaced_by: fanny", "type: ship", "type: tug\npull: 40 t", "id: gerda", "summary:", "notes: 3",
)  # fmt: skip
# What follows the first lines of a ship, and the key at which both the check and the schema find something wrong.
WRONG = (
    ("sped: 3 m/s", "sped"), ("built: soon", "built"), ("built: [1998, 1999]", "built"), ("built:", "built"),
    ("built: 1998-4-1", "built"), ("built: {value: 1998, sorce: log}", "built"), ("built: {source: log}", "built"),
    ("built: {value: 1998, as_of: unknown}", "built"), ("built: {value: 1998, rank: prefered}", "built"),
    ("built: {value: 1998, disputed: true}", "built"), ("built: {value: 1998, formula: a}", "built"), ("flag: denmrk", "flag"),
    ("flag: [denmark]", "flag"), ("speed: fast", "speed"), ("speed: -3", "speed"), ("speed: 41", "speed"), ("speed: []", "speed"),
    ("crew: 3.5", "crew"), ("crew: 0", "crew"), ("crew: many", "crew"), ("share: {of: 3}", "share"), ("double_hull: yes", "double_hull"),
    ("double_hull: 1", "double_hull"), ("site: javascript:alert(1)", "site"), ("site: www.example.org", "site"),
    ("site: {url: 'https://example.org/', titel: x}", "site"), ("sister_of: {to: fanny}", "sister_of"),
    ("sister_of: [{to: fanny, since: 2019, berth: 3}]", "sister_of"), ("sister_of: Fanny", "sister_of"), ("sister_of: {since: 2019}", "sister_of"),
    ("paint: [red, blue]", "paint"), ("story: {value: x, inferred: yes}", "story"), ("aliases: {a: b}", "aliases"),
    ("links: {titel: x}", "links"), ("sources:", "sources"), ("sources: {id: log}", "sources"), ("replaced_by: [fanny]", "replaced_by"),
    ("type: port", "type"), ("type: tog", "type"), ("pull: 40 t", "pull"), ("id: Gerda", "id"), ("id:", "id"),
)  # fmt: skip
CLAIM = "name: Fanny was fast\n"
RIGHT_CLAIMS = (
    "about: fanny", "about: [fanny, skagen]", 'asserts: {figure: fanny.crew, is: ">3"}', "asserts: {figure: fanny.crew, is: 3}",
    "asserts: {expression: c > 3, inputs: {c: fanny.crew}}", "asserts: {relation: yard, from: fanny, to: skagen, exists: true}",
    "evidence: {source: log, stance: reports}", "evidence: [{source: log#12, stance: refutes, note: 3, at: 4}]",
    "verdict: disputed\nrationale: It is.",
)  # fmt: skip
WRONG_CLAIMS = (
    ("asserts: {figure: fanny.crew}", "asserts"), ("asserts: fanny.crew", "asserts"), ("asserts: {relation: yard, from: fanny}", "asserts"),
    ("asserts: {figure: fanny.crew, is: 3, vale: 4}", "asserts"), ("evidence: log", "evidence"), ("evidence: {source: log}", "evidence"),
    ("evidence: [{source: log, stance: suports}]", "evidence"), ("evidence: [{source: [log], stance: supports}]", "evidence"),
    ("verdict: suported", "verdict"),
)  # fmt: skip
WRONG_SCHEMAS = (
    ("types:\n", "typs:\n"), ("to: port", "too: port"), ("required: true", "required: yes"), ("type: enum", "type: enumeration"),
    ("      share: number\n", "      share: nmber\n"), ("      share: number\n", "      share:\n"), ("      share:", "      Share:"),
    ("      share:", "      name:"), ("{lint: ignore}", "{lint: quiet}"), ("{lint: ignore}", "{lnit: ignore}"), ("  tug:", "  Tug:"),
    ("extend: ship", "extends: ship"), ("project: {", "project: {stale_after: soon, "), ("project: {", "project: {rule_files: rules/x.txt, "),
    ("  port: {", "  port: {color: red, "), ("symmetric: true", "symmetric: maybe"), ("min: 1}", "min: }"), ("types:\n", "extends: ai-model\ntypes:\n"),
)  # fmt: skip
RIGHT_SCHEMAS = (
    ("share: number", "share: {type: number, cite: optional, sums_over: lineage, label: Share}"), ("  port: {folder: ships/ports}", "  port:\n    folder: ships/ports"),
    ("types:\n", "extends: ai-models\ntypes:\n"), ("project:", "units: crate = [crate], count\nproject:"), ("project:", "units:\nproject:"),
    ("project:", "units: ['crate = [crate], count']\nproject:"), ("{lint: ignore}", "{lint-orphan: error, yaml: note}"),
    ("project: {", "project: {stale_after: 30, "), ("  port: {", "  port: {color: '#1864ab', facts: [], columns: sise, "),
)  # fmt: skip


@pytest.fixture(scope="module")
def editor():
    return Editor(check_files(FILES))


def wrong_with(path, text):
    return [d for d in check_files({**FILES, path: text}).diagnostics if d.level == "error"]


@pytest.mark.parametrize("written", RIGHT)
def test_what_the_check_accepts_the_schema_accepts(editor, written):
    text = f"{START_OF_SHIP}{written}\n"
    assert wrong_with("graph/ships/gerda.yml", text) == []
    assert editor.complaints("ship", text) == []


@pytest.mark.parametrize(("written", "key"), WRONG)
def test_what_the_check_refuses_the_schema_refuses_at_the_same_key(editor, written, key):
    text = f"{START_OF_SHIP}{written}\n"
    assert wrong_with("graph/ships/gerda.yml", text) != []
    assert {path.partition("/")[0] for path in editor.complaints("ship", text)} <= {key, ""}
    assert editor.complaints("ship", text) != []


@pytest.mark.parametrize("written", RIGHT_CLAIMS)
def test_every_form_of_a_claim_is_accepted(editor, written):
    assert [d for d in wrong_with("graph/claims/c.yml", f"{CLAIM}{written}\n") if d.rule.id != "claim-verdict"] == []
    assert editor.complaints("claim", f"{CLAIM}{written}\n") == []


@pytest.mark.parametrize(("written", "key"), WRONG_CLAIMS)
def test_what_is_no_claim_is_refused(editor, written, key):
    assert wrong_with("graph/claims/c.yml", f"{CLAIM}{written}\n") != []
    assert {path.partition("/")[0] for path in editor.complaints("claim", f"{CLAIM}{written}\n")} == {key}


@pytest.mark.parametrize(("right", "wrong"), WRONG_SCHEMAS)
def test_a_wrong_vocabulary_is_refused(editor, right, wrong):
    assert right in SCHEMA
    text = SCHEMA.replace(right, wrong, 1)
    assert [d for d in wrong_with("graph/schema.yml", text) if d.at.span.source.path == "graph/schema.yml"] != []
    assert editor.complaints("schema.yml", text) != []


@pytest.mark.parametrize(("right", "other"), RIGHT_SCHEMAS)
def test_a_sound_vocabulary_is_accepted(editor, right, other):
    assert right in SCHEMA
    text = SCHEMA.replace(right, other, 1)
    found = [d for d in wrong_with("graph/schema.yml", text) if d.at.span.source.path == "graph/schema.yml"]
    assert [d.message for d in found if "columns" not in d.message] == []
    assert editor.complaints("schema.yml", text) == []


def test_a_missing_required_field_and_an_entity_that_is_none_are_refused(editor):
    assert editor.complaints("ship", "name: Gerda\n") != []
    assert editor.complaints("ship", "Gerda\n") != []
    assert editor.complaints("ship", "") != []


def test_a_file_may_hold_a_list_whose_items_need_ids_and_the_schema_for_lists_wants_one(editor):
    item = "- {id: gerda, name: Gerda, yard: skagen}\n"
    assert editor.complaints("ship", item) == editor.complaints("ship.list", item) == []
    assert editor.complaints("ship", "- {name: Gerda, yard: skagen}\n") == ["0"]
    assert editor.complaints("ship.list", START_OF_SHIP) == [""]


def test_an_id_that_a_new_file_brings_is_no_mistake_and_those_there_are_can_be_chosen(editor):
    assert (
        editor.complaints("ship", "name: Gerda\nyard: a-new-port\npaint: {value: red, source: a-new-source#3}\n") == []
    )
    held = editor.files["graph.ids.json"]["definitions"]
    assert held["ids-of-port"]["anyOf"][0] == {"enum": ["skagen"], "enumDescriptions": ["Skagen"]}
    assert held["citation"]["anyOf"][0]["enum"] == ["log", "log#page-3"]


def test_fields_have_titles_descriptions_labels_of_words_and_examples_of_the_graph(editor):
    fields = editor.files["ship.json"]["definitions"]["this-type"]["properties"]
    assert fields["story"]["description"] == "What is told of her. (markdown)"
    assert fields["speed"]["description"] == "quantity in metre/second"
    assert fields["paint"]["title"] == "Paint"
    assert fields["paint"]["examples"] == ["Red"]
    assert "Danish" in fields["flag"]["anyOf"][0]["enumDescriptions"]


def test_the_same_graph_gives_the_same_bytes_and_no_path_of_the_machine(editor):
    again = json_schemas(check_files(FILES).graph)
    assert again == json_schemas(editor.project.graph)
    assert not [text for text in again.values() if "/tmp" in text or str(Path.home()) in text]


def test_every_file_of_the_demonstration_is_accepted():
    assert Editor(load(REPOSITORY)).of_files() == {}


GUIDES = sorted(p for folder in ("guide", "reference") for p in (REPOSITORY / "docs" / folder).glob("*.md"))


@pytest.mark.parametrize("page", GUIDES, ids=lambda path: path.stem)
def test_every_example_of_the_guide_that_the_check_accepts_is_accepted(page, tmp_path):
    files = {step.title: step.body for step in steps(page.read_text("utf-8")) if step.title}
    if "graph/schema.yml" not in files:
        return
    project = load(write_files(tmp_path, {**START, **files}))
    if project.schema.broken or project.schema.broken_types:
        return
    assert Editor(project).of_files() == {}


def test_the_settings_name_the_files_of_each_folder_but_not_those_of_a_folder_inside(editor):
    made = settings(editor.project.graph, "graph", "graph/.schemas")
    assert made["./graph/.schemas/schema.yml.json"] == ["graph/schema.yml"]
    assert made["./graph/.schemas/ship.json"] == [
        "graph/ships/**/*.yml",
        "graph/ships/**/*.yaml",
        "!graph/ships/ports/**",
    ]
    assert settings(editor.project.graph, ".", ".schemas")["./.schemas/schema.yml.json"] == ["schema.yml"]


def test_a_modeline_leads_from_the_file_to_the_schema():
    line = modeline("ship", Path("graph/ships/coastal/tern.yml"), Path("graph/.schemas"))
    assert line == "# yaml-language-server: $schema=../../.schemas/ship.json"
