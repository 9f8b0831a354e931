# Rules of a project's own: what they report stands beside all else, and what is wrong with them is told at their line.
from __future__ import annotations

import pytest

from checking import check_files, found
from rule_pages import project_of
from stemma.report.text import full

SCHEMA = "types: {ship: {fields: {hull: text, yard: {type: ref, to: ship}}}}\nproject:\n  rule_files: [rules/hulls.py]\n  rules: {lint: ignore}\n"
SHIP = "name: Aurora\nhull: oak\nsources: log\n"
RULE = """\
from stemma.rules import Problem


def check(graph):
    for entity in graph.entities.values():
        for statement in entity.of("hull"):
            yield Problem(f"`{entity.id}` is of {statement.value}", statement, help="paint it", related=entity)
"""


def checked(rule, *, schema=SCHEMA, ship=SHIP):
    return check_files(
        {
            "graph/schema.yml": schema,
            "graph/ships/aurora.yml": ship,
            "graph/sources/log.yml": "name: Log\n",
            "graph/rules/hulls.py": rule,
        }
    )


def test_a_rule_of_ones_own_reports_at_the_place_that_it_names_under_the_id_of_its_file():
    (problem,) = checked(RULE).diagnostics
    assert (problem.rule.id, problem.level, problem.message) == ("own-hulls", "warning", "`aurora` is of oak")
    assert (problem.at.span.text, problem.help, problem.related[0].span.text) == ("oak", ("paint it",), "name")


@pytest.mark.parametrize(
    ("at", "text"),
    [("entity", "name"), ("entity.of('hull')[0]", "oak"), ("entity.sources[0]", "log"), ("entity.at('hull', key=True)", "hull")],
)  # fmt: skip
def test_a_place_may_be_an_entity_a_statement_a_citation_or_a_key(at, text):
    rule = f"from stemma.rules import Problem\ndef check(graph):\n    entity = graph.entities['aurora']\n    return [Problem('x', {at})]\n"
    assert [d.at.span.text for d in checked(rule).diagnostics] == [text]


@pytest.mark.parametrize(
    ("setting", "levels"), [("own-hulls: error", ["error"]), ("own: note", ["note"]), ("own-hulls: ignore", [])]
)
def test_its_severity_is_set_as_that_of_any_rule(setting, levels):
    project = checked(RULE, schema=SCHEMA.replace("lint: ignore", f"lint: ignore, {setting}"))
    assert [d.level for d in project.diagnostics] == levels


def test_a_comment_silences_it_and_one_in_vain_is_reported():
    assert found(checked(RULE, ship=SHIP.replace("oak", "oak # stemma: ignore[own-hulls]"))) == []
    in_vain = checked(RULE, ship=SHIP.replace("hull: oak", "# stemma: ignore[own-hulls]")).diagnostics
    assert [(d.rule.id, d.message) for d in in_vain] == [
        ("ignore-unused", "nothing on this line is reported as `own-hulls`")
    ]


def test_a_rule_that_no_file_gives_cannot_be_set():
    meant, wrong = checked(RULE, schema=SCHEMA.replace("lint: ignore", "own-hull: note, lint: ignore")).diagnostics[
        ::-1
    ]
    assert (wrong.rule.id, wrong.help) == ("schema-value", ("did you mean `own-hulls`?",))
    assert (meant.rule.id, meant.level) == ("own-hulls", "note")


WRONG = {
    "def check(graph)\n    return []\n": ("1", "this is not Python: expected ':'"),
    "x = 1\n": ("1", "there is no function `check` in this file"),
    "check = 1\n": ("1", "there is no function `check` in this file"),
    "import no_such_module\ndef check(graph):\n    return []\n": ("1", "the rule stopped with ModuleNotFoundError: No module named 'no_such_module'"),
    "def check(graph):\n    for e in graph.entities:\n        yield 1 / 0\n": ("3", "the rule stopped with ZeroDivisionError: division by zero"),
    "def check(graph):\n    return helper()\n\n\ndef helper():\n    raise SystemExit\n": ("6", "the rule stopped with SystemExit"),
    "def check(graph):\n    return ['wrong']\n": ("1", "`check` gives 'wrong', which is no problem"),
    "def check(graph):\n    return 'wrong'\n": ("1", "`check` gives no problems but something else"),
    "def check(graph):\n    pass\n": ("1", "`check` gives no problems but something else"),
    "def check():\n    return []\n": ("1", "the rule stopped with TypeError: check() takes 0 positional arguments but 1 was given"),
    "from stemma.rules import Problem\ndef check(graph):\n    return [Problem('x', 'aurora')]\n": ("1", "`check` gives Problem("),
    "def check(graph):\n    check(graph)\n": ("2", "the rule stopped with RecursionError"),
    "x = '\0'\n": ("1", "this is not Python: "),
}  # fmt: skip


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_with_the_file_is_told_at_its_line(rule):
    line, message = WRONG[rule]
    (problem,) = checked(rule).diagnostics
    path, at, _ = found(checked(rule))[0].split(":", 2)
    assert (problem.rule.id, path, at) == ("rule-file", "graph/rules/hulls.py", line)
    assert problem.message.startswith(message)


