# What a reader loads, and whether it grows with the site. In: built sites of two sizes. Out: bytes, compressed as hosts hand them
# out, of the page of an entity, of the table of a type, of the search index and of a neighbourhood, and how many files a page asks
# for.
from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from bench_results import Found, Mark

GROWTH, SMALLEST = 1.10, 1000  # at most so many times as much, where the smaller site has so many entities
ASKED = re.compile(rb"<(?:script|link|img)\b[^>]*\b(?:src|href)=\"?([^\" >]+\.(?:js|css|svg|png|json|woff2))\b[^>]*>")


def compressed(files: Sequence[Path]) -> float:
    """Kilobytes of the middle one of these files; 0 where there is none."""
    return median(len(gzip.compress(path.read_bytes(), 6, mtime=0)) for path in files) / 1000 if files else 0.0


def asked_for(page: Path) -> int:
    """How many files the page's HTML names to be loaded with it."""
    return len(set(ASKED.findall(page.read_bytes())))


def largest(files: Sequence[Path]) -> list[Path]:
    return sorted((path for path in files if path.is_file()), key=lambda path: path.stat().st_size)[-1:]


# What is measured, and whether it must not grow.
LOADED: dict[str, tuple[Callable[[Path], float], bool]] = {
    "page of an entity, kB": (lambda site: compressed(sorted(site.glob("ships/*/index.html"))), True),
    "files that it asks for": (lambda site: asked_for(site / "ships" / "ship-1" / "index.html"), True),
    "table of all entities, kB": (lambda site: compressed([site / "ships" / "index.html"]), True),
    "largest data file of one entity's explorer or lineage, kB": (
        lambda site: compressed(largest([f for kind in ("explorer/e-*", "lineage/*") for f in site.glob(f"assets/stemma/{kind}")])),
        True,
    ),
    "search index, kB": (lambda site: compressed(sorted(site.glob("search/search_index.json"))), False),
    "the largest page, kB": (lambda site: compressed(largest(sorted(site.rglob("*.html")))), False),
}  # fmt: skip


def loaded(site: Path) -> dict[str, float]:
    return {name: measure(site) for name, (measure, _) in LOADED.items()}


def beside(sites: Mapping[int, Path]) -> list[Found]:
    """What the sites make a reader load, each with its number of entities; nothing for a single one."""
    sizes = sorted(sites)
    if len(sizes) < 2:
        return []
    what = {size: loaded(sites[size]) for size in sizes}
    found = Found("reader", "What a reader loads", ["what", *(f"{size:,} entities" for size in sizes)])
    small, large = what[sizes[0]], what[sizes[-1]]
    for name, (_, bounded) in LOADED.items():
        found.rows.append([name, *(f"{what[size][name]:,.1f}" for size in sizes)])
        if bounded and small[name] and sizes[0] >= SMALLEST:
            title = f"{name.removesuffix(', kB')}: at {sizes[-1]:,} beside {sizes[0]:,}"
            found.marks.append(Mark(title, GROWTH, large[name] / small[name]))
    found.notes.append(
        "Compressed, as hosts hand it out. For the search index of a large site there is an option; see the guide."
    )
    return [found]
