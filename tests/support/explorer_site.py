# The explorer of a graph that is given as plain nodes and edges, as a folder with one page and its files: what tests and
# measurements of large graphs open, without the pages of all their entities. In: nodes, edges. Out: the folder.
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from run import write_files
from stemma.pages.context import Site
from stemma.pages.explorer import ExplorerEdge, ExplorerNode, explorer_files
from stemma.pages.site import ASSETS, assets
from stemma.project import load_project
from stemma.text.files import locate

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Explorer</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{assets}/stemma.css">
<link rel="stylesheet" href="{assets}/explorer.css">
</head>
<body data-md-color-scheme="default">
<article class="md-typeset"><h1>Explorer</h1>{content}</article>
<script src="{assets}/stemma.js"></script>
</body>
</html>
"""


def write_explorer(folder: Path, nodes: Iterable[ExplorerNode], edges: Iterable[ExplorerEdge], focus: str) -> Path:
    """Writes `index.html` and what it loads; gives the folder."""
    made = explorer_files(nodes, edges, focus=focus)
    assert made.problem is None, made.problem
    write_files(folder / "project", {"mkdocs.yml": "site_name: None\n", "graph/schema.yml": "types: {}\n"})
    location = locate(folder / "project", folder)
    assert not isinstance(location, str), location
    common = dict(assets(Site(load_project(location))))
    site = folder / "site"
    write_files(site, common | {f"{ASSETS}/{path}": data for path, data in made.files.items()})
    return write_files(site, {"index.html": PAGE.format(assets=ASSETS, content=made.page_html)})
