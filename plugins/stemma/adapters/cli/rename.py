# `stemma rename`: another id for an entity, everywhere that it is named.
from __future__ import annotations

from pathlib import Path

import click

from stemma.adapters.cli.common import located, project_option, refuse
from stemma.adapters.cli.writing import show_changes, write
from stemma.change.rename import Refused
from stemma.change.rename import rename as renamed
from stemma.knowledge.wording import count


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--dry-run", is_flag=True, help="Print what would change as a unified diff, and write nothing.")
@project_option
def rename(old: str, new: str, path: Path, *, dry_run: bool) -> None:
    """Give the entity OLD the id NEW: in its file's name, in references, formulas, links and the blocks of pages.

    The old id stays as an alias, so that its links and its address lead on. Comments and formatting stay as they are.
    Exit code 0: renamed; 2: it cannot be done, and nothing was written.
    """
    location = located(path)
    found = renamed(location, old, new)
    if isinstance(found, Refused):
        refuse(found.message, *found.help)
    if dry_run:
        show_changes(location, found.changes, found.moves)
        return
    write(location, {change.path: change.data for change in found.changes}, found.moves)
    for source, target in found.moves.items():
        click.echo(f"moved {location.shown(source)} to {location.shown(target)}")
    places, files = count(found.places, "places"), count(len(found.changes), "files")
    click.echo(f"renamed `{old}` to `{new}`: {places} in {files}; the old id is an alias now")
