# The knowledge that benchmarks are about: ships, their chronicles and what was claimed of them, some 25 lines an entity. In:
# how many ships. Out: a project of ours, or the same as Markdown pages. Without chance: each run measures the same input.
from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import indent

SITE = "site_name: Bench\ntheme: {name: material, font: false}\nnav: [index.md]\n"
VIRTUES = ("speed", "patience", "ballast", "figurehead", "luck")
RIGS = ("barque", "brig", "ketch", "schooner")
CHRONICLES = 40
A_CLAIM = 10  # ships for each claim

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      built: {type: date, role: date}
      launched: {type: date}
      yard: {type: text}
      rig: {type: enum, values: [barque, brig, ketch, schooner]}
      armed: {type: boolean}
      tonnage: {type: quantity, unit: ton_mass}
      length: {type: quantity, unit: metre}
      crew: {type: quantity, unit: sailor}
      crew_per_ton: {type: quantity, unit: sailor / ton_mass}
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
      sailed_with: {type: ref, to: ship, many: true, inverse: was_escorted_by}
  chronicle: {extend: source, folder: chronicles}
units:
  - ton_mass = [tonnage]
  - sailor = [sailor], count
"""

SHIP = """\
name: Ship {n}
aliases: [S{n}, Hull {n}]
summary: Built in yard {yard} and known for her {virtue}.
built: {{value: {year}, source: chronicle-{c}}}
launched: {{value: {year}-0{month}-1{day}, source: chronicle-{c}, at: page {n}}}
yard: {{value: Yard {yard}, source: chronicle-{c}}}
rig: {{value: {rig}, source: chronicle-{d}}}
armed: {{value: {armed}, source: chronicle-{c}}}
tonnage:
  - value: {tons} ton_mass
    source: chronicle-{c}
    at: page {n}
  - value: {rival} ton_mass
    source: chronicle-{d}
    rank: rejected
    note: Counts the ballast.
length: {{value: {length} m, source: chronicle-{c}}}
crew: {{value: {crew} sailor, source: [chronicle-{c}, chronicle-{d}]}}
rebuilt_from: [{parents}]
sailed_with: [{company}]
notes: |
  Her log says that she crossed the sea {n} times, and came home each time but the last.
  Those who sailed in her praised her {virtue}, and the yard kept her drawings until it burnt.
"""
FIGURE = "crew_per_ton: {formula: crew / tonnage, inputs: {crew: self.crew, tonnage: self.tonnage}}\n"

CLAIM = """\
name: Ship {n} carried a crew of more than {least}
about: ship-{n}
asserts: {{figure: ship-{n}.crew, is: ">{least} sailor"}}
evidence:
  - {{source: chronicle-{c}, stance: supports, at: page {n}}}
verdict: supported
rationale: The chronicle counts {crew} of them.
"""

PAGE = """\
---
title: Ship {n}
---

# Ship {n}

Built in yard {yard} and known for her {virtue}. Also known as S{n} and Hull {n}.

| Fact | Value | Source |
| --- | --- | --- |
| Built | {year} | [Chronicle {c}](../chronicles/chronicle-{c}.md) |
| Launched | {year}-0{month}-1{day} | [Chronicle {c}](../chronicles/chronicle-{c}.md), page {n} |
| Yard | Yard {yard} | [Chronicle {c}](../chronicles/chronicle-{c}.md) |
| Rig | {rig} | [Chronicle {d}](../chronicles/chronicle-{d}.md) |
| Armed | {armed} | [Chronicle {c}](../chronicles/chronicle-{c}.md) |
| Tonnage | {tons} tons | [Chronicle {c}](../chronicles/chronicle-{c}.md), page {n} |
| Tonnage | ~~{rival} tons~~ | [Chronicle {d}](../chronicles/chronicle-{d}.md): counts the ballast |
| Length | {length} m | [Chronicle {c}](../chronicles/chronicle-{c}.md) |
| Crew | {crew} | [Chronicle {c}](../chronicles/chronicle-{c}.md), [Chronicle {d}](../chronicles/chronicle-{d}.md) |

