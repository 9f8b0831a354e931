# Checks a project without a process of its own: files in, the checked project out. Paths in messages are relative to
# the project's folder.
from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from run import write_files
from stemma.project import Project, load_project
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import Location


def check_files(files: Mapping[str, str | bytes]) -> Project:
    """The project that holds `files`: the graph in `graph/`, pages in `docs/`. Nothing of it stays on disk."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_files(Path(folder), files)
        for name in ("graph", "docs"):
            (root / name).mkdir(exist_ok=True)
        return load_project(Location(root, root / "graph", root / "docs", root))


def found(project: Project) -> list[str]:
    """Each diagnostic as `path:line:column rule[underlined text]`."""
    return [_place(diagnostic) for diagnostic in project.diagnostics]


def _place(diagnostic: Diagnostic) -> str:
    span = diagnostic.at.span
    line, column = span.source.position(span.start)
    return f"{span.source.path}:{line}:{column} {diagnostic.rule.id}[{span.text}]"
