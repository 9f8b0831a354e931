# The numbered sources of one page. Each source gets its number where it is cited first; the list at the end of the page
# names them all.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from stemma.knowledge.accept import source_date
from stemma.knowledge.entity import Citation
from stemma.pages.context import Site
from stemma.pages.inline import field_parts


@dataclass(frozen=True, slots=True)
class Mark:
    """A source mark beside a value: its number, what it says on hover or focus, where it leads, and the place in the source."""

    number: int
    title: str
    href: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the page's list of sources."""

    number: int
    name: str
    href: str
    about: str
    places: tuple[str, ...]


@dataclass
class Notes:
    """Collects the sources of a page while it is made. Its marks lead to the page's own list, or where it will not be
    `listed_here`, to the sources' pages."""

    site: Site
    path: str
    listed_here: bool = True
    numbers: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)

    def marks(self, citations: tuple[Citation, ...]) -> tuple[Mark, ...]:
        """A mark for each source, once each."""
        made: dict[str, Mark] = {}
        for citation in citations:
            if citation.id not in self.site.graph.named:
                continue
            number = self._number(citation.id)
            places = self.places.setdefault(citation.id, [])
            if citation.at and citation.place not in places:
                places.append(citation.place)
            name = self.site.graph.named[citation.id].name
            href = f"#source-{number}" if self.listed_here else self.site.href(citation.id, self.path)
            made.setdefault(
                citation.id, Mark(number, f"{name} ({citation.place})" if citation.at else name, href, citation.place)
            )
        return tuple(sorted(made.values(), key=lambda mark: mark.number))

    def numbers_of(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """The numbers of the sources that marks of these would have."""
        return tuple(self._number(c.id) for c in citations if c.id in self.site.graph.named)

    def _number(self, source_id: str) -> int:
        return self.numbers.setdefault(source_id, len(self.numbers) + 1)

    def listed(self) -> tuple[Note, ...]:
        """The page's sources in the order of their numbers."""
        found = []
        for source_id, number in self.numbers.items():
            entity = self.site.graph.entities[source_id]
            publisher = ", ".join(p.text for p in field_parts(self.site, self.path, source_id, "publisher"))
            date = source_date(self.site.graph, source_id)
            about = ", ".join(
                part for part in (publisher if publisher != entity.name else "", date.display if date else "") if part
            )
            found.append(
                Note(number, entity.name, self.site.href(source_id, self.path), about, tuple(self.places[source_id]))
            )
        return tuple(found)
