# The architecture page says of every module what the module says of itself.
from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from run import REPOSITORY

PACKAGE = REPOSITORY / "plugins" / "stemma"
PAGE = REPOSITORY / "docs" / "reference" / "architecture.md"
SCRIPT = REPOSITORY / "scripts" / "architecture.py"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def tables() -> str:
    return subprocess.run(
        [sys.executable, SCRIPT], check=True, capture_output=True, encoding="utf-8", env={"PYTHONUTF8": "1"}
    ).stdout


def test_the_page_holds_the_tables_that_the_script_makes():
    assert tables() in PAGE.read_text("utf-8"), "run `python scripts/architecture.py --write`"


def test_every_module_but_the_doors_stands_on_the_page():
    rooms = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", tables(), re.MULTILINE | re.DOTALL))
    missing = [
        name
        for name in MODULES
        if not name.endswith("__init__.py")
        and name not in {"__main__.py", "project.py", "reading.py"}
        and f"| `{name.partition('/')[2]}` |" not in rooms[name.partition("/")[0]]
    ]
    assert missing == []


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__main__.py"])
def test_a_module_starts_with_a_comment_that_says_what_it_is_for(name):
    lines = (PACKAGE / name).read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")


def test_the_rooms_stand_in_the_order_of_the_layers():
    rooms = next(
        ast.literal_eval(node.value)
        for node in ast.parse(SCRIPT.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROOMS"
    )
    settings = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    layers = re.search(r"layers = \[\n(.*?)\]", settings, re.DOTALL)
    assert layers is not None
    listed = [re.findall(r"\w+", line) for line in layers[1].splitlines()]
    assert list(rooms) == [room for names in reversed(listed) for room in _as_on_the_page(names, rooms)]


def _as_on_the_page(names, rooms):
    """Rooms of one layer have no order among themselves."""
    return sorted(names, key=rooms.index)
