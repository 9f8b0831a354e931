# What a preview shows of a graph's problems: a notice on every page, one page with all of them, and each at its own place
# on the page of its entity. In: the site and its diagnostics. Out: HTML. A built site has none of it.
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from stemma.knowledge.entity import Entity
from stemma.knowledge.wording import count
from stemma.pages.context import Page, Site
from stemma.pages.inline import anchor, coded
from stemma.text.diagnostics import SEVERITIES, Diagnostic
from stemma.text.nodes import route_to
from stemma.text.source import Span

_MOST = 20
KEPT = 1 << 14  # lines: most problems stay from one edit to the next
_PLACES = {
    "asserts": "asserted",
    "verdict": "asserted",
    "rationale": "rationale",
    "notes": "notes",
    "sources": "sources",
}
_ENDS = {"dt": "</dt>", "div": "</dt>", "details": "</summary>"}


def notice(diagnostics: Sequence[Diagnostic], href: str = "") -> str:
    """A box with the first problems and a link to the page of all, or '' where there are none."""
    if not diagnostics:
        return ""
    items = [_line(diagnostic) for diagnostic in diagnostics[:_MOST]]
    more = len(diagnostics) - _MOST
    if more > 0:
        items.append(Markup("<li>and {} more</li>").format(more))
    title = f"{count(len(diagnostics), 'errors')} in the graph; this preview may lack something"
    link = Markup(' <a href="{}">All problems</a>').format(href) if href else Markup("")
    made = Markup('<div class="st-problems" role="alert"><strong>{}</strong>{}<ul>{}</ul></div>')
    box = made.format(title, link, Markup("").join(items))
    return str(box)  # plain: added to markup, the page behind it would be escaped


def _line(diagnostic: Diagnostic) -> Markup:
    return Markup("<li><code>{}</code> {} <small>{}</small></li>").format(
        _place(diagnostic), _said(diagnostic), diagnostic.rule.id
    )


def _said(diagnostic: Diagnostic) -> Markup:
    """The message and the first way to mend it."""
    return Markup(" – ").join(coded(text) for text in (diagnostic.message, *diagnostic.help[:1]))


def _place(diagnostic: Diagnostic) -> str:
    span = diagnostic.at.span
    line, column = span.source.position(span.start)
    return f"{span.source.path}:{line}:{column}"


@dataclass(frozen=True, slots=True)
class _Found:
    """A problem, the entity that it is in, and that entity's key; both '' where there is none."""

    diagnostic: Diagnostic
    entity: str = ""
    key: str = ""


def problems_path(site: Site) -> str:
    """The path of the page of all problems; a type may have that folder."""
    return "all-problems" if "problems" in site.graph.schema.folders else "problems"


