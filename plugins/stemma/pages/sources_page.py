# The bibliography: every source with who wrote it and when, and with what rests on it, and on it alone. In: the site. Out: a
# finished page.
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from markupsafe import Markup, escape

from stemma.knowledge.accept import source_standing
from stemma.knowledge.entity import Entity, Hyperlink
from stemma.knowledge.wording import count
from stemma.pages.context import Page, Site
from stemma.pages.resting import counted
from stemma.pages.table_pages import bound, leaves
from stemma.pages.tables import Cell, Head, Row, Words, cells, head
from stemma.pages.template import render_template
from stemma.vocabulary.schema import STANDINGS, Field

Weight = tuple[int, int, int]
"""Statements, figures, claims."""
_FIELDS = ("author", "publisher", "date", "standing")


def sources_pages(site: Site) -> Iterator[Page]:
    """The page at `site.special("sources")`, and of very many sources those that go on."""
    path = site.special("sources")
    schema = site.graph.schema
    sources = sorted(
        (e for e in site.shown() if schema.is_a(e.type, "source")), key=lambda e: (e.name.casefold(), e.id)
    )
    fields = [schema.types["source"].fields[name] for name in _FIELDS]
    several = len({source.type for source in sources}) > 1
    heads = [
        Head("name", "Title"), *([Head("type", "Kind", choice=True)] if several else []), *(head(field) for field in fields),
        Head("rests", "Rests on it", "number", words=True), Head("alone", "On it alone", "number", words=True),
    ]  # fmt: skip
    weights = {source.id: site.shared(("weight", source.id), partial(_weight, site, source.id)) for source in sources}

    def row(at: str, source: Entity) -> Row:
        return site.kept(
            ("source row", at, source.id, several), lambda: _row(site, at, source.id, fields, several=several)
        )

    made = leaves(site, path, heads, [("", sources)], row, Words("sources", "Sources", "sources"))
    standings = Counter(source_standing(site.graph, source.id) for source in sources)
    single = sum(any(alone) for _, alone in weights.values())
    view = {
        "number": len(sources), "count": count(len(sources), "sources"), "single": single,
        "standings": [(name, standings[name]) for name in STANDINGS if standings[name]],
        "table": made[0].table,
    }  # fmt: skip
    html = render_template(site, "sources.html", view)
    about = "Every source, with what rests on it and what rests on it alone."
    yield from bound(site, Page(path, "Sources", html, description=about), made)


def _row(site: Site, path: str, source_id: str, fields: list[Field], *, several: bool) -> Row:
    source = site.graph.entities[source_id]
    every, alone = site.shared(("weight", source_id), partial(_weight, site, source_id))
    kind = site.graph.schema.types[source.type].label
    href = site.href(source.id, path)
    url = next((s.value.url for s in source.of("url") if isinstance(s.value, Hyperlink) and s.rank != "rejected"), "")
    made = [Cell(escape(kind))] if several else []
    made += cells(site, path, source, fields)
    made += [_counted(counted(*every), href, sum(every)), _counted(counted(*alone), href, sum(alone))]
    return Row(source.name, href, tuple(made), url=url)


def _counted(words: str, href: str, number: int) -> Cell:
    if not number:
        return Cell(Markup('<span class="st-quiet">nothing</span>'), "0")
    return Cell(Markup('<a href="{}#rests">{}</a>').format(href, words), str(number))


def _weight(site: Site, source_id: str) -> tuple[Weight, Weight]:
    """How much rests on a source, and on it alone."""
    made = site.resting_on(source_id)
    return (
        (len(made.statements), len(made.figures), len(made.claims)),
        (len(made.alone_statements), len(made.alone_figures), len(made.alone_claims)),
    )
