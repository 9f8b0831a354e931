# The command's entrance: what the subcommands share. Exit codes: 0 for a sound answer, 1 for problems found, 2 for a call
# that cannot be answered.
from __future__ import annotations

import sys

import click

from stemma import __version__
from stemma.adapters.cli.ask import explain, impact, select, show
from stemma.adapters.cli.check import check
from stemma.adapters.cli.diff import diff
from stemma.adapters.cli.fix import fix
from stemma.adapters.cli.fmt import fmt
from stemma.adapters.cli.init import init
from stemma.adapters.cli.links import links
from stemma.adapters.cli.lsp import lsp
from stemma.adapters.cli.new import new
from stemma.adapters.cli.rename import rename
from stemma.adapters.cli.schema import schema


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stemma")
def cli() -> None:
    """Check a knowledge graph of YAML files, and ask it questions."""


_COMMANDS: tuple[click.Command, ...] = (
    check,
    explain,
    impact,
    select,
    show,
    new,
    schema,
    rename,
    fix,
    init,
    fmt,
    links,
    diff,
    lsp,
)
for _command in _COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """Run the command. Text is UTF-8 whatever the terminal says, since diagnostics quote the files."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="stemma")
