# `stemma check`: what it reads, what it writes where, and how it ends.
from __future__ import annotations

import json
import re

import pytest

SHIP = "name: Fanny\nyard: skagen\nsummary: A ship.\n"
GRAPH = {
    "schema.yml": "types:\n  ship: {folder: ships, fields: {yard: {type: ref, to: port}}}\n  port: {folder: ports}\n",
    "ports/skagen.yml": "name: Skagen\nsummary: A port.\n",
    "ships/fanny.yml": SHIP,
}
PROJECT = {f"graph/{path}": content for path, content in GRAPH.items()}
WRONG = {**PROJECT, "graph/ships/fanny.yml": SHIP.replace("skagen", "skaagen")}
WARNED = {**PROJECT, "graph/ships/fanny.yml": SHIP.replace("A ship.", "ranked #3")}


def test_a_sound_project_ends_with_0_and_says_what_was_read(write_project, stemma):
    run = stemma("check", cwd=write_project(PROJECT))
    assert (run.code, run.err) == (0, "")
    assert run.out == "read 3 files, 2 entities, 1 reference, 0 figures, 0 claims, 1 page: no problems\n"


def test_a_mistake_ends_with_1_and_is_underlined(write_project, stemma):
    run = stemma(
        "check", cwd=write_project({**WRONG, "graph/ports/skagen.yml": "name: Skagen\nsummary: By [[fanny]].\n"})
    )
    assert run.code == 1
    problem, last = run.out.split("\n\n")
    assert (
        problem
        == """\
error[ref-unknown]: no entity has the id `skaagen`
 --> graph/ships/fanny.yml:2:7
2 | yard: skaagen
  |       ^^^^^^^
  = help: did you mean `skagen`?"""
    )
    assert re.fullmatch(r"read 3 files, .*: 1 error(, 1 note)?\n", last)


def test_one_line_each_is_the_concise_format(write_project, stemma):
    run = stemma("check", "--format", "concise", cwd=write_project(WRONG))
    assert "graph/ships/fanny.yml:2:7: error[ref-unknown] no entity has the id `skaagen`\n" in run.out


@pytest.mark.parametrize(
    ("files", "options", "code"),
    [
        (PROJECT, [], 0),
        (PROJECT, ["--strict"], 0),
        (WARNED, [], 0),
        (WARNED, ["--strict"], 1),
        (WRONG, ["--strict"], 1),
    ],
)
def test_warnings_fail_a_strict_check_alone(write_project, stemma, files, options, code):
    assert stemma("check", *options, cwd=write_project(files)).code == code


@pytest.mark.parametrize(
    "arguments",
    [["--formt", "json"], ["--format", "xml"], ["nowhere"], ["docs/index.md"], ["docs"], [".", "docs"]],
)
def test_a_call_that_cannot_be_answered_ends_with_2_and_a_word_on_stderr(write_project, stemma, arguments):
    run = stemma("check", *arguments, cwd=write_project(PROJECT))
    assert (run.code, run.out) == (2, "")
    assert run.err
    assert "Traceback" not in run.err


def test_a_check_that_read_nothing_ends_with_2(write_project, stemma):
    project = write_project({"graph/LICENSE.md": "CC0\n"})
    run = stemma("check", cwd=project)
    assert run.code == 2
    assert "error[read-nothing]" in run.out
    assert stemma("check", "--format", "json", cwd=project).json["read"]["files"] == 0


def test_json_stands_alone_on_stdout_in_its_documented_shape(write_project, stemma):
    run = stemma(
        "check",
        "--format",
        "json",
        cwd=write_project({**WRONG, "graph/ports/skagen.yml": "name: S\nname: T\nsummary: By [[fanny]]\n"}),
    )
    assert run.code == 1
    assert run.json["version"] == 1
    assert set(run.json) == {"version", "diagnostics", "read"}
    assert [d for d in run.json["diagnostics"] if d["severity"] == "error"] == [
        {
            "rule": "yaml-duplicate-key", "severity": "error", "message": "the key `name` stands twice",
            "path": "graph/ports/skagen.yml", "line": 2, "column": 1, "end_line": 2, "end_column": 5,
            "help": ["delete one of them; a field that holds several takes a list"],
            "related": [
                {
                    "path": "graph/ports/skagen.yml", "line": 1, "column": 1, "end_line": 1, "end_column": 5,
                    "message": "it stands here first",
                }
            ],
        },
        {
            "rule": "ref-unknown", "severity": "error", "message": "no entity has the id `skaagen`",
            "path": "graph/ships/fanny.yml", "line": 2, "column": 7, "end_line": 2, "end_column": 14,
            "help": ["did you mean `skagen`?"], "related": [],
        },
    ]  # fmt: skip
    assert run.json["read"] == {
        "files": 3, "entities": 2, "references": 0, "figures": 0, "claims": 0, "pages": 1, "links": 0,
    }  # fmt: skip


def test_github_annotations_escape_what_would_end_them(write_project, stemma):
    project = write_project({**PROJECT, "graph/ships/a,b:c%.yml": SHIP, "docs/index.md": "[[50% of\\n]]\n"})
    lines = stemma("check", "--format", "github", cwd=project).out.splitlines()
    annotations = [line for line in lines if line.startswith("::")]
    assert len(annotations) == len(lines) - 1
    assert any(
        "file=graph/ships/a%2Cb%3Ac%25.yml,line=1," in line and "title=entity-id::" in line for line in annotations
    )
    assert any(
        "::error file=docs/index.md,line=1,endLine=1,col=3," in line and "`50%25 of\\n`" in line for line in annotations
    )


