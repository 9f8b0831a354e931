# Killing a command that writes, at any moment, loses nothing: every file is old or new, none torn, none gone.
from __future__ import annotations

import sys
from pathlib import Path

import pytest

from run import REPOSITORY, environment, python, write_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")

SHIP = "name: {0}\nsummary: Beside the [[tern]].\nreplaces: tern\nstate: sailling\nhome:   'port'\n"
FILES = {
    "mkdocs.yml": "site_name: Test\nplugins: [stemma]\n",
    "graph/schema.yml": (
        "types:\n  ship:\n    fields:\n      replaces: {type: ref, to: ship, many: true}\n"
        "      state: {type: enum, values: [sailing, sunk]}\n      home: text\n"
    ),
    "graph/ships/tern.yml": "name: Tern\nstate: sailing\n",
    "graph/ships/far/heron.yml": SHIP.format("Heron"),
    "graph/ships/plover.yml": SHIP.format("Plover") + "# the end",
    "graph/ships/all.yml": "- id: gull\n  name: Gull\n  replaces: [tern]\n  state: sailling\n",
    "docs/index.md": "# Home\n\n[[tern]] and [[tren]]\n",
}


@pytest.mark.parametrize(
    "command",
    [
        ["rename", "tern", "arctic-tern"],
        ["fix"],
        ["fmt"],
        ["new", "ship", "Dunlin"],
        ["init", "fresh"],
    ],
    ids=lambda command: command[0],
)
def test_killing_a_command_at_any_moment_loses_nothing(tmp_path: Path, command: list[str]) -> None:
    project = write_files(tmp_path / "project", FILES)
    support = REPOSITORY / "tests" / "support"
    found = python(support / "killing.py", project, "6", *command, cwd=tmp_path, env=environment()).ok().json
    assert found["problems"] == []
    assert found["changed"]
    assert found["killed"] >= 10  # or it would say nothing
    assert found["left_behind"] > 0  # which a second run removes
    assert {"old", "new"} & set(found["seen"])


def test_the_search_for_torn_files_sees_one(tmp_path: Path) -> None:
    from killing import wrong

    before, after = {"a": b"old", "b": b"1"}, {"a": b"new", "c": b"1"}
    assert wrong({"a": b"new", "b": b"1", ".stemma-1-1.new": b""}, before, after, {"b": "c"}) == []
    assert wrong({"a": b"", "c": b"1"}, before, after, {"b": "c"}) == ["a is neither old nor new: b''"]
    assert wrong({"a": b"old"}, before, after, {"b": "c"}) == ["b is lost"]
