# The pages of the documentation as scripts: blocks with a title are files of a project, blocks of `$ stemma …` are
# commands in it, one after the other, with the output that they must give. Run as a program, it writes that output into
# the pages that are named.
from __future__ import annotations

import gc
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from run import write_files
from stemma.adapters.cli.main import cli
from stemma.exchange.graph_json import graph_json
from stemma.project import load_project
from stemma.text.files import locate

SITE_URL = "https://stemma.example.org/"
START = {
    "mkdocs.yml": f"site_name: Test\nsite_url: {SITE_URL}\ntheme: {{name: material, font: false}}\nplugins: [stemma]\n",
    "docs/index.md": "# Home\n",
}

_FENCE = re.compile(
    r'^(?P<mark>`{3,})(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^(?P=mark)$',
    re.MULTILINE | re.DOTALL,
)
ANYTHING = "…"  # a line that stands for any number of lines


@dataclass(frozen=True, slots=True)
class Step:
    """A block of a page: a file with its path as `title`, or commands. `line` is the page's line of the body's start."""

    language: str
    title: str
    body: str
    line: int

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command of a console block, and what it is to print."""
        for part in re.split(r"^\$ ", self.body, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def steps(text: str) -> list[Step]:
    """All blocks of a page that have a title or hold commands, in order."""
    found = []
    for match in _FENCE.finditer(text):
        if match["title"] or match["language"] == "console":
            line = text.count("\n", 0, match.start("body")) + 1
            found.append(Step(match["language"], match["title"] or "", match["body"], line))
    return found


class Console:
    """A project's folder to run commands in. The working directory must be that folder."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.code = 0

    def write(self, step: Step) -> None:
        write_files(self.project, {step.title: step.body})

    def run(self, command: str) -> str | None:
        """What the command prints, on both streams; None for a program that is not ours to run."""
        if command == "echo $?":
            return f"{self.code}\n"
        program, *arguments = shlex.split(command)
        if program == "rm":
            for name in arguments:
                (self.project / name).unlink()
            return ""
        if program == "cat":
            return "".join((self.project / name).read_text("utf-8") for name in arguments)
        if program != "stemma":
            return None
        try:
            result = CliRunner().invoke(cli, arguments, prog_name="stemma", catch_exceptions=False)
        finally:
            gc.enable()  # the command leaves it off, since its process ends
        self.code = result.exit_code
        return result.output


def matches(expected: str, printed: str) -> bool:
    """Whether `printed` is what a page shows; a line with nothing but `…` stands for any number of lines."""
    parts = [
        r"(?:[^\n]*\n)*?" if line.strip() == ANYTHING else re.escape(line + "\n") for line in expected.splitlines()
    ]
    return re.fullmatch("".join(parts), printed) is not None


def built_graph(project: Path) -> str:
    """What the site of the project would hold as `data/graph.json`."""
    location = locate(project, project)
    assert not isinstance(location, str), location
    return graph_json(load_project(location), directory_urls=True)


def filled(text: str, project: Path) -> str:
    """The page's text with the output that its commands give now. Output with a line `…` stays if it still fits."""
    console = Console(project)
    parts, at = [], 0
    for match in _FENCE.finditer(text):
        step = Step(match["language"], match["title"] or "", match["body"], 0)
        body = step.body
        if step.title.startswith("site/"):
            body = built_graph(project)
        elif step.title:
            console.write(step)
        elif step.language == "console":
            body = "".join(f"$ {command}\n{_now(console, command, old)}" for command, old in step.commands())
        parts += [text[at : match.start("body")], body]
        at = match.end("body")
    return "".join([*parts, text[at:]])


def _now(console: Console, command: str, old: str) -> str:
    printed = console.run(command)
    shortened = ANYTHING in (line.strip() for line in old.splitlines())
    if printed is None or (shortened and matches(old, printed)):
        return old
    return printed


def main() -> None:
    pages = [Path(name).resolve() for name in sys.argv[1:]]
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            project = write_files(Path(folder), START)
            os.chdir(project)
            page.write_text(filled(page.read_text("utf-8"), project), encoding="utf-8", newline="\n")
            os.chdir(page.parent)


if __name__ == "__main__":
    main()
