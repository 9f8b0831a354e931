# The benchmarks, at sizes that say nothing about speed: that they still run, that both sides agree, and what is told of them.
from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import bench_check
import bench_corpus
import bench_page
import bench_peers
import bench_reader
import bench_results
import bench_stages
import instructions
import pytest
from bench_results import Found, Mark
from bench_runs import Spread

import stemma

REPOSITORY = Path(__file__).parents[1]
SCRIPTS = REPOSITORY / "scripts"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, REPOSITORY / "scripts" / "bench.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_figures_come_out_the_same_as_with_pint_and_uncertainties():
    done = run("figures", "--figures", "200", "--rounds", "2")
    assert done.returncode == 0, done.stderr
    assert "all 200 best values are the same" in done.stdout


@pytest.mark.slow
def test_the_explorer_of_20000_entities_loads_no_more_than_that_of_200():
    done = run("explorer", "--rounds", "1")
    assert done.returncode == 0, done.stderr
    found = re.search(r"^ +ratio +([\d.]+) +([\d.]+)", done.stdout, re.MULTILINE)
    assert found, done.stdout
    assert float(found[2]) < 1.1  # bytes; one round says little of the time


def test_a_part_that_there_is_not_is_named():
    done = run("figure")
    assert done.returncode == 2
    parts = "builds, check, explorer, figures, large, lighthouse, lineage, linear, peers, serve"
    assert f"there is no part `figure`: {parts}" in done.stderr


@pytest.mark.slow
def test_builds_are_measured_on_both_sides_and_by_stage_and_kept_for_the_page(tmp_path):
    results, found = tmp_path / "last.json", tmp_path / "found.json"
    sizes = ["--entities", "3", "--repeat", "1"]
    run("builds", *sizes, "--results", str(results), "--json", str(found)).check_returncode()
    parts = json.loads(found.read_text("utf-8"))["parts"]
    assert json.loads(results.read_text("utf-8"))["parts"] == parts
    assert list(parts) == ["builds: Full builds of 3 pages"]
    (builds,) = parts.values()
    assert [bar["name"] for bar in builds["bars"]] == [
        "Markdown pages (the floor)",
        "Stemma, nothing cached",
        "Stemma, nothing changed",
    ]
    assert all(bar["value"] > 0 for bar in builds["bars"])
    assert "of it: reading and checking" in [row[0] for row in builds["rows"]]


def test_checks_are_measured_on_both_sides_cold_warm_and_edited(tmp_path):
    (found,) = bench_check.beside_plain(tmp_path, 4, 50, 1)
    assert [bar.name for bar in found.bars] == [
        "plain checks on CSafeLoader",
        "stemma check, nothing cached",
        "stemma check, nothing changed",
        "stemma check, after one edit",
    ]
    assert "name: Ship 1\n  aliases: [S1, Hull 1]\n  summary: Edited 0 times." in (
        tmp_path / "check-4-50/graph/ships/rest.yml"
    ).read_text("utf-8")


# The yardstick of the check -------------------------------------------------------------------------------------------


def checks(project: Path) -> tuple[list[str], list[str]]:
    """What the plain pipeline and `stemma check` find wrong, as the ids of entities, in order."""
    plain = subprocess.run(
        [sys.executable, SCRIPTS / "bench_plain.py", project], capture_output=True, text=True, check=False
    )
    diagnostics = stemma.load(project).diagnostics
    named = [re.search(r"ship-\d+", d.at.span.source.path) for d in diagnostics if d.level == "error"]
    return (
        sorted(line.split(":")[0].split(".")[0] for line in plain.stdout.splitlines()[:-1]),
        sorted(found[0] for found in named if found),
    )


def test_the_yardstick_finds_nothing_wrong_with_the_corpus_and_reads_all_of_it(tmp_path):
    project = bench_corpus.write_graph(tmp_path, 7, figures=False)
    assert checks(project) == ([], [])
    plain = subprocess.run(
        [sys.executable, SCRIPTS / "bench_plain.py", project], capture_output=True, text=True, check=True
    )
    assert plain.stdout.endswith("read 47 entities, 86 references\n")


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("rebuilt_from: [ship-2, ship-4]", "rebuilt_from: [ship-2, ship-44]"),
        ("rebuilt_from: [ship-2, ship-4]", "rebuilt_from: [ship-2, chronicle-4]"),
        ("rebuilt_from: [ship-2, ship-4]", "rebuilt_from: [ship-2, ship-5]"),
        ("armed: {value: true", "armed: {value: 7"),
        ("rig: {value: brig", "rig: {value: bark"),
        ("25 sailor", "25 ton_mass"),
        ("built: {value: 1505", "built: {value: long ago"),
        ("length: {value: 25.5 m", "length: {value: 25.5 metres long"),
        ("yard: {value", "yards: {value"),
        ("source: chronicle-5, at", "source: ship-1, at"),
        ("rank: rejected", "rank: refused"),
    ],
)
def test_the_yardstick_finds_the_same_mistake_as_the_check(said, instead, tmp_path):
    project = bench_corpus.write_graph(tmp_path, 7, figures=False)
    file = project / "graph/ships/ship-5.yml"
    text = file.read_text("utf-8")
    assert said in text
    file.write_text(text.replace(said, instead, 1), "utf-8")
    assert checks(project) == (["ship-5"], ["ship-5"])


# Marks, and the page --------------------------------------------------------------------------------------------------


def test_a_mark_tells_whether_it_is_met_and_by_how_much():
    assert Mark("m", 0.20, 0.15).verdict() == "met, 25% below"
    assert Mark("m", 0.20, 0.30).verdict() == "not met, 1.50 times the mark"
    assert Mark("m", 0.20, None).verdict() == "not measured"
    assert [Mark("m", 0, found, "modules").verdict() for found in (0, 1)] == ["met", "not met"]


