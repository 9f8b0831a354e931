# Builds and previews in this process, which takes a tenth of a process of its own: for tests that need many.
from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
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
