# The language server, spoken to as an editor speaks to it: over stdio, one process for most of the questions.
from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from lsp_client import Client, edited
from run import found_first, python, write_files

SCHEMA = """\
types:
  ship:
    facts: [home_port, cargo]
    fields:
      home_port: {type: ref, to: port, inverse: ships, description: Where she is registered.}
      cargo: {type: quantity, unit: tonne, min: 0}
      state: {type: enum, values: {sailing: At sea, laid-up: Laid up}}
      fuel_use: {type: quantity, unit: tonne/day}
      days_out: {type: quantity, unit: day}
      fuel_burnt: {type: quantity, unit: tonne}
      calls_at: {type: ref, to: port, many: true, with: {since: date}}
      story: markdown
  port: {}
units:
  - crate = [crate], count
project:
  rules: {lint: ignore, claim-evidence: ignore}
"""
AURORA = """\
name: Aurora
summary: Sails from [[northport]].
home_port: northport
cargo: {value: 4 t, source: register#page-12}
fuel_use: 8 t/day
days_out: 10 day
fuel_burnt:
  formula: use * days
  inputs: {use: self.fuel_use, days: self.days_out}
"""
PAGE = "# Home\n\nSee [[aurora]], which burns [[aurora.fuel_burnt]].\n\n```lineage\nfocus: aurora\n```\n"
FILES = {
    "mkdocs.yml": "site_name: Ships\nsite_url: https://ships.example.org/\nplugins: [stemma]\n",
    "graph/schema.yml": SCHEMA,
    "graph/ports/ports.yml": "- id: northport\n  name: Northport\n  summary: The harbour.\n- id: eastmole\n  name: Eastmole\n",
    "graph/ships/aurora.yml": AURORA,
    "graph/ships/draft.yml": "name: Draft\n",
    "graph/sources/register.yml": "name: The register\n",
    "docs/index.md": PAGE,
    "docs/rules/ref-unknown.md": "# ref-unknown\n",
}
SHIP, DRAFT, HOME = "graph/ships/aurora.yml", "graph/ships/draft.yml", "docs/index.md"


@pytest.fixture(scope="module")
def editor():
    """An editor with three files open, whose project has been checked. Tests change the draft and the page."""
    with tempfile.TemporaryDirectory() as folder, closing(Client(write_files(Path(folder), FILES))) as client:
        for path in (SHIP, DRAFT, HOME):
            client.open(path)
            client.problems(path)
        yield client
        assert client.log == []


# Problems ------------------------------------------------------------------------------------------------------------


def test_a_problem_is_published_as_you_type_with_its_rule_place_and_page(editor):
    editor.change(DRAFT, 'name: "😀"\nhome_port: {value: 😀, source: register}\n')
    editor.problems(DRAFT, "value-type")
    editor.change(DRAFT, "name: Draft\nhome_port: northprt\nstate: sunk\n")
    found = {problem["code"]: problem for problem in editor.problems(DRAFT, "ref-unknown", "value-enum")}
    problem = found["ref-unknown"]
    assert problem["range"] == {"start": {"line": 1, "character": 11}, "end": {"line": 1, "character": 19}}
    assert problem["message"] == "no entity has the id `northprt`\nhelp: did you mean `northport`?"
    assert (problem["severity"], problem["source"]) == (1, "stemma")
    assert problem["codeDescription"] == {"href": "https://ships.example.org/rules/ref-unknown/"}
    assert "codeDescription" not in found["value-enum"]
    editor.change(DRAFT, "name: Draft\n")
    editor.problems(DRAFT)


def test_columns_count_units_of_utf_16(editor):
    editor.change(DRAFT, 'name: Draft\nstory: "😀 [[nowhere]]"\n')
    (problem,) = editor.problems(DRAFT, "link-unknown")
    assert (problem["range"]["start"]["character"], problem["range"]["end"]["character"]) == (13, 20)


