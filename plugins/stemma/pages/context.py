# What every page needs to know of the site: addresses, what rests on what, which claims speak of whom. Built once a build.
from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from stemma.knowledge.address import page_of, special_page, url_of
from stemma.knowledge.claims import Claim
from stemma.knowledge.entity import Entity, Named
from stemma.knowledge.graph import Graph
from stemma.knowledge.impact import Impact, ImpactIndex
from stemma.knowledge.watch import Watch
from stemma.project import Project

if TYPE_CHECKING:
    from stemma.pages.lineage import Drawn

T = TypeVar("T")
MOST_LINES = 200  # of a list that a page bears
MANY_LINEAGES = 150  # entities that have one: their wider views take most of the time of a build


@dataclass(frozen=True)
class Heading:
    """An entry of a page's table of contents."""

    level: int
    id: str
    title: str


@dataclass(frozen=True)
class Page:
    """A finished page: `path` has no ending (`models/deepseek-r1`, `models/index`), `html` is its content, `data` the file
    that its edit link opens ('' where there is none); `boost` is its weight in searches that know weights, 0 where the theme's is
    to pass it over, and `names` are those besides its title that a search is to take for titles too."""

    path: str
    title: str
    html: str
    headings: tuple[Heading, ...] = ()
    description: str = ""
    data: str = ""
    boost: int = 1
    names: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    """What its scripts load when a reader asks for it: path below our assets, and content."""
    carries_on: bool = False
    """Whether it only goes on with what another page began: searches and lists of pages pass it over."""

    @property
    def leads_on(self) -> bool:
        """Whether it is a way in to others: the index of a type, or a page about the whole graph."""
        return self.path.endswith("/index") or "/" not in self.path


@dataclass(frozen=True)
class Site:
    """A project and how its site is laid out."""

    project: Project
    directory_urls: bool = True
    templates: Path | None = None
    """The folder of the site's own templates."""
    icons: Mapping[str, str] = field(default_factory=dict)
    """The SVG of the icons that the schema names, by name."""
    name: str = ""
    home: str = ""
    """The site's absolute address with a slash at its end, or '' where it is not known."""
    changed: Mapping[str, datetime] = field(default_factory=dict)
    """When the graph's files last changed, by the paths that messages show."""
    edit: Mapping[str, str] = field(default_factory=dict)
    """Where each of these files can be mended."""
    drawn: dict[tuple[str, tuple[str, ...], Hashable], Drawn | None] = field(default_factory=dict)
    """The lineage drawings of one entity, by its id, what they show, and how."""
    watch: Watch | None = None
    """What notes who reads what, in a preview."""
    _shared: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        return self.project.graph

    def shown(self) -> list[Entity]:
        """The entities that have pages."""
        return [e for e in self.graph.entities.values() if not e.broken]

    def named(self) -> list[Named]:
        """What the entities that have pages are called."""
        return [e for e in self.graph.named.values() if not e.broken]

    def shared(self, key: Hashable, make: Callable[[], T]) -> T:
        """What several pages show, made once."""
        if self.watch is not None:
            return self.watch.once(key, make)
        if key not in self._shared:
            self._shared[key] = make()
        found: T = self._shared[key]
        return found

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is asked for once in a build: kept for the next one where there will be one, in a preview."""
        return make() if self.watch is None else self.watch.once(key, make)

    def for_same(self, key: Hashable, given: Any, make: Callable[[], T]) -> T:
        """What is made of nothing but what is `given`: in a preview made again where that is not what it was."""
        return make() if self.watch is None else self.watch.for_same(key, given, make)

    def resting_on(self, source: str) -> Impact:
        """What rests on a source."""
        return self.shared(("impact", source), lambda: self.impact.of_source(source))

    def url(self, entity_id: str) -> str:
        """An entity's address relative to the site's root."""
        return self.shared(
            ("url", entity_id), lambda: url_of(self.graph, entity_id, directory_urls=self.directory_urls)
        )

    def page_url(self, path: str) -> str:
        """A page's address relative to the site's root."""
        if path == "index":
            return ""
        if path.endswith("/index"):
            return path[: -len("index")] if self.directory_urls else f"{path}.html"
        return f"{path}/" if self.directory_urls else f"{path}.html"

    def special(self, name: str) -> str:
        """The path of a page about the whole graph, such as `explore` or `figures`."""
        return special_page(self.graph.schema, name)

    def root(self, path: str) -> str:
        """The way from a page back to the site's root: `../../`, or '' for the home page."""
        return "../" * self.page_url(path).count("/")

    def href(self, entity_id: str, path: str) -> str:
        """The link from the page at `path` to an entity."""
        return self.root(path) + self.url(entity_id)

    def path(self, entity_id: str) -> str:
        return page_of(self.graph, entity_id)

    @cached_property
    def many_lineages(self) -> bool:
        """Whether so many entities have a lineage that their figures must be frugal."""
        return sum(bool(self.graph.parents(e) or self.graph.children(e)) for e in self.graph.entities) > MANY_LINEAGES

    @cached_property
    def is_small(self) -> bool:
        """Whether it has so few figures and claims that no list of them can be long."""
        return len(self.project.derived.figures) + len(self.project.claims) <= MOST_LINES

    @cached_property
    def claims_about(self) -> Mapping[str, tuple[Claim, ...]]:
        found: dict[str, list[Claim]] = {}
        for claim in self.project.claims:
            for entity_id in claim.about:
                found.setdefault(entity_id, []).append(claim)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        return {claim.id: claim for claim in self.project.claims}

    @cached_property
    def impact(self) -> ImpactIndex:
        return ImpactIndex(self.project.derived, self.project.claims)
