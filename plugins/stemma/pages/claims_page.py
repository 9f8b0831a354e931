# The page of all claims: how they stand, and each with what it asserts, what the graph makes of it and who speaks for and
# against. In: the site and a type of claims. Out: a finished page.
from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from stemma.knowledge.claims import Claim
from stemma.pages import claims as claim_views
from stemma.pages import figure as figure_views
from stemma.pages.context import Heading, Page, Site
from stemma.pages.formula_words import formula_words
from stemma.pages.inline import Part, field_parts
from stemma.pages.notes import Notes
from stemma.pages.template import render_template
from stemma.vocabulary.schema import VERDICTS, Type

OPEN = "open"
_CHECKED = {"holds": ("holds", "good"), "fails": ("does not hold", "bad"), "unknown": ("undecided", "warn")}
_NOT_CHECKED = ("not tested", "plain")


@dataclass(frozen=True, slots=True)
class Listed:
    """A claim of the list. `checked` says what the graph makes of it, `evidence` pairs each stance with its sources."""

    name: str
    href: str
    verdict: str
    checked: str
    tone: str
    rationale: Markup
    asserted: Markup
    asserted_href: str
    numbers: str
    evidence: tuple[tuple[str, tuple[Part, ...]], ...]
    made_by: tuple[Part, ...]


def claims_page(site: Site, type_: Type) -> Page:
    """The index of a type of claims."""
    path = f"{type_.folder}/index"
    claims = [claim for claim in site.project.claims if claim.entity.type == type_.name]
    groups = []
    for verdict in (*VERDICTS, ""):
        listed = [_listed(site, path, claim) for claim in claims if claim.verdict == verdict]
        if listed:
            groups.append((verdict or OPEN, claim_views.TONES.get(verdict, "warn"), listed))
    number = len(claims)
    decided = [claim.check.result for claim in claims if claim.check and claim.check.result != "unknown"]
    view = {
        "site": site, "path": path, "type": type_, "icon": site.icons.get(type_.icon, ""), "groups": groups,
        "count": f"{number:,} {type_.label.lower() if number == 1 else type_.plural.lower()}", "number": number,
        "asserting": sum(claim.check is not None for claim in claims), "decided": len(decided),
        "holds": decided.count("holds"), "fails": decided.count("fails"),
    }  # fmt: skip
    html = render_template(site, "claims.html", view, type_.name)
    headings = tuple(Heading(2, verdict, verdict.capitalize()) for verdict, _, _ in groups)
    return Page(path, type_.plural, html, headings, description=type_.description)


def _asserted(site: Site, claim: Claim, text: str) -> Markup:
    """What is asserted; an expression with what its names stand for."""
    assertion = claim.entity.assertion
    if claim.check is None or assertion is None or assertion.kind != "expression":
        return escape(text)
    return formula_words(text, *figure_views.leaf_names(site, claim.check.leaves))


def _stance(words: str, number: int) -> str:
    """`2 for`, `1 against`, `3 report it`."""
    word = words.lower() if number == 1 else words.lower().replace("ies it", "y it").replace("s it", " it")
    return f"{number} {word}"


def _listed(site: Site, path: str, claim: Claim) -> Listed:
    brief = claim_views.brief(site, path, claim)
    full = claim_views.full(site, path, claim, Notes(site, path, listed_here=False))
    asserted = full.assertion
    checked, tone = _CHECKED[claim.check.result] if claim.check else _NOT_CHECKED
    numbers = ""
    if asserted and asserted.computed:
        numbers = f"computed {asserted.computed}"
    return Listed(
        name=brief.name, href=brief.href, verdict=brief.verdict, checked=checked, tone=tone, rationale=brief.rationale,
        asserted=_asserted(site, claim, asserted.text) if asserted else Markup(), asserted_href=asserted.href if asserted else "", numbers=numbers,
        evidence=tuple((_stance(words, len(items)), tuple(Part(i.name, i.href) for i in items)) for words, items in full.evidence),
        made_by=field_parts(site, path, claim.id, "made_by"),
    )  # fmt: skip