def test_a_problem_names_the_other_place_that_it_is_about(editor):
    editor.change(DRAFT, "name: Draft\nname: Twice\n")
    (problem,) = editor.problems(DRAFT, "yaml-duplicate-key")
    (other,) = problem["relatedInformation"]
    assert other["location"]["uri"] == editor.uri(DRAFT)
    assert other["location"]["range"]["start"] == {"line": 0, "character": 0}


def test_pages_are_checked_as_you_type_too(editor):
    editor.change(HOME, PAGE.replace("[[aurora]]", "[[auror]]").replace("focus: aurora", "focus: aurora\ndepth: 9"))
    editor.problems(HOME, "block-option", "link-unknown")
    editor.change(HOME, PAGE)
    editor.problems(HOME)


def test_when_the_typing_pauses_other_files_are_checked_against_what_is_not_saved():
    files = FILES | {"graph/ships/tern.yml": "name: Tern\nhome_port: northport\n"}
    with tempfile.TemporaryDirectory() as folder, closing(Client(write_files(Path(folder), files))) as client:
        client.open("graph/ports/ports.yml", "- {id: southport, name: Southport}\n- {id: eastmole, name: Eastmole}\n")
        client.problems("graph/ships/tern.yml", "ref-unknown")
        client.open("graph/ports/north.yml", "- {id: northport, name: Northport}\n")  # which is not on the disk
        client.problems("graph/ships/tern.yml")


# Completion ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("ca‸", ["cargo"]),
        ("name: A\nhome_port: ‸", ["eastmole", "northport"]),
        ("name: A\nhome_port: Eastm‸", ["eastmole"]),
        ("name: A\nstate: ‸", ["sailing", "laid-up", "unknown", "none"]),
        ("name: A\ncargo: 5 ton‸", ["tonne", "ton"]),
        ("name: A\ncargo: {value: 5 t, so‸", ["source"]),
        ("name: A\ncargo: {value: 5 t, source: ‸", ["register"]),
        ("name: A\ncargo: {value: 5 t, source: register#‸", ["page-12"]),
        ("name: A\ncargo:\n  - value: 5 t\n    rank: ‸\n  - value: 6", ["preferred", "normal", "rejected"]),
        ("name: A\nsources: [‸", ["register"]),
        ("name: [[broken\nhome_port: north‸\nstate: {", ["northport"]),
        ("name: A\nsummary: See [[nor‸", ["northport"]),
        ("name: A\nsummary: See [[aurora.fuel_b‸", ["fuel_burnt"]),
        ("name: A\nnotes: |\n  Then\n  [[east‸\n", ["eastmole"]),
        ("name: A\ncalls_at:\n  - ‸", ["to", "source"]),
        ("name: A\ncalls_at:\n  - {to: northport, si‸", ["since"]),
        ("name: A\nfuel_burnt:\n  formula: da‸\n  inputs:\n    days_of: self.days_out", ["days_of", "date", "days"]),
        ("name: A\nfuel_burnt:\n  formula: sum(lineage('aur‸", ["aurora"]),
        ("name: A\nfuel_burnt:\n  inputs: {use: self.fuel_u‸", ["fuel_use"]),
        ("name: A\nfuel_burnt:\n  inputs: {use: aurora.days‸", ["days_out"]),
    ],
)
def test_what_fits_is_offered_in_an_entity(editor, marked, first):
    offered = editor.offered(DRAFT, marked)
    if marked.endswith("- ‸"):
        assert set(first) <= set(offered)
    else:
        assert offered[: len(first)] == first


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("See [[nor‸", "northport"),
        ("See [[aurora.car‸", "cargo"),
        ("```line‸", "lineage"),
        ("```lineage\nfo‸\n```\n", "focus"),
        ("```lineage\nfocus: aur‸", "aurora"),
        ("```lineage\nfocus: aurora\ndirection: ‸\n```\n", "both"),
        ("```entities\nselect: type:sh‸\n```\n", "ship"),
        ("```entities\ntype: ship\ncolumns: [car‸\n```\n", "cargo"),
        ("```trace\nfigure: aurora.fuel_b‸\n```\n", "fuel_burnt"),
    ],
)
def test_what_fits_is_offered_in_a_page(editor, marked, first):
    assert editor.offered(HOME, marked)[:1] == [first]


