# `llms.txt`: what the site holds, for programs that read it. In: the site's pages and a checked project. Out: Markdown
# of the form that llmstxt.org describes: a title, a summary, and lists of links. Never longer than the claims allow.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from stemma.exchange.json_ld import Home
from stemma.exchange.plain_text import plain_text
from stemma.knowledge.address import data_of, url_of
from stemma.project import Project

PATH = "llms.txt"
MOST_CLAIMS = 200  # beyond that the page of all claims and the data say it better
_MOST_PAGES = 500
_MOST_WORDS = 200  # characters of a description


@dataclass(frozen=True, slots=True)
class Link:
    """A line of a list; `url` is relative to the site's root."""

    title: str
    url: str
    about: str = ""


def contents_txt(
    project: Project, home: Home, about: str, written: Sequence[Link], made: Sequence[Link], data: Sequence[Link]
) -> str:
    """The file's text: pages that people wrote, pages made of the whole graph, claims, and files of data."""
    counts = (
        f"{project.read['entities']:,} entities, {len(project.claims):,} claims, {project.read['figures']:,} figures"
    )
    parts = [
        f"# {_line(home.name) or 'Untitled'}",
        *([f"> {_line(about)}"] if about.strip() else []),
        f"A knowledge graph as a site: {counts}. Every value has its sources, and every computed one its formula.",
        f"The page of an entity at `{_example(project, home)}` has its data as JSON at `{data_of('ID')}`.",
    ]
    sections = (
        ("Pages", written[:_MOST_PAGES]),
        ("The graph", made[:_MOST_PAGES]),
        ("Claims", list(_claims(project, home))),
        ("Data", data),
    )
    for title, links in sections:
        if links:
            parts.append(f"## {title}\n\n" + "\n".join(_item(home, link) for link in links))
    return "\n\n".join(parts) + "\n"


def _example(project: Project, home: Home) -> str:
    folders = sorted({project.schema.types[e.type].folder for e in project.graph.named.values() if not e.broken})
    ending = "/" if home.directory_urls else ".html"
    return f"{folders[0] if len(folders) == 1 else 'TYPE'}/ID{ending}"


def _claims(project: Project, home: Home) -> Iterator[Link]:
    if len(project.claims) > MOST_CLAIMS:
        return
    for claim in project.claims:
        url = url_of(project.graph, claim.id, directory_urls=home.directory_urls)
        why = plain_text(project.derived, claim.rationale)
        yield Link(claim.entity.name, url, f"{claim.verdict or 'open'}. {why}".strip())


def _item(home: Home, link: Link) -> str:
    root = f"{home.url.rstrip('/')}/" if home.url else ""
    about = _short(_line(link.about))
    return f"- [{_line(link.title)}]({root}{quote(link.url, safe='/:#?=&%.-_~')}){f': {about}' if about else ''}"


def _line(text: str) -> str:
    """On one line, with nothing in it that would be read as the end of a link's text."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _short(text: str) -> str:
    if len(text) <= _MOST_WORDS:
        return text
    return f"{text[:_MOST_WORDS].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"


def type_links(project: Project, indexed: Iterable[tuple[str, str]]) -> list[Link]:
    """The tables of types, `(type, url)`, each with what it holds."""
    counted: dict[str, int] = {}
    for entity in project.graph.named.values():
        if not entity.broken:
            counted[entity.type] = counted.get(entity.type, 0) + 1
    types = project.schema.types
    return [
        Link(types[name].plural, url, f"{counted.get(name, 0):,}. {types[name].description}".strip())
        for name, url in indexed
    ]