def test_a_file_that_is_missing_is_told_where_the_schema_names_it():
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/aurora.yml": "name: Aurora\n"})
    assert found(project) == ["graph/schema.yml:3:16 rule-file[rules/hulls.py]"]


@pytest.mark.parametrize("path", ["/rules/x.py", "rules/x.txt", "rules/1.py", "{a: b}", ""])
def test_a_path_that_can_be_no_rule_is_refused(path):
    project = check_files(
        {
            "graph/schema.yml": f"types: {{ship: {{}}}}\nproject: {{rule_files: ['{path}']}}\n",
            "graph/ships/a.yml": "name: A\n",
        }
    )
    assert {d.rule.id for d in project.diagnostics if d.level == "error"} == {"schema-value"}


def test_two_files_of_one_name_are_refused():
    schema = SCHEMA.replace("[rules/hulls.py]", "[rules/hulls.py, more/hulls.py]")
    assert [d.rule.id for d in checked(RULE, schema=schema).diagnostics] == ["schema-value", "own-hulls"]


def test_a_graph_with_errors_is_not_judged_and_a_schema_that_cannot_be_read_runs_nothing():
    assert [d.rule.id for d in checked(RULE, ship=f"{SHIP}hul: elm\n").diagnostics] == ["field-unknown"]
    assert {d.rule.id for d in checked("raise SystemExit\n", schema=f'{SCHEMA}x: "\n').diagnostics} == {"yaml-syntax"}


def test_a_rule_may_define_data_classes_and_what_it_prints_does_not_mix_with_the_report(stemma, write_project):
    rule = "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\nprint('hello')\ndef check(graph):\n    print(A(1))\n    return []\n"
    run = stemma(
        "check",
        "--format",
        "json",
        cwd=write_project({"graph/schema.yml": SCHEMA, "graph/ships/a.yml": "name: A\n", "graph/rules/hulls.py": rule}),
    )
    assert run.ok().json["diagnostics"] == []
    assert "hello\nA(x=1)" in run.err


def test_the_command_and_the_build_run_the_same_rules(write_project, stemma, mkdocs_build):
    project = write_project(
        {
            "graph/schema.yml": SCHEMA,
            "graph/ships/aurora.yml": SHIP,
            "graph/sources/log.yml": "name: Log\n",
            "graph/rules/hulls.py": RULE,
        }
    )
    assert stemma("check", "--strict", cwd=project).code == 1
    build = mkdocs_build(project, "--strict")
    assert build.code != 0
    assert "own-hulls" in build.err + build.out


def test_the_names_that_the_guide_calls_stable_are_there(tmp_path):
    rule = """\
from stemma.rules import Problem


def check(graph):
    assert list(graph.entities) == ["aurora", "log"]
    entity = graph.entities["aurora"]
    entity.id, entity.type, entity.name, entity.aliases, entity.tags, entity.statements, entity.sources
    assert graph.schema.is_a(entity.type, "ship") and not entity.evidence
    for relation in (*graph.relations, *graph.outgoing("aurora"), *graph.incoming("aurora")):
        relation.source, relation.target, relation.type, relation.statement, relation.rejected, relation.disputed
    assert graph.ancestors("aurora") == graph.descendants("aurora") == ()
    (said,) = entity.of("hull")
    said.value, said.text, said.as_of, said.note, said.rank
    assert [(c.id, c.at) for c in said.citations] == [("log", "")]
    return [Problem("fine", entity.at("hull", key=True), help=("a", "b"), related=[said, said.citations[0]])]
"""
    files = {
        "graph/schema.yml": SCHEMA,
        "graph/ships/aurora.yml": SHIP,
        "graph/sources/log.yml": "name: Log\n",
        "graph/rules/hulls.py": rule,
    }
    assert full(project_of(tmp_path, files).diagnostics).startswith("warning[own-hulls]: fine\n")
