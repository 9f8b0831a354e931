# `stemma explain`, `stemma impact`, `stemma select`, `stemma show`: questions to the graph.
from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any, NoReturn

import click

from stemma.adapters.cli.common import known_entity, load_to_ask, project_option, refuse
from stemma.exchange import graph_json, values
from stemma.knowledge import select as selection
from stemma.knowledge.address import url_of
from stemma.knowledge.derive import Derived
from stemma.knowledge.figure import leaves_of
from stemma.knowledge.impact import ImpactIndex
from stemma.knowledge.known import Known, became_known, known_on
from stemma.knowledge.links import Target, resolve
from stemma.knowledge.sensitivity import sensitivity
from stemma.project import Project
from stemma.report import impact as impact_text
from stemma.report import trace
from stemma.vocabulary.dates import parse_date
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.schema import NUMERIC

_INPUTS_TOLD = 2_000


def _echo_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@click.command()
@click.argument("figure", metavar="ID[.FIELD]")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--as-of", "as_of", metavar="DATE", help="Answer from what was known on that date (2025, 2025-02, 2025-02-01)."
)
@project_option
def explain(figure: str, style: str, as_of: str | None, path: Path) -> None:
    """Show what a value follows from, down to its sources, what was stated against it, and which input moves it most; or
    what a claim asserts, and what the graph makes of it."""
    project = load_to_ask(path)
    target = resolve(figure, project.graph)
    if isinstance(target, Problem):
        refuse(target.message, *target.help)
    if not target.field:
        _explain_claim(project, target.entity, style, as_of)
        return
    entity = project.entities[target.entity]
    type_ = project.schema.types.get(entity.type)
    if type_ and target.field in type_.fields and type_.fields[target.field].kind in {"assertion", "evidence"}:
        refuse(f"`{figure}` is no value", f"`stemma show {target.entity}` shows it, and what the graph makes of it")
    if entity.broken or target.field in entity.failed:
        refuse(f"`{figure}` has an error in its file", "run `stemma check`")
    known = known_on(project.graph, _day(as_of)) if as_of else None
    derived = known.derived if known else project.derived
    later, left_out = _not_known(project, known, target) if known else ({}, [])
    if style == "text":
        click.echo(trace.explain(derived, target.entity, target.field), nl=False)
        if known:
            click.echo(trace.as_known(known.day, later, left_out), nl=False)
        return
    document = _explained(derived, target.entity, target.field)
    if known:
        document |= _as_known(known, later, left_out)
    _echo_json(document)


def _as_known(known: Known, later: dict[str, datetime.date], left_out: list[str]) -> dict[str, Any]:
    """What a document says of an answer from what was known on a day."""
    days = [{"id": path, "since": day.isoformat()} for path, day in later.items()]
    return {"as_of": known.day.isoformat(), "later": days, "left_out": left_out}


def _explain_claim(project: Project, entity_id: str, style: str, as_of: str | None) -> None:
    """The assertion of a claim; ends the command where the entity asserts nothing."""
    claim = next((c for c in project.claims if c.id == entity_id), None)
    if claim is None or claim.check is None:
        _name_a_value(project, entity_id, is_claim=claim is not None)
    if claim.check.failed:
        refuse(f"the assertion of `{entity_id}` has an error, or rests on one", "run `stemma check`")
    known = known_on(project.graph, _day(as_of)) if as_of else None
    told = next((c for c in known.claims if c.id == entity_id), claim) if known else claim
    derived = known.derived if known else project.derived
    found = [_not_known(project, known, Target(at.entity, at.field)) for at in claim.check.leaves] if known else []
    later = dict(sorted(pair for after, _ in found for pair in after.items()))
    left_out = sorted({path for _, undated in found for path in undated})
    if style == "text":
        click.echo(trace.explain_claim(derived, told), nl=False)
        if known:
            click.echo(trace.as_known(known.day, later, left_out), nl=False)
        return
    document = graph_json.claim(told, derived)
    if known:
        document |= _as_known(known, later, left_out)
    _echo_json(document)


def _name_a_value(project: Project, entity_id: str, *, is_claim: bool) -> NoReturn:
    """End the command: an entity was named where a value is wanted."""
    type_ = project.schema.types.get(project.entities[entity_id].type)
    figures = [
        f"`{entity_id}.{field.name}`"
        for field in (type_.fields.values() if type_ else ())
        if field.kind in NUMERIC
        and (project.derived.accepted(entity_id, field.name) or project.derived.figure_of(entity_id, field.name))
    ]
    said = "is a claim that asserts nothing" if is_claim else "is an entity"
    if figures:
        refuse(f"`{entity_id}` {said}; name one of its values", f"its figures: {', '.join(figures)}")
    refuse(f"`{entity_id}` {said}, and has no figures", f"`stemma show {entity_id}` shows what there is")


