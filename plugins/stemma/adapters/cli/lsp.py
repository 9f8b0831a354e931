# `stemma lsp`: the language server, for editors to start.
from __future__ import annotations

from pathlib import Path

import click

from stemma.adapters.cli.common import refuse


@click.command()
@click.option(
    "--project", "-p", "path", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None,
    help="The project's folder; by default the editor's, or that of the first file that is opened.",
)  # fmt: skip
@click.option(
    "--stdio", is_flag=True, expose_value=False, help="Speak on standard input and output, which it does anyway."
)
def lsp(path: Path | None) -> None:
    """Serve an editor: problems as you type, completion, hover, definitions, references, rename and quick fixes.

    Editors start it themselves and speak to it in the Language Server Protocol on standard input and output.
    """
    try:
        from stemma.adapters.lsp import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        refuse("the language server needs pygls", "install it with `pip install 'mkdocs-stemma[lsp]'`")
    serve(path)