## Relations

{links}

## Notes

Her log says that she crossed the sea {n} times, and came home each time but the last.
Those who sailed in her praised her {virtue}, and the yard kept her drawings until it burnt.
"""


def facts(n: int) -> dict[str, object]:
    """What there is to say of ship `n`, by the names in the templates."""
    parents = sorted(p for p in {n - 1, n // 2} if 0 < p < n)
    company = sorted(p for p in {n // 3, n // 7} if 0 < p < n and p not in parents)
    links = [f"- rebuilt from [Ship {p}](ship-{p}.md)" for p in parents]
    links += [f"- sailed with [Ship {p}](ship-{p}.md)" for p in company]
    return {
        "n": n, "yard": n % 23, "virtue": VIRTUES[n % len(VIRTUES)], "rig": RIGS[n % len(RIGS)], "year": 1500 + n % 400,
        "month": 1 + n % 9, "day": n % 10, "armed": "true" if n % 3 else "false", "c": n % CHRONICLES,
        "d": (n + 1) % CHRONICLES, "tons": 200 + n % 900, "rival": 301 + n % 900, "length": f"{20 + n % 50}.{n % 10}",
        "crew": 20 + n % 180, "least": 10 + n % 180, "parents": ", ".join(f"ship-{p}" for p in parents),
        "company": ", ".join(f"ship-{p}" for p in company), "links": "\n".join(links) or "She sailed alone.",
    }  # fmt: skip


def ship(n: int, *, figures: bool) -> str:
    """Ship `n` as one of our files, with a figure or without."""
    return SHIP.format(**facts(n)) + (FIGURE if figures else "")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def chronicles() -> Iterator[tuple[str, str]]:
    for c in range(CHRONICLES):
        yield f"chronicle-{c}", f"name: Chronicle {c}\ndate: {1900 + c}\n"


def write_graph(project: Path, ships: int, *, a_file: int = 1, figures: bool = True, claims: bool = False) -> Path:
    """A project of ours with so many ships, so many of them in each file; gives its folder."""
    write(project / "mkdocs.yml", f"{SITE}plugins: [search, stemma]\n")
    write(project / "docs/index.md", "# Bench\n")
    write(project / "graph/schema.yml", SCHEMA)
    numbers = range(1, ships + 1)
    _write_all(project / "graph/chronicles", chronicles(), 1)
    _write_all(project / "graph/ships", ((f"ship-{n}", ship(n, figures=figures)) for n in numbers), a_file)
    if claims:
        claimed = ((f"claim-{n}", CLAIM.format(**facts(n))) for n in numbers[::A_CLAIM])
        _write_all(project / "graph/claims", claimed, a_file)
    return project


def _write_all(folder: Path, entities: Iterable[tuple[str, str]], a_file: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    many: list[str] = []
    for number, (name, text) in enumerate(entities):
        if a_file == 1:
            (folder / f"{name}.yml").write_text(text, "utf-8")
            continue
        many.append(f"- id: {name}\n{indent(text, '  ')}")
        if len(many) == a_file:
            (folder / f"part-{number // a_file}.yml").write_text("".join(many), "utf-8")
            many = []
    if many:
        (folder / "rest.yml").write_text("".join(many), "utf-8")


def write_pages(project: Path, ships: int) -> Path:
    """The same ships as Markdown pages, which are kept out of the nav; gives the project's folder."""
    write(project / "mkdocs.yml", f"{SITE}plugins: [search]\nmarkdown_extensions: [tables]\nnot_in_nav: '*/*'\n")
    write(project / "docs/index.md", "# Bench\n")
    for c in range(CHRONICLES):
        write(project / f"docs/chronicles/chronicle-{c}.md", f"# Chronicle {c}\n\nWritten in {1900 + c}.\n")
    for n in range(1, ships + 1):
        write(project / f"docs/ships/ship-{n}.md", PAGE.format(**facts(n)))
    return project
