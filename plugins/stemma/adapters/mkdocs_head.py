# What a page's head says of it to other sites and to programs: OpenGraph, and where its data and the feed are. In: a
# page as the host knows it, its finished HTML, the site and its files. Out: the HTML with whatever nobody has said there
# yet.
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils import get_relative_url

from stemma.adapters.mkdocs_files import FinishedFile
from stemma.exchange import atom
from stemma.knowledge.address import data_of
from stemma.pages.context import Site
from stemma.pages.social import SITE, card_path
from stemma.text.html_text import text_of_html

_FAMILIES = ("og", "twitter", "article")
_SAID = re.compile(rf"""<meta\b[^>]*?\b(?:property|name)=["']?((?:{"|".join(_FAMILIES)}):[\w:]+)""")
CARD_SIZE = (1200, 630)


@dataclass(frozen=True, slots=True)
class Links:
    """Where the data of a page and the site's feed lie, and the page's picture, relative to the site's root; '' for none.
    `changed` is the day of the page's last change."""

    data: str = ""
    feed: str = ""
    card: str = ""
    changed: str = ""
    is_entity: bool = False


def with_head(output: str, page: HostPage, config: MkDocsConfig, site: Site, files: Files) -> str:
    """The page with our lines at the end of its head. Material's own `social` plugin or a template of the site may have
    said some of it before: theirs stays, and is not said twice."""
    head, mark, rest = output.partition("</head>")
    if not mark:
        return output
    entity_id = _entity_of(page, site)
    links = _links(page, entity_id, files)
    about = page.file.linked if isinstance(page.file, FinishedFile) else ""
    said = set(_SAID.findall(head)) if any(f"{family}:" in head for family in _FAMILIES) else set()
    if any(name in said for name in ("og:image", "twitter:image")):
        said |= {"og:image:width", "og:image:height", "og:image:alt", "twitter:card"}
    lines = [
        f'<meta {"name" if name.startswith("twitter:") else "property"}="{name}" content="{escape(text)}">\n'
        for name, text in _told(page, config, links)
        if text and name not in said
    ]
    # `alternate` alone would be taken by Material for the site in another language, whose sitemap it fetches.
    beside = (("describedby", "application/json", links.data), ("feed", "application/atom+xml", links.feed))
    for rel, kind, url in beside:
        if url:
            title = f' title="{escape(config.site_name)}"' if rel == "feed" else ""
            href = escape(get_relative_url(url, page.url))
            lines.append(f'<link rel="alternate {rel}" type="{kind}"{title} href="{href}">\n')
    return "".join((head, *lines, about, mark, rest))


def _entity_of(page: HostPage, site: Site) -> str:
    """The id of the entity whose page it is, or ''."""
    path = page.file.finished.path if isinstance(page.file, FinishedFile) else ""
    entity_id = path.rpartition("/")[2]
    return entity_id if entity_id in site.graph.named and site.path(entity_id) == path else ""


def _links(page: HostPage, entity_id: str, files: Files) -> Links:
    wanted = (data_of(entity_id) if entity_id else "", atom.PATH, card_path(entity_id or SITE))
    data, feed, card = (uri if files.get_file_from_path(uri) is not None else "" for uri in wanted)
    return Links(data, feed, card, page.update_date or "", bool(entity_id))


def _told(page: HostPage, config: MkDocsConfig, links: Links) -> Iterator[tuple[str, str]]:
    """`(property, text)` in a fixed order."""
    title, about = title_of(page, config), description_of(page) or config.site_description or ""
    image = urljoin(config.site_url, links.card) if links.card and config.site_url else ""
    yield "og:type", "article" if links.is_entity else "website"
    yield "og:site_name", config.site_name
    yield "og:title", title
    yield "og:description", about
    yield "og:url", page.canonical_url or ""
    if image:
        yield "og:image", image
        yield "og:image:type", "image/png"
        yield "og:image:width", str(CARD_SIZE[0])
        yield "og:image:height", str(CARD_SIZE[1])
        yield "og:image:alt", f"{title} – {about}" if about else title
    if links.changed and links.is_entity:
        yield "article:modified_time", links.changed
    yield "twitter:card", "summary_large_image" if image else "summary"


def title_of(page: HostPage, config: MkDocsConfig) -> str:
    """A page's title as text; MkDocs and its themes keep it as HTML."""
    if isinstance(page.file, FinishedFile):
        return page.file.finished.title
    if page.is_homepage and "title" not in page.meta:
        return str(config.site_name)
    return text_of_html(str(page.meta.get("title") or page.title or config.site_name))


def description_of(page: HostPage) -> str:
    """What a page says of itself, as text; '' where nobody wrote it down."""
    if isinstance(page.file, FinishedFile):
        return page.file.finished.description
    return text_of_html(str(page.meta.get("description") or ""))
