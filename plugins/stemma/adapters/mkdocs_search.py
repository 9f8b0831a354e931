# Pagefind as the site's search: an index in small parts, of which a reader loads what a query needs. In: MkDocs'
# configuration, and the built site. Out: the theme's search box with that search behind it, and the index.
from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from stemma.pages.context import Page
from stemma.pages.site import ASSETS, smaller

SCRIPT = f"{ASSETS}/search.js"
FOLDER = f"{ASSETS}/pagefind"
_BINARIES = ("pagefind_bin", "pagefind_bin_extended")
# Every page but the one for addresses that do not exist, which Pagefind cannot be told to leave out.
_GLOB = "{[!4]*.html,4[!0]*.html,40[!4]*.html,404[!.]*.html,*/**/*.html}"
_LEFT_OUT = "[data-search-exclude], .headerlink, .md-content__button, .md-tags, .md-source-file, .st-foot"
_UNUSED = ("pagefind-*.js", "pagefind-*.css")
_HEADING = re.compile(r'<h1 id="[^"]*"')
_NAMES = '<p class="st-aliases"'
_HEAVIEST = 10  # that Pagefind knows


def prepare(config: MkDocsConfig) -> None:
    """Put our search box in the place of the theme's. Raises PluginError where something is missing."""
    if config.theme.name != "material":
        raise PluginError("stemma: `search: pagefind` works with the theme Material alone; leave the option out")
    if "material/search" not in config.plugins:
        raise PluginError("stemma: `search: pagefind` needs Material's search box; add `search` to `plugins`")
    if find_spec("pagefind") is None or not any(map(find_spec, _BINARIES)):
        raise PluginError(
            "stemma: `search: pagefind` needs the package pagefind with its program: pip install 'mkdocs-stemma[pagefind]'"
        )
    ours = str(resources.files("stemma.adapters").joinpath("theme"))
    if ours not in config.theme.dirs:
        own = [config.theme.custom_dir] if config.theme.custom_dir else []
        config.theme.dirs.insert(len(own), ours)  # behind what the site itself overrides, before the theme


def script() -> bytes:
    """The script of the search box."""
    found = resources.files("stemma.pages").joinpath("assets", "search", "search.js")
    return f"{smaller(found)}\n".encode()


def marked(page: Page) -> Page:
    """A page of ours with what makes Pagefind find a thing by its names before what is written about it. The theme's own
    index, which nobody will load, is spared it."""
    weight = f' data-pagefind-weight="{min(2 + page.boost, _HEAVIEST)}"'
    html = _HEADING.sub(rf"\g<0>{weight}", page.html, count=1).replace(_NAMES, _NAMES + weight, 1)
    return replace(page, html=html, boost=0)


def build_index(site: Path) -> None:
    """Index the built site; raises PluginError where Pagefind fails."""
    target = site / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    arguments = [
        "--site",
        site,
        "--output-path",
        target,
        "--glob",
        _GLOB,
        "--root-selector",
        "article",
        "--exclude-selectors",
        _LEFT_OUT,
    ]
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        [sys.executable, "-m", "pagefind", *map(str, arguments), "--quiet"],
        capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        raise PluginError(f"stemma: Pagefind failed: {(done.stderr or done.stdout).strip()}")
    for pattern in _UNUSED:
        for file in target.glob(pattern):
            if not file.name.endswith(".pf_meta"):
                file.unlink()
