# `stemma check`: all problems of a project at once.
from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from stemma.adapters.cli.common import load
from stemma.report import machine, text


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--format", "style", type=click.Choice(["full", "concise", "json", "github"]), default="full", show_default=True,
    help="How problems are written.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
def check(path: Path, style: str, *, strict: bool) -> None:
    """Check a project or graph folder (default: the working directory) and report all problems at once.

    Exit code 0: nothing wrong; 1: errors, or with --strict warnings; 2: nothing could be checked.
    """
    project = load(path)
    found = project.diagnostics
    last = text.summary(project.read, found)
    if style == "json":
        click.echo(machine.as_json(found, project.read), nl=False)
        click.echo(last, err=True)
    elif style == "github":
        click.echo(machine.as_github(found), nl=False)
        click.echo(last)
    elif style == "concise":
        click.echo(text.concise(found), nl=False)
        click.echo(last)
    else:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        click.echo(text.full(found, color=color) + ("\n" if found else "") + last)
    if any(d.rule.id == "read-nothing" for d in found):
        raise SystemExit(2)
    if project.count("error") or (strict and project.count("warning")):
        raise SystemExit(1)
