# `stemma diff` on real repositories and folders: what is compared with what, how it ends, and what it says where there is
# nothing to compare.
from __future__ import annotations

import gc
import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from run import Run, files_of, write_files
from stemma.adapters.cli.main import cli

SCHEMA = (
    "types:\n  ship: {fields: {crew: {type: integer}, kin: {type: ref, to: ship}}}\nproject: {rules: {lint: ignore}}\n"
)
GRAPH = {"schema.yml": SCHEMA, "ships/fanny.yml": "name: Fanny\ncrew: 5\n"}
PROJECT = {
    "mkdocs.yml": "site_name: T\n",
    "docs/index.md": "# T\n",
    **{f"graph/{p}": text for p, text in GRAPH.items()},
}
WRONG = "name: Fanny\ncrew: five\n"
MORE = "name: Fanny\ncrew: 6\n"


def git(folder: Path, *arguments: str) -> str:
    env = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    who = ("-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, files: dict[str, str | bytes], message: str = "x") -> str:
    write_files(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path):
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, PROJECT)
    return folder


@pytest.fixture
def diff(monkeypatch):
    """`diff(folder, *arguments) -> Run`: the command in that folder."""

    def run(folder: Path, *arguments: str) -> Run:
        monkeypatch.chdir(folder)
        try:
            done = CliRunner().invoke(cli, ["diff", *arguments], prog_name="stemma", catch_exceptions=False)
        finally:
            gc.enable()  # the command leaves it off, since its process ends
        return Run(done.exit_code, done.stdout, done.stderr)

    return run


# What is compared ----------------------------------------------------------------------------------------------------


def test_without_arguments_the_files_as_they_are_are_compared_with_where_the_branch_began(repo, diff):
    fork = git(repo, "rev-parse", "HEAD")
    git(repo, "checkout", "-q", "-b", "work")
    commit(repo, {"graph/ships/gerda.yml": "name: Gerda\n"})
    git(repo, "checkout", "-q", "main")
    commit(repo, {"graph/ships/hilda.yml": "name: Hilda\n"})
    git(repo, "checkout", "-q", "work")
    write_files(repo, {"graph/ships/ida.yml": "name: Ida\n"})
    done = diff(repo)
    assert (
        done.out
        == "2 entities added\n\nentities\n  + gerda  Gerda  (ship, 0 statements)\n  + ida  Ida  (ship, 0 statements)\n"
    )
    assert done.err == f"note: compared with {fork[:12]} (merge base with main)\n"
    assert done.code == 0


def test_the_default_branch_is_the_remote_s(repo, tmp_path, diff):
    git(tmp_path, "clone", "-q", "repo", "clone")
    clone = tmp_path / "clone"
    git(clone, "branch", "-m", "main", "trunk")
    commit(clone, {"graph/ships/fanny.yml": MORE})
    assert "~ fanny.crew: 5 → 6" in diff(clone).out
    assert "(merge base with origin/main)" in diff(clone).err


def test_two_revisions_are_compared_whatever_lies_in_the_working_tree(repo, diff):
    git(repo, "tag", "v1")
    commit(repo, {"graph/ships/fanny.yml": MORE})
    write_files(repo, {"graph/ships/fanny.yml": "name: [\n"})
    before = files_of(repo / "graph")
    assert "~ fanny.crew: 5 → 6" in diff(repo, "v1", "HEAD").out
    assert "~ fanny.crew: 6 → 5" in diff(repo, "main", "HEAD~1").out
    assert files_of(repo / "graph") == before
    assert git(repo, "status", "--porcelain", "--untracked-files=no") == "M graph/ships/fanny.yml"


def test_two_folders_need_no_git(tmp_path, diff, monkeypatch):
    monkeypatch.setenv("PATH", "")
    write_files(tmp_path, {f"old/{p}": t for p, t in GRAPH.items()} | {f"new/{p}": t for p, t in PROJECT.items()})
    assert diff(tmp_path, "old", "new").out == "No change of meaning\n"


