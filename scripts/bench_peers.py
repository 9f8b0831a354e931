# The same ships in the notations of others, in turn with ours: as needs of sphinx-needs, a page each and without a sidebar, and
# as data that LinkML's validator checks. In: how many. Out: ratios. Both peers come from PyPI into .cache/peers, by the lock
# beside this file; where that fails, the part says so and measures nothing.
from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from textwrap import indent

from bench_builds import build
from bench_check import A_FILE, ours
from bench_corpus import CHRONICLES, SHIP, facts, write, write_graph
from bench_results import REPOSITORY, Found
from bench_runs import Run, in_turn, peak, ratio, run, seconds

LOCK = REPOSITORY / "scripts" / "peers" / "requirements.txt"
FOLDER = REPOSITORY / ".cache" / "peers"
SIZES = (300, 1000)

CONF = """\
project = "Bench"
extensions = ["sphinx_needs"]
html_theme = "alabaster"
html_sidebars = {"**": []}
needs_id_regex = "^[a-z0-9-]+$"
needs_types = [
    {"directive": name, "title": name.capitalize(), "prefix": "", "color": "#1864ab", "style": "node"}
    for name in ("ship", "chronicle")
]
needs_fields = {
    name: {"nullable": True}
    for name in ("built", "launched", "yard", "rig", "armed", "tonnage", "counted", "length", "crew", "place")
}
needs_links = {
    "rebuilt_from": {"outgoing": "rebuilt from", "incoming": "rebuilt as"},
    "sailed_with": {"outgoing": "sailed with", "incoming": "was escorted by"},
    "source": {"outgoing": "source", "incoming": "source of"},
}
"""
TOC = "Bench\n=====\n\n.. toctree::\n   :hidden:\n   :glob:\n\n   ships/*\n   chronicles/*\n"
NEED = """\
Ship {n}
{line}

.. ship:: Ship {n}
   :id: ship-{n}
   :built: {year}
   :launched: {year}-0{month}-1{day}
   :yard: Yard {yard}
   :rig: {rig}
   :armed: {armed}
   :tonnage: {tons} tons
   :counted: {rival} tons, rejected: counts the ballast
   :length: {length} m
   :crew: {crew}
   :place: page {n}
   :source: chronicle-{c}, chronicle-{d}{relations}

   Built in yard {yard} and known for her {virtue}. Also known as S{n} and Hull {n}.

   Her log says that she crossed the sea {n} times, and came home each time but the last.
   Those who sailed in her praised her {virtue}, and the yard kept her drawings until it burnt.
"""
LINKML = """\
id: urn:bench
name: bench
prefixes: {linkml: "urn:linkml:"}
default_range: string
types:
  string: {base: str, uri: "urn:string"}
  integer: {base: int, uri: "urn:integer"}
  boolean: {base: Bool, uri: "urn:boolean"}
enums:
  Rig: {permissible_values: {barque: {}, brig: {}, ketch: {}, schooner: {}}}
  Rank: {permissible_values: {preferred: {}, normal: {}, rejected: {}}}
classes:
  Fleet:
    tree_root: true
    attributes:
      ships: {range: Ship, multivalued: true, inlined_as_list: true}
      chronicles: {range: Chronicle, multivalued: true, inlined_as_list: true}
  Chronicle:
    attributes:
      id: {identifier: true}
      name: {required: true}
      date: {range: integer}
  Statement:
    attributes:
      source: {range: Chronicle}
      at: {}
      rank: {range: Rank}
      note: {}
  Text: {is_a: Statement, attributes: {value: {required: true}}}
  Year: {is_a: Statement, attributes: {value: {required: true, range: integer}}}
  Date: {is_a: Statement, attributes: {value: {required: true, pattern: '^\\d{4}-\\d{2}-\\d{2}$'}}}
  Rigging: {is_a: Statement, attributes: {value: {required: true, range: Rig}}}
  Flag: {is_a: Statement, attributes: {value: {required: true, range: boolean}}}
  Tonnage: {is_a: Statement, attributes: {value: {required: true, pattern: '^\\d+ ton_mass$'}}}
  Length: {is_a: Statement, attributes: {value: {required: true, pattern: '^\\d+\\.\\d+ m$'}}}
  Crew:
    attributes:
      value: {required: true, pattern: '^\\d+ sailor$'}
      source: {range: Chronicle, multivalued: true}
  Ship:
    attributes:
      id: {identifier: true}
      name: {required: true}
      aliases: {multivalued: true}
      summary: {}
      notes: {}
      built: {range: Year, inlined: true}
      launched: {range: Date, inlined: true}
      yard: {range: Text, inlined: true}
      rig: {range: Rigging, inlined: true}
      armed: {range: Flag, inlined: true}
      tonnage: {range: Tonnage, multivalued: true, inlined_as_list: true}
      length: {range: Length, inlined: true}
      crew: {range: Crew, inlined: true}
      rebuilt_from: {range: Ship, multivalued: true}
      sailed_with: {range: Ship, multivalued: true}
"""


