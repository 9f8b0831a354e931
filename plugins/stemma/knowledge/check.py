# Whether entities fit together: ids, aliases, references, required fields, sources. In: loaded entities. Out: the
# graph of what holds, with every failed value left out, and diagnostics for the rest.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from stemma.knowledge.entity import Citation, Entity, Reference, Special, Statement
from stemma.knowledge.graph import Graph, build_graph, lineage_cycles
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Hint, Label, Result, diagnose, did_you_mean
from stemma.text.source import Span
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.schema import Field, Schema
from stemma.vocabulary.unit import is_rate

_MAX_HINTS = 200  # a hint compares with every id: beyond this many unknown ones something larger is wrong


def check(entities: Iterable[Entity], schema: Schema) -> Result[Graph]:
    """Resolve every reference and build the graph."""
    checker = _Checker(schema)
    known = checker.unique(entities)
    checker.find_aliases(known.values())
    resolved = {entity_id: checker.entity(entity) for entity_id, entity in known.items()}
    graph = build_graph(schema, resolved, checker.aliases)
    checker.cycles(graph)
    return Result(graph, tuple(checker.diagnostics))


def recheck(path: str, old: AbstractSet[str], entities: Sequence[Entity], graph: Graph) -> Result[Graph]:
    """The graph with the entities of the file at `path`, whose ids were `old`, exchanged for these, and what is wrong with
    these. What the change means to other files is not looked at."""
    checker = _Checker(graph.schema)
    others = dict(graph.entities)
    for entity_id in old:
        others.pop(entity_id, None)
    rivals = [others[entity_id] for entity_id in {entity.id for entity in entities} if entity_id in others]
    own = {e.id: e for e in checker.unique([*entities, *rivals]).values() if e.source.path == path}
    checker.known = others | own
    first = {
        alias: entity.id
        for entity in sorted(own.values(), key=lambda e: e.id, reverse=True)
        for alias in entity.aliases
    }
    checker.aliases = {
        alias: entity_id
        for alias, entity_id in graph.aliases.items()
        if entity_id in others and entity_id <= first.get(alias, entity_id)  # the second one in order is told
    }
    checker.meant = {alias.casefold(): entity_id for alias, entity_id in checker.aliases.items()}
    checker.find_aliases(own.values())
    resolved = {entity_id: checker.entity(entity) for entity_id, entity in own.items()}
    made = graph.with_entities(old | set(own), resolved, checker.aliases)
    return Result(made, tuple(d for d in checker.diagnostics if d.at.span.source.path == path))


def resolve(
    entities: Iterable[Entity], schema: Schema, known: Mapping[str, Entity], meant: Mapping[str, str]
) -> Result[tuple[Entity, ...]]:
    """Some entities without what cannot be resolved, and what is wrong with them; `known` are all entities that a reference
    may name, `meant` are ids by alias in lower case. Whether their own ids and aliases are unique is not looked at."""
    checker = _Checker(schema)
    checker.known = known
    checker.meant = dict(meant)
    return Result(tuple(checker.entity(entity) for entity in entities), tuple(checker.diagnostics))


