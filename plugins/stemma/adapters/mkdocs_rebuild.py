# A preview's rebuild: after an edit only those pages are rendered and written that show something of it, and everything else
# keeps its bytes and its time. In: the plugin, and what the last whole build left. Out: the site as a whole build would write
# it, or nothing where only a whole build can tell: MkDocs then makes one.
from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands import build as whole_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger

from stemma.adapters.collector import held_back, settle
from stemma.adapters.mkdocs_entries import is_known_search
from stemma.adapters.mkdocs_pages import Wanted
from stemma.adapters.mkdocs_preview import Built
from stemma.adapters.mkdocs_update import PARTS, NeedsWholeBuildError, Update
from stemma.knowledge.wording import count

if TYPE_CHECKING:
    from stemma.adapters.mkdocs import StemmaPlugin

log = get_plugin_logger("stemma")

Stamp = tuple[int, int]
_PAGES = re.compile(r"\bpages\b")  # what templates know all pages by


class Rebuilder:
    """Stands where the server has its builder. `rendered` are the pages that the last rebuild rendered, by their paths in
    the folder of pages; None after a whole build."""

    def __init__(
        self, plugin: StemmaPlugin, watched: Collection[str], graph: Path, builder: Callable[[], None]
    ) -> None:
        self.plugin = plugin
        self.watched = watched
        self.graph = graph
        self.builder = builder
        self.stamps = stamps_of(watched, graph)
        settle()
        self.rendered: list[str] | None = None

    def __call__(self) -> None:
        """Bring the site up to date."""
        start = time.monotonic()
        try:
            with held_back():
                self.rendered = self._rebuilt()
        except NeedsWholeBuildError as why:
            log.info("Building the whole site: %s", why)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a whole build meets it too, and says what it is
            log.info("Building the whole site, since this went wrong: %r", error)
        else:
            log.info("%s in %.2f seconds", count(len(self.rendered), "pages"), time.monotonic() - start)
            return
        self.rendered = None
        self.plugin.preview.built = None
        self.builder()
        settle()

    def _rebuilt(self) -> list[str]:
        plugin, built = self.plugin, self.plugin.preview.built
        before, self.stamps = self.stamps, stamps_of(self.watched, self.graph)
        if built is None:
            raise NeedsWholeBuildError("the last one did not end")
        why = whole_only(built.config, plugin)
        if why:
            raise NeedsWholeBuildError(why)
        edited = _edited(built, before, self.stamps)
        plugin.read(built.config)
        if plugin.preview.began_anew:
            raise NeedsWholeBuildError("the schema, a template, an icon or a date changed")
        pages, data = plugin.wanted(built.config, built.files)
        if not plugin.preview.is_kept:
            raise NeedsWholeBuildError("a template has a mistake")
        _same_navigation(built.pages, pages)
        return Update(plugin, built, pages, data, edited).run()


def _edited(built: Built, before: Mapping[str, Stamp], now: Mapping[str, Stamp]) -> set[str]:
    """The hand-written pages that were edited, by their paths in their folder."""
    known = {str(Path(f.abs_src_path)): f.src_uri for f in built.files if f.abs_src_path and f.page is not None}
    changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
    other = sorted(path for path in changed if path not in known or path not in now or path not in before)
    if other:
        raise NeedsWholeBuildError(f"{Path(other[0]).name} was edited, added or removed")
    return {known[path] for path in changed}


def whole_only(config: MkDocsConfig, plugin: StemmaPlugin) -> str:
    """Why nothing less than a whole build will do for this project, or ''."""
    if any(not hasattr(whole_build, name) for name in PARTS):
        return "this MkDocs has no parts that could be asked for"
    others = [name for name, other in config.plugins.items() if other is not plugin and not is_known_search(other)]
    if others:
        return f"the plugin `{others[0]}` may want to see every page"
    if config.hooks:
        return "a hook may want to see every page"
    if plugin.config.social_cards:
        return "pictures are drawn for every entity"
    if config.strict:
        return "`strict` holds for the whole site"
    if plugin.location(config).graph.is_relative_to(config.docs_dir):
        return "the graph's files are published as they are"
    own = Path(config.theme.custom_dir) if config.theme.custom_dir else None
    if own is not None and any(_PAGES.search(path.read_text("utf-8", "replace")) for path in own.rglob("*.html")):
        return "a template in the theme's `custom_dir` may show any page"
    return ""


def stamps_of(watched: Iterable[str], graph: Path) -> dict[str, Stamp]:
    """Time and size of all files that a preview watches, but for the graph's own."""
    graph = graph.resolve()
    found = {}
    for path in dict.fromkeys(map(Path, watched)):
        for file in _files(path, graph) if path.is_dir() else [path]:
            with suppress(OSError):  # it may be gone by now
                stat = file.stat()
                found[str(file)] = (stat.st_mtime_ns, stat.st_size)
    return found


def _files(folder: Path, graph: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        if Path(at).resolve() == graph:
            folders.clear()
        else:
            yield from (Path(at, name) for name in files)


def _same_navigation(before: Mapping[str, Wanted], now: Mapping[str, Wanted]) -> None:
    """Raise NeedsWholeBuildError where what the navigation shows is another now."""
    old, new = ([(uri, page.in_navigation) for uri, page in pages.items() if page.in_nav] for pages in (before, now))
    if old != new:
        raise NeedsWholeBuildError("the navigation changes")
