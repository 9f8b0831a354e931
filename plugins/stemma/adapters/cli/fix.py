# `stemma fix`: what a machine can mend safely.
from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from stemma.adapters.cli.common import located, project_option, refuse
from stemma.adapters.cli.writing import show_changes, write
from stemma.adapters.collector import paused
from stemma.adapters.progress import progress
from stemma.change.fix import Fixed, Refused
from stemma.change.fix import fix as fixed
from stemma.knowledge.wording import count
from stemma.report import text
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import Location


@click.command()
@click.argument("paths", metavar="[PATHS]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print what would change as a unified diff, and write nothing.")
@project_option
def fix(paths: tuple[Path, ...], path: Path, *, dry_run: bool) -> None:
    """Mend what has exactly one good mending, in these files and folders (default: the whole project).

    Every change is checked before it is written; one that would make another error is left to you. Exit code 0: no error
    is left in these files; 1: some are; 2: nothing could be done.
    """
    location = located(path)
    with paused(), progress("reading and checking"):
        try:
            found = fixed(location, _chosen(location, paths), dry_run=dry_run)
        except OSError as error:
            refuse(f"`{error.filename}` cannot be read: {error.strerror}")
    if dry_run:
        show_changes(location, found.files)
    else:
        write(location, {file.path: file.data for file in found.files})
        for problem in found.mended:
            click.echo(f"fixed {_mending(problem)}")
    _conclude(found, dry_run=dry_run)
    if any(problem.level == "error" for problem in found.left):
        raise SystemExit(1)


def _chosen(location: Location, paths: tuple[Path, ...]) -> Callable[[Path], bool]:
    """Whether a file is one that was asked for; ends the command where a path names nothing of the project."""
    folders = [os.path.realpath(folder) for folder in (location.graph, location.docs) if folder is not None]
    asked = [os.path.realpath(path) for path in paths]
    for path, real in zip(paths, asked, strict=True):
        if not path.exists():
            refuse(f"there is no `{path}`")
        if not any(_is_in(real, folder) or _is_in(folder, real) for folder in folders):
            refuse(f"`{path}` lies outside of the project", "name its folder with `--project`")
    return lambda file: not asked or any(_is_in(os.path.realpath(file), one) for one in asked)


def _is_in(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _mending(problem: Diagnostic) -> str:
    span, mended = problem.fixes[0].span, problem.fixes[0].replacement
    old, new = span.text.strip(), mended.strip()
    said = f"`{old}` is now `{new}`" if old and new else f"`{old}` is deleted" if old else f"`{new}` is added"
    return f"{problem.at.span.place}: {said} [{problem.rule.id}]"


def _conclude(found: Fixed, *, dry_run: bool) -> None:
    """On standard error: how much was mended, and what is left."""
    shown = [problem for problem in found.left if problem.level != "note"]
    click.echo(text.concise(shown), err=True, nl=False)
    for refused in found.refused:
        click.echo(f"note: {refused.problem.at.span.place} was left alone, since {_why(refused)}", err=True)
    done = f"{'would fix' if dry_run else 'fixed'} {count(len(found.mended), 'problems')}"
    left = [(sum(p.level == level for p in found.left), f"{level}s") for level in ("error", "warning", "note")]
    rest = ", ".join(count(number, word) for number, word in left if number)
    click.echo(f"{done}; {f'left: {rest}' if rest else 'nothing is left'}", err=True)


def _why(refused: Refused) -> str:
    """What the fix would bring up: no column, since the text that it would be in is not there."""
    error = refused.error
    if error is None:
        return "its fix does not take it away"
    path = error.at.span.source.path
    elsewhere = f" in {path}" if path != refused.problem.at.span.source.path else ""
    return f"mending it would bring up another error{elsewhere}: {text.visible(error.message)} [{error.rule.id}]"