def installed() -> Path | None:
    """The Python that has the peers, after installing them where they are missing; None where that fails."""
    python, stamp = FOLDER / "bin" / "python", FOLDER / "requirements.txt"
    if stamp.is_file() and stamp.read_bytes() == LOCK.read_bytes():
        return python
    make: list[str | Path] = [sys.executable, "-m", "venv", "--clear", FOLDER]
    fill: list[str | Path] = [
        python,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "-qq",
        "install",
        "--require-hashes",
        "-r",
        LOCK,
    ]
    for command in (make, fill):
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return None
    shutil.copy(LOCK, stamp)  # last: whatever is interrupted is done again
    return python


def write_needs(project: Path, ships: int) -> Path:
    """The ships as needs, a page each; gives the project's folder."""
    write(project / "conf.py", CONF)
    write(project / "index.rst", TOC)
    for c in range(CHRONICLES):
        title = f"Chronicle {c}"
        body = f".. chronicle:: {title}\n   :id: chronicle-{c}\n\n   Written in {1900 + c}.\n"
        write(project / f"chronicles/chronicle-{c}.rst", f"{title}\n{'=' * len(title)}\n\n{body}")
    for n in range(1, ships + 1):
        about = facts(n)
        relations = "".join(
            f"\n   :{key}: {about[of]}"
            for key, of in (("rebuilt_from", "parents"), ("sailed_with", "company"))
            if about[of]
        )
        text = NEED.format(**about, line="=" * len(f"Ship {n}"), relations=relations)
        write(project / f"ships/ship-{n}.rst", text)
    return project


def write_linkml(project: Path, ships: int) -> Path:
    """The ships as one file of LinkML data, in our own words but for quotes around dates; gives its folder."""
    write(project / "schema.yaml", LINKML)
    lines = [
        "chronicles:\n",
        *(f"- {{id: chronicle-{c}, name: Chronicle {c}, date: {1900 + c}}}\n" for c in range(CHRONICLES)),
    ]
    lines.append("ships:\n")
    for n in range(1, ships + 1):
        about = facts(n)
        day = f"{about['year']}-0{about['month']}-1{about['day']}"
        text = SHIP.format(**about).replace(f"launched: {{value: {day}", f"launched: {{value: '{day}'")
        lines.append(f"- id: ship-{n}\n{indent(text, '  ')}")
    write(project / "data.yaml", "".join(lines))
    return project


def needs_build(python: Path, project: Path) -> Run:
    shutil.rmtree(project / "out", ignore_errors=True)
    return run([python, "-m", "sphinx", "-q", "-E", "-b", "html", ".", "out"], cwd=project)


def linkml_check(python: Path, project: Path) -> Run:
    command: list[str | Path] = [python.with_name("linkml-validate"), "-s", "schema.yaml", "-C", "Fleet", "data.yaml"]
    return run(command, cwd=project)


def beside_peers(folder: Path, python: Path, entities: int) -> list[Found]:
    """One round of each at this size: peers take minutes where others take seconds."""
    graph = write_graph(folder / f"peers-{entities}", entities)
    many = write_graph(folder / f"peers-{entities}-check", entities, a_file=A_FILE, figures=False)
    needs = write_needs(folder / f"needs-{entities}", entities)
    linkml = write_linkml(folder / f"linkml-{entities}", entities)
    works = {
        "Stemma": partial(build, graph, cold=True),
        "sphinx-needs": partial(needs_build, python, needs),
        "stemma check": partial(ours, many, cold=True),
        "linkml-validate": partial(linkml_check, python, linkml),
    }
    runs = in_turn(works, 1)
    found = []
    for what, mine, theirs in (
        (f"A page each of {entities:,} entities, beside sphinx-needs", "Stemma", "sphinx-needs"),
        (f"A check of {entities:,} entities, beside LinkML's validator", "stemma check", "linkml-validate"),
    ):
        one = Found("peers", what, ["program", "CPU s", "Stemma's part", "MB"])
        for name in (theirs, mine):
            beside = f"{ratio(runs[mine], runs[theirs]):.2f} ×" if name == mine else "1"
            one.rows.append([name, f"{seconds(runs[name]):.2f}", beside, f"{peak(runs[name]):.0f}"])
            one.bar(name, seconds(runs[name]))
        found.append(one)
    found[0].notes.append(
        f"sphinx-needs {pinned('sphinx-needs')} without its sidebar, into an empty folder; ours with figures, data and explorer; one round."
    )
    found[1].notes.append(
        f"LinkML {pinned('linkml')}, whose validator looks at types and patterns, not at whether what is referred to is there; one round."
    )
    return found


def pinned(name: str) -> str:
    """The version of a package in the lock."""
    found = re.search(rf"^{name}==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""


def run_all(folder: Path, sizes: Sequence[int] = SIZES) -> list[Found]:
    python = installed()
    if python is None:
        print("peers: pip could not install them from scripts/peers/requirements.txt; nothing was measured")
        return []
    return [one for size in sizes for one in beside_peers(folder, python, size)]
