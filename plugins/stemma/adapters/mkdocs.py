# MkDocs' door: each event is one call to a plain function. The graph is checked before the site's folder is touched;
# errors stop a build, while a preview goes on and shows them.
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils.templates import TemplateContext

from stemma.adapters.markdown import StemmaExtension
from stemma.adapters.mkdocs_files import NO_DATE, FinishedFile, finished_file, icons, named_in_nav
from stemma.exchange.graph_json import graph_json
from stemma.exchange.json_ld import Home, json_ld, script
from stemma.knowledge.address import place_of
from stemma.knowledge.wording import count
from stemma.pages.context import Site
from stemma.pages.explorer_of import explorer
from stemma.pages.problems import notice
from stemma.pages.site import ASSETS, SCRIPT, STYLESHEET, assets, pages
from stemma.project import Project, load_project
from stemma.report import text
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import Location

log = get_plugin_logger("stemma")
DATA = "data/graph.json"


class StemmaConfig(base.Config):
    """What concerns pages. All that decides findings is in the graph's schema."""

    graph = c.Type(str, default="graph")
    """The folder of the graph, relative to `mkdocs.yml`."""

    templates = c.Type(str, default="templates")
    """The folder of the site's own templates, relative to `mkdocs.yml`; there need not be one."""


class StemmaPlugin(BasePlugin[StemmaConfig]):
    """`plugins: [stemma]`."""

    def __init__(self) -> None:
        self.serving = False
        self.site: Site | None = None
        self.extension: StemmaExtension | None = None

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
        if str(graph) not in config.watch:
            config.watch.append(str(graph))
        for asset, listed in (
            (f"{ASSETS}/{STYLESHEET}", config.extra_css),
            (f"{ASSETS}/{SCRIPT}", config.extra_javascript),
        ):
            if asset not in listed:
                listed.append(asset)
        self.extension = StemmaExtension()
        others = [e for e in config.markdown_extensions if e != "stemma" and not isinstance(e, StemmaExtension)]
        config.markdown_extensions = [*others, self.extension]  # type: ignore[list-item] # Python-Markdown takes instances too
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
        project = load_project(self._location(config))
        templates = self._location(config).root / self.config.templates
        self.site = Site(
            project,
            directory_urls=config.use_directory_urls,
            templates=templates if templates.is_dir() else None,
            icons=icons(config.theme.dirs, (type_.icon for type_ in project.schema.types.values())),
        )
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
        found, explorer_pages = explorer(site)
        if explorer_pages.problem:
            log.warning("%s", explorer_pages.problem)
        hand_written = {place_of(file.src_uri) for file in files.documentation_pages()}
        for page in (*pages(site), found):
            if place_of(page.path) in hand_written:
                continue  # reported as `page-conflict`; only a preview comes this far
            is_index = page.path.endswith("/index") or page is found
            in_nav = is_index if config.nav is None else f"{page.path}.md" in named
            made = finished_file(
                config, page, site.project.files.get(page.data), in_nav=in_nav, title=named.get(f"{page.path}.md")
            )
            files.append(made)
        content = graph_json(site.project, directory_urls=site.directory_urls)
        made_files: list[tuple[str, str | bytes]] = [(DATA, content), *assets(site)]
        made_files += [(f"{ASSETS}/{path}", data) for path, data in sorted(explorer_pages.files.items())]
        for uri, data in made_files:
            files.append(File.generated(config, uri, content=data))
        return files

    def _site(self) -> Site:
        if self.site is None:
            raise PluginError("stemma: the graph was not read")
        return self.site

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Take from every page the date of the build: the same input gives the same site on any day."""
        for file in files.documentation_pages():
            if file.page is not None:
                file.page.update_date = NO_DATE
        return nav

    def on_page_markdown(self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Tell the Markdown extension where it is."""
        if self.extension is not None:
            self.extension.path = page.file.src_uri.rpartition(".")[0].removesuffix("/README") or "index"
        return markdown

    def on_page_content(self, html: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """In a preview, show on every page what is wrong."""
        errors: list[Diagnostic] = (
            [d for d in self._site().project.diagnostics if d.level == "error"] if self.serving else []
        )
        return notice(errors) + html

    # A search takes a page that does not begin with its heading for two: one without the text, one without the address.
    @event_priority(100)
    def _before_search(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        if isinstance(page.file, FinishedFile) and page.content:
            page.file.whole = page.content
            page.content = page.content[max(page.content.find("<h1"), 0) :]
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
        """Say in the head, as data, what an entity's page is about; in the content Material would run it as a script."""
        site, path = self._site(), page.file.finished.path if isinstance(page.file, FinishedFile) else ""
        entity_id = path.rpartition("/")[2]
        if entity_id not in site.graph.entities or site.path(entity_id) != path:
            return output
        home = Home(config.site_name, config.site_url or "", site.directory_urls)
        data = json_ld(site.project, entity_id, home)
        return output.replace("</head>", f"{script(data)}</head>", 1) if data else output


def _report(project: Project) -> None:
    """Log every problem; the host counts warnings itself."""
    levels: dict[str, Callable[..., None]] = {"error": log.error, "warning": log.warning, "note": log.info}
    for diagnostic in project.diagnostics:
        levels[diagnostic.level]("%s", text.full([diagnostic]).rstrip())
    log.info("%s", text.summary(project.read, project.diagnostics))
