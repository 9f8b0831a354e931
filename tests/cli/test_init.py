# `stemma init`: a project that works, and nothing lost.
from __future__ import annotations

import re
import subprocess

import pytest
import yaml

from pages_of_docs import Console
from run import files_of, write_files
from stemma.change.init import starter_files


@pytest.fixture
def console(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Console(tmp_path)


def test_the_new_project_passes_the_check_is_formatted_and_builds(console, mkdocs_build):
    console.run("stemma init book")
    assert console.code == 0
    assert ": no problems" in console.run("stemma check book --strict")
    assert ": 0 would change" in console.run("stemma fmt --check -p book")
    site = mkdocs_build(console.project / "book", "--strict").ok().site
    for page in ("index.html", "how-we-know/index.html", "ships/aurora/index.html", "explore/index.html"):
        assert (site / page).is_file()


def test_it_has_a_relation_a_number_a_source_and_a_claim_that_the_graph_decides(console):
    console.run("stemma init .")
    assert "home_port: northport" in console.run("stemma show aurora")
    assert "cargo: 3200 t  [harbour-register, page-12]" in console.run("stemma show aurora")
    assert "contradicted" in console.run("stemma show aurora-carries-4000-tonnes")


def test_it_names_what_it_wrote_and_tells_what_to_do_next(console):
    lines = console.run("stemma init").splitlines()
    assert [line.removeprefix("wrote ") for line in lines[:-1]] == list(starter_files())
    assert lines[-1].startswith("next: stemma check, and mkdocs serve; ")
    assert lines[-1].endswith("say in requirements.txt where Stemma's repository is: there is no release yet")


@pytest.mark.parametrize(
    ("hash_gone_from", "code"), [(None, 1), ("mkdocs-stemma @ git+https://ADDRESS", 0), ("FOLDER/stemma", 0)]
)
def test_its_workflow_says_so_where_nobody_has_said_yet_what_to_install(tmp_path, hash_gone_from, code):
    files = starter_files()
    wanted = files["requirements.txt"].decode()
    filled = wanted.replace(f"# {hash_gone_from}\n", f"{hash_gone_from}\n") if hash_gone_from else wanted
    assert (filled == wanted) == (hash_gone_from is None)
    (tmp_path / "requirements.txt").write_text(filled, "utf-8")
    steps = yaml.safe_load(files[".github/workflows/site.yml"])["jobs"]["site"]["steps"]
    step = next(step["run"] for step in steps if step.get("name") == "Install")
    script = step.replace("pip install", "echo installs")  # nothing is fetched here
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == code
    says = (
        "installs -r requirements.txt"
        if code == 0
        else "::error file=requirements.txt::Stemma has no release yet: say in"
    )
    assert done.stdout.startswith(says)


def test_a_name_with_a_dot_is_written_with_its_dot_and_the_readme_is_short(console):
    files = starter_files()
    assert {".gitignore", ".github/workflows/site.yml"} < set(files)
    assert len(files["README.md"].decode().splitlines()) <= 15
    commands = re.findall(r"- run: (.+)", files[".github/workflows/site.yml"].decode())
    assert "stemma check --strict --format github" in commands
    assert "mkdocs build --strict" in commands


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"mkdocs.yml": "mine"}, ["book/mkdocs.yml"]),
        ({"README.md": "mine", ".gitignore": "mine", "other.txt": ""}, ["book/.gitignore", "book/README.md"]),
        ({"graph": "a file where a folder is needed"}, ["book/graph"]),
    ],
)
def test_where_something_is_in_the_way_it_is_named_and_nothing_is_written(console, files, named):
    write_files(console.project / "book", files)
    before = files_of(console.project)
    printed = console.run("stemma init book")
    assert console.code == 2
    assert re.findall(r"`(.+?)`", printed.splitlines()[0]) == named
    assert files_of(console.project) == before
