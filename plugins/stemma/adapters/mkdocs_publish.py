# What MkDocs' configuration and its list of pages have to do with what is published beside the pages: the site as its
# graph and that configuration make it, pictures, `llms.txt`, days of change, links to edit. In: both. Out: the site, files.
from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files

from stemma.adapters.data_files import GRAPH
from stemma.adapters.mkdocs_files import NO_DATE, FinishedFile, icons
from stemma.adapters.mkdocs_head import description_of, title_of
from stemma.exchange import atom, contents
from stemma.exchange.json_ld import Home
from stemma.pages.context import Site
from stemma.pages.social import card_path, cards
from stemma.project import CACHE_FOLDER, Project
from stemma.report import text
from stemma.text.html_text import text_of_html

log = get_plugin_logger("stemma")


def home_of(config: MkDocsConfig) -> Home:
    """The site as exports know it."""
    return Home(config.site_name, config.site_url or "", config.use_directory_urls)


def site_of(project: Project, config: MkDocsConfig, templates: Path, dates: Mapping[Path, datetime]) -> Site:
    """The site of a graph. `templates` is the folder of its own ones, which need not be there; `dates` are those of git."""
    return Site(
        project,
        directory_urls=config.use_directory_urls,
        templates=templates if templates.is_dir() else None,
        icons=icons(config.theme.dirs, (type_.icon for type_ in project.schema.types.values())),
        name=config.site_name,
        home=f"{config.site_url.rstrip('/')}/" if config.site_url else "",
        changed=_changes(project, dates),
        edit=_edit_links(project, config),
    )


def card_files(site: Site, about: str, font: str) -> Iterator[tuple[str, bytes]]:
    """`(address, picture)` for every entity, and for the site that `about` describes; `font` is a file relative to the project, or ''."""
    if not site.home:
        log.warning("Social cards need `site_url`, since other sites look for pictures at an absolute address.")
        return
    root = site.project.location.root
    made = cards(site, about, root / CACHE_FOLDER / "cards", root / font if font else None)
    if made.problem:
        log.warning("%s", made.problem)
    for entity_id, data in made.files.items():
        yield card_path(entity_id), data


def date_pages(site: Site, files: Files, dates: Mapping[Path, datetime]) -> None:
    """Put the date of a page's last change where MkDocs has that of the build: the same input gives the same site on any
    day."""
    for file in files:
        if file.page is None:
            continue
        if isinstance(file, FinishedFile):
            when = site.changed.get(file.finished.data)
        else:
            when = dates.get(Path(file.abs_src_path).resolve()) if file.abs_src_path and dates else None
        file.page.update_date = when.date().isoformat() if when else NO_DATE


def _changes(project: Project, dates: Mapping[Path, datetime]) -> dict[str, datetime]:
    """When the graph's files last changed, by the paths that messages show."""
    resolved = {shown: path.resolve() for shown, path in project.files.items()} if dates else {}
    return {shown: dates[path] for shown, path in resolved.items() if path in dates}


def _edit_links(project: Project, config: MkDocsConfig) -> dict[str, str]:
    """Where each of the graph's files can be mended, as MkDocs makes such links."""
    if not config.edit_uri or not config.repo_url:
        return {}
    base = urljoin(
        config.repo_url if config.edit_uri[:1] in "?#" else f"{config.repo_url.rstrip('/')}/", config.edit_uri
    )

    return {
        shown: urljoin(base, Path(os.path.relpath(path, config.docs_dir)).as_posix())
        for shown, path in project.files.items()
    }


def contents_txt(site: Site, config: MkDocsConfig, files: Files) -> str:
    """The text of `llms.txt`, when all pages are known."""
    written, made = [], []
    used = {entity.type for entity in site.named()}
    indexed = {site.page_url(f"{t.folder}/index"): t.name for t in site.graph.schema.types.values() if t.name in used}
    entities = {site.path(entity.id) for entity in site.named()}
    types = []
    for file in files:
        page = file.page
        if page is None or not file.inclusion.is_included():
            continue
        if not isinstance(file, FinishedFile):
            about = description_of(page) or text_of_html((page.content or "").partition("<p>")[2].partition("</p>")[0])
            written.append(contents.Link(title_of(page, config), page.url, about))
        elif page.url in indexed:
            types.append((indexed[page.url], page.url))
        elif file.finished.path not in entities and not file.finished.carries_on:
            made.append(contents.Link(title_of(page, config), page.url, description_of(page)))
    data = [
        contents.Link("The whole graph as JSON", GRAPH, "Entities with all statements, relations, figures, claims.")
    ]
    if files.get_file_from_path(atom.PATH) is not None:
        data.append(contents.Link("What changed last", atom.PATH, "Claims and figures, as an Atom feed."))
    made = [*contents.type_links(site.project, types), *made]
    return contents.contents_txt(site.project, home_of(config), config.site_description or "", written, made, data)


def report(project: Project) -> None:
    """Log every problem; the host counts warnings itself."""
    levels = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO}
    for diagnostic in project.diagnostics:
        if log.isEnabledFor(levels[diagnostic.level]):
            log.log(levels[diagnostic.level], "%s", text.full([diagnostic]).rstrip())
    log.info("%s", text.summary(project.read, project.diagnostics, len(project.accepted)))
