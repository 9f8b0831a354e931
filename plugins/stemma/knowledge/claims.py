# Claims held against the graph: what is asserted, what the graph makes of it, and whether the editor's verdict can stand.
# In: the derived graph. Out: checked claims with their numbers, and diagnostics.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.entity import Assertion, Entity, Reference
from stemma.knowledge.figure import Leaf
from stemma.knowledge.paths import read_path
from stemma.knowledge.scope import FigureScope
from stemma.knowledge.wording import stands_for
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Result, diagnose, did_you_mean
from stemma.text.nodes import Scalar
from stemma.text.source import Span
from stemma.vocabulary.evaluate import evaluate
from stemma.vocabulary.formula import place_in
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, format_quantity, parse_quantity, within
from stemma.vocabulary.value import Failure, Undecided, Unknown

Outcome = Literal["holds", "fails", "unknown"]


_SAYS = {
    "holds": "By this graph it holds",
    "fails": "By this graph it does not hold",
    "unknown": "This graph cannot decide it",
}


@dataclass(frozen=True, slots=True)
class Check:
    """What the graph makes of an assertion. `computed` and `wanted` are its numbers where it has any; `reason` says in
    words why the result is `unknown`; `failed` that an error was reported and nothing more is said."""

    result: Outcome
    computed: Quantity | None = None
    wanted: Quantity | None = None
    reason: str = ""
    leaves: tuple[Leaf, ...] = ()
    failed: bool = False

    @property
    def sentence(self) -> str:
        """`By this graph it holds ($5.6M against $6M).`, with the numbers where it is about numbers."""
        return f"{_SAYS[self.result]}{f' ({self.numbers})' if self.numbers else ''}."

    @property
    def numbers(self) -> str:
        """`$5.6M against $6M`: what it comes to and what is asserted; '' where one of them is no number."""
        if self.computed is None or self.wanted is None:
            return ""
        return f"{format_quantity(self.computed)} against {format_quantity(self.wanted)}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim entity with its verdict and what the check made of it; `check` is None where nothing is asserted."""

    entity: Entity
    verdict: str
    check: Check | None

    @property
    def id(self) -> str:
        return self.entity.id

    @property
    def about(self) -> tuple[str, ...]:
        return tuple(
            s.value.id for s in self.entity.of("about") if isinstance(s.value, Reference) and s.rank != "rejected"
        )

    @property
    def made_by(self) -> tuple[str, ...]:
        return tuple(
            s.value.id for s in self.entity.of("made_by") if isinstance(s.value, Reference) and s.rank != "rejected"
        )

    @property
    def rationale(self) -> str:
        return next((str(s.value) for s in self.entity.of("rationale") if s.rank != "rejected"), "")


def check_claims(
    derived: Derived, deriver: Deriver, among: Iterable[Entity] | None = None
) -> Result[tuple[Claim, ...]]:
    """Every claim of the graph, or of the entities that are named, in order of ids."""
    checker = _Checker(derived, deriver)
    schema = derived.graph.schema
    claims = tuple(
        checker.claim(entity)
        for entity in (derived.graph.entities.values() if among is None else among)
        if not entity.broken and schema.is_a(entity.type, "claim")
    )
    return Result(claims, tuple(checker.diagnostics))


