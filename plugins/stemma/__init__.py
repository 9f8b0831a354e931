# The public API, and nothing else. Importing it loads no heavy library.
"""Stemma: a checked knowledge graph, and a site, from a folder of YAML files.

`load(path)` reads and checks a project and returns a `Project`: its entities, what follows from them, and every problem
as a `Diagnostic`. The command `stemma` and the MkDocs plugin are built on the same call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from stemma.project import Project

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def load(path: str | Path) -> Project:
    """Read and check the project at `path`: a folder with `mkdocs.yml`, or a graph folder with `schema.yml`.

    Bad input gives diagnostics in the result. Raises FileNotFoundError where there is no such project.
    """
    import os
    from pathlib import Path as PathType

    from stemma.project import load_project
    from stemma.text.files import locate

    folder = PathType(path)
    location = locate(folder, folder, os.environ)
    if isinstance(location, str):
        raise FileNotFoundError(location)
    return load_project(location)