def test_a_project_in_a_subfolder_is_found_in_every_revision(tmp_path, diff):
    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main")
    inner = {f"site/ünder/{path}": text for path, text in PROJECT.items()}
    inner["site/ünder/mkdocs.yml"] = "INHERIT: ../../base.yml\n"
    inner["base.yml"] = "plugins: [stemma: {graph: ../knowledge}]\n"
    inner |= {f"site/knowledge/{path}": text for path, text in GRAPH.items()}
    commit(repo, inner)
    commit(repo, {"site/knowledge/ships/fanny.yml": WRONG})
    done = diff(repo / "site" / "ünder", "HEAD~1")
    assert "+ error[value-type]: `crew` is a whole number, not `five`  (../knowledge/ships/fanny.yml:2:7)" in done.out
    outside = json.loads(diff(tmp_path, "-p", "repo/site/ünder", "HEAD", "HEAD~1", "--format", "json").out)
    assert [p["path"] for p in outside["problems"]["resolved"]] == ["../knowledge/ships/fanny.yml"]


def test_a_hook_s_variables_attributes_and_settings_change_nothing(repo, diff, monkeypatch):
    commit(repo, {".gitattributes": "*.yml export-ignore export-subst ident\n"})
    git(repo, "config", "core.autocrlf", "true")
    git(repo, "config", "color.ui", "always")
    git(repo, "config", "alias.ls-tree", "!false")
    monkeypatch.setenv("GIT_DIR", "nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert diff(repo, "HEAD").out == "No change of meaning\n"


def test_rules_of_the_project_s_own_and_its_baseline_are_those_of_the_revision(repo, diff):
    crews = "from stemma.rules import Problem\n\n\ndef check(graph):\n    yield Problem('a crew', graph.entities['fanny'])\n"
    schema = SCHEMA.replace("project: {", "project: {rule_files: [rules/crews.py], ")
    known = schema.replace("project: {", "project: {baseline: ../known.json, ")
    entry = '{"rule": "own-crews", "file": "ships/fanny.yml", "at": "name", "message": "a crew"}'
    commit(repo, {"graph/rules/crews.py": crews, "graph/schema.yml": schema, "graph/pic.yml.png": b"\x89"})
    found = json.loads(diff(repo, "HEAD~1", "HEAD", "--format", "json").out)["problems"]
    assert [problem["message"] for problem in found["new"]] == ["`pic.yml.png` is not read: its name does not end in `.yml` or `.yaml`", "a crew"]  # fmt: skip
    assert found["resolved"] == []
    assert diff(repo, "HEAD").out == "No change of meaning\n"
    commit(repo, {"graph/schema.yml": known, "known.json": f'{{"version": 1, "accepted": [{entry}]}}\n'})
    found = json.loads(diff(repo, "HEAD~1", "HEAD", "--format", "json").out)
    assert found["problems"] == {"new": [], "resolved": []}
    assert [edit["name"] for edit in found["schema"]] == ["baseline"]


def test_submodules_are_passed_over_and_links_do_not_lead_out(repo, tmp_path, diff):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    commit(other, {"x.yml": "name: X\n"})
    (tmp_path / "secret.yml").write_text("name: Secret\n")
    git(repo, "submodule", "add", "-q", str(other), "graph/ships/sub")
    (repo / "graph/ships/out.yml").symlink_to("../../../secret.yml")
    (repo / "graph/ships/gerda.yml").symlink_to("../../docs/gerda.yml")
    commit(repo, {"docs/gerda.yml": "name: Gerda\n"})
    found = json.loads(diff(repo, "HEAD~1", "HEAD", "--format", "json").out)
    assert [entity["id"] for entity in found["entities"]["added"]] == ["gerda"]
    assert "Secret" not in json.dumps(found)


def test_json_has_what_added_entities_say_and_what_came_of_added_claims(repo, diff):
    claim = "name: A big crew\nabout: gerda\nasserts: {figure: gerda.crew, is: '>=5'}\nverdict: unproven\n"
    ship = "name: Gerda\ncrew: 6\nkin: fanny\n"
    commit(repo, {"graph/ships/gerda.yml": ship, "graph/claims/big.yml": claim})
    found = json.loads(diff(repo, "HEAD~1", "HEAD", "--format", "json").out)
    big, gerda = found["entities"]["added"]
    assert [(s["id"], s["relation"], s["text"]) for s in gerda["said"]] == [("gerda.crew", False, "6"), ("gerda.kin", True, "fanny")]  # fmt: skip
    assert (gerda["statements"], gerda["relations"]) == (2, 1)
    assert "big.asserts" in {said["id"] for said in big["said"]}
    (judged,) = found["claims_added"]
    assert (judged["id"], judged["verdict"], judged["check"]) == ("big", "unproven", "holds")
    assert (found["claims"], found["claims_removed"]) == ([], [])
    back = json.loads(diff(repo, "HEAD", "HEAD~1", "--format", "json").out)
    assert (back["entities"]["removed"], back["claims_removed"]) == (found["entities"]["added"], [judged])


def test_pages_of_every_ending_are_those_of_the_revision(repo, diff):
    commit(repo, {"docs/log.mkd": "[[nowhere]]\n"})
    assert diff(repo, "HEAD").out == "No change of meaning\n"


# How it ends ---------------------------------------------------------------------------------------------------------


def test_new_problems_end_with_1_and_those_that_were_there_do_not(repo, diff):
    commit(repo, {"graph/ships/fanny.yml": WRONG})
    assert diff(repo, "HEAD~1").code == 1
    assert diff(repo, "HEAD", "HEAD~1").code == 0
    write_files(repo, {"graph/ships/fanny.yml": f"# moved\n\n{WRONG}"})
    done = diff(repo, "HEAD")
    assert (done.code, done.out) == (0, "No change of meaning\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such"], "there is no folder `no-such`, and git knows no revision `no-such`"),
        (["HEAD~7"], "git knows no revision `HEAD~7`"),
        (["main..HEAD"], "write the two apart: `stemma diff main HEAD`"),
        (["docs"], "`docs` holds neither `mkdocs.yml` nor `schema.yml`"),
        (["--", "--output=x"], "git knows no revision `--output=x`"),
        (["HEAD", "-p", "nowhere"], "there is no folder `nowhere`"),
        (["graph"], "`graph` is a folder and a revision"),
        (["empty"], "`empty` has no project: "),
    ],
)
def test_what_cannot_be_compared_ends_with_2_and_says_why(repo, diff, arguments, said):
    git(repo, "branch", "graph")
    git(repo, "checkout", "-q", "--orphan", "empty")
    git(repo, "rm", "-rqf", ".")
    commit(repo, {"README.md": "# x\n"})
    git(repo, "checkout", "-q", "main")
    done = diff(repo, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "stemma-" not in done.err


def test_a_shallow_clone_says_so(repo, tmp_path, diff):
    commit(repo, {"graph/ships/fanny.yml": MORE})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repo}", "clone")
    clone = tmp_path / "clone"
    done = diff(clone, "HEAD~1")
    assert done.code == 2
    assert "this clone is shallow: fetch the whole history" in done.err
    git(clone, "checkout", "-q", "--detach")
    git(clone, "remote", "remove", "origin")
    git(clone, "branch", "-D", "main")
    assert "this clone is shallow" in diff(clone).err


def test_outside_of_a_repository_the_help_names_folders(write_project, diff):
    done = diff(write_project(PROJECT))
    assert done.code == 2
    assert "compare two folders: `stemma diff OLD NEW`" in done.err


def test_a_repository_without_a_commit_says_so(tmp_path, diff):
    write_files(tmp_path, PROJECT)
    git(tmp_path, "init", "-q")
    done = diff(tmp_path)
    assert (done.code, done.err.splitlines()[0]) == (2, "error: this repository has no commit yet")


def test_the_command_prints_utf_8_and_ends_with_its_code_as_a_process_too(repo, stemma):
    write_files(repo, {"graph/ships/fanny.yml": "name: Fañ\u202eny\ncrew: six\n"})
    run = stemma("diff", "HEAD", cwd=repo)
    assert run.code == 1
    assert "~ fanny.name: Fanny → Fañ\\x202eny" in run.out
