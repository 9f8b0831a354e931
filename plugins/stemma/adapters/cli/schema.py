# `stemma schema`: JSON Schemas for editors, beside the graph, and the settings by which editors find them.
from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import click

from stemma.adapters.cli.common import load, project_option, refuse
from stemma.adapters.cli.writing import write
from stemma.exchange.json_schema import FOLDER, json_schemas, modeline, settings
from stemma.knowledge.wording import count
from stemma.project import Project
from stemma.text.files import SCHEMA

_MODELINE = "# yaml-language-server:"


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=f"Where to; by default `{FOLDER}` in the graph's folder.",
)
@click.option("--vscode", is_flag=True, help="Tell VS Code which schema is for which files, in .vscode/settings.json.")
@click.option(
    "--modeline", "with_modelines", is_flag=True, help="Name the schema in the first line of every file of the graph."
)
@project_option
def schema(output: Path | None, path: Path, *, vscode: bool, with_modelines: bool) -> None:
    """Write JSON Schemas with which editors complete and check the files of the graph, without a network.

    Run it again when the vocabulary has changed, or to have new ids to choose from. Exit code 0: written; 2: nothing was
    written, because the vocabulary has errors or a file is in the way.
    """
    project = load(path)
    if project.schema.broken or project.schema.broken_types:
        refuse(
            "the vocabulary has errors, so nothing can be made of it", "run `stemma check` and mend the schema first"
        )
    folder = output or project.location.graph / FOLDER
    changes = {folder / name: text.encode() for name, text in json_schemas(project.graph).items()}
    schemas = len(changes)
    if vscode:
        changes |= _vscode(project, folder)
    if with_modelines:
        changes |= _modelines(project, folder)
    write(project.location, changes)
    click.echo(f"wrote {count(schemas, 'schemas')} to {project.location.shown(folder)}")
    for file in list(changes)[schemas : schemas + vscode]:
        click.echo(f"wrote {project.location.shown(file)}")
    if with_modelines:
        click.echo(f"wrote the first line of {count(len(changes) - schemas - vscode, 'files')}")


def _vscode(project: Project, folder: Path) -> dict[Path, bytes]:
    """The settings of VS Code with ours in them. What else stands there stays; our own lines of before are exchanged."""
    root = project.location.root
    file = root / ".vscode" / "settings.json"
    ours = settings(project.graph, _from(root, project.location.graph), _from(root, folder))
    text = _text(file)
    held = _plain(text) if text is not None else {}
    known = held.get("yaml.schemas", {}) if held is not None else None
    if held is None or not isinstance(known, dict):
        lines = json.dumps({"yaml.schemas": ours}, indent=2, ensure_ascii=False)
        refuse(f"{project.location.shown(file)} is not plain JSON, so it was left alone", f"put this into it:\n{lines}")
    indent = re.match(r"\{\s*\n([ \t]+)", text or "")
    mine = f"./{_from(root, folder)}/"
    ours = {key: value for key, value in known.items() if not key.startswith(mine)} | ours
    body = json.dumps(held | {"yaml.schemas": ours}, indent=indent[1] if indent else 2, ensure_ascii=False) + "\n"
    return {file: body.encode()}


def _text(file: Path) -> str | None:
    """What the file holds, '' where that cannot be read as text, and None where there is no file."""
    try:
        return file.read_text("utf-8") if file.exists() else None
    except (OSError, UnicodeDecodeError):
        return ""


def _plain(text: str) -> dict[str, Any] | None:
    """The mapping that JSON without comments writes, or None."""
    try:
        held = json.loads(text, object_pairs_hook=_no_repeats)
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping; raises ValueError where a key stands twice, since one of the two would be lost."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


def _modelines(project: Project, folder: Path) -> dict[Path, bytes]:
    """Every file of the graph, and the schema, with its modeline on top, for editors that have no settings."""
    changes: dict[Path, bytes] = {}
    types = {
        e.source.path: project.schema.type_of_folder(_inside(project, e.source.path)) for e in project.entities.values()
    }
    files = [(file, types[shown]) for shown, file in project.files.items() if types.get(shown)]
    for file, name in [*files, (project.location.graph / SCHEMA, SCHEMA)]:
        if file.is_file():
            changes[file] = _on_top(file.read_bytes(), modeline(name, file, folder))
    return changes


def _inside(project: Project, shown: str) -> str:
    return project.files[shown].relative_to(project.location.graph).parent.as_posix()


def _on_top(data: bytes, line: str) -> bytes:
    """The file with `line` first, in place of an older modeline; its byte-order mark and line ends stay."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    body = data.removeprefix(mark)
    first, newline, rest = body.partition(b"\n")
    end = b"\r\n" if first.endswith(b"\r") else b"\n"
    if first.startswith(_MODELINE.encode()):
        body = rest if newline else b""
    return mark + line.encode() + end + body


def _from(root: Path, folder: Path) -> str:
    return Path(os.path.relpath(folder, root)).as_posix()
