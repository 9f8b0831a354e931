# What commands that change files have in common: showing changes, and writing them.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import click

from stemma.adapters.cli.common import refuse
from stemma.change.edits import diff
from stemma.text.files import Location
from stemma.text.write import CannotWrite, remove_leftovers, write_files


class Changed(Protocol):
    """A file as it is and as it will be."""

    @property
    def path(self) -> Path: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


def show_changes(location: Location, changes: Iterable[Changed], moves: Mapping[Path, Path] | None = None) -> None:
    """Print a unified diff."""
    for change in changes:
        moved_to = (moves or {}).get(change.path)
        shown = location.shown(moved_to) if moved_to else ""
        click.echo(diff(location.shown(change.path), change.before, change.after, shown), nl=False)


def write(location: Location, changes: Mapping[Path, bytes], moves: Mapping[Path, Path] | None = None) -> None:
    """Write the files as `save` does. What a killed command left behind in the project is removed."""
    remove_leftovers([folder for folder in (location.graph, location.docs) if folder is not None], deep=True)
    save(changes, moves)


def save(changes: Mapping[Path, bytes], moves: Mapping[Path, Path] | None = None) -> None:
    """Write the files, or end the command with exit code 2 and the name of the one that cannot be written."""
    try:
        write_files(changes, moves)
    except CannotWrite as error:
        refuse(str(error), "see who may write there, and run the command again")
