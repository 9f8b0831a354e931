# `stemma links`: whether the addresses on the web that a project names still answer. The one command that asks the web.
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import click

from stemma.adapters.cli.common import load, project_option, refuse
from stemma.adapters.progress import progress
from stemma.adapters.web_answer import STATES, Answer, Manners
from stemma.knowledge.web_links import web_links
from stemma.knowledge.wording import count
from stemma.text.source import Span

VERSION = 1
_TOLD = {"ok": "fine", "moved": "moved", "unclear": "unclear", "dead": "dead"}


@click.command()
@click.option(
    "--exclude", "excluded", metavar="PATTERN", multiple=True,
    help="Leave out addresses of this form, such as 'https://example.org/*'. May be given several times.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=20.0, show_default=True, help="Seconds to wait for an answer."
)
@click.option("--retries", type=click.IntRange(0, 10), default=2, show_default=True, help="How often to ask again.")
@click.option(
    "--delay", type=click.FloatRange(0, 60), default=1.0, show_default=True,
    help="Seconds between two requests to the same host.",
)  # fmt: skip
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@project_option
def links(excluded: tuple[str, ...], timeout: float, retries: int, delay: float, style: str, path: Path) -> None:
    """Ask the web whether the addresses in the graph and on the pages still answer.

    Exit code 0: none is dead; 1: some are; 2: nothing could be asked, or no host answered.
    """
    from stemma.adapters.web_check import WebCheck  # all other commands start faster without

    project = load(path)
    named = web_links(project.graph, project.pages.values())
    wanted = [url for url in named if not any(fnmatchcase(url, pattern) for pattern in excluded)]
    check = WebCheck(Manners(timeout, retries, delay))
    with progress(lambda: f"asked {check.asked} of {count(len(wanted), 'links')}"):
        answers = check.ask_all(wanted)
    if wanted and not check.reached:
        first = answers[wanted[0]]
        refuse("no answer from any host: is there a network?", f"the first that was asked is {first.url}: {first.why}")
    if style == "json":
        _show_json(answers.values(), named)
    else:
        _show_text(answers.values(), named)
    numbers = Counter(answer.state for answer in answers.values())
    told = ", ".join(f"{numbers[state]:,} {_TOLD[state]}" for state in reversed(STATES) if numbers[state])
    skipped = f" ({len(named) - len(wanted):,} left out)" if len(wanted) < len(named) else ""
    click.echo(f"{count(len(wanted), 'links')}{skipped}: {told or 'nothing to ask'}", err=style == "json")
    if numbers["dead"]:
        raise SystemExit(1)


def _show_text(answers: Iterable[Answer], named: Mapping[str, tuple[Span, ...]]) -> None:
    """One line for each place of an address that does not simply answer; the dead ones first."""
    for answer in sorted(answers, key=lambda a: STATES.index(a.state)):
        if answer.state == "ok":
            continue
        said = f"to {answer.final}" if answer.state == "moved" else f"({answer.why})"
        for span in named[answer.url]:
            click.echo(f"{span.place}: {_TOLD[answer.state]} {answer.url} {said}")


def _show_json(answers: Iterable[Answer], named: Mapping[str, tuple[Span, ...]]) -> None:
    found = []
    for answer in answers:
        places = []
        for span in named[answer.url]:
            line, column = span.source.position(span.start)
            places.append({"path": span.source.path, "line": line, "column": column})
        found.append(
            {
                "url": answer.url, "state": answer.state, "status": answer.status or None,
                "moved_to": answer.final or None, "message": answer.why, "at": places,
            }
        )  # fmt: skip
    click.echo(json.dumps({"version": VERSION, "links": found}, ensure_ascii=False, indent=2))