def preview(site: Site, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages as a preview has them: with the problems of each entity on its page, with a page for each entity that
    cannot be read, and with a page of all problems."""
    found = list(_attributed(site))
    by_entity: dict[str, list[_Found]] = {}
    for one in found:
        by_entity.setdefault(one.entity, []).append(one)
    ids = {site.path(entity.id): entity.id for entity in site.shown()}
    for page in pages:
        entity_id = ids.get(page.path, "")
        own = by_entity.get(entity_id, []) if entity_id else []
        yield site.for_same(("marked", page.path), (page, own), partial(_marked, page, entity_id, own)) if own else page
    for entity in site.graph.entities.values():
        if entity.broken and site.path(entity.id) not in ids:
            yield _unread(site, entity, by_entity.get(entity.id, []))
    named = site.graph.named
    given = [(one, named[one.entity] if one.entity else None) for one in found]
    given_besides = (*site.project.pages, site.project.accepted, dict(site.edit))
    yield site.for_same("problems", (given, given_besides), partial(_all, site, found))


def _attributed(site: Site) -> Iterator[_Found]:
    """Each problem with the entity that its place belongs to."""
    starts: dict[str, list[tuple[int, Entity]]] = {}
    for entity in site.graph.entities.values():
        at = entity.at().start if entity.route else 0
        starts.setdefault(entity.source.path, []).append((at, entity))
    for entities in starts.values():
        entities.sort(key=lambda pair: (pair[0], pair[1].id))
    for diagnostic in site.project.diagnostics:
        span = diagnostic.at.span
        entities = starts.get(span.source.path, [])
        index = bisect_right(entities, span.start, key=itemgetter(0)) - 1
        if index < 0:
            yield _Found(diagnostic)
            continue
        entity = entities[index][1]
        yield _Found(diagnostic, entity.id, _key(entity, span.start) or _key(entity, _line_start(span)))


def _key(entity: Entity, at: int) -> str:
    """The entity's key that holds a character of its file, or ''."""
    route = route_to(entity.root, at) if entity.root is not None else ()
    return next((step for step in route[len(entity.route) :] if isinstance(step, str)), "")


def _line_start(span: Span) -> int:
    """Where the text of the line begins that a comment stands on."""
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    while text[start : start + 1] in {" ", "-", "\t"}:
        start += 1
    return start


def _marked(page: Page, entity_id: str, found: Sequence[_Found]) -> Page:
    """The page with each problem at the row of its field; those without a row stand at the top."""
    html = page.html
    above: list[Diagnostic] = []
    by_place: dict[str, list[Diagnostic]] = {}
    for one in found:
        place = next((p for p in (anchor(one.key), _PLACES.get(one.key, "")) if p and f' id="{p}"' in html), "")
        if one.key and place:
            by_place.setdefault(place, []).append(one.diagnostic)
        else:
            above.append(one.diagnostic)
    for place, diagnostics in by_place.items():
        html = _inserted(html, place, Markup("").join(_remark(d) for d in diagnostics))
    if not above:
        return replace(page, html=html)
    box = Markup('<div class="st-own">{}</div>').format(Markup("").join(_remark(d) for d in above))
    heading = re.search(rf'<h1 id="{re.escape(entity_id)}".*?</h1>', html, re.DOTALL)
    at = heading.end() if heading else 0
    return replace(page, html=f"{html[:at]}\n{box}{html[at:]}")


def _remark(diagnostic: Diagnostic) -> Markup:
    level = diagnostic.level
    return _remark_of(level, diagnostic.message, diagnostic.help[:1], _place(diagnostic))


@lru_cache(maxsize=KEPT)
def _remark_of(level: str, message: str, helped: tuple[str, ...], place: str) -> Markup:
    made = Markup('<small class="st-problem" data-level="{}">{}: {} <code>{}</code></small>')
    return made.format(level, level, Markup(" – ").join(coded(text) for text in (message, *helped)), place)


def _inserted(html: str, place: str, remarks: Markup) -> str:
    """The remarks inside the row with this id: in its term or heading."""
    row = re.search(rf'<([a-z][a-z0-9]*)\b[^>]* id="{re.escape(place)}"[^>]*>', html)
    if row is None:
        return f"{remarks}{html}"
    end = _ENDS.get(row[1], f"</{row[1]}>")
    at = html.find(end, row.end())
    at = at if at >= 0 else row.end()
    return f"{html[:at]}{remarks}{html[at:]}"


def _unread(site: Site, entity: Entity, found: Sequence[_Found]) -> Page:
    """Stands where the page of an entity will be once its file can be read."""
    remarks = Markup("").join(_remark(one.diagnostic) for one in found)
    html = Markup(
        '<h1 id="{}">{}</h1>\n<p>Nothing of this can be shown before its file is mended.</p>\n<div class="st-own">{}</div>'
    ).format(entity.id, entity.name, remarks)
    return Page(path=site.path(entity.id), title=entity.name, html=str(html), data=entity.source.path)


def _all(site: Site, found: Sequence[_Found]) -> Page:
    """All problems by file, with links to mend them and to see what they are about."""
    path = problems_path(site)
    pages = {source.path: page for page, source in site.project.pages.items()}
    counts = ", ".join(count(number, f"{level}s") for level in SEVERITIES if (number := site.project.count(level)))
    parts = [Markup('<h1 id="problems">Problems</h1>\n<p>{}</p>\n').format(counts or "There are none.")]
    for source, group in groupby(found, key=lambda one: one.diagnostic.at.span.source.path):
        items = [_item(site, path, one) for one in group]
        parts += [_heading(site, path, source, pages), Markup("\n<ul>"), *items, Markup("</ul>\n")]
    if site.project.accepted:
        said = Markup("<p>{} more are known and accepted in <code>{}</code>.</p>")
        parts.append(said.format(len(site.project.accepted), _baseline(site)))
    return Page(path=path, title="Problems", html="".join(parts))


def _baseline(site: Site) -> str:
    known = site.project.baseline
    return site.project.location.shown(known.path) if known is not None else ""


def _heading(site: Site, path: str, source: str, pages: Mapping[str, str]) -> Markup:
    page = pages.get(source, "")
    shown = site.root(path) + site.page_url(page.rpartition(".")[0]) if page else ""
    return _heading_of(site.edit.get(source, ""), source, shown)


@lru_cache(maxsize=KEPT)
def _heading_of(mend: str, source: str, page: str) -> Markup:
    """The file's name, as a link to where it can be mended; with a link to the page that it is."""
    name = Markup("<code>{}</code>").format(source)
    if mend:
        name = Markup('<a href="{}">{}</a>').format(mend, name)
    shown = Markup(' <a href="{}">page</a>').format(page) if page else ""
    return Markup("<h2>{}{}</h2>").format(name, shown)


def _item(site: Site, path: str, one: _Found) -> Markup:
    found = one.diagnostic
    href = name = ""
    if one.entity:
        where = f"#{anchor(one.key)}" if one.key else ""
        href, name = f"{site.href(one.entity, path)}{where}", site.graph.named[one.entity].name
    return _item_of(
        found.level, *found.at.span.source.position(found.at.span.start), found.message, found.help, found.rule.id, href, name
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _item_of(
    level: str, line: int, column: int, message: str, help: tuple[str, ...], rule_id: str, href: str, name: str
) -> Markup:
    link = Markup(' <a href="{}">{}</a>').format(href, name) if href else Markup("")
    helped = Markup("").join(Markup("<br>{}").format(coded(text)) for text in help)
    made = Markup('<li><span class="st-problem">{}</span> {}:{} {}{}{} <small>{}</small></li>')
    return made.format(level, line, column, coded(message), link, helped, rule_id)
