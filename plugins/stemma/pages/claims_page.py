# The page of all claims: how they stand, and each with what it asserts, what the graph makes of it and who speaks for and
# against. In: the site and a type of claims. Out: a finished page.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from stemma.knowledge.claims import Claim
from stemma.pages import claims as claim_views
from stemma.pages.context import Heading, Page, Site
from stemma.pages.inline import Part, field_parts
from stemma.pages.notes import Notes
from stemma.pages.tables import firsts
from stemma.pages.template import render_template
from stemma.vocabulary.schema import STANCES, VERDICTS, Type

OPEN = "open"
_MOST = 300  # claims that a page holds at once, so that its contents lead to some of each verdict
_CHECKED = {"holds": ("holds", "good"), "fails": ("does not hold", "bad"), "unknown": ("undecided", "warn")}
_NOT_CHECKED = ("not tested", "plain")
_STANCE_WORDS = {
    "supports": ("for", "for"), "refutes": ("against", "against"), "qualifies": ("qualifies it", "qualify it"),
    "reports": ("reports it", "report it"),
}  # fmt: skip


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
    computed: str
    evidence: tuple[tuple[str, tuple[Part, ...]], ...]
    made_by: tuple[Part, ...]


def claims_page(site: Site, type_: Type) -> Page:
    """The index of a type of claims."""
    path = f"{type_.folder}/index"
    claims = [claim for claim in site.project.claims if claim.entity.type == type_.name]
    groups = []
    for verdict in (*VERDICTS, ""):
        listed = [
            site.kept(("listed", path, claim.id), partial(_listed, site, path, claim.id))
            for claim in claims
            if claim.verdict == verdict
        ]
        if listed:
            groups.append((verdict or OPEN, claim_views.TONES.get(verdict, "warn"), listed))
    number = len(claims)
    sizes = [len(listed) for _, _, listed in groups]
    at_once = dict(zip((verdict for verdict, _, _ in groups), firsts(sizes, long=_MOST, first=_MOST), strict=True))
    decided = [claim.check.result for claim in claims if claim.check and claim.check.result != "unknown"]
    view = {
        "site": site, "path": path, "type": type_, "icon": site.icons.get(type_.icon, ""), "groups": groups, "at_once": at_once,
        "count": f"{number:,} {type_.label.lower() if number == 1 else type_.plural.lower()}", "number": number,
        "asserting": sum(claim.check is not None for claim in claims), "decided": len(decided),
        "holds": decided.count("holds"), "fails": decided.count("fails"),
    }  # fmt: skip
    html = render_template(site, "claims.html", view, type_.name)
    headings = tuple(Heading(2, verdict, verdict.capitalize()) for verdict, _, _ in groups)
    return Page(path, type_.plural, html, headings, description=type_.description)


def _evidence(site: Site, path: str, claim: Claim) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """`2 for`, `1 against`, `3 report it`, each with its sources."""
    entities = site.graph.named
    for stance in STANCES:
        cited = [e.citation.id for e in claim.entity.evidence if e.stance == stance]
        if cited:
            one, several = _STANCE_WORDS[stance]
            words = f"{len(cited)} {one if len(cited) == 1 else several}"
            yield words, tuple(Part(entities[id_].name, site.href(id_, path)) for id_ in cited)


def _listed(site: Site, path: str, claim_id: str) -> Listed:
    claim = site.claims[claim_id]
    brief = claim_views.brief(site, path, claim)
    asserted = claim_views.asserted(site, path, claim, Notes(site, path, listed_here=False))
    checked, tone = _CHECKED[claim.check.result] if claim.check else _NOT_CHECKED
    return Listed(
        name=brief.name, href=brief.href, verdict=brief.verdict, checked=checked, tone=tone, rationale=brief.rationale,
        asserted=asserted.text if asserted else Markup(), asserted_href=asserted.href if asserted else "", computed=asserted.computed if asserted else "",
        evidence=tuple(_evidence(site, path, claim)),
        made_by=field_parts(site, path, claim.id, "made_by"),
    )  # fmt: skip
