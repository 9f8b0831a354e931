# A small fleet with everything that rests on something else, and edits of it drawn by a seed: right and wrong ones, and such
# as mend what was wrong. In: a folder and a seed. Out: files that change.
from __future__ import annotations

import random
import re
from pathlib import Path

SCHEMA = """\
project: {stale_after: 40000}
types:
  port:
    folder: ports
    fields:
      depth: {type: quantity, unit: metre}
      sister: {type: ref, to: port, many: true, symmetric: true}
  ship:
    folder: ships
    fields:
      built: {type: date, role: date}
      home: {type: ref, to: port}
      length: {type: quantity, unit: metre, sums_over: lineage}
      crew: {type: quantity, unit: sailor}
      room: {type: quantity, unit: metre / sailor, formula: self.length / self.crew}
      fleet: {type: quantity, unit: metre, formula: "self.length + sum(ancestors(self).length)"}
      under_keel: {type: quantity, unit: metre, formula: self.home.depth - self.length / 10}
      from: {type: ref, to: ship, many: true, inverse: became, lineage: parent}
      log: {type: markdown}
    rules:
      - {check: "length > '2 m'", message: too short for a ship}
  chronicle: {extend: source, folder: chronicles}
  saying: {extend: claim, folder: sayings}
units: ["sailor = [sailor], count"]
"""
SHIPS = 14


