# Where files lie, as messages show it.
from __future__ import annotations

import os
from pathlib import Path

import pytest

from stemma.text.files import Location


@pytest.mark.parametrize("start", ["/a/b", "/a/b/c", "/a/bc", "/a", "/", "/x/y"])
@pytest.mark.parametrize("path", ["/a/b/c.yml", "/a/b", "/a", "/", "/a/b/c/d e.yml", "/a/b/..", "/x", "/a/bc/d.yml"])
def test_a_path_is_shown_from_where_messages_are_read(start, path):
    location = Location(Path("/a"), Path("/a/graph"), None, Path(start))
    assert location.shown(Path(path)) == Path(os.path.relpath(path, start)).as_posix()


def test_relative_paths_start_where_the_command_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    location = Location(Path("project"), Path("project/graph"), None, tmp_path)
    assert location.shown(Path("project/graph/a.yml")) == "project/graph/a.yml"