def test_nothing_is_offered_in_code_or_comments(editor):
    assert editor.offered(HOME, "Write `[[nor‸` for a link.\n") == []
    assert editor.offered(HOME, "```python\n[[nor‸\n```\n") == []
    assert editor.offered(DRAFT, "name: A # ho‸") == []


def test_what_fits_is_offered_in_the_schema(editor):
    path = "graph/schema.yml"
    editor.open(path)
    try:
        head = "types:\n  ship:\n    fields:\n"
        assert editor.offered(path, f"{head}      hull: {{type: quan‸")[:1] == ["quantity"]
        assert editor.offered(path, f"{head}      hull: {{type: ref, to: po‸")[:1] == ["port"]
        assert editor.offered(path, f"{head}      hull: {{type: text, desc‸")[:1] == ["description"]
        assert editor.offered(path, "project:\n  rules:\n    ref-unk‸")[:1] == ["ref-unknown"]
        assert editor.offered(path, "project:\n  rules:\n    ref-unknown: w‸")[:1] == ["warning"]
    finally:
        editor.notify("textDocument/didClose", {"textDocument": {"uri": editor.uri(path)}})


def test_a_completion_says_what_it_is_and_replaces_what_is_written(editor):
    (item,) = editor.typed("completion", DRAFT, "name: A\nhome_port: north‸")["items"]
    assert (item["detail"], item["documentation"]["value"]) == ("Northport (Port)", "The harbour.")
    start, end = {"line": 1, "character": 11}, {"line": 1, "character": 16}
    assert item["textEdit"] == {"range": {"start": start, "end": end}, "newText": "northport"}
    (key,) = editor.typed("completion", DRAFT, "name: A\nhome_p‸")["items"]
    assert (key["textEdit"]["newText"], key["documentation"]["value"]) == ("home_port: ", "Where she is registered.")


# Hover ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "parts"),
    [
        (AURORA.replace("port: north", "port: no‸rth"), ["**Northport** · Port `northport`", "The harbour."]),
        (AURORA.replace("[[north", "[[no‸rth"), ["**Northport**"]),
        (AURORA.replace("home_port", "home‸_port"), ["Where she is registered.", "aurora.home_port = northport"]),
        (AURORA.replace("fuel_burnt", "fuel‸_burnt"), ["aurora.fuel_burnt = 80 tonne", "= use * days", "days (aurora.days_out)"]),
        (AURORA.replace("self.fuel", "self.fu‸el"), ["**Fuel use**", "aurora.fuel_use = 8 t / day"]),
        (AURORA.replace("* days", "* da‸ys"), ["`days` stands for `self.days_out`", "aurora.days_out = 10 day"]),
        (AURORA.replace("4 t", "4 ‸t"), ["**t**", "mass"]),
        (AURORA.replace("source: register", "source: reg‸ister"), ["**The register** · Source"]),
        (AURORA.replace("value:", "val‸ue:"), ["`value`", "the value"]),
        (AURORA.replace("summary", "summ‸ary"), ["the page's first words"]),
        (AURORA.replace("use * days", "su‸m(use)"), ["`sum(list)`", "the total"]),
        (AURORA + "state: laid‸-up\n", ["Laid up"]),
    ],
)  # fmt: skip
def test_hover_tells_what_a_word_of_an_entity_is(editor, marked, parts):
    told = editor.typed("hover", SHIP, marked)["contents"]["value"]
    assert [part for part in parts if part not in told] == [], told


def test_hover_over_an_entity_in_a_page_shows_its_card(editor):
    told = editor.typed("hover", HOME, PAGE.replace("[[aurora]]", "[[aur‸ora]]"))["contents"]["value"]
    assert told.startswith(
        "**Aurora** · Ship `aurora`\n\nSails from `northport`.\n\n- Home port: northport\n- Cargo: 4 t"
    )
    told = editor.typed("hover", HOME, PAGE.replace("fuel_burnt", "fuel‸_burnt"))["contents"]["value"]
    assert "= use * days" in told
    assert editor.typed("hover", HOME, PAGE.replace("See", "S‸ee")) is None