def write_fleet(folder: Path) -> None:
    """The fleet as it should be."""
    for path, text in _fleet().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def _fleet() -> dict[str, str]:
    files = {
        "graph/schema.yml": SCHEMA,
        "docs/index.md": "# Fleet\n\n[[ship-1]] and [[Old One]] and [[ship-2.length]].\n",
        "docs/longest.md": "# Longest\n\n```entities\ntype: ship\nwhere: length > '20 m'\nsort: -length\n```\n",
        "docs/plain.md": "# Plain\n\nNothing here.\n",
    }
    for n in range(3):
        sister = f"sister: port-{1 - n}\n" if n < 2 else ""
        files[f"graph/ports/port-{n}.yml"] = f"name: Port {n}\nsummary: Deep.\ndepth: {9 + n} m\n{sister}"
        files[f"graph/chronicles/chronicle-{n}.yml"] = f"name: Chronicle {n}\ndate: {1900 + n}\nstanding: secondary\n"
    for n in range(1, SHIPS + 1):
        parents = ", ".join(f"ship-{p}" for p in sorted({n - 3, n // 2}) if 0 < p < n)
        files[f"graph/ships/ship-{n}.yml"] = (
            f"name: Ship {n}\nsummary: After [[ship-{max(1, n - 1)}]].\nbuilt: {1800 + n}\nhome: port-{n % 3}\n"
            f"length:\n  - {{value: {20 + n} m, source: chronicle-{n % 3}}}\n"
            f"  - {{value: {21 + n} m, source: chronicle-{(n + 1) % 3}, as_of: 1990}}\n"
            f"crew: {{value: {10 + n} sailor, source: chronicle-{n % 3}}}\nfrom: [{parents}]\nlog: Seen at [[port-0.depth]].\n"
        )
    files["graph/ships/ship-1.yml"] += "aliases: [Old One]\n"
    for n in range(4):
        files[f"graph/sayings/saying-{n}.yml"] = (
            f"name: Ship {n + 1} is long\nabout: ship-{n + 1}\nverdict: supported\n"
            f"asserts: {{figure: ship-{n + 1}.fleet, is: '> {10 + n} m'}}\n"
            f"evidence: {{source: chronicle-{n % 3}, stance: supports}}\n"
        )
    return files


def change(file: Path, old: str, new: str) -> None:
    """Write something else where a file says `old`, which must be there."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


class Editor:
    """Edits the fleet in a folder, one edit a call."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.right = {folder / path: text for path, text in _fleet().items()}
        self.ids = sorted(path.stem for path in self.right if path.parent.parent.name == "graph")

    def edit(self) -> str:
        """Make an edit; what it was."""
        kinds = (self.number, self.number, self.reference, self.misspell, self.delete_key, self.add, self.remove,
                 self.rename, self.link, self.tear, self.alias, self.name, self.page, *[self.mend] * 6)  # fmt: skip
        kind = self.random.choice(kinds)
        return f"{kind.__name__} {kind().relative_to(self.folder)}"

    def files(self) -> list[Path]:
        """The entity files that there are."""
        return sorted(p for p in (self.folder / "graph").rglob("*.yml") if p.name != "schema.yml")

    def _change(self, pattern: str, replacement: str) -> Path:
        path = self.random.choice(self.files())
        text = path.read_text("utf-8")
        places = list(re.finditer(pattern, text, re.MULTILINE))
        if places:
            place = self.random.choice(places)
            path.write_text(text[: place.start()] + place.expand(replacement) + text[place.end() :], "utf-8")
        return path

    def _append(self, path: Path, text: str) -> Path:
        path.write_text(f"{path.read_text('utf-8').rstrip()}\n{text}\n", "utf-8")
        return path

    def number(self) -> Path:
        return self._change(r"\d+(?= (m|sailor)\b)|(?<=built: )\d+|(?<=date: )\d+", str(self.random.randint(1, 2500)))

    def reference(self) -> Path:
        return self._change(r"\b(ship|port|chronicle)-\d+", self.random.choice(self.ids))

    def misspell(self) -> Path:
        return self._change(r"\b((?:ship|port|chronicle)-)(\d+)", r"\g<1>x\2")

    def delete_key(self) -> Path:
        return self._change(r"^\w+:.*\n(?:[ -].*\n)*", "")

    def add(self) -> Path:
        path = self.random.choice(self.files())
        new = path.with_name(f"{path.stem}{self.random.choice(['-b', '.5', '0'])}.yml")
        new.write_text(re.sub(r"^aliases:.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
        return new

    def remove(self) -> Path:
        path = self.random.choice(self.files())
        path.unlink()
        return path

    def rename(self) -> Path:
        path = self.random.choice(self.files())
        return path.rename(path.with_name(f"{path.stem}-z.yml"))

    def link(self) -> Path:
        one = self.random.choice(self.ids)
        return self._append(self.random.choice(self.files()), f"notes: See [[{one}]], [[{one}.name]] and [[{one}-z]].")

    def tear(self) -> Path:
        wrong = ("  - : [", "lenght: 3 m", "tags: [a", "crew: 3 sailor  # stemma: ignore[lint]", "built: soon")
        return self._append(self.random.choice(self.files()), self.random.choice(wrong))

    def alias(self) -> Path:
        alias = self.random.choice(("Old One", "old one", "New One", "ship-3", f"A{self.random.randint(1, 9)}"))
        return self._append(self.random.choice(self.files()), f"aliases: [{alias}]")

    def name(self) -> Path:
        name = self.random.choice(
            ("The Same Unmistakable Name", "The Same Unmistakible Name", "THE LOUD NAME", "New One")
        )
        return self._change(r"^name: .*", f"name: {name}")

    def page(self) -> Path:
        pages = sorted((self.folder / "docs").glob("*.md"))
        return self._append(
            self.random.choice(pages), f"[[{self.random.choice(self.ids)}{self.random.choice(['', '', 'x'])}]]"
        )

    def mend(self) -> Path:
        """Bring a file back to what it should be, or delete one that should not be there."""
        foreign = [path for path in self.files() if path not in self.right]
        wrong = [p for p, text in self.right.items() if not p.is_file() or p.read_text("utf-8") != text]
        if not foreign and not wrong:
            return self.number()
        path = self.random.choice(foreign + wrong)
        if path in foreign:
            path.unlink()
        else:
            path.write_text(self.right[path], "utf-8")
        return path
