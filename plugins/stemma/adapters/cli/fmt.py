# `stemma fmt`: bring the graph's files into their canonical form.
from __future__ import annotations

import os
from pathlib import Path

import click

from stemma.adapters.cli.common import located, project_option, refuse
from stemma.adapters.cli.writing import show_changes, write
from stemma.change.format_files import FormattedGraph, format_files
from stemma.knowledge.wording import count
from stemma.text.files import YAML, Location, files_in


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@project_option
def fmt(paths: tuple[Path, ...], path: Path, *, check: bool, diff: bool) -> None:
    """Bring files of the graph (default: all) into one form: order of keys, quotes only where they are needed.

    Exit code 0: all files are in their form; 1: files have mistakes and were left alone, or with --check or --diff some
    would change; 2: nothing could be done.
    """
    location = located(path)
    try:
        graph = format_files(location, _meant(location, paths))
    except OSError as error:
        refuse(f"`{error.filename}` cannot be read: {error.strerror}")
    writes = not (check or diff)
    if writes:
        write(location, {file.path: file.data for file in graph.changed})
    if diff:
        show_changes(location, graph.changed)
    else:
        for file in graph.changed:
            click.echo(f"{'wrote' if writes else 'would change'} {file.source.path}")
    _conclude(graph, writes=writes)


def _conclude(graph: FormattedGraph, *, writes: bool) -> None:
    for file in graph.left_alone:
        click.echo(f"left alone {file.source.path}: it has a mistake; see `stemma check`", err=True)
    if graph.schema.broken or graph.schema.broken_types:
        click.echo("note: the schema has errors, so keys that it should order stay where they are", err=True)
    changed = len(graph.changed)
    click.echo(
        f"{count(len(graph.files), 'files')}: {changed} {'changed' if writes else 'would change'}"
        + (f", {len(graph.left_alone)} left alone" if graph.left_alone else ""),
        err=True,
    )
    if graph.left_alone or (changed and not writes):
        raise SystemExit(1)


def _meant(location: Location, paths: tuple[Path, ...]) -> list[Path]:
    """The files of the graph that the paths name; ends the command at one that names none."""
    everything = files_in(location.graph, YAML)
    if not paths:
        if not everything:
            refuse(f"`{location.shown(location.graph)}` holds no YAML file")
        return everything
    real = {Path(os.path.realpath(path)): path for path in everything}
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            refuse(f"there is no `{path}`")
        asked = Path(os.path.realpath(path))
        inside = [known for target, known in real.items() if target == asked or target.is_relative_to(asked)]
        if not inside:
            refuse(
                f"`{path}` is no YAML file of the graph in `{location.shown(location.graph)}`",
                "name files or folders of the graph, and its project with --project",
            )
        found |= dict.fromkeys(inside)
    return list(found)
