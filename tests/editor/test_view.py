# What one file's reading says at a keystroke is what the whole check says of that file.
from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from run import write_files
from stemma.editor.view import edited, kind_of, view_of
from stemma.knowledge.address import PAGES
from stemma.project import load_project
from stemma.text.files import YAML, Location, files_in

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    fields:
      home_port: {type: ref, to: port, inverse: ships, required: true}
      launched: {type: date, role: date}
      cargo: {type: quantity, unit: tonne, min: 0}
      least: {type: quantity, unit: tonne}
      state: {type: enum, values: [sailing, laid-up]}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent}
      twice: {type: quantity, unit: tonne, formula: cargo * 2}
    rules:
      - {check: least <= cargo, message: the least is more than the most}
  port: {}
""",
    "graph/ports/northport.yml": "name: Northport\naliases: [The north]\n",
    "graph/ships/aurora.yml": "name: Aurora\nhome_port: northport\ncargo: 5 t\nsummary: Of [[northport]].\n",
    "graph/ships/tern.yml": "name: Tern\nsummary: Small.\nhome_port: northport\nrebuilt_from: aurora\n",
    "graph/sources/register.yml": "name: Register\ndate: 2020\nstanding: primary\n",
    "graph/claims/big.yml": "name: She is big\nasserts: {figure: aurora.cargo, is: '>1 t'}\nverdict: supported\n",
    "docs/index.md": "# Home\n\nSee [[aurora]].\n",
}
SHIP, PAGE, CLAIM = "graph/ships/aurora.yml", "docs/index.md", "graph/claims/big.yml"
LATE = ("lint-", "ignore-unused")  # what only the whole graph can tell
EDITS = [
    (SHIP, "name: Aurora\nhome_port: northpor\n"),
    (SHIP, "name: Aurora\nhome_port: tern\ncargo: 5 hours\n"),
    (SHIP, "name: Aurora\nhome_port: northport\ncargo: 5 t\nleast: 9 t\n"),
    (SHIP, "name: Aurora\nhome_port: northport\nstate: sailin\ncolour: red\n"),
    (SHIP, "name: Aurora\nhome_port: northport\nstate: sailin # stemma: ignore[value-enum]\n"),
    (SHIP, "name: Aurora\nhome_port: northport\nstate: sailing # stemma: ignore[value-enum]\n"),
    (
        SHIP,
        "name: Aurora\nhome_port: northport\ncargo: {formula: half * 2, inputs: {half: self.least}, unit: hour}\nleast: 2 t\n",
    ),
    (SHIP, "name: Aurora\nhome_port: northport\naliases: [The north]\nsummary: '[[nowhere]]'\n"),
    (SHIP, "name: Aurora\nhome_port: {value: northport, source: registr}\n"),
    (SHIP, "name: [Aurora\nhome_port: northport\n"),
    (SHIP, "name: Aurora\nhome_port: northport\nlaunched: yesterday\nname: again\n"),
    (
        SHIP,
        "- id: aurora\n  name: Aurora\n  home_port: northport\n- id: tern\n  name: Another\n  home_port: northport\n",
    ),
    (SHIP, ""),
    (CLAIM, "name: She is big\nasserts: {figure: aurora.cargo, is: '>9 t'}\nverdict: supported\n"),
    (CLAIM, "name: She is big\nasserts: {figure: aurora.carg, is: '>9 t'}\n"),
    (PAGE, "# Home\n\nSee [[auroa]] and [[aurora.twice]].\n\n```entities\ntype: shp\n```\n"),
    (
        "graph/schema.yml",
        "types:\n  ship:\n    fields:\n      home_port: {type: ref, to: pot}\n      cargo: {typ: text}\n",
    ),
    ("graph/ships/new.yml", "name: New\nhome_port: aurora\n"),
]


@pytest.fixture(scope="module")
def location():
    with tempfile.TemporaryDirectory() as folder:
        root = write_files(Path(folder), FILES)
        yield Location(root, root / "graph", root / "docs", root)


@pytest.fixture(scope="module")
def view(location):
    return view_of(load_project(location))


def told(diagnostics, path):
    return [
        (d.rule.id, d.message, d.at.span.start, d.at.span.end, d.level, d.help)
        for d in diagnostics
        if d.at.span.source.path == path and not d.rule.id.startswith(LATE)
    ]


@pytest.mark.parametrize(("path", "text"), EDITS, ids=lambda value: str(value)[-40:])
def test_a_file_read_alone_has_the_problems_that_the_whole_check_finds_in_it(path, text, location, view):
    whole = load_project(location, {location.root / path: text})
    found = edited(view, location.root / path, text)[1]
    assert told(found, path) == told(whole.diagnostics, path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("docs/log.mkd", "page"),
        ("docs/deep/log.markdown", "page"),
        ("docs/log.txt", ""),
        ("docs/.drafts/log.md", ""),
        ("graph/ships/deep/x.yaml", "entity"),
        ("graph/.schemas/schema.yml", ""),
        ("graph/ships/x.json", ""),
        ("graph/schema.yml", "schema"),
    ],
)
def test_a_file_is_of_the_project_where_the_whole_check_reads_it(path, kind, location):
    made = location.root / path
    read = {"page": files_in(location.docs, PAGES, [made]), "entity": files_in(location.graph, YAML, [made])}
    assert kind_of(location, made) == kind
    assert [name for name, files in read.items() if made in files] == (
        [kind.replace("schema", "entity")] if kind else []
    )


def test_the_graph_after_an_edit_is_the_graph_of_the_whole_project(location, view):
    path = location.root / SHIP
    text = "name: Aurora\nhome_port: northport\nrebuilt_from: tern\ncargo: 7 t\n"
    whole = load_project(location, {path: text}).graph
    made = edited(view, path, text)[0].graph
    assert list(made.entities) == list(whole.entities)
    assert sorted(r.id for r in made.relations) == sorted(r.id for r in whole.relations)
    for entity_id in whole.entities:
        for side in ("outgoing", "incoming", "parents", "children"):
            assert [r.id for r in getattr(made, side)(entity_id)] == [r.id for r in getattr(whole, side)(entity_id)]


def test_problems_of_the_whole_graph_stay_at_their_text_until_it_is_checked_again(location, view):
    path = "graph/sources/register.yml"
    before = [d for d in view.project.diagnostics if d.at.span.source.path == path]
    assert "lint-orphan" in {d.rule.id for d in before}
    above = f"links: https://example.org/\n{FILES[path]}"
    between = edited(view, location.root / path, above)[0]
    after = edited(between, location.root / path, f"{above}notes: More.\n")[1]
    assert [(d.rule.id, d.at.span.text) for d in after] == [(d.rule.id, d.at.span.text) for d in before]


def test_a_figure_follows_its_own_file_at_once(location, view):
    made = edited(view, location.root / SHIP, FILES[SHIP].replace("5 t", "8 t"))[0]
    assert str(made.derived.value("aurora", "twice").interval.best) == "16"
