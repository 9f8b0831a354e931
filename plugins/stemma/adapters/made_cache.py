# What was made of a site, kept for the next build. In: the site and the settings that its pages depend on. Out: the same
# pages and files, byte for byte, or nothing: an entry of other input, of another version, or that is not whole is absent.
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from importlib import metadata, resources
from pathlib import Path
from platform import python_version
from typing import Any, cast

from stemma.adapters.data_files import LICENCES
from stemma.adapters.made import Made, make
from stemma.exchange.json_ld import Home
from stemma.pages.context import Heading, Page, Site
from stemma.pages.moved import Moved
from stemma.project import CACHE_FOLDER
from stemma.text.cache import Cache

FOLDER = "site"
PART = 8 << 20  # bytes of one file of the cache
MOST = 2 << 30  # bytes of a site that is kept; a larger one is made anew each time
# What our pages are made with besides ourselves.
_WITH = ("jinja2", "markdown", "markupsafe", "msgpack", "pint", "pyvis", "pyyaml", "rcssmin", "rjsmin")


def kept(site: Site, home: Home, *, searchable: bool) -> Made:
    """What `make` gives, from the cache where it has that. Raises `TemplateMistakeError`."""
    cache = MadeCache(site, home, searchable=searchable)
    found = cache.load()
    if found is None:
        found = make(site, home, searchable=searchable)
        unchanged = MadeCache(site, home, searchable=searchable).key == cache.key  # a template may be edited meanwhile
        if unchanged and not found.problem:  # a problem may be mended without a trace in the input
            cache.store(found)
    return found


class MadeCache:
    """One site beside `mkdocs.yml`: the last that was made."""

    def __init__(self, site: Site, home: Home, *, searchable: bool) -> None:
        self.key = _key(site, home, searchable=searchable)
        self._cache = Cache(site.project.location.root / CACHE_FOLDER / FOLDER)

    def load(self) -> Made | None:
        """What was kept of the same input, or None."""
        records: list[Any] = []
        total = 1
        while len(records) < total:
            part = self._cache.load(self._name(len(records)))
            match part:
                case [self.key, int(n), list(found)] if n > 0 and (not records or n == total):
                    total = n
                    records.append(found)
                case _:
                    return None
        return _read([record for found in records for record in found])

    def store(self, made: Made) -> None:
        """Keep this, and forget what was kept before."""
        parts: list[list[Any]] = [[]]
        size = whole = 0
        for record in _written(made):
            length = sum(len(value) for value in record if isinstance(value, (str, bytes)))
            if size and size + length > PART:
                parts.append([])
                size = 0
            parts[-1].append(record)
            size, whole = size + length, whole + length
        if whole > MOST:
            parts = []
        for number, part in enumerate(parts):
            self._cache.store(self._name(number), [self.key, len(parts), part])
        self._cache.keep_only({self._name(number) for number in range(len(parts))})

    def _name(self, number: int) -> str:
        return f"{self.key[:32]}-{number}"


def _key(site: Site, home: Home, *, searchable: bool) -> str:
    """A digest of everything that pages and files are made from."""
    found = hashlib.sha256()
    for part in _inputs(site):
        found.update(b"%d:" % len(part))
        found.update(part)
    found.update(repr((searchable, site.directory_urls, astuple(home), site.name, site.home)).encode())
    return found.hexdigest()


def _inputs(site: Site) -> Iterator[bytes]:
    project = site.project
    for path, known_by in sorted(project.digests.items()):
        yield path.encode()
        yield known_by
    graph, root = project.location.graph, project.location.root
    read = [graph / name for name in LICENCES]
    read += [graph / file.path for file in project.schema.rule_files]
    read += sorted(site.templates.rglob("*")) if site.templates else []
    for file in read:
        if file.is_file():
            yield (file.relative_to(root) if file.is_relative_to(root) else file).as_posix().encode()
            yield file.read_bytes()
    for told in (site.icons, site.edit, {path: when.isoformat() for path, when in site.changed.items()}):
        yield repr(sorted(told.items())).encode()
    yield repr((python_version(), [_version(name) for name in _WITH], _ourselves())).encode()


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _ourselves() -> list[tuple[str, int, int]]:
    """The files of this package: one that is being worked on has the same version all the time."""
    folder = Path(str(resources.files("stemma")))
    found = ((path, path.stat()) for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return sorted((path.relative_to(folder).as_posix(), about.st_size, about.st_mtime_ns) for path, about in found)


def _written(made: Made) -> Iterator[tuple[Any, ...]]:
    """Plain records, the pages first; the kind of each stands at its head."""
    yield "problem", made.problem
    for page in made.pages:
        headings = [[h.level, h.id, h.title] for h in page.headings]
        searched = made.searched.get(page.path)
        yield (
            "page", page.path, page.title, page.html, headings, page.description, page.data, page.boost, list(page.names),
            page.carries_on,
            None if searched is None else [list(section) for section in searched], made.linked.get(page.path, ""),
        )  # fmt: skip
    for path, data in made.files:
        yield "file", path, data
    for moved in made.moved:
        yield ("moved", *moved)


def _read(records: Iterable[Any]) -> Made | None:
    """The records as they were, or None where one of them is not what it should be."""
    pages: list[Page] = []
    files: list[tuple[str, bytes]] = []
    moved: list[Moved] = []
    problems: list[str] = []
    searched = {}
    linked = {}
    for record in records:
        match record:
            case ["page", str(path), str(title), str(html), list(headings), str(description), str(data), int(boost),
                  list(names), bool(carries_on), None | list() as sections, str(about)] if _page_is_sound(path, headings, names, sections):  # fmt: skip
                toc = tuple(Heading(*heading) for heading in headings)
                pages.append(
                    Page(path, title, html, toc, description, data, boost, tuple(names), carries_on=carries_on)
                )
                if sections is not None:
                    searched[path] = tuple(tuple(section) for section in sections)
                if about:
                    linked[path] = about
            case ["file", str(path), bytes(content)] if _is_inside(path):
                files.append((path, content))
            case ["moved", str(page), str(path), bytes(content)] if _is_inside(path):
                moved.append(Moved(page, path, content))
            case ["problem", str(problem)]:
                problems.append(problem)
            case _:
                return None
    if len(problems) != 1:
        return None
    return Made(tuple(pages), tuple(files), tuple(moved), problems[0], cast("Any", searched), linked)


def _page_is_sound(path: str, headings: list[Any], names: list[Any], sections: list[Any] | None) -> bool:
    return (
        _is_inside(path)
        and all(_are(heading, int, str, str) for heading in headings)
        and all(isinstance(name, str) for name in names)
        and all(_are(section, (str, type(None)), str, str) for section in sections or ())
    )


def _are(values: Any, *kinds: type | tuple[type, ...]) -> bool:
    """Whether it is a list of values of these kinds."""
    return (
        isinstance(values, list)
        and len(values) == len(kinds)
        and all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True))
    )


def _is_inside(path: str) -> bool:
    """Whether an address lies in the site: whatever a file of the cache says, nothing is written elsewhere."""
    return (
        bool(path)
        and "\\" not in path
        and ":" not in path
        and "\0" not in path
        and not {"", ".", ".."} & {*path.split("/")}
    )
