# `stemma check`: all problems of a project at once, and the file of those that it accepts.
from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click

from stemma import __version__
from stemma.adapters.cli.common import colored, located, refuse
from stemma.adapters.cli.writing import save
from stemma.adapters.collector import paused
from stemma.adapters.progress import progress
from stemma.knowledge.wording import count
from stemma.recheck.examine import Findings, examine
from stemma.report import machine, sarif, text
from stemma.text.baseline import Entry, Places, command, written
from stemma.text.diagnostics import Diagnostic


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--format", "style", type=click.Choice(["full", "concise", "json", "github", "sarif"]), default="full", show_default=True,
    help="How problems are written.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.option(
    "--baseline", "file", type=click.Path(path_type=Path),
    help="A file of accepted problems, instead of the one that the schema names.",
)  # fmt: skip
@click.option(
    "--write-baseline", "begin", is_flag=True, help="Accept all problems of today: write them into a new file."
)
@click.option(
    "--update-baseline", "shrink", is_flag=True, help="Take out of the file what is there no more; add nothing."
)
def check(path: Path, style: str, file: Path | None, *, strict: bool, begin: bool, shrink: bool) -> None:
    """Check a project or graph folder (default: the working directory) and report all problems at once.

    Exit code 0: nothing wrong; 1: errors, or with --strict warnings; 2: nothing could be checked.
    """
    if begin and shrink:
        refuse("`--write-baseline` begins a file and `--update-baseline` shrinks one: use one of them")
    if (begin or shrink) and strict:
        refuse("`--strict` is about a check: leave it out where a baseline is written")
    if file is not None and not (begin or file.is_file()):
        refuse(f"there is no baseline `{file}`", f"make it with {command('--write-baseline', file)}")
    location = located(path)
    with paused(), progress("reading and checking"):
        project = examine(location, time.time_ns(), file)
    context = click.get_current_context(silent=True)
    if context is not None:  # kept to the end: the process goes before it need be taken apart
        context.meta[__name__] = project
    if begin or shrink:
        _keep(project, style, begin=begin)
        return
    found = project.diagnostics
    _show(project, style, found)
    if any(d.rule.id == "read-nothing" for d in found):
        raise SystemExit(2)
    if project.count("error") or (strict and project.count("warning")):
        raise SystemExit(1)


def _show(project: Findings, style: str, found: Sequence[Diagnostic]) -> None:
    last = text.summary(project.read, found, len(project.accepted))
    if style == "json":
        click.echo(machine.as_json(found, project.read), nl=False)
        click.echo(last, err=True)
    elif style == "sarif":
        at = Places(project.location, project.documents).in_words
        uris = project.rule_pages()
        click.echo(sarif.as_sarif(found, version=__version__, place=at, help_uris=uris), nl=False)
        click.echo(last, err=True)
    elif style == "github":
        click.echo(machine.as_github(found), nl=False)
        click.echo(last)
    elif style == "concise":
        click.echo(text.concise(found), nl=False)
        click.echo(last)
    else:
        click.echo(text.full(found, color=colored()) + ("\n" if found else "") + last)


def _keep(project: Findings, style: str, *, begin: bool) -> None:
    """Write the file of accepted problems: a new one, or the old one without what is there no more."""
    known = project.baseline
    if known is None:
        refuse(
            "no baseline is named",
            "name one with `--baseline FILE`, or with `baseline: FILE` under `project` in the schema",
        )
    shown = project.location.shown(known.path)
    if begin and known.path.exists():
        refuse(f"`{shown}` is there already", "`--update-baseline` shrinks it; to accept new problems, delete it first")
    if not begin and not known.path.is_file():
        refuse(f"there is no baseline `{shown}`", f"make it with {command('--write-baseline', None)}")
    places = Places(project.location, project.documents)
    others = [d for d in project.diagnostics if not d.rule.id.startswith("baseline-")] if begin else project.diagnostics
    hindering = [d for d in others if _hinders(d, places, begin=begin)]
    if hindering:
        _show(project, style, hindering)
        click.echo(
            "nothing was written: these cannot be accepted, and may hide others" if begin else
            "nothing was written: behind these errors may be hidden what is accepted; mend them first",
            err=True,
        )  # fmt: skip
        raise SystemExit(1)
    kept: list[Entry] = [places.entry(d) for d in others] if begin else list(known.matched)
    if begin or known.stale:
        save({known.path: written(kept).encode()})
    gone = "" if begin else f", {len(known.stale):,} taken out"
    click.echo(f"{shown}: {count(len(kept), 'problems')} accepted{gone}")


def _hinders(diagnostic: Diagnostic, places: Places, *, begin: bool) -> bool:
    """Whether the file cannot be written because of this problem."""
    if begin:
        return not places.acceptable(diagnostic)
    return diagnostic.level == "error" and diagnostic.rule.id != "baseline-unused"
