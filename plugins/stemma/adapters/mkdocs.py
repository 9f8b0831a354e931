# MkDocs' door: each event is one call to a plain function. The graph is checked before the site's folder is touched;
# errors stop a build, while a preview goes on and shows them.
from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jinja2
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from stemma.adapters import mkdocs_publish as publish
from stemma.adapters import mkdocs_search as pagefind
from stemma.adapters.collector import paused
from stemma.adapters.git_dates import GitDates
from stemma.adapters.made import Made, make
from stemma.adapters.made_cache import kept
from stemma.adapters.markdown import StemmaExtension
from stemma.adapters.mkdocs_entries import SearchEntries, material_index, undisturbed
from stemma.adapters.mkdocs_files import FinishedData, FinishedFile, is_ours
from stemma.adapters.mkdocs_head import with_head
from stemma.adapters.mkdocs_pages import Wanted, wanted_data, wanted_pages
from stemma.adapters.mkdocs_preview import Built, Preview
from stemma.adapters.mkdocs_rebuild import Rebuilder
from stemma.adapters.mkdocs_shell import Shells, take_over
from stemma.adapters.progress import progress
from stemma.exchange import contents
from stemma.exchange.json_ld import Home
from stemma.knowledge.address import place_of
from stemma.knowledge.wording import count
from stemma.pages.chart import missing_library
from stemma.pages.context import Page, Site
from stemma.pages.problems import notice, preview, problems_path
from stemma.pages.site import ASSETS, SCRIPT, STYLESHEET
from stemma.pages.template import TemplateMistakeError
from stemma.project import Project
from stemma.recheck.follow import Follower
from stemma.recheck.opened import open_project
from stemma.text.files import Location

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

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
        self.follower = Follower()
        self.preview = Preview()
        self.site: Site | None = None
        self.extension: StemmaExtension | None = None
        self.git = GitDates()
        self.dates: Mapping[Path, datetime] = {}
        self.files = Files([])
        self.entries = SearchEntries(None)
        self.shells: Shells | None = None
        self.nav: Navigation | None = None
        self.env: jinja2.Environment | None = None
        self._wanted: tuple[dict[str, Wanted], dict[str, bytes]] = ({}, {})

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is a preview. That this event is handled keeps the plugin alive between rebuilds."""
        self.serving = command == "serve"
        self.preview.is_whole = self.serving and not dirty

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Have the server rebuild what an edit touches."""
        known = getattr(server, "_watched_paths", None)  # which has no public name
        if self.preview.is_whole and known is not None:
            watched = [*known, *config.watch]  # the server takes up those of the configuration after this
            server.builder = Rebuilder(self, watched, self.location(config).graph, builder)
        return server

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the stylesheet, the script, the Markdown extension and the folders to watch."""
        graph = self.location(config).graph
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

    def location(self, config: MkDocsConfig) -> Location:
        """Where the project lies."""
        root = Path(config.config_file_path).parent if config.config_file_path else Path()
        return Location(root, root / self.config.graph, Path(config.docs_dir), root)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and check the graph; errors end a build here, before the old site is deleted."""
        self.preview.begin_whole()
        project = self.read(config)
        errors, warnings = project.count("error"), project.count("warning")
        if (errors and not self.serving) or (config.strict and errors + warnings):
            found = [count(n, word) for n, word in ((errors, "errors"), (warnings, "warnings")) if n]
            raise PluginError(f"stemma: {' and '.join(found)} in the knowledge graph; `stemma check` lists them")

    def read(self, config: MkDocsConfig) -> Project:
        """Read and check the graph, report what is wrong with it, and make the site of it."""
        location = self.location(config)
        now = time.time_ns()
        hurry = nullcontext() if self.serving else paused()
        with progress("stemma: reading and checking"), hurry:
            project = self.follower.check(location, now) if self.serving else open_project(location, now)
        self.dates = self.git.below(Path(config.docs_dir), location.graph) if self.config.git_dates else {}
        site = publish.site_of(project, config, location.root / self.config.templates, self.dates)
        self.site = self.preview.watched(site, self.dates) if self.preview.is_whole else site
        if self.extension is not None:
            self.extension.site = self.site
        publish.report(project)
        return project

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add every page, asset and data file of ours."""
        pages, data = self.wanted(config, files)
        for page in pages.values():
            files.append(page.file(config))
        for uri, content in data.items():
            if files.get_file_from_path(uri) is None:  # a file of the site's own is nothing to write over
                files.append(FinishedData.generated(config, uri, content=content))
        self.files = files
        self._wanted = pages, data
        return files

    def wanted(self, config: MkDocsConfig, files: Files) -> tuple[dict[str, Wanted], dict[str, bytes]]:
        """Our pages and files by their addresses; those of others are among `files`."""
        site = self._site()
        made = self._made(site, publish.home_of(config), searchable=material_index(config) is not None)
        for problem in (made.problem, missing_library(site)):
            if problem:
                log.warning("%s", problem)
        others = {place_of(f.src_uri) for f in files if not is_ours(f) and f.is_documentation_page()}
        pages = wanted_pages(site, config, self.config, made, self._previewed(made.pages), others)
        return pages, wanted_data(site, config, self.config, made, others)

    def _made(self, site: Site, home: Home, *, searchable: bool) -> Made:
        """All that we make. A mistake in one of the site's own templates ends a build; a preview tells it and goes on with
        ours. A preview is made anew each time: what is wrong with the graph stands on its pages."""
        try:
            if self.serving:
                return make(site, home, searchable=searchable)
            return kept(site, home, searchable=searchable)
        except TemplateMistakeError as mistake:
            if not self.serving:
                raise PluginError(f"stemma: {mistake}") from mistake
            told = str(mistake)
        log.error("%s", told)
        self.site = self.preview.unwatched(site)
        if self.extension is not None:
            self.extension.site = self.site
        return make(self.site, home, searchable=searchable)

    def _previewed(self, made: Sequence[Page]) -> Sequence[Page]:
        """A preview has the problems on its pages, and one page more; the explorer stays the last."""
        return (*preview(self._site(), iter(made[:-1])), made[-1]) if self.serving else made

    def _site(self) -> Site:
        if self.site is None:
            raise PluginError("stemma: the graph was not read")
        return self.site

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Date the pages."""
        self.nav = nav
        self.date(files)
        return nav

    def date(self, files: Files) -> None:
        """Put the date of each page's last change where MkDocs has that of the build."""
        publish.date_pages(self._site(), files, self.dates)

    def on_page_markdown(self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Tell the Markdown extension where it is."""
        if self.extension is not None and not isinstance(page.file, FinishedFile):
            self.extension.path = page.file.src_uri.rpartition(".")[0].removesuffix("/README") or "index"
            self.extension.site = self.preview.begin(self._site())
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
        if not isinstance(page.file, FinishedFile):
            self.preview.end(page.file.src_uri, html)
        return self.with_notice(html, page)

    def with_notice(self, html: str, page: HostPage) -> str:
        """The HTML of a page below what is wrong with the graph."""
        site = self._site()
        if isinstance(page.file, FinishedFile) and page.file.finished.path == problems_path(site):
            return html  # which says it all
        problems = "../" * page.url.count("/") + site.page_url(problems_path(site))
        return self._notice(problems) + html

    def _notice(self, problems: str) -> str:
        return notice([d for d in self._site().project.diagnostics if d.level == "error"], problems)

    def told_everywhere(self) -> str:
        """What every page of a preview tells."""
        return self._notice("")

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Spare search and theme what is the same for many pages, where nobody else has a say in it."""
        self.env = env
        self.entries, self.shells = SearchEntries(None), None
        if undisturbed(config, self):
            self.entries = SearchEntries(material_index(config), change=self.preview.is_whole)
            self.shells = take_over(config, env, files)
        return env

    @event_priority(100)
    def _before_search(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        self.entries.before(page)
        return context

    @event_priority(-100)
    def _after_search(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        self.entries.after(page)
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_page(self, output: str, *, page: HostPage, config: MkDocsConfig) -> str:
        """Say in the head what a page is about, and where its data are; in the content Material would run data as a
        script."""
        return with_head(output, page, config, self._site(), self.files)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what names all pages, now that their titles are known."""
        if self.files.get_file_from_path(contents.PATH) is None:
            write_file(self.contents(config), str(Path(config.site_dir) / contents.PATH))
        if self.config.search == "pagefind":
            pagefind.build_index(Path(config.site_dir))
        if self.serving and self.nav is not None and self.env is not None:
            told = self.told_everywhere()
            self.preview.built = Built(config, self.files, self.nav, self.env, *self._wanted, told)

    def contents(self, config: MkDocsConfig) -> bytes:
        """What `llms.txt` holds."""
        return publish.contents_txt(self._site(), config, self.files).encode()
