# Claims on pages: the verdict, what is asserted, what the graph makes of it, and the evidence. In: a checked claim.
# Out: view data.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from stemma.knowledge.claims import Claim
from stemma.knowledge.links import Target, resolve
from stemma.pages.context import Site
from stemma.pages.figure import Step, leaf_names, step
from stemma.pages.formula_words import formula_words
from stemma.pages.inline import anchor
from stemma.pages.notes import Mark, Notes
from stemma.pages.prose import render
from stemma.vocabulary.quantity import format_quantity
from stemma.vocabulary.schema import STANCES, VERDICTS

TONES = {"supported": "good", "contradicted": "bad", "misleading": "bad", "misattributed": "bad"}
_STANCE_WORDS = {"supports": "For", "refutes": "Against", "qualifies": "Qualifies it", "reports": "Reports it"}
_RESULT_WORDS = {"holds": "holds", "fails": "does not hold", "unknown": "cannot be decided"}


@dataclass(frozen=True, slots=True)
class EvidenceView:
    name: str
    href: str
    note: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class AssertionView:
    """What is asserted in words, with the figure it is about, and what the graph says."""

    text: Markup
    figure: str
    href: str
    wanted: str
    computed: str
    result: str
    words: str
    reason: Markup
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimView:
    name: str
    href: str
    verdict: str
    tone: str
    rationale: Markup
    summary: str
    assertion: AssertionView | None = None
    evidence: tuple[tuple[str, tuple[EvidenceView, ...]], ...] = ()


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order of the vocabulary's verdicts, those without one last."""
    return sorted(
        claims, key=lambda claim: VERDICTS.index(claim.verdict) if claim.verdict in VERDICTS else len(VERDICTS)
    )


def brief(site: Site, path: str, claim: Claim) -> ClaimView:
    """A claim as a line of a list."""
    counts = {stance: sum(e.stance == stance for e in claim.entity.evidence) for stance in STANCES}
    words = [f"{counts['supports']} for"] if counts["supports"] else []
    words += [f"{counts['refutes']} against"] if counts["refutes"] else []
    others = counts["qualifies"] + counts["reports"]
    words += [f"{others} that {'qualifies or reports' if others == 1 else 'qualify or report'} it"] if others else []
    checked = claim.check
    said = checked.sentence if checked and not checked.failed else ""
    return ClaimView(
        name=claim.entity.name, href=site.href(claim.id, path), verdict=claim.verdict or "open",
        tone=TONES.get(claim.verdict, "warn"), rationale=render(site, path, claim.rationale, inline=True),
        summary=" ".join(p for p in (said, f"Sources: {', '.join(words)}." if words else "") if p),
    )  # fmt: skip


def full(site: Site, path: str, claim: Claim, notes: Notes) -> ClaimView:
    """A claim on its own page."""
    made = brief(site, path, claim)
    evidence = []
    for stance in STANCES:
        items = tuple(
            EvidenceView(
                site.graph.named[e.citation.id].name,
                site.href(e.citation.id, path),
                e.note,
                notes.marks((e.citation,)),
            )
            for e in claim.entity.evidence
            if e.stance == stance
        )
        if items:
            evidence.append((_STANCE_WORDS[stance], items))
    return replace(
        made,
        rationale=render(site, path, claim.rationale),
        assertion=asserted(site, path, claim, notes),
        evidence=tuple(evidence),
    )


def asserted(site: Site, path: str, claim: Claim, notes: Notes) -> AssertionView | None:
    """What a claim asserts; None where that is nothing which the graph could decide."""
    assertion, check = claim.entity.assertion, claim.check
    if assertion is None or check is None:
        return None
    figure, href, text = "", "", Markup()
    if assertion.kind == "figure":
        target = resolve(assertion.figure, site.graph)
        if isinstance(target, Target):
            entity = site.graph.entities[target.entity]
            type_ = site.graph.schema.types.get(entity.type)
            field = type_.fields.get(target.field) if type_ else None
            label = field.label if field else target.field  # in a preview the schema may be broken
            figure, href = f"{entity.name}: {label}", f"{site.href(entity.id, path)}#{anchor(target.field)}"
        text = escape(f"{figure} is {format_quantity(check.wanted) if check.wanted else assertion.wanted}")
    elif assertion.kind == "expression" and assertion.formula:
        text = formula_words(assertion.formula.text, *leaf_names(site, check.leaves))
    else:
        entities = site.graph.entities
        holder, target_name = entities.get(assertion.from_id), entities.get(assertion.to_id)
        if holder and target_name:
            type_ = site.graph.schema.types.get(holder.type)
            field = type_.fields.get(assertion.relation) if type_ else None
            label = field.label if field else assertion.relation  # as above
            text = escape(f"{holder.name} – {label.lower()} – {target_name.name}{'' if assertion.exists else ': no'}")
            href = site.href(holder.id, path)
    return AssertionView(
        text=text, figure=figure, href=href, wanted=format_quantity(check.wanted) if check.wanted else "",
        computed=format_quantity(check.computed) if check.computed else "", result=check.result,
        words=_RESULT_WORDS[check.result], reason=render(site, path, f"{check.reason[:1].upper()}{check.reason[1:]}", inline=True),
        steps=tuple(step(site, path, leaf, notes) for leaf in check.leaves) if assertion.kind == "expression" else (),
    )  # fmt: skip
