# Builds and previews in this process, which takes a tenth of a process of its own: for tests that need many.
from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError

CONFIG = "site_name: T\nsite_url: https://ships.example.org/\ntheme: mkdocs\nplugins: [stemma: {git_dates: false}]\n"


@dataclass(frozen=True, slots=True)
class Built:
    """A build in this process: whether it ended well, what it logged, and its site."""

    well: bool
    log: str
    site: Path

    def page(self, path: str) -> str:
        """The HTML of a page (`ships/argo/`, or '' for the home page)."""
        return (self.site / path / "index.html").read_text("utf-8")


def build_here(project: Path, *, strict: bool = False, serve: bool = False) -> Built:
    """The project built as `mkdocs build` does it, or as `mkdocs serve` does."""
    site = project / "site"
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    well = True
    try:
        config = load_config(str(project / "mkdocs.yml"), strict=strict, site_dir=str(site))
        config.plugins.on_startup(command="serve" if serve else "build", dirty=False)
        build(config)
    except (Abort, PluginError) as error:
        well = False
        told.write(str(error))
    finally:
        logger.removeHandler(handler)
    return Built(well, told.getvalue(), site)


class Serving:
    """A preview in this process, as `mkdocs serve` has it, without its server. `wholes` counts whole builds."""

    URL = "http://127.0.0.1:8000/"

    def __init__(self, project: Path, site: Path) -> None:
        self.project, self.site, self.wholes = project, site, 0
        self._plugins: dict[object, object] = {}
        with self._own_plugins():
            config = self._config()
            config.plugins.on_startup(command="serve", dirty=False)
            self._whole(config)
            self._server = SimpleNamespace(
                builder=self._whole, _watched_paths=(config.docs_dir, config.config_file_path)
            )
            config.plugins.on_serve(self._server, config=config, builder=self._whole)

    def _config(self) -> MkDocsConfig:
        config = load_config(str(self.project / "mkdocs.yml"), site_dir=str(self.site))
        config.site_url = self.URL
        return config

    def _whole(self, config: MkDocsConfig | None = None) -> None:
        self.wholes += 1
        build(config or self._config(), serve_url=self.URL)

    def rebuild(self) -> list[str] | None:
        """What the server does after an edit. The pages that were rendered; None where all were."""
        with self._own_plugins():
            self._server.builder()
        rendered: list[str] | None = self._server.builder.rendered
        return rendered

    @contextmanager
    def _own_plugins(self) -> Iterator[None]:
        """MkDocs keeps plugins that live from build to build for a process, which has but one site as a rule."""
        cache = MkDocsConfig.plugins.plugin_cache
        others = dict(cache)
        cache.clear()
        cache.update(self._plugins)
        try:
            yield
        finally:
            self._plugins = dict(cache)
            cache.clear()
            cache.update(others)


def built_anew(project: Path, site: Path) -> None:
    """The same site by a preview that has just begun."""
    Serving(project, site)
