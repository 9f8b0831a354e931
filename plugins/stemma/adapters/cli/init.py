# `stemma init`: a working project to begin with.
from __future__ import annotations

import os
from pathlib import Path

import click

from stemma.adapters.cli.common import refuse
from stemma.adapters.cli.writing import save
from stemma.change.init import starter_files


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
def init(path: Path) -> None:
    """Write a small working project into the folder PATH (default: the working directory).

    It never writes over anything: where a file is in the way, it says which and writes nothing.
    """
    files = starter_files()
    taken = sorted({where for name in files if (where := _in_the_way(path, name))})
    if taken:
        shown = ", ".join(f"`{name}`" for name in taken)
        refuse(
            f"nothing was written, because there is already {shown}",
            "name an empty folder, or one that is not there yet",
        )
    save({path / name: data for name, data in files.items()})
    for name in files:
        click.echo(f"wrote {(path / name).as_posix()}")
    where = "" if path == Path() else f"cd {path.as_posix()}, then "
    click.echo(
        f"next: {where}stemma check, and mkdocs serve; "
        "for others, say in requirements.txt where Stemma's repository is: there is no release yet"
    )


def _in_the_way(path: Path, name: str) -> str:
    """What stands where a file is to go: the file itself, or something that is no folder where one is needed; else ''."""
    target = path / name
    if os.path.lexists(target):
        return target.as_posix()
    for folder in target.parents:
        if os.path.lexists(folder):
            return "" if folder.is_dir() else folder.as_posix()
    return ""
