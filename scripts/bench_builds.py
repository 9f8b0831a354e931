# Builds the same knowledge twice, as entities and as hand-written Markdown pages out of the nav, and prints the ratio
# of the processor time that the builds took. The Markdown pages are what a user would have without Stemma.
from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SITE = "site_name: Bench\ntheme: {name: material, font: false}\nnav: [index.md]\n"

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      built: {type: date, role: date}
      yard: {type: text}
      tonnage: {type: quantity, unit: ton_mass}
      crew: {type: quantity, unit: sailor}
      crew_per_ton: {type: quantity, unit: sailor / ton_mass}
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
  chronicle: {extend: source, folder: chronicles}
units:
  - ton_mass = [tonnage]
  - sailor = [sailor], count
"""

ENTITY = """\
name: Ship {n}
aliases: [S{n}]
summary: Built in yard {yard} and known for her {virtue}.
built: {{value: {year}, source: chronicle-{c}}}
yard: {{value: Yard {yard}, source: chronicle-{c}}}
tonnage:
  - {{value: {tons} ton_mass, source: chronicle-{c}, at: page {n}}}
  - {{value: {rival} ton_mass, source: chronicle-{d}, rank: rejected, note: Counts the ballast.}}
crew: {{value: {crew} sailor, source: [chronicle-{c}, chronicle-{d}]}}
crew_per_ton: {{formula: crew / tonnage, inputs: {{crew: self.crew, tonnage: self.tonnage}}}}
rebuilt_from: [{parents}]
notes: |
  Her log says that she crossed the sea {n} times, and came home each time but the last.
"""

PAGE = """\
---
title: Ship {n}
---

# Ship {n}

Built in yard {yard} and known for her {virtue}. Also known as S{n}.

| Fact | Value | Source |
| --- | --- | --- |
| Built | {year} | [Chronicle {c}](../chronicles/chronicle-{c}.md) |
| Yard | Yard {yard} | [Chronicle {c}](../chronicles/chronicle-{c}.md) |
| Tonnage | {tons} tons | [Chronicle {c}](../chronicles/chronicle-{c}.md), page {n} |
| Tonnage | ~~{rival} tons~~ | [Chronicle {d}](../chronicles/chronicle-{d}.md): counts the ballast |
| Crew | {crew} | [Chronicle {c}](../chronicles/chronicle-{c}.md) |

## Lineage

{links}

## Notes

Her log says that she crossed the sea {n} times, and came home each time but the last.
"""

VIRTUES = ("speed", "patience", "ballast", "figurehead", "luck")
CHRONICLES = 40


def facts(n: int) -> dict[str, object]:
    """Ship `n`, without chance: each run measures the same input."""
    parents = [f"ship-{p}" for p in sorted({n - 1, n // 2}) if 0 < p < n]
    return {
        "n": n,
        "yard": n % 23,
        "virtue": VIRTUES[n % len(VIRTUES)],
        "year": 1500 + n % 400,
        "c": n % CHRONICLES,
        "d": (n + 1) % CHRONICLES,
        "tons": 200 + n % 900,
        "rival": 301 + n % 900,
        "crew": 20 + n % 180,
        "parents": ", ".join(parents),
        "links": "\n".join(f"- rebuilt from [{p}]({p}.md)" for p in parents) or "Built new.",
    }


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write_projects(folder: Path, entities: int) -> tuple[Path, Path]:
    """The same ships as a graph and as Markdown pages; gives the two projects' folders."""
    graph, pages = folder / "graph", folder / "pages"
    write(graph / "mkdocs.yml", f"{SITE}plugins: [search, stemma]\n")
    write(pages / "mkdocs.yml", f"{SITE}plugins: [search]\nmarkdown_extensions: [tables]\nnot_in_nav: '*/*'\n")
    write(graph / "graph/schema.yml", SCHEMA)
    for project in (graph, pages):
        write(project / "docs/index.md", "# Bench\n")
    for c in range(CHRONICLES):
        write(graph / f"graph/chronicles/chronicle-{c}.yml", f"name: Chronicle {c}\ndate: {1900 + c}\n")
        write(pages / f"docs/chronicles/chronicle-{c}.md", f"# Chronicle {c}\n\nWritten in {1900 + c}.\n")
    for n in range(1, entities + 1):
        write(graph / f"graph/ships/ship-{n}.yml", ENTITY.format(**facts(n)))
        write(pages / f"docs/ships/ship-{n}.md", PAGE.format(**facts(n)))
    return graph, pages


def build(project: Path, *, cold: bool) -> float:
    """Processor seconds of one build in a process of its own."""
    shutil.rmtree(project / "site", ignore_errors=True)
    if cold:
        shutil.rmtree(project / ".cache", ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "mkdocs.yml"]
    done = subprocess.run(command, cwd=project, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"the build of {project} failed")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(entities: int, repeat: int, keep: Path | None) -> None:
    folder = keep or Path(tempfile.mkdtemp(prefix="stemma-bench-"))
    try:
        graph, pages = write_projects(folder, entities)
        floor = min(build(pages, cold=True) for _ in range(repeat))
        cold = min(build(graph, cold=True) for _ in range(repeat))
        warm = min(build(graph, cold=False) for _ in range(repeat))
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)

    print(f"{entities} entities, best of {repeat}, processor seconds of a full build")
    print(f"  Markdown pages, out of the nav  {floor:8.2f}")
    print(f"  Stemma, empty cache             {cold:8.2f}  {cold / floor:5.2f} x")
    print(f"  Stemma, warm cache              {warm:8.2f}  {warm / floor:5.2f} x")