def _day(text: str) -> datetime.date:
    parsed = parse_date(text)
    if isinstance(parsed, Problem):
        refuse(f"--as-of: {parsed.message}", *parsed.help)
    return parsed.latest


def _not_known(project: Project, known: Known, target: Target) -> tuple[dict[str, datetime.date], list[str]]:
    """Among all that today's value follows from: what became known after the day, and since when, and what is undated."""
    figure = project.derived.figure_of(target.entity, target.field)
    read = {(leaf.entity, leaf.field) for leaf in leaves_of(figure, project.derived.figures)} if figure else set()
    if figure is None:
        read.add((target.entity, target.field))
    since = {place: became_known(project.graph, *place) for place in sorted(read)}
    later = {f"{place[0]}.{place[1]}": day for place, day in since.items() if day is not None and day > known.day}
    left_out = sorted((read | {(target.entity, target.field)}) & known.left_out)
    return later, [f"{entity}.{field}" for entity, field in left_out]


def _explained(derived: Derived, entity_id: str, field: str) -> dict[str, Any]:
    figure = derived.figure_of(entity_id, field)
    accepted = derived.accepted(entity_id, field)
    sources = list(dict.fromkeys(c.id for c in accepted.citations)) if accepted else []
    if figure is not None:
        moved = [
            {
                "input": f"{i.leaf.entity}.{i.leaf.field}",
                "low": values.quantity(i.low),
                "high": values.quantity(i.high),
                "swing": values.decimal(i.swing),
            }
            for i in sensitivity(derived, figure)
        ]
        told = values.figure(figure, derived, values.Budget(_INPUTS_TOLD)) | {"sensitivity": moved}
        if accepted is not None and accepted.formula is None:  # a stated value stands before the computed one
            told |= {"value": values.plain_value(accepted.value), "computed": told["value"], "source": sources}
        return told
    statements = derived.graph.entities[entity_id].of(field)
    return {
        "id": f"{entity_id}.{field}",
        "value": values.plain_value(accepted.value) if accepted else None,
        "formula": None,
        "inputs": [],
        "source": sources,
        "stated": [
            values.statement(s, accepted=s is accepted, derived=derived, entity_id=entity_id) for s in statements
        ],
    }


@click.command()
@click.argument("target", metavar="ID")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@project_option
def impact(target: str, style: str, path: Path) -> None:
    """Show what rests on a source (ID), and what rests on it alone; or what follows from a value (ID.FIELD)."""
    project = load_to_ask(path)
    found = resolve(target, project.graph)
    if isinstance(found, Problem):
        refuse(found.message, *found.help)
    if not (found.field or project.schema.is_a(project.entities[found.entity].type, "source")):
        refuse(f"`{target}` is no source; name one of its values, such as `{target}.FIELD`")
    index = ImpactIndex(project.derived, project.claims)
    name = f"{found.entity}.{found.field}" if found.field else found.entity
    made = index.of_field(found.entity, found.field) if found.field else index.of_source(found.entity)
    if style == "text":
        told = impact_text.of_value if found.field else impact_text.of_source
        click.echo(told(name, made), nl=False)
        return
    _echo_json(values.impact(name, made))


@click.command()
@click.argument("selection_text", metavar="SELECTION")
@click.option("--format", "style", type=click.Choice(["ids", "json"]), default="ids", show_default=True)
@project_option
def select(selection_text: str, style: str, path: Path) -> None:
    """List the entities that a selection names, such as '+some-id' or 'type:some-type tag:some-tag'."""
    project = load_to_ask(path)
    found = selection.select(selection_text, project.graph)
    if isinstance(found, Problem):
        click.echo(f"  {selection_text}\n  {' ' * found.start}{'^' * max(1, found.end - found.start)}", err=True)
        refuse(found.message, *found.help)
    if style == "ids":
        click.echo("".join(f"{entity_id}\n" for entity_id in found), nl=False)
        return
    entities = [project.entities[entity_id] for entity_id in found]
    _echo_json([{"id": e.id, "type": e.type, "name": e.name} for e in entities])


@click.command()
@click.argument("entity", metavar="ID")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@project_option
def show(entity: str, style: str, path: Path) -> None:
    """Show an entity: its statements, its figures and its relations in both directions."""
    project = load_to_ask(path)
    entity_id = known_entity(project, entity)
    made = project.entities[entity_id]
    if made.broken:
        refuse(f"`{entity_id}` has an error in its file", "run `stemma check`")
    graph = project.graph
    if style == "text":
        click.echo(
            trace.show(project.derived, entity_id, next((c for c in project.claims if c.id == entity_id), None)),
            nl=False,
        )
        return
    document = graph_json.entity(made, project.derived, url_of(graph, entity_id, directory_urls=True))
    relations = [graph_json.relation(r) for r in (*graph.outgoing(entity_id), *graph.incoming(entity_id))]
    _echo_json(document | {"relations": relations})