def test_text_of_the_graph_is_shown_and_does_nothing(editor):
    editor.change(DRAFT, "name: '<img src=x> [a](javascript:b) *c*'\n")
    told = editor.typed("hover", HOME, "See [[dra‸ft]].\n")["contents"]["value"]
    assert told.startswith(r"**\<img src=x\> \[a\](javascript:b) \*c\*** · Ship")


# Places --------------------------------------------------------------------------------------------------------------


def place(client, location):
    """`path:line` of a location, lines from 0."""
    return f"{location['uri'].removeprefix(client.uri('') + '/')}:{location['range']['start']['line']}"


def test_definition_leads_from_a_name_to_where_it_is_declared(editor):
    def to(path, marked):
        return place(editor, editor.typed("definition", path, marked))

    assert to(SHIP, AURORA.replace("port: north", "port: no‸rth")) == "graph/ports/ports.yml:0"
    assert to(SHIP, AURORA.replace("home_port", "home‸_port")) == "graph/schema.yml:4"
    assert to(SHIP, AURORA.replace("* days", "* da‸ys")) == "graph/ships/aurora.yml:5"
    assert to(HOME, PAGE.replace("focus: aur", "focus: au‸r")) == "graph/ships/aurora.yml:0"
    assert to(HOME, PAGE.replace(".fuel_burnt", ".fuel‸_burnt")) == "graph/schema.yml:9"


def test_references_are_found_in_yaml_and_markdown(editor):
    editor.change(HOME, PAGE)
    editor.change(DRAFT, "name: Draft\nhome_port: northport\n")
    context = {"context": {"includeDeclaration": False}}
    found = editor.typed("references", SHIP, AURORA.replace("port: north", "port: no‸rth"), **context)
    assert [place(editor, f) for f in found] == [f"{SHIP}:1", f"{SHIP}:2", f"{DRAFT}:1"]
    found = editor.typed("references", HOME, PAGE.replace("[[aurora]]", "[[auro‸ra]]"), **context)
    assert [place(editor, f) for f in found] == [f"{HOME}:2", f"{HOME}:2", f"{HOME}:5"]
    found = editor.typed("references", SHIP, AURORA.replace("home_port", "home‸_port"), **context)
    assert [place(editor, f) for f in found] == [f"{SHIP}:2", f"{DRAFT}:1"]


def test_symbols_are_the_entities_of_a_file_and_of_the_graph(editor):
    symbols = editor.request(
        "textDocument/documentSymbol", {"textDocument": {"uri": editor.uri("graph/ports/ports.yml")}}
    )
    assert [(s["name"], s["detail"], [c["name"] for c in s["children"]]) for s in symbols] == [
        ("northport", "Northport", ["id", "name", "summary"]),
        ("eastmole", "Eastmole", ["id", "name"]),
    ]
    found = editor.request("workspace/symbol", {"query": "north"})
    assert [(f["name"], f["containerName"], place(editor, f["location"])) for f in found] == [
        ("northport", "Northport", "graph/ports/ports.yml:0")
    ]


# Changes -------------------------------------------------------------------------------------------------------------


def test_a_did_you_mean_is_a_quick_fix_and_the_only_one_is_preferred(editor):
    text = "name: Draft\nhome_port: northprt\n"
    editor.change(DRAFT, text)
    editor.problems(DRAFT, "ref-unknown")
    where = {"start": {"line": 1, "character": 14}, "end": {"line": 1, "character": 14}}
    request = {"textDocument": {"uri": editor.uri(DRAFT)}, "range": where, "context": {"diagnostics": []}}
    (action,) = editor.request("textDocument/codeAction", request)
    assert (action["title"], action["kind"], action["isPreferred"]) == (
        "Write `northport` instead of `northprt`", "quickfix", True,
    )  # fmt: skip
    assert edited(text, action["edit"]["changes"][editor.uri(DRAFT)]) == "name: Draft\nhome_port: northport\n"
    where["start"]["line"] = where["end"]["line"] = 0
    assert editor.request("textDocument/codeAction", request) == []


