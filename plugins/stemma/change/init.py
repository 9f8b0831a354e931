# A project to begin with. In: nothing but the files in `starter/`, which ship with the package. Out: paths and bytes.
from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

# Files whose names begin with a dot would be read by the tools that pack this package.
_DOT = "dot-"


def starter_files() -> dict[str, bytes]:
    """Every file of a new project, by its path inside, sorted."""
    found: dict[str, bytes] = {}
    pending: list[tuple[str, Traversable]] = [("", resources.files("stemma.change").joinpath("starter"))]
    while pending:
        path, place = pending.pop()
        for inside in place.iterdir():
            name = f".{inside.name.removeprefix(_DOT)}" if inside.name.startswith(_DOT) else inside.name
            below = (PurePosixPath(path) / name).as_posix()
            if inside.is_dir():
                pending.append((below, inside))
            else:
                found[below] = inside.read_bytes()
    return dict(sorted(found.items()))
