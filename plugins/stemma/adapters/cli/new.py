# `stemma new`: start an entity's file.
from __future__ import annotations

from pathlib import Path

import click

from stemma.adapters.cli.common import load, project_option, refuse
from stemma.change.scaffold import new_entity
from stemma.knowledge.naming import id_from
from stemma.text.diagnostics import suggest


@click.command()
@click.argument("type_name", metavar="TYPE")
@click.argument("name")
@project_option
def new(type_name: str, name: str, path: Path) -> None:
    """Write a file for a new entity of TYPE called NAME, with its required fields and the optional ones as comments."""
    project = load(path)
    types = project.schema.types
    if type_name not in types:
        hint = suggest(type_name, types)
        refuse(
            f"there is no type `{type_name}`",
            f"did you mean `{hint}`?" if hint else f"types: {', '.join(sorted(types))}",
        )
    entity_id = id_from(name)
    if not entity_id or entity_id == "index":
        refuse(f"no id can be made of the name `{name}`", "use a name with letters or digits")
    if entity_id in project.entities:
        refuse(f"`{entity_id}` exists already: {project.entities[entity_id].source.path}")
    inside, text = new_entity(project.schema, type_name, name)
    target = project.location.graph / inside
    if target.exists():
        refuse(f"`{project.location.shown(target)}` exists already")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"wrote {project.location.shown(target)}: fill it in, then run `stemma check`")