def test_a_problem_on_several_lines_is_one_annotation(write_project, stemma):
    project = write_project({**PROJECT, "docs/index.md": "[[fany]]\n"})
    out = stemma("check", "--format", "github", cwd=project).out
    assert "no entity has the id `fany`%0Adid you mean `fanny`?\n" in out


def test_a_graphs_own_folder_can_be_checked(write_project, stemma):
    project = write_project(WRONG)
    assert "graph/ships/fanny.yml:2:7: error" in stemma("check", "graph", "--format", "concise", cwd=project).out
    assert stemma("check", project / "graph", "--format", "json", cwd=project).json["read"]["pages"] == 0


def test_paths_are_relative_to_the_working_directory(write_project, stemma):
    project = write_project(WRONG)
    assert (
        "\nfanny.yml:2:7: " in "\n" + stemma("check", "../..", "--format", "concise", cwd=project / "graph/ships").out
    )
    assert (
        "project/graph/ships/fanny.yml:2:7: "
        in stemma("check", "project", "--format", "concise", cwd=project.parent).out
    )


@pytest.mark.parametrize(
    "config",
    [
        "plugins: [stemma: {graph: knowledge}]\n",
        "plugins:\n  - search\n  - stemma:\n      graph: knowledge\n",
        "plugins:\n  stemma:\n    graph: knowledge\n",
        "plugins: [{stemma: {graph: knowledge}}]\nmarkdown_extensions:\n  - x: {format: !!python/name:os.system }\n",
        "site_url: !ENV [SITE_URL, 'https://example.org']\nplugins: [stemma: {graph: !ENV [GRAPH, knowledge]}]\n",
        "INHERIT: ../base.yml\n",
        "plugins: [stemma: {graph: knowledge}]\nextra: !relative\nx: !!python/object/apply:os.system ['touch pwned']\n",
    ],
)
def test_mkdocs_yml_names_the_graphs_folder_whatever_tags_it_holds(write_project, stemma, config):
    files = {f"knowledge/{path}": content for path, content in GRAPH.items()}
    project = write_project(
        {**files, "mkdocs.yml": f"site_name: X\n{config}", "knowledge/ships/fanny.yml": "yard: skaagen\n"}
    )
    (project.parent / "base.yml").write_text("plugins: [stemma: {graph: knowledge}]\n")
    assert (
        "knowledge/ships/fanny.yml:1:7: error[ref-unknown]" in stemma("check", "--format", "concise", cwd=project).out
    )
    assert not (project / "pwned").exists()


def test_a_mkdocs_yml_that_is_no_yaml_is_said_to_be_none(write_project, stemma):
    run = stemma("check", cwd=write_project({**PROJECT, "mkdocs.yml": "site_name: [\n"}))
    assert (run.code, run.out) == (2, "")
    assert "mkdocs.yml` cannot be read as YAML" in run.err


def test_hand_written_pages_are_checked_too_where_docs_dir_says(write_project, stemma):
    project = write_project(
        {**PROJECT, "mkdocs.yml": "site_name: X\ndocs_dir: pages\nplugins: [stemma]\n", "pages/a/b.md": "[[fany]]\n"}
    )
    assert "pages/a/b.md:1:3: error[link-unknown]" in stemma("check", "--format", "concise", cwd=project).out


def test_the_demonstration_is_sound_even_strictly(demo_project, stemma):
    run = stemma("check", "--strict", "--format", "json", cwd=demo_project)
    assert (run.code, run.json["diagnostics"]) == (0, [])
    assert run.json["read"]["entities"] >= 60
    assert run.json["read"]["claims"] >= 8


def test_severities_are_set_in_the_schema_and_nowhere_else(write_project, stemma):
    schema = GRAPH["schema.yml"] + "project: {rules: {yaml-comment-in-value: error, ref: ignore}}\n"
    project = write_project({**WARNED, "graph/schema.yml": schema, "graph/ships/b.yml": "yard: nowhere\nsummary: B\n"})
    run = stemma("check", "--format", "json", cwd=project)
    assert run.code == 1
    assert [(d["rule"], d["severity"]) for d in run.json["diagnostics"]] == [("yaml-comment-in-value", "error")]


def test_the_same_input_gives_the_same_report_in_every_process(write_project, stemma):
    project = write_project({**WRONG, "graph/ships/b.yml": "yrd: x\nyard: [a, b]\n", "docs/a.md": "[[x]] [[y]]\n"})
    runs = {stemma("check", "--format", "json", cwd=project, env={"PYTHONHASHSEED": seed}).out for seed in ("1", "2")}
    assert len(runs) == 1
    assert json.loads(runs.pop())["diagnostics"]


@pytest.mark.parametrize("writing", ["--write-baseline", "--update-baseline"])
def test_writing_a_baseline_is_never_strict(write_project, stemma, writing):
    project = write_project(WARNED)
    run = stemma("check", writing, "--baseline", "known.json", "--strict", cwd=project)
    assert (run.code, run.out) == (2, "")
    assert "leave it out where a baseline is written" in run.err
    assert not (project / "known.json").exists()


def test_what_hinders_a_baseline_is_reported_in_the_format_that_was_asked_for(write_project, stemma):
    project = write_project({**PROJECT, "graph/schema.yml": GRAPH["schema.yml"] + "  boat: {foldr: boats}\n"})
    run = stemma("check", "--write-baseline", "--baseline", "known.json", "--format", "json", cwd=project)
    assert run.code == 1
    assert [problem["rule"] for problem in run.json["diagnostics"]] == ["schema-key"]


def test_an_id_that_is_the_address_of_a_page_is_told_as_such(write_project, stemma):
    files = {**PROJECT, "graph/ships/index.yml": "name: Index\nsummary: A ship.\n"}
    run = stemma("check", cwd=write_project(files))
    assert run.code == 1
    assert "the page of a whole type is called `index`: choose another word" in run.out
