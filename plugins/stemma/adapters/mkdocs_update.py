# The part of a site that differs from what the last build left. In: the pages and files that are wanted now, and MkDocs' own
# view of the site. Out: these written, each by MkDocs' own functions, so that they are what a whole build would write.
from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mkdocs.commands import build as whole_build
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.pages import Page as HostPage

from stemma.adapters import mkdocs_search as pagefind
from stemma.adapters.mkdocs_files import FinishedData, FinishedFile, is_ours
from stemma.adapters.mkdocs_pages import Wanted
from stemma.adapters.mkdocs_preview import Built
from stemma.exchange import contents

if TYPE_CHECKING:
    from stemma.adapters.mkdocs import StemmaPlugin

# MkDocs has no public names for what a build does to one page; these have been what they are since its version 1.0.
PARTS = ("_populate_page", "_build_page", "_build_theme_template", "_build_extra_template")
INDEX = "search/search_index.json"
_INCLUDING = re.compile("snippet|include")  # extensions that bring in other files


class NeedsWholeBuildError(Exception):
    """Says why what changed is more than pages can tell."""


class Update:
    """One update; `edited` are hand-written pages by their paths in their folder."""

    def __init__(
        self,
        plugin: StemmaPlugin,
        built: Built,
        pages: dict[str, Wanted],
        data: dict[str, bytes],
        edited: Collection[str],
    ) -> None:
        self.plugin, self.built, self.edited = plugin, built, edited
        self.config, self.preview = built.config, plugin.preview
        self.pages, self.data = pages, data

    def run(self) -> list[str]:
        """Write what differs, and give the pages that were rendered. Raises NeedsWholeBuildError."""
        built = self.built
        told = self.plugin.told_everywhere()
        everywhere, built.told = told != built.told, told
        changed = [uri for uri, page in self.pages.items() if built.pages.get(uri) != page]
        others = self._list_files()
        self.plugin.files = built.files
        self.plugin.date(built.files)
        own = list(self.pages) if everywhere else changed
        rendered = [*self._hand_written(everywhere=everywhere, others=others), *own]
        for uri in own:
            self._populate(self._file(uri))
        if rendered or others:
            self._templates(all_pages=bool(others))
        self._render(rendered)
        self._ends(searched=bool(rendered or others))
        built.pages, built.data = self.pages, self.data
        return rendered

    def _list_files(self) -> set[str]:
        """Write the files that are others now, have MkDocs' list hold what there is now, in the order in which a whole build
        has it, and remove what is no more. Out: the pages and files that came or went, by their paths."""
        built, known = self.built, self.built.files.src_uris
        others = [file for file in known.values() if not is_ours(file)]
        wanted = {file.src_uri for file in others} | self.pages.keys() | self.data.keys()
        addresses = {file.dest_uri for file in others}
        for uri in known.keys() - wanted:  # first, since something else may have its address now
            if known[uri].dest_uri in addresses:
                raise NeedsWholeBuildError(f"{known[uri].dest_uri} is a file of the site's own again")
            _remove(known[uri])
        pages = [
            known[uri] if uri in known and built.pages[uri].data == page.data else page.file(self.config)
            for uri, page in self.pages.items()
        ]
        taken = {file.src_uri for file in others}
        data = [
            known[uri] if built.data.get(uri) == content else self._written(uri, content)
            for uri, content in self.data.items()
            if uri not in taken
        ]
        found = Files([*others, *pages, *data])
        built.files = found
        return known.keys() ^ found.src_uris.keys()

    def _written(self, uri: str, content: bytes) -> File:
        made = FinishedData.generated(self.config, uri, content=content)
        set_exclusions([made], self.config)
        if InclusionLevel.is_in_serve(made.inclusion):
            made.copy_file()
        return made

    def _file(self, uri: str) -> File:
        file = self.built.files.src_uris[uri]
        if isinstance(file, FinishedFile):
            self.pages[uri].put_in(file)
        return file

    def _populate(self, file: File) -> None:
        """Have a page read and converted."""
        if file.page is None:
            return
        whole_build._populate_page(file.page, self.config, self.built.files)  # noqa: SLF001 - see PARTS
        if isinstance(file, FinishedFile) and self.plugin.shells is not None:
            file.page.meta["template"] = self.plugin.shells

    def _hand_written(self, *, everywhere: bool, others: Collection[str]) -> list[str]:
        """Convert the hand-written pages that were edited, that read what was, or that may link to `others`, which came or went;
        all where they may include other files. The ones to render, with those whose notice alone is another."""
        anything = any(_INCLUDING.search(str(name)) for name in self.config.markdown_extensions)
        names = {PurePosixPath(uri).stem for uri in others}
        found = []
        for uri, before in list(self.preview.content.items()):
            file = self.built.files.src_uris[uri]
            if file.page is None:
                continue
            linked = any(name in file.content_string for name in names) if names else False
            if anything or linked or uri in self.edited or not self.preview.is_valid(uri):
                told = _told(file.page)
                self._populate(file)
                if _told(file.page) != told:
                    raise NeedsWholeBuildError(f"{uri} has another title, or says something else at its head")
                if uri not in self.edited and not everywhere and self.preview.content[uri] == before:
                    continue
                found.append(uri)
            elif everywhere:
                file.page.content = self.plugin.with_notice(before, file.page)
                found.append(uri)
        return found

    def _templates(self, *, all_pages: bool) -> None:
        """Have the site's own templates, which may show any page, written again, and what lists `all_pages`."""
        built, site = self.built, Path(self.config.site_dir)
        for name in self.config.theme.static_templates if all_pages else ():
            with _timeless(site / name, site / f"{name}.gz"):
                whole_build._build_theme_template(name, built.env, built.files, self.config, built.nav)  # noqa: SLF001
        for name in self.config.extra_templates:
            with _timeless(site / name):
                whole_build._build_extra_template(name, built.files, self.config, built.nav)  # noqa: SLF001

    def _render(self, uris: Iterable[str]) -> None:
        documents = self.built.files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
        for uri in uris:
            file = self.built.files.src_uris[uri]
            if file.page is not None:
                with _timeless(Path(file.abs_dest_path)):
                    whole_build._build_page(  # noqa: SLF001 - see PARTS
                        file.page, self.config, documents, self.built.nav, self.built.env, excluded=file.inclusion.is_excluded()
                    )  # fmt: skip
                file.page.validate_anchor_links(files=self.built.files, log_level=self.config.validation.links.anchors)

    def _ends(self, *, searched: bool) -> None:
        """Write what names all pages."""
        site = Path(self.config.site_dir)
        if searched:
            index = self.plugin.entries.whole(self.built.files.src_uris)
            if index is not None:
                _write(site / INDEX, index)
        if self.built.files.get_file_from_path(contents.PATH) is None:
            _write(site / contents.PATH, self.plugin.contents(self.config))
        if searched and self.plugin.config.search == "pagefind":
            pagefind.build_index(site)


@contextmanager
def _timeless(*paths: Path) -> Iterator[None]:
    """Files that are written again as they were keep their time: what syncs a site then leaves them alone."""
    before = [(path, path.read_bytes(), path.stat()) for path in paths if path.is_file()]
    yield
    for path, content, stat in before:
        if path.is_file() and path.read_bytes() == content:
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _told(page: HostPage) -> tuple[object, ...]:
    """What others may show of a page."""
    return page.title, repr(sorted(page.meta.items(), key=lambda item: str(item[0])))


def _remove(file: File) -> None:
    Path(file.abs_dest_path).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Write a file, where it does not hold this already."""
    try:
        if path.read_bytes() == content:
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
