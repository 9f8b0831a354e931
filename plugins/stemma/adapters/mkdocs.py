# MkDocs' door: each event is one call to a plain function. The graph is checked before the site's folder is touched;
# errors stop a build, while a preview goes on and shows them.
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from stemma.adapters import mkdocs_publish as publish
from stemma.adapters import mkdocs_search as pagefind
from stemma.adapters.data_files import data_files
from stemma.adapters.git_dates import GitDates
from stemma.adapters.markdown import StemmaExtension
from stemma.adapters.mkdocs_files import FinishedFile, finished_file, named_in_nav
from stemma.adapters.mkdocs_head import with_head
from stemma.adapters.progress import progress
from stemma.exchange import contents
from stemma.knowledge.address import place_of
from stemma.knowledge.wording import count
from stemma.pages.chart import missing_library
from stemma.pages.context import Page, Site
from stemma.pages.data_page import Downloads
from stemma.pages.explorer_of import explorer
from stemma.pages.moved import moved_pages
from stemma.pages.problems import notice, preview, problems_path
from stemma.pages.site import ASSETS, SCRIPT, STYLESHEET, assets, pages
from stemma.pages.template import TemplateMistakeError
from stemma.project import Project, load_project
from stemma.report import text
from stemma.text.files import Location

log = get_plugin_logger("stemma")


class StemmaConfig(base.Config):
    """What concerns pages. All that decides findings is in the graph's schema."""

    graph = c.Type(str, default="graph")
    """The folder of the graph, relative to `mkdocs.yml`."""

    templates = c.Type(str, default="templates")
    """The folder of the site's own templates, relative to `mkdocs.yml`; there need not be one."""

    git_dates = c.Type(bool, default=True)
    """Whether pages say when git last saw their files change."""

    social_cards = c.Type(bool, default=False)
    """Whether to draw the pictures that other sites show beside links."""

    social_cards_font = c.Type(str, default="")
    """The font of these pictures, a file relative to `mkdocs.yml`."""

    search = c.Choice(("theme", "pagefind"), default="theme")
    """What is behind the search box."""


