# The pages of the documentation as scripts: blocks with a title are files of a project, blocks of `$ stemma …` are
# commands in it, one after the other, with the output that they must give.
from __future__ import annotations

import gc
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from run import write_files
from stemma.adapters.cli.main import cli

_FENCE = re.compile(
    r'^(?P<mark>`{3,})(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^(?P=mark)$', re.MULTILINE | re.DOTALL
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
