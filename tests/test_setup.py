# The set-up that all scripts share, driven with a stand-in for Python that only writes down what it is asked for.
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from run import REPOSITORY

STAND_IN = r"""#!/usr/bin/env bash
printf '%s\n' "$*" >>"$CALLS"
case "$*" in
  -V) echo "Python 3.11.0" ;;
  "-m venv --clear .venv") rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *"import sys"*) exit "${TOO_OLD:-0}" ;;
  *ensurepip*) exit "${WITHOUT_VENV:-0}" ;;
  *"install --require-hashes"*) exit "${OFFLINE:-0}" ;;
esac
"""


# Of the machine's programs only these: none of its Pythons may be found.
PROGRAMS = ("bash", "cat", "cksum", "cp", "dirname", "env", "mkdir", "rm")


class Clone:
    """A bare clone in `root`. Calling it sets it up: `clone(**env) -> (exit code, what pip was asked to do, stderr)`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "a folder"
        programs = folder / "programs"
        programs.mkdir()
        for name in PROGRAMS:
            (programs / name).symlink_to(str(shutil.which(name)))
        (self.root / "scripts").mkdir(parents=True)
        shutil.copy(REPOSITORY / "scripts" / "setup.sh", self.root / "scripts")
        (self.root / "requirements.lock").touch()
        (self.root / "pyproject.toml").touch()
        (folder / "python3.11").write_text(STAND_IN, "utf-8")
        (folder / "python3.11").chmod(0o755)

    def __call__(self, **env: str) -> tuple[int, str, str]:
        calls = self.folder / "calls"
        calls.write_text("", "utf-8")
        known = {"PATH": self.folder / "programs", "CALLS": calls, "PYTHON": self.folder / "python3.11"}
        done = subprocess.run(
            ["bash", "-c", 'set -euo pipefail; source "$0/scripts/setup.sh"; pwd', self.root],
            cwd=self.folder,
            env={**{name: str(value) for name, value in known.items()}, **env},
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        asked = [line for line in calls.read_text("utf-8").splitlines() if "-m pip" in line]
        return done.returncode, "\n".join(asked), done.stderr


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path)


def test_the_first_run_installs_the_lock_with_hashes_and_then_the_project_alone(clone):
    code, asked, _ = clone()
    first, second = asked.splitlines()
    assert code == 0
    assert first.endswith("install --require-hashes -r requirements.lock")
    assert second.endswith("install --no-deps --no-build-isolation -e .")


def test_the_second_run_asks_pip_for_nothing_and_says_nothing(clone):
    clone()
    assert clone() == (0, "", "")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_makes_the_environment_anew(clone, name):
    clone()
    (clone.root / name).write_text("changed", "utf-8")
    assert "--require-hashes" in clone()[1]


def test_a_set_up_that_failed_is_done_again(clone):
    code, _, said = clone(OFFLINE="1")
    assert code == 1
    assert "could not be installed" in said
    assert "--require-hashes" in clone()[1]


def test_a_clone_that_was_moved_is_set_up_again(clone):
    clone()
    clone.root = clone.root.rename(clone.folder / "elsewhere")
    assert "--require-hashes" in clone()[1]


def test_without_a_python_it_says_which_one_is_needed(clone):
    code, asked, said = clone(PYTHON="")
    assert (code, asked) == (1, "")
    assert "Stemma needs Python 3.11 or newer" in said


def test_a_python_that_is_too_old_counts_as_none(clone):
    assert "Stemma needs Python 3.11 or newer" in clone(TOO_OLD="1")[2]


def test_a_python_without_venv_is_named_with_the_package_that_is_missing(clone):
    assert "apt-get install python3-venv" in clone(WITHOUT_VENV="1")[2]
