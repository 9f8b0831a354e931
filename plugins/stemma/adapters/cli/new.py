# `stemma new`: start an entity's file, from nothing or from what another format says of it.
from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from stemma.adapters.cli.common import load, project_option, refuse
from stemma.adapters.cli.writing import save
from stemma.change.imports import Imported, id_for, import_record, type_for
from stemma.change.scaffold import new_entity, path_of
from stemma.exchange.files_in import read_records
from stemma.exchange.json_schema import FOLDER, modeline
from stemma.knowledge.naming import ID, advice, id_from
from stemma.project import Project
from stemma.text.diagnostics import suggest
from stemma.text.document import MAX_BYTES, PLACEHOLDER
from stemma.vocabulary.record import Record
from stemma.vocabulary.schema import Type

_ANY_WORK = "CreativeWork"  # what a record is of which its file says no more
_PLAIN = re.compile(r"[\w.,:+/() -]+")
_NEXT = f"fill in what is marked `{PLACEHOLDER}`, then run `stemma check`"


@click.command()
@click.argument("type_name", metavar="TYPE", required=False)
@click.argument("name", metavar="NAME", required=False)
@click.option(
    "--from", "origin", metavar="FILE", type=click.Path(path_type=Path), help="Begin with what this file says: BibTeX, CSL-JSON, a DOI's metadata, or a model card.",
)  # fmt: skip
@click.option(
    "--id", "given", metavar="ID", default="", help="The id, where none can be made of the name or another is wanted."
)
@click.option(
    "--all", "every", is_flag=True, help="List every optional field, those too that hardly an entity of the type has."
)
@project_option
def new(type_name: str | None, name: str | None, origin: Path | None, path: Path, *, given: str, every: bool) -> None:
    """Write a file for a new entity of TYPE called NAME, with its required fields and the optional ones as comments.

    With --from, TYPE and NAME may be left out where the file says them.
    """
    project = load(path)
    if project.schema.broken:
        refuse("the schema has errors, so that nobody knows what the file must hold", "run `stemma check`")
    type_ = _type(project, type_name) if type_name else None
    if origin is not None:
        _import(project, origin, type_, name, given, every=every)
        return
    if type_ is None or not name:
        refuse("a new entity needs a type and a name", 'for example `stemma new TYPE "Its name"`')
    entity_id = _given(given) or id_from(name)
    _refuse_taken(project, entity_id, name, type_)
    text = new_entity(project.schema, type_, name, project.entities.values(), every=every)
    _write(project, {path_of(type_, entity_id): text})
    click.echo(f"wrote {_shown(project, path_of(type_, entity_id))}: {_NEXT}")


def _type(project: Project, type_name: str) -> Type:
    types = project.schema.types
    if type_name not in types:
        hint = suggest(type_name, types)
        known = f"types: {', '.join(sorted(types))}"
        refuse(f"there is no type `{type_name}`", f"did you mean `{hint}`?" if hint else known)
    return types[type_name]


def _given(entity_id: str) -> str:
    """The id that the caller wants; the command ends where it cannot be one."""
    if entity_id == "index":
        refuse("`index` cannot be an id", "it is the address of the page that lists all of a type: choose another")
    if entity_id and not ID.fullmatch(entity_id):
        refuse(f"`{entity_id}` cannot be an id", advice(entity_id))
    return entity_id


def _import(project: Project, origin: Path, type_: Type | None, name: str | None, given: str, *, every: bool) -> None:
    records = _records(origin)
    for what, of_all in (("name", name), ("id", given)):
        if of_all and len(records) > 1:
            refuse(
                f"`{origin}` says of {len(records)} things, and one {what} cannot be that of all",
                f"leave out the {what}",
            )
    made: dict[str, tuple[Record, Imported]] = {}
    for record in records:
        of_type = type_ or type_for(project.schema, record)
        if isinstance(of_type, str):
            refuse(of_type, f"name the type: `stemma new TYPE --from {origin}`")
        if not (record.name or name):
            refuse(
                f"`{origin}` does not say what it is about",
                f"name it: `stemma new {of_type.name} NAME --from {origin}`",
            )
        entity_id = _given(given) or id_for(record, name or "")
        _refuse_taken(project, entity_id, name or record.name, of_type)
        if entity_id in made:
            refuse(f"two entries of `{origin}` would have the id `{entity_id}`", "give them keys or titles that differ")
        made[entity_id] = (
            record,
            import_record(project, of_type, record, entity_id, name or "", origin.name, every=every),
        )
    _write(project, {imported.path: imported.text for _, imported in made.values()})
    for record, imported in made.values():
        _tell(project, imported)
        if type_ is None and (record.class_ == _ANY_WORK or imported.type.schema_org != record.class_):
            how = f"`stemma new TYPE --from {origin}` chooses another"
            click.echo(f"  its type is `{imported.type.name}`, the nearest to what the file says; {how}")
    click.echo(_NEXT)


def _records(origin: Path) -> tuple[Record, ...]:
    try:
        if not origin.is_file():
            refuse(f"there is no file `{origin}`")
        if origin.stat().st_size > MAX_BYTES:
            refuse(f"`{origin}` is larger than {MAX_BYTES // 1_000_000} MB")
        text = origin.read_text("utf-8")
    except OSError as error:
        refuse(f"`{origin}` cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        refuse(f"`{origin}` is not UTF-8 text", "save it again with the encoding UTF-8")
    records = read_records(origin.name, text)
    if isinstance(records, str):
        refuse(f"`{origin}` cannot be read: {records}")
    return records


def _refuse_taken(project: Project, entity_id: str, name: str, type_: Type) -> None:
    """End the command where there is an entity or a file of this id already, or no id can be made."""
    if not entity_id or entity_id == "index":
        refuse(
            f"no id can be made of the name `{name}`",
            "use a name with Latin letters or digits, or give one with `--id ID`",
        )
    if entity_id in project.entities:
        refuse(f"`{entity_id}` exists already: {project.entities[entity_id].source.path}")
    if entity_id in project.graph.aliases:
        refuse(f"`{entity_id}` exists already: it is an alias of `{project.graph.aliases[entity_id]}`")
    inside = path_of(type_, entity_id)
    if (project.location.graph / inside).exists():
        refuse(f"`{_shown(project, inside)}` exists already")


def _write(project: Project, files: dict[str, str]) -> None:
    made = {project.location.graph / inside: text for inside, text in files.items()}
    schemas = project.location.graph / FOLDER
    for file, text in made.items():
        type_name = project.schema.type_of_folder(file.relative_to(project.location.graph).parent.as_posix())
        if (schemas / f"{type_name}.json").is_file():  # `stemma schema` was run here
            made[file] = f"{modeline(type_name, file, schemas)}\n{text}"
    save({file: text.encode() for file, text in made.items()})


def _shown(project: Project, inside: str) -> str:
    return project.location.shown(project.location.graph / inside)


def _tell(project: Project, imported: Imported) -> None:
    """What came into the file, and what did not."""
    click.echo(f"wrote {_shown(project, imported.path)}")
    for called, key in imported.taken:
        click.echo(f"  {called} -> {key}")
    for entity_id, type_name, name in imported.unknown:
        how = f"write it with `stemma new {type_name} {_quoted(name)}`"
        click.echo(f"  no entity has the id `{entity_id}` yet: {how}, or delete the line")
    for called, reason in imported.left:
        click.echo(f"  {called}: {reason}; kept as a comment")


def _quoted(name: str) -> str:
    """The name as a shell takes it for one word."""
    return f'"{name}"' if _PLAIN.fullmatch(name) else shlex.quote(name)
