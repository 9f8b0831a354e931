# The explorer: the page for wandering through the whole graph. Plain nodes and edges in; the page's HTML and its data
# files out. The only module that knows pyvis, whose network the starting view is filled through, and whose copy of
# vis-network draws it.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from stemma.pages.data_script import data_script
from stemma.pages.explorer_near import ExplorerEdge, ExplorerNode, Near, Record, nearby
from stemma.pages.explorer_page import explorer_page
from stemma.pages.explorer_search import search_files

__all__ = ["ExplorerEdge", "ExplorerNode", "ExplorerSite", "explorer_files"]

START = "explorer/start.js"
LIBRARY = "vis-network.min.js"


@dataclass(frozen=True, slots=True)
class ExplorerSite:
    """The explorer. `files` lie below `assets/stemma/`; `problem` says what is missing where it cannot work."""

    page_html: str
    files: dict[str, bytes] = field(default_factory=dict)
    problem: str | None = None


def explorer_files(nodes: Iterable[ExplorerNode], edges: Iterable[ExplorerEdge], *, focus: str) -> ExplorerSite:
    """The page and its data: small files of each neighbourhood, an index for the search, and the drawing library.

    The page starts from `focus`, or from the entity with the most relations where there is no such id. It does not
    raise: without pyvis the answer's `problem` is set, the page says the same and how to mend it, and the neighbourhoods'
    files are there all the same, since previews of links show their cards.
    """
    near = Near.build(nodes, edges)
    found = {path: data for name in near.nodes for path, data in near_files(near, name)}
    return explorer_from(near, focus, found, lambda: search_files(near))


def near_files(near: Near, name: str) -> list[tuple[str, bytes]]:
    """`(path, content)` of the files of one entity."""
    return [
        (path := f"explorer/{near.file(name)}{f'.{page}' if page else ''}.js", data_script(path, part))
        for page, part in enumerate(nearby(near, name))
    ]


def explorer_from(
    near: Near, focus: str, files: Mapping[str, bytes], search: Callable[[], Mapping[str, bytes]]
) -> ExplorerSite:
    """The same from `files` of all neighbourhoods, and what gives those of the search."""
    if not near.nodes:
        return ExplorerSite("<p>There is nothing to explore yet: the graph holds no entities.</p>")
    start = near.start(focus)
    made = dict(files)
    first = nearby(near, start)[0]
    try:
        records, lines = _through_pyvis(first)
        made[LIBRARY] = _library()
    except ImportError as missing:
        return _without(f"The explorer needs the Python package pyvis, and it cannot be imported: {missing}.", made)
    except OSError:
        return _without(
            "The explorer needs vis-network, which comes with pyvis, and this pyvis has no copy of it.", made
        )
    made[START] = data_script(START, {**first, "nodes": records, "edges": lines})
    return ExplorerSite(explorer_page(near, start, records), {**made, **search()})


def _through_pyvis(first: Record) -> tuple[list[Record], list[Record]]:
    """The starting view as pyvis's network holds it. Its own HTML is never used: it would load scripts from elsewhere."""
    from pyvis.network import Network

    network: Any = Network(directed=True)
    for record in first["nodes"]:
        rest = {key: value for key, value in record.items() if key not in {"id", "label"}}
        network.add_node(record["id"], label=record["label"], shape="box", physics=False, **rest)
    for line in first["edges"]:
        rest = {key: value for key, value in line.items() if key not in {"from", "to"}}
        network.add_edge(line["from"], line["to"], **rest)
    held, lines, *_ = network.get_network_data()
    return list(held), list(lines)


def _library() -> bytes:
    """The newest vis-network that lies in pyvis's folder."""
    import pyvis

    found = Path(pyvis.__file__).parent.glob("**/vis-network.min.js")
    newest = max(found, key=lambda path: (_version(path.parent.name), str(path)), default=None)
    if newest is None:
        raise FileNotFoundError(LIBRARY)
    return newest.read_bytes()


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.removeprefix("vis-").split(".") if part.isdigit())


def _without(problem: str, files: dict[str, bytes]) -> ExplorerSite:
    page = (
        "<div><p><strong>The explorer is not part of this build.</strong> "
        f"{escape(problem)}</p><p>To add it: <code>pip install pyvis</code>, then build the site again. Everything else "
        "works without it: each entity's page has its own lineage figure.</p></div>"
    )
    return ExplorerSite(page, files, problem)
