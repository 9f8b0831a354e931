# The demonstration site, built once for all tests of a run, whatever number of processes they are spread over.
from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from run import REPOSITORY, build

PARTS = ("mkdocs.yml", "graph", "docs")


def copy_demo(target: Path) -> Path:
    """A copy of the demonstration's sources alone in `target`, so that a test may change them."""
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, target / part, dirs_exist_ok=True)
        else:
            shutil.copy(source, target / part)
    return target


def build_demo(folder: Path, *arguments: str) -> Path:
    """Builds a copy of the demonstration in `folder`, strictly, and gives the site's folder."""
    return build(copy_demo(folder), "--strict", *arguments).ok().site


def once(folder: Path, make: Callable[[Path], Path]) -> Path:
    """Runs `make(folder)` in the first process that asks, and gives the path it returned to all of them.

    If it fails, it fails in every process that asks, with the same words, and is not tried again.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    done, claim = folder.with_suffix(".done"), folder.with_suffix(".claim")
    mine = False
    with suppress(FileExistsError):
        os.close(os.open(claim, os.O_CREAT | os.O_EXCL))
        mine = True
    if mine:
        try:
            outcome = {"value": str(make(folder))}
        except BaseException as error:
            outcome = {"error": str(error)}
            raise
        finally:
            draft = done.with_suffix(".draft")
            draft.write_text(json.dumps(outcome), encoding="utf-8")
            draft.rename(done)
    end = time.monotonic() + 300
    while not done.exists():
        assert time.monotonic() < end, f"another process did not finish {folder}"
        time.sleep(0.05)
    outcome = json.loads(done.read_text(encoding="utf-8"))
    assert "value" in outcome, outcome["error"]
    return Path(outcome["value"])
