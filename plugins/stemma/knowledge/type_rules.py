# The rules that a schema gives its types (`check: low <= high`). In: the derived graph. Out: a diagnostic for each entity
# that breaks one; what cannot be decided says nothing.
from __future__ import annotations

import re
from collections.abc import Iterable

from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.scope import EntityScope
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Label, diagnose
from stemma.text.source import Span
from stemma.vocabulary.evaluate import evaluate
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.value import Failure


def check_rules(derived: Derived, deriver: Deriver, among: Iterable[Entity] | None = None) -> tuple[Diagnostic, ...]:
    """Hold every entity, or those that are named, against the rules of its type."""
    found: list[Diagnostic] = []
    said: set[tuple[str, int]] = set()
    for entity in derived.graph.entities.values() if among is None else among:
        type_ = derived.graph.schema.types.get(entity.type)
        if type_ is None or entity.broken:
            continue
        deriver.asking = entity.id
        for type_rule in type_.rules:
            formula = type_rule.check
            if formula.expression is None:
                continue
            value = evaluate(formula.expression, EntityScope(deriver, entity)).value
            place = formula.place(0, len(formula.text))
            if isinstance(value, Failure):
                if (place.source.path, place.start) not in said:  # the rule is wrong, not the entity
                    said.add((place.source.path, place.start))
                    problem = value.problem
                    at = formula.place(problem.start, problem.end)
                    found.append(diagnose(rule(problem.rule), problem.message, at, help=problem.help))
            elif value is False:
                places = _values(entity, formula)
                related = [Label(span) for span in places[1:]] + [Label(place, "the rule stands here")]
                at = places[0] if places else entity.at("name", key=True)
                advice = f"the schema demands `{formula.text}`"
                found.append(diagnose(rule("rule-failed"), type_rule.message, at, help=(advice,), related=related))
    deriver.asking = ""
    return tuple(found)


def _values(entity: Entity, formula: Formula) -> list[Span]:
    """The places of the values that a rule names, in its order."""
    names = [name for name in entity.statements or {} if formula.expression and name in formula.expression.names]
    order = re.findall(r"\w+", formula.text)
    return [entity.of(name)[0].span for name in sorted(names, key=order.index)]
