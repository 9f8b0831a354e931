# Finding and loading the project that a subcommand is about.
from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from stemma.adapters.collector import paused
from stemma.adapters.progress import progress
from stemma.knowledge.wording import count
from stemma.project import Project, load_project
from stemma.text.diagnostics import suggest
from stemma.text.files import Location, locate

project_option = click.option(
    "--project", "-p", "path", type=click.Path(path_type=Path), default=Path(), show_default="working directory",
    help="The project's folder (with mkdocs.yml) or the graph's (with schema.yml).",
)  # fmt: skip


def located(path: Path) -> Location:
    """Where the project at `path` lies; ends the command with exit code 2 where there is none."""
    location = locate(path, Path.cwd(), os.environ)
    if isinstance(location, str):
        refuse(location)
    return location


def load(path: Path, baseline: Path | None = None) -> Project:
    """The project at `path`; ends the command with exit code 2 where there is none."""
    location = located(path)
    with paused(), progress("reading and checking"):
        project = load_project(location, baseline=baseline)
    context = click.get_current_context(silent=True)
    if context is not None:  # kept to the end: the process goes before it need be taken apart
        context.meta[__name__] = project
    return project


def colored() -> bool:
    """Whether what is printed may have colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def refuse(message: str, *help_lines: str | None) -> NoReturn:
    """End the command: the call cannot be answered."""
    click.echo(f"error: {message}", err=True)
    for line in help_lines:
        if line:
            click.echo(f"  = help: {line}", err=True)
    raise SystemExit(2)


def load_to_ask(path: Path) -> Project:
    """The project, with a word on stderr where its answers may lack something."""
    project = load(path)
    errors = project.count("error")
    if errors:
        click.echo(
            f"note: the graph has {count(errors, 'errors')}, which may change this answer; see `stemma check`", err=True
        )
    return project


def known_entity(project: Project, written: str) -> str:
    """The id that `written` means (an alias will do); ends the command where there is none."""
    if written in project.entities:
        return written
    if written in project.graph.aliases:
        return project.graph.aliases[written]
    hint = suggest(written, [*project.entities, *project.graph.aliases])
    refuse(f"no entity has the id `{written}`", f"did you mean `{hint}`?" if hint else None)