class _Checker:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.known: Mapping[str, Entity] = {}
        self.aliases: dict[str, str] = {}
        self.meant: dict[str, str] = {}  # aliases in lower case: in a reference they are a mistake however written
        self.diagnostics: list[Diagnostic] = []
        self.hints = 0
        self.sources: set[str] = set()  # ids that were found to be sources, which are cited again and again
        self.fitting: dict[tuple[tuple[str, ...], str], bool] = {}  # what may be pointed to, by `to` and type
        self.demanding = {
            type_.name: tuple(field for field in type_.fields.values() if field.required or field.cite)
            for type_ in schema.types.values()
        }

    def report(self, rule_id: str, message: str, at: Span, *help: str | None, related: tuple[Label, ...] = ()) -> None:
        self.diagnostics.append(diagnose(rule(rule_id), message, at, help=help, related=related))

    def unique(self, entities: Iterable[Entity]) -> dict[str, Entity]:
        """Entities by sorted id; of two with the same id the first file's is kept, whole before broken."""
        found: dict[str, Entity] = {}
        for entity in sorted(entities, key=lambda e: (e.id, e.broken, e.source.path)):
            first = found.get(entity.id)
            if first is None:
                found[entity.id] = entity
            elif not entity.broken:
                found[entity.id] = replace(first, failed=first.failed | {"id"})  # what refers to it may mean the other
                where = first.at("id") if first.route else Span(first.source, 0, 0)
                at = entity.at("id") if entity.route else Span(entity.source, 0, 0)
                self.report(
                    "entity-duplicate", f"`{entity.id}` is already the id of another entity", at,
                    "ids are unique over all types: rename one of the two",
                    related=(Label(where, "the other one is here"),),
                )  # fmt: skip
        self.known = found
        return found

    def find_aliases(self, entities: Iterable[Entity]) -> None:
        for entity in entities:
            for index, alias in enumerate(entity.aliases):
                taken = self.aliases.get(alias, alias if alias in self.known else None)
                if taken is None:
                    self.aliases[alias] = entity.id
                    self.meant.setdefault(alias.casefold(), entity.id)
                elif taken != entity.id or alias in self.known:
                    at = entity.at("aliases", index)
                    what = "the id of another entity" if alias in self.known else f"an alias of `{taken}`"
                    self.report(
                        "entity-alias",
                        f"`{alias}` is already {what}",
                        at,
                        "an alias names one entity only: delete one of the two",
                    )

    def entity(self, entity: Entity) -> Entity:
        """The entity without what cannot be resolved."""
        if entity.broken:
            return entity
        type_ = self.schema.types[entity.type]
        others: dict[str, tuple[Statement, ...]] = {}  # fields of which not all holds, with what does
        failed: set[str] = set()
        sources = entity.sources
        if sources and (sound := tuple([c for c in sources if self._is_source(c)])) != sources:
            sources = sound
        for name, values in entity.statements.items() if entity.statements else ():
            field = type_.fields[name]
            made = [self._statement(field, s, sources) for s in values]
            if made[0] is values[0] and (len(made) == 1 or tuple(made) == values):
                continue
            kept = others[name] = tuple(s for s in made if s is not None)
            if len(kept) < len(values):
                failed.add(name)
            if _own_citations(kept) < _own_citations(values):
                failed.add("sources")
        if len(sources) < len(entity.sources):
            failed.add("sources")
        evidence = tuple([e for e in entity.evidence if self._is_source(e.citation)])
        if len(evidence) < len(entity.evidence):
            failed.add("evidence")
        if entity.replaced_by and not self._exists(entity.replaced_by.id, entity.replaced_by.span):
            entity = replace(entity, replaced_by=None)
        if others or failed:  # mostly all of it holds, and the entity stays the same
            known = {name: others.get(name, values) for name, values in (entity.statements or {}).items()}
            entity = replace(
                entity, statements={name: kept for name, kept in known.items() if kept}, sources=sources,
                evidence=evidence, failed=entity.failed | failed,
            )  # fmt: skip
        missing = self._required(entity, self.demanding[type_.name])
        return replace(entity, failed=entity.failed | missing) if missing else entity

    def _statement(self, field: Field, statement: Statement, sources: tuple[Citation, ...]) -> Statement | None:
        """The statement with those of its citations that hold; None where its reference does not."""
        value = statement.value
        if isinstance(value, Reference) and not self._reference(field, value):
            return None
        for name, attribute in statement.attributes.items() if statement.attributes else ():
            if isinstance(attribute, Reference) and not self._reference(field.attributes[name], attribute):
                return None
        if isinstance(value, Quantity) and statement.as_of is None and is_rate(value.unit):
            self.report(
                "unit-rate", f"`{value.unit}` is a rate between two currencies, and it has no date", statement.span,
                "say when it held: `{value: …, as_of: 2025-01-20}`",
            )  # fmt: skip
        own, cited = statement.own_citations, statement.citations
        if not cited or cited is sources:
            return statement
        kept = tuple([c for c in cited if (self._is_source(c) if own else c in sources)])
        return statement if len(kept) == len(cited) else replace(statement, citations=kept)

    def _exists(self, entity_id: str, at: Span, *, among: tuple[str, ...] = ()) -> bool:
        if entity_id in self.known:
            return True
        if self.schema.broken and not self.known:
            return False
        meant = self.meant.get(entity_id.casefold())
        if meant:
            hint: str | None = Hint.of(f"`{entity_id}` is an alias; write its id `{meant}`", entity_id, meant)
        else:
            self.hints += 1
            hint = did_you_mean(entity_id, self._candidates(among)) if self.hints <= _MAX_HINTS else None
            if hint is None and len(among) == 1 and among[0] in self.schema.types:
                hint = f"write it with `stemma new {among[0]} NAME`"
        self.report("ref-unknown", f"no entity has the id `{entity_id}`", at, hint)
        return False

    def _candidates(self, types: tuple[str, ...]) -> list[str]:
        fitting = [e.id for e in self.known.values() if any(self.schema.is_a(e.type, t) for t in types)]
        return fitting or list(self.known)

    def _reference(self, field: Field, value: Reference) -> bool:
        if not self._exists(value.id, value.span, among=field.to):
            return False
        target = self.known[value.id]
        if (
            target.broken
            or "id" in target.failed
            or self._allows(field, target.type)
            or target.type not in self.schema.types
        ):
            return True
        if not field.to:  # which the schema was told already
            return False
        wanted = " or ".join(f"`{name}`" for name in field.to)
        self.report(
            "ref-type", f"`{field.name}` must point to a {wanted}, and `{value.id}` is a `{target.type}`", value.span,
            "name another entity, or let the field's `to` in the schema allow this type",
        )  # fmt: skip
        return False

    def _allows(self, field: Field, type_name: str) -> bool:
        key = (field.to, type_name)
        found = self.fitting.get(key)
        if found is None:
            found = self.fitting[key] = self.schema.allows(field, type_name)
        return found

    def _is_source(self, citation: Citation) -> bool:
        if citation.id in self.sources:
            return True
        if not self._exists(citation.id, citation.span, among=("source",)):
            return False
        target = self.known[citation.id]
        if target.broken or self.schema.is_a(target.type, "source"):
            self.sources.add(citation.id)
            return True
        types = ", ".join(f"`{name}`" for name in self.schema.subtypes("source"))
        self.report(
            "ref-type",
            f"only a source can be cited, and `{citation.id}` is a `{target.type}`",
            citation.span,
            f"types that can be cited: {types}",
        )
        return False

    def _required(self, entity: Entity, fields: Iterable[Field]) -> set[str]:
        """Report what the schema demands and the entity lacks; the names of the missing fields."""
        missing: set[str] = set()
        for field in fields:
            statements = entity.of(field.name)
            if field.required and not statements and field.name not in entity.failed and field.formula is None:
                name = entity.at("name", key=True)
                self.report(
                    "field-required",
                    f"`{entity.id}` needs `{field.name}`",
                    name,
                    f"add `{field.name}: …`, or `{field.name}: unknown` if nobody knows it",
                )
                missing.add(field.name)
            if field.cite and "sources" not in entity.failed:
                for statement in statements:
                    needs = statement.formula is None and not isinstance(statement.value, Special)
                    if needs and not statement.citations and not statement.own_citations:
                        self.report(
                            "field-cite",
                            f"`{field.name}` needs a source",
                            statement.span,
                            f"write `{field.name}: {{value: {statement.text}, source: ID}}`, or give the entity `sources`",
                        )
        return missing

    def cycles(self, graph: Graph) -> None:
        for circle in lineage_cycles(graph):
            steps = " → ".join([circle[0].child or "", *(relation.parent or "" for relation in circle)])
            related = tuple(Label(r.statement.span, f"`{r.child}` descends from `{r.parent}`") for r in circle[1:])
            self.report(
                "lineage-cycle", f"an entity descends from itself: {steps}", circle[0].statement.span,
                "remove this relation" if len(circle) == 1 else "remove or turn round one of these relations", related=related,
            )  # fmt: skip


def _own_citations(statements: Iterable[Statement]) -> int:
    return sum(len(statement.citations) for statement in statements if statement.own_citations)
