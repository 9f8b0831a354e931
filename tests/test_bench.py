# The benchmark of figures, at a size that says nothing about speed: that it still runs, and that both sides agree.
from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


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
    assert "there is no part `figure`: builds, explorer, figures, lighthouse, lineage" in done.stderr