class _Checker:
    def __init__(self, derived: Derived, deriver: Deriver) -> None:
        self.derived = derived
        self.deriver = deriver
        self.graph = derived.graph
        self.diagnostics: list[Diagnostic] = []

    def report(self, rule_id: str, message: str, at: Span, *help: str | None) -> None:
        self.diagnostics.append(diagnose(rule(rule_id), message, at, help=help))

    def claim(self, entity: Entity) -> Claim:
        verdict = next((str(s.value) for s in entity.of("verdict") if s.rank != "rejected"), "")
        self.deriver.asking = entity.id
        check = self._check(entity, entity.assertion) if entity.assertion else None
        self.deriver.asking = ""
        claim = Claim(entity, verdict, check)
        if not entity.evidence and "evidence" not in entity.failed:
            at = entity.at("name", key=True)
            self.report(
                "claim-evidence", f"`{entity.id}` has no evidence", at, "add `evidence: {source: ID, stance: …}`"
            )
        if verdict and not (check and check.failed):
            self._judge(claim)
        return claim

    def _judge(self, claim: Claim) -> None:
        verdict, result = claim.verdict, claim.check.result if claim.check else "unknown"
        at = claim.entity.at("verdict")
        contradicts = {("supported", "fails"), ("contradicted", "holds"), ("unproven", "holds"), ("unproven", "fails")}
        if claim.check and (verdict, result) in contradicts:
            numbers = _numbers(claim.check)
            self.report(
                "claim-verdict", f"the verdict is `{verdict}`, but what is asserted {result}{numbers}", at,
                "correct the verdict, or the values that the claim rests on",
            )  # fmt: skip
        elif (
            verdict in {"misleading", "misattributed", "disputed", "outdated"}
            and not claim.rationale
            and "rationale" not in claim.entity.failed
        ):
            self.report(
                "claim-rationale",
                f"the verdict `{verdict}` needs a `rationale`",
                at,
                "add `rationale: …` and say in a sentence or two why",
            )

    def _check(self, entity: Entity, assertion: Assertion) -> Check:
        if assertion.kind == "figure":
            return self._figure(assertion)
        if assertion.kind == "expression":
            return self._expression(entity, assertion)
        return self._relation(assertion)

    def _place(self, assertion: Assertion, key: str) -> Span:
        return (assertion.places or {}).get(key, assertion.span)

    def _path_problem(self, at: Span, problem: Problem) -> Check:
        offset = 1 if at.text[:1] in {"'", '"'} else 0
        span = Span(
            at.source, at.start + offset + problem.start, at.start + offset + max(problem.end, problem.start + 1)
        )
        rule_id = "claim-assertion" if problem.rule == "formula-input" else problem.rule
        self.report(rule_id, problem.message, span, *problem.help)
        return Check("unknown", failed=True)

    def _figure(self, assertion: Assertion) -> Check:
        at = self._place(assertion, "figure")
        path = read_path(assertion.figure, self.graph, None)
        if isinstance(path, Problem):
            return self._path_problem(at, path)
        if len(path.fields) != 1:
            return self._path_problem(
                at,
                Problem("claim-assertion", "a figure is one field of one entity: `ID.FIELD`", 0, len(assertion.figure)),
            )
        leaf = self.deriver.read(None, path.entity, path.fields[0])
        if leaf is None or self.deriver.failed(leaf):
            return Check("unknown", failed=True)
        if isinstance(leaf.value, Unknown):
            return Check("unknown", reason=f"nobody knows {', '.join(leaf.value.missing)}", leaves=(leaf,))
        if not isinstance(leaf.value, Quantity):
            return self._path_problem(
                at, Problem("claim-assertion", f"`{assertion.figure}` holds no quantity", 0, len(assertion.figure))
            )
        return self._against(assertion, leaf, leaf.value)

    def _against(self, assertion: Assertion, leaf: Leaf, value: Quantity) -> Check:
        node = assertion.wanted_node
        wanted = parse_quantity(assertion.wanted, self.graph.schema.units, value.unit)
        if isinstance(wanted, Problem):
            if isinstance(node, Scalar):
                at = place_in(assertion.span.source, node, wanted.start, wanted.end)
                self.report(wanted.rule, wanted.message, at, *wanted.help)
            return Check("unknown", failed=True)
        outcome = within(value, wanted)
        result: Outcome = "unknown" if outcome is None else "holds" if outcome else "fails"
        reason = "" if result != "unknown" else f"only a part of its range satisfies it{_range(leaf, value)}"
        return Check(result, value, wanted, reason, (leaf,))

    def _expression(self, entity: Entity, assertion: Assertion) -> Check:
        formula = assertion.formula
        if formula is None or formula.expression is None:
            return Check("unknown", failed=True)
        scope = FigureScope(self.deriver, entity, formula, None)
        bad = list(scope.bad_inputs())
        for span, problem in bad:
            self.report(problem.rule, problem.message, span, *problem.help)
        if bad:
            return Check("unknown", failed=True)
        value = evaluate(formula.expression, scope).value
        leaves = tuple(scope.leaves.values())
        if isinstance(value, Failure):
            place = formula.place(value.problem.start, value.problem.end)
            self.report(value.problem.rule, value.problem.message, place, *value.problem.help)
            return Check("unknown", failed=True)
        if isinstance(value, Unknown):
            reason = f"nobody knows {', '.join(value.missing)}"
            return Check("unknown", reason=reason, leaves=leaves, failed=scope.rests_on_error)
        if isinstance(value, Undecided):
            return Check("unknown", reason=value.reason, leaves=leaves)
        if not isinstance(value, bool):
            self.report(
                "claim-assertion",
                "this expression is neither true nor false",
                formula.place(0, len(formula.text)),
                "compare something, for example `a < b`",
            )
            return Check("unknown", failed=True)
        return Check("holds" if value else "fails", leaves=leaves)

    def _relation(self, assertion: Assertion) -> Check:
        self.deriver.looked_at(None, (assertion.from_id, assertion.to_id))
        for key, entity_id in (("from", assertion.from_id), ("to", assertion.to_id)):
            if entity_id not in self.graph.entities:
                hint = did_you_mean(entity_id, self.graph.entities)
                self.report(
                    "ref-unknown",
                    f"no entity has the id `{entity_id}`",
                    self._place(assertion, key),
                    hint,
                )
                return Check("unknown", failed=True)
        holder = self.graph.entities[assertion.from_id]
        type_ = self.graph.schema.types.get(holder.type)
        if type_ is None or holder.broken or assertion.relation in holder.failed:
            return Check("unknown", failed=True)
        field = type_.fields.get(assertion.relation)
        if field is None and holder.type in self.graph.schema.broken_types:
            return Check("unknown", failed=True)
        if field is None or field.kind != "ref":
            known = [f.name for f in type_.fields.values() if f.kind == "ref"]
            hint = did_you_mean(assertion.relation, known)
            self.report(
                "claim-assertion",
                f"`{holder.type}` has no relation `{assertion.relation}`",
                self._place(assertion, "relation"),
                hint or f"its relations: {', '.join(known)}",
            )
            return Check("unknown", failed=True)
        found = [r for r in self.graph.outgoing(holder.id) if r.type == field.name and r.target == assertion.to_id]
        if any(not r.rejected and not r.disputed for r in found):
            return Check("holds" if assertion.exists else "fails")
        if any(r.disputed and not r.rejected for r in found):
            return Check("unknown", reason="sources disagree about this relation")
        if not field.complete and not found:
            return Check("unknown", reason="the graph holds no such relation, and does not claim to hold all of them")
        return Check("fails" if assertion.exists else "holds")


def _range(leaf: Leaf, value: Quantity) -> str:
    """What a value may be, where its own text does not say so: `: 3B parameters stands for 2.5B to 3.5B parameters`."""
    told = stands_for(value)
    if not told:
        return ""
    return f": {told}" if leaf.figure is not None else f": {format_quantity(value)} stands for {told}"


def _numbers(check: Check) -> str:
    if check.computed is None or check.wanted is None:
        return ""
    return f": the graph has {format_quantity(check.computed)}, the claim says {check.wanted.text.strip()}"
