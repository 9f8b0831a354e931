# The command's entrance: what the subcommands share. Exit codes: 0 for a sound answer, 1 for problems found, 2 for a call
# that cannot be answered.
from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from stemma import __version__

# Each subcommand and the module that holds it, imported when it is called: one command needs a part of what all do.
_COMMANDS = {
    "check": "check", "explain": "ask", "impact": "ask", "select": "ask", "show": "ask", "new": "new", "schema": "schema",
    "rename": "rename", "fix": "fix", "init": "init", "fmt": "fmt", "links": "links", "diff": "diff", "lsp": "lsp",
}  # fmt: skip


class _Commands(click.Group):
    """A group whose commands are found by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  as click calls it
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as click calls it
        if cmd_name not in _COMMANDS:
            return None
        found = getattr(import_module(f"stemma.adapters.cli.{_COMMANDS[cmd_name]}"), cmd_name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stemma")
def cli() -> None:
    """Check a knowledge graph of YAML files, and ask it questions."""


def main() -> None:
    """Run the command. Text is UTF-8 whatever the terminal says, since diagnostics quote the files."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        cli(prog_name="stemma")
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> NoReturn:
    """End the process without taking a large graph apart first, which would take as long as checking it."""
    if not isinstance(end.code, int | None):
        raise end
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (OSError, ValueError):  # nobody reads any more, or a server closed it, which the usual way out knows
        raise end from None
    os._exit(end.code or 0)  # what must be done at the end, the commands have done: they leave no file or thread open