class StemmaPlugin(BasePlugin[StemmaConfig]):
    """`plugins: [stemma]`."""

    def __init__(self) -> None:
        self.serving = False
        self.site: Site | None = None
        self.extension: StemmaExtension | None = None
        self.git = GitDates()
        self.dates: Mapping[Path, datetime] = {}
        self.files = Files([])

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is a preview. That this event is handled keeps the plugin alive between rebuilds."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the stylesheet, the script, the Markdown extension and the folders to watch."""
        graph = self._location(config).graph
        if not graph.is_dir():
            raise PluginError(
                f"stemma: there is no folder `{self.config.graph}` for the graph beside mkdocs.yml; make it, or name another with `graph:`"
            )
        templates = graph.parent / self.config.templates
        config.watch += [str(p) for p in (graph, templates) if p.is_dir() and str(p) not in config.watch]
        for asset, listed in (
            (f"{ASSETS}/{STYLESHEET}", config.extra_css),
            (f"{ASSETS}/{SCRIPT}", config.extra_javascript),
        ):
            if asset not in listed:
                listed.append(asset)
        if self.config.search == "pagefind":
            pagefind.prepare(config)
        self.extension = StemmaExtension()
        others = [e for e in config.markdown_extensions if e != "stemma" and not isinstance(e, StemmaExtension)]
        extensions: list[Any] = [*others, self.extension]  # Python-Markdown takes names and instances
        config.markdown_extensions = extensions
        if config.theme.name == "material" and config.theme.get("font") is not False:
            log.warning(
                "Material loads its fonts from another site; set `font: false` under `theme` so that no request leaves yours"
            )
        return config

    def _location(self, config: MkDocsConfig) -> Location:
        root = Path(config.config_file_path).parent if config.config_file_path else Path()
        return Location(root, root / self.config.graph, Path(config.docs_dir), root)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and check the graph; errors end a build here, before the old site is deleted."""
        location = self._location(config)
        with progress("stemma: reading and checking"):
            project = load_project(location)
        self.dates = self.git.below(Path(config.docs_dir), location.graph) if self.config.git_dates else {}
        self.site = publish.site_of(project, config, location.root / self.config.templates, self.dates)
        if self.extension is not None:
            self.extension.site = self.site
        _report(project)
        errors, warnings = project.count("error"), project.count("warning")
        if (errors and not self.serving) or (config.strict and errors + warnings):
            found = [count(n, word) for n, word in ((errors, "errors"), (warnings, "warnings")) if n]
            raise PluginError(f"stemma: {' and '.join(found)} in the knowledge graph; `stemma check` lists them")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add every page, asset and data file of ours."""
        site = self._site()
        named = named_in_nav(config.nav)
        explore, explorer_pages = explorer(site)
        for problem in (explorer_pages.problem, missing_library(site)):
            if problem:
                log.warning("%s", problem)
        hand_written = {place_of(file.src_uri) for file in files.documentation_pages()}
        published, downloads = data_files(site, publish.home_of(config))
        made_files: list[tuple[str, bytes]] = []
        for page in (*self._pages(site, downloads), explore):
            if place_of(page.path) in hand_written:
                continue  # reported as `page-conflict`; only a preview comes this far
            in_nav = page.leads_on if config.nav is None else f"{page.path}.md" in named
            found = pagefind.marked(page) if self.config.search == "pagefind" else page
            made = finished_file(
                config, found, site.project.files.get(page.data), in_nav=in_nav, title=named.get(f"{page.path}.md")
            )
            files.append(made)
            made_files += [(f"{ASSETS}/{path}", data) for path, data in page.files]
        made_files += [*published.items(), *assets(site)]
        made_files += [(moved.path, moved.data) for moved in moved_pages(site) if moved.page not in hand_written]
        made_files += [(f"{ASSETS}/{path}", data) for path, data in sorted(explorer_pages.files.items())]
        if self.config.social_cards:
            made_files += publish.card_files(site, config.site_description or "", self.config.social_cards_font)
        if self.config.search == "pagefind":
            made_files.append((pagefind.SCRIPT, pagefind.script()))
        for uri, data in made_files:
            if files.get_file_from_path(uri) is None:  # a file of the site's own is nothing to write over
                files.append(File.generated(config, uri, content=data))
        self.files = files
        return files

    def _pages(self, site: Site, downloads: Downloads) -> list[Page]:
        """Our pages. A mistake in one of the site's own templates ends a build; a preview tells it and goes on with ours."""
        try:
            return self._previewed(site, pages(site, downloads))
        except TemplateMistakeError as mistake:
            if not self.serving:
                raise PluginError(f"stemma: {mistake}") from mistake
            told = str(mistake)
        log.error("%s", told)
        self.site = replace(site, templates=None)
        if self.extension is not None:
            self.extension.site = self.site
        return self._previewed(self.site, pages(self.site, downloads))

    def _previewed(self, site: Site, made: Iterator[Page]) -> list[Page]:
        """A preview has the problems on its pages, and one page more."""
        return list(preview(site, made) if self.serving else made)

    def _site(self) -> Site:
        if self.site is None:
            raise PluginError("stemma: the graph was not read")
        return self.site

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Date the pages."""
        publish.date_pages(self._site(), files, self.dates)
        return nav

    def on_page_markdown(self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Tell the Markdown extension where it is."""
        if self.extension is not None:
            self.extension.path = page.file.src_uri.rpartition(".")[0].removesuffix("/README") or "index"
        return markdown

    def on_page_content(self, html: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """In a preview, show on every page what is wrong."""
        if self.extension is not None and self.extension.mistakes:
            mistakes = list(dict.fromkeys(self.extension.mistakes))  # a block of each kind may meet the same one
            self.extension.mistakes.clear()
            if not self.serving:
                raise PluginError("\n".join(f"stemma: {mistake}" for mistake in mistakes))
            for mistake in mistakes:
                log.error("%s", mistake)
        if not self.serving:
            return html
        site = self._site()
        if isinstance(page.file, FinishedFile) and page.file.finished.path == problems_path(site):
            return html  # which says it all
        problems = "../" * page.url.count("/") + site.page_url(problems_path(site))
        return notice([d for d in site.project.diagnostics if d.level == "error"], problems) + html

    # A search takes a page that does not begin with its heading for two: one without the text, one without the address.
    @event_priority(100)
    def _before_search(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        if isinstance(page.file, FinishedFile) and page.content:
            page.file.whole = page.content
            page.content = page.file.as_searched(page.content)
        return context

    @event_priority(-100)
    def _after_search(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        if isinstance(page.file, FinishedFile) and page.file.whole is not None:
            page.content, page.file.whole = page.file.whole, None
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_page(self, output: str, *, page: HostPage, config: MkDocsConfig) -> str:
        """Say in the head what a page is about, and where its data are; in the content Material would run data as a
        script."""
        return with_head(output, page, config, self._site(), publish.home_of(config), self.files)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what names all pages, now that their titles are known."""
        if self.files.get_file_from_path(contents.PATH) is None:
            text_of_site = publish.contents_txt(self._site(), config, self.files).encode()
            write_file(text_of_site, str(Path(config.site_dir) / contents.PATH))
        if self.config.search == "pagefind":
            pagefind.build_index(Path(config.site_dir))


def _report(project: Project) -> None:
    """Log every problem; the host counts warnings itself."""
    levels: dict[str, Callable[..., None]] = {"error": log.error, "warning": log.warning, "note": log.info}
    for diagnostic in project.diagnostics:
        levels[diagnostic.level]("%s", text.full([diagnostic]).rstrip())
    log.info("%s", text.summary(project.read, project.diagnostics, len(project.accepted)))
