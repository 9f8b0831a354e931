# What a clone and a wheel hold: the lock, the wheel's files, and the promises of the two commands.
from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import PurePath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from run import REPOSITORY, files_of

LOCK = (REPOSITORY / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
PINS = {
    found["name"]: found["version"]
    for found in re.finditer(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)", LOCK, re.MULTILINE)
}


def declared() -> list[Requirement]:
    groups = [entry for group in PROJECT["dependency-groups"].values() for entry in group if isinstance(entry, str)]
    return [Requirement(entry) for entry in [*PROJECT["project"]["dependencies"], *groups]]


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_the_lock_pins_every_declared_dependency_to_a_version_that_fits(requirement):
    assert PINS[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_lock_has_a_hash_for_every_pin():
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PINS)
    assert not [block for block in blocks if "--hash=sha256:" not in block]


def test_the_lock_names_no_address_and_no_path():
    assert not re.findall(r"://|--index|--find-links|(?<!\s)/(?!\s)|^-e", LOCK)


@pytest.mark.parametrize("script", ["build", "serve", "test", "check", "bench", "instructions"])
def test_each_script_can_be_run_as_the_readme_says(script):
    assert os.access(REPOSITORY / "scripts" / script, os.X_OK)


def test_ci_runs_what_people_run():
    lines = (REPOSITORY / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[1:] == ["exec ./scripts/test"]


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("mkdocs_stemma-*.whl")
    with zipfile.ZipFile(wheel) as opened:
        packed = {name for name in opened.namelist() if ".dist-info/" not in name}
    on_disk = {f"stemma/{name}" for name in files_of(REPOSITORY / "plugins" / "stemma") if "__pycache__" not in name}
    on_disk |= {f"stemma/report/rule_pages/{name}" for name in files_of(REPOSITORY / "docs" / "rules")}
    assert packed == on_disk
    assert {".html", ".css", ".js", ".yml", ".typed"} <= {PurePath(name).suffix for name in packed}