def test_rename_changes_every_file_as_it_stands_in_the_editor_and_moves_the_entitys_own(editor):
    editor.change(SHIP, AURORA)
    editor.change(DRAFT, "name: Draft\n")
    page = PAGE + "\nNot saved: [[aurora|she]].\n"
    marked = page.replace("[[aurora]]", "[[aur‸ora]]")
    assert editor.typed("prepareRename", HOME, marked)["placeholder"] == "aurora"
    changes = editor.typed("rename", HOME, marked, newName="borealis")["documentChanges"]
    move = changes.pop()
    assert (move["kind"], move["oldUri"], move["newUri"]) == (
        "rename",
        editor.uri(SHIP),
        editor.uri("graph/ships/borealis.yml"),
    )
    edits = {change["textDocument"]["uri"]: change["edits"] for change in changes}
    assert edited(page, edits[editor.uri(HOME)]) == page.replace("aurora", "borealis")
    assert "aliases: [aurora]" in edited(AURORA, edits[editor.uri(SHIP)])
    assert editor.typed("prepareRename", SHIP, AURORA.replace("home_port", "home‸_port")) is None


def test_a_rename_that_cannot_be_is_refused_with_the_reason(editor):
    assert editor.typed("rename", HOME, PAGE.replace("[[aurora]]", "[[aur‸ora]]"), newName="eastmole") is None
    assert "`eastmole` is the id of another entity" in editor.said[-1]


# What may go wrong ---------------------------------------------------------------------------------------------------


def test_a_request_about_a_place_or_a_file_that_is_not_there_does_no_harm(editor):
    for method in ("completion", "hover", "definition", "prepareRename"):
        editor.at(method, DRAFT, (10_000, 10_000))
        assert editor.at(method, "graph/ships/nowhere.yml", (0, 0)) is None
        assert editor.at(method, "../outside.yml", (0, 0)) is None
    assert "error" in editor.ask("textDocument/nonsense", {})
    assert editor.log == []


def test_a_crash_in_one_answer_is_a_line_in_the_log_and_the_server_lives_on(tmp_path):
    crash = "import stemma.editor.hover as h\ndef hover(view, mention):\n    raise RuntimeError('a defect')\nh.hover = hover\n"
    root = write_files(tmp_path / "project", FILES)
    write_files(tmp_path / "first", {"sitecustomize.py": crash})
    with closing(Client(root, env=found_first(tmp_path / "first"))) as client:
        client.open(SHIP)
        client.problems(SHIP)
        assert client.at("hover", SHIP, (2, 14)) is None
        (line,) = client.log
        assert line.startswith("stemma: _hover failed: RuntimeError: a defect (sitecustomize.py:3)")
        assert "Traceback" not in line
        assert place(client, client.at("definition", SHIP, (2, 14))) == "graph/ports/ports.yml:0"


def test_a_folder_without_a_project_waits_for_a_file_of_one(tmp_path):
    write_files(tmp_path / "deep" / "project", FILES)
    with closing(Client(tmp_path)) as client:
        assert client.at("hover", "notes.yml", (0, 0)) is None
        client.open(f"deep/project/{SHIP}")
        client.problems(f"deep/project/{SHIP}")
        assert client.said == client.log == []


def test_without_pygls_the_command_says_what_to_install(tmp_path):
    write_files(tmp_path, {"first/pygls/__init__.py": "raise ModuleNotFoundError('no pygls', name='pygls')\n"})
    done = python("-m", "stemma", "lsp", cwd=tmp_path, env=found_first(tmp_path / "first"))
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "error: the language server needs pygls",
        "  = help: install it with `pip install 'mkdocs-stemma[lsp]'`",
    ]