def test_the_page_has_a_row_for_each_mark_and_a_chart_whose_bars_lead_to_the_table():
    found = Found("check", "Checks of 3 entities", ["check", "CPU s"], [["Ours", "0.5"], ["Theirs", "1.0 (0.8–1.1)"]])
    found.bar("Ours", Spread(0.5, 0.5, 0.5))
    found.bar("Theirs", Spread(1.0, 0.8, 1.1))
    found.marks += [Mark("cold check", 0.4, 0.5, why="YAML 80%"), Mark("warm check", 0.4, 0.1)]
    page = bench_page.page(bench_results.as_data([found]))
    assert "Of 2 marks that were set beforehand, 1 are met." in page
    assert "| cold check | 0.4 × | 0.5 × | not met, 1.25 times the mark |" in page
    assert "- cold check: YAML 80%" in page
    assert "- warm check" not in page
    targets = set(re.findall(r'href="#([\w-]+)"', page))
    assert targets == {"bench-1-1", "bench-1-2"}
    assert all(f'<span id="{target}">' in page for target in targets)
    assert page.count("<svg") >= 2
    assert not re.search(r'href="(?!#)', page)
    assert str(Path.home()) not in page


def test_results_of_another_machine_are_not_kept_beside_new_ones(tmp_path):
    last = tmp_path / "last.json"
    bench_results.keep([Found("check", "Old", ["what"])], last)
    last.write_text(last.read_text("utf-8").replace('"cores": ', '"cores": 9'), "utf-8")
    bench_results.keep([Found("check", "New", ["what"])], last)
    bench_results.keep([Found("check", "Newer", ["what"])], last)
    assert [found.title for found in bench_results.found_in(bench_results.read(last))] == ["New", "Newer"]


# Peers, and what a reader loads -----------------------------------------------------------------------------------------


def test_peers_that_cannot_be_installed_are_told_of_and_end_nothing(tmp_path, capsys, monkeypatch):
    failing = tmp_path / "requirements.txt"
    failing.write_text("no-such-package==1 --hash=sha256:00\n", "utf-8")
    monkeypatch.setattr(bench_peers, "LOCK", failing)
    monkeypatch.setattr(bench_peers, "FOLDER", tmp_path / "peers")
    monkeypatch.setattr(bench_peers.sys, "executable", "false")  # which makes no environment
    assert bench_peers.run_all(tmp_path) == []
    assert "pip could not install them" in capsys.readouterr().out


def test_the_peers_are_pinned_with_hashes_and_no_address():
    lock = (SCRIPTS / "peers/requirements.txt").read_text("utf-8")
    pins = re.findall(r"^[a-z0-9][\w.-]*==.*(?:\n .*)+", lock, re.MULTILINE)
    assert {pin.partition("==")[0] for pin in pins} >= {"linkml", "sphinx-needs"}
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in lock


def test_what_a_page_asks_for_is_counted_once_and_links_are_not(tmp_path):
    head = '<link rel="stylesheet" href="a.css"><script src="b.js"></script><link href="a.css"><link rel=canonical href="c/">'
    (tmp_path / "index.html").write_text(f'{head}<img src="d.png"><a href="e.json">data</a>', "utf-8")
    assert bench_reader.asked_for(tmp_path / "index.html") == 3


def test_a_site_of_one_size_has_nothing_to_be_held_against(tmp_path):
    assert bench_reader.beside({5: tmp_path}) == []


# Stages and instructions ----------------------------------------------------------------------------------------------


def test_a_sample_belongs_to_the_first_stage_on_its_stack():
    stages = {"drawing": ("*/pages/draw*",), "copying": ("*/host/*:copy",), "the rest": ("*",)}
    page, draw = ("/x/pages/entity.py", "page"), ("/x/pages/draw_svg.py", "line")
    copy, other = ("/x/host/files.py", "copy"), ("/x/host/files.py", "find")
    assert bench_stages.stage_of(frozenset({page, draw, copy}), stages) == "drawing"
    assert bench_stages.stage_of(frozenset({page, copy}), stages) == "copying"
    assert bench_stages.stage_of(frozenset({page, other}), stages) == "the rest"


THEN = {"start": 1000, "check": 5000, "yardstick": 2000}


def test_more_than_a_tenth_more_instructions_fail(tmp_path, capsys):
    file = tmp_path / "instructions.json"
    counts = {name: [count] for name, count in THEN.items()}
    assert instructions.report(counts, file, write=True) == 0
    assert instructions.report(counts | {"check": [5500]}, file, write=False) == 0
    assert instructions.report(counts | {"check": [5501]}, file, write=False) == 1
    assert "times the baseline: check" in capsys.readouterr().err


def test_what_another_build_of_python_takes_for_the_yardstick_too_is_no_regression():
    slower = {name: count * 1.3 for name, count in THEN.items()}
    assert instructions.worse(instructions.compared(slower, THEN)) == []
    assert instructions.worse(instructions.compared(slower | {"start": 1500}, THEN)) == ["start"]


def test_a_python_without_counts_is_told_apart_from_a_regression(tmp_path, capsys):
    assert instructions.report({name: [count] for name, count in THEN.items()}, tmp_path / "none", write=False) == 2
    assert "scripts/instructions --write" in capsys.readouterr().err


def test_the_workflow_counts_for_a_python_that_has_counts():
    workflow = (REPOSITORY / ".github/workflows/instructions.yml").read_text("utf-8")
    version = re.search(r'python-version: "([\d.]+)"', workflow)
    assert version is not None
    assert set(json.loads(instructions.BASELINE.read_text("utf-8"))[version[1]]) == set(instructions.PATHS)
    assert "valgrind" in workflow
