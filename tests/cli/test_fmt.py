# `stemma fmt`: which files it writes, what it says, and its exit codes.
from __future__ import annotations

import subprocess

import pytest

from pages_of_docs import Console
from run import write_files

SCHEMA = "types:\n  ship:\n    fields: {cargo: {type: quantity, unit: tonne}}\n"
MESSY, TIDY = "cargo: '5 t'\nname: A\n", "name: A\ncargo: 5 t\n"


@pytest.fixture
def console(write_project, monkeypatch):
    project = write_project({"graph/schema.yml": SCHEMA, "graph/ships/a.yml": MESSY, "graph/ships/b.yml": TIDY})
    monkeypatch.chdir(project)
    return Console(project)


def text(console, name="graph/ships/a.yml") -> str:
    return (console.project / name).read_bytes().decode()


def test_it_writes_what_is_not_in_its_form_and_says_which(console):
    assert console.run("stemma fmt") == "wrote graph/ships/a.yml\n3 files: 1 changed\n"
    assert (console.code, text(console)) == (0, TIDY)
    assert console.run("stemma fmt") == "3 files: 0 changed\n"


def test_check_writes_nothing_and_fails_until_all_is_in_its_form(console):
    assert console.run("stemma fmt --check") == "would change graph/ships/a.yml\n3 files: 1 would change\n"
    assert (console.code, text(console)) == (1, MESSY)
    console.run("stemma fmt")
    console.run("stemma fmt --check")
    assert console.code == 0


def test_diff_shows_a_patch_and_writes_nothing(console):
    printed = console.run("stemma fmt --diff graph/ships")
    assert printed == (
        "diff --git a/graph/ships/a.yml b/graph/ships/a.yml\n--- a/graph/ships/a.yml\n+++ b/graph/ships/a.yml\n"
        "@@ -1,2 +1,2 @@\n-cargo: '5 t'\n name: A\n+cargo: 5 t\n2 files: 1 would change\n"
    )
    assert (console.code, text(console)) == (1, MESSY)


def test_git_applies_the_patch_of_a_file_without_a_last_line_break(console):
    (console.project / "graph/ships/a.yml").write_bytes(MESSY.strip().encode())
    patch = console.run("stemma fmt --diff graph/ships/a.yml").removesuffix("1 file: 1 would change\n")
    subprocess.run(["git", "apply", "-"], cwd=console.project, input=patch.encode(), check=True)
    assert text(console) == TIDY


def test_only_the_named_files_and_folders_are_touched(console):
    assert console.run("stemma fmt graph/ships/b.yml") == "1 file: 0 changed\n"
    assert text(console) == MESSY
    assert console.run("stemma fmt graph/ships/b.yml graph/ships") == "wrote graph/ships/a.yml\n2 files: 1 changed\n"


def test_a_file_with_a_mistake_is_left_alone_and_named(console):
    write_files(console.project, {"graph/ships/c.yml": "cargo: [\nname: C\n", "graph/ships/d.yml": b"name: \xff\n"})
    printed = console.run("stemma fmt")
    assert "left alone graph/ships/c.yml" in printed
    assert "left alone graph/ships/d.yml" in printed
    assert printed.endswith("5 files: 1 changed, 2 left alone\n")
    assert console.code == 1
    assert text(console, "graph/ships/c.yml") == "cargo: [\nname: C\n"
    assert text(console) == TIDY


def test_a_byte_order_mark_and_the_line_breaks_of_windows_stay(console):
    path = console.project / "graph/ships/a.yml"
    path.write_bytes(b"\xef\xbb\xbf" + MESSY.replace("\n", "\r\n").encode())
    console.run("stemma fmt")
    assert path.read_bytes() == b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("stemma fmt nowhere.yml", "there is no `nowhere.yml`"),
        ("stemma fmt docs/index.md", "`docs/index.md` is no YAML file of the graph in `graph`"),
        ("stemma fmt -p docs", "`docs` holds neither `mkdocs.yml` nor `schema.yml`"),
    ],
)
def test_a_call_that_names_nothing_to_do_ends_with_2(console, command, said):
    assert said in console.run(command)
    assert console.code == 2
