# The yardstick of `stemma check`: a plain pipeline on PyYAML's CSafeLoader that does the same reference and type checks on the
# corpus of bench_corpus.py, as one would write it for this one vocabulary. It knows no places: a problem is told by the entity
# and the key. In: a project's folder. Out: problems, a line each, and what was read; exit code 1 where something is wrong.
from __future__ import annotations

import datetime as dt
import gc
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
UNITS = {"ton_mass": "tonnage", "sailor": "sailor", "m": "length", "fathom": "length"}  # and what each measures
COMMON = {"id": str, "name": str, "summary": str, "notes": str, "aliases": list}
LONG = {"value", "source", "at", "rank", "note"}
RANKS = {"preferred", "normal", "rejected"}
FOLDERS = {"ships": "ship", "chronicles": "chronicle"}

# Of each type: its fields and what they hold.
FIELDS: dict[str, dict[str, tuple[str, Any]]] = {
    "ship": {
        "built": ("date", None), "launched": ("date", None), "yard": ("text", None),
        "rig": ("enum", {"barque", "brig", "ketch", "schooner"}), "armed": ("boolean", None),
        "tonnage": ("quantity", "tonnage"), "length": ("quantity", "length"), "crew": ("quantity", "sailor"),
        "rebuilt_from": ("ref", "ship"), "sailed_with": ("ref", "ship"),
    },
    "chronicle": {
        "date": ("date", None), "author": ("ref", None), "publisher": ("ref", None), "url": ("text", None),
        "standing": ("enum", {"primary", "secondary", "tertiary"}),
    },
}  # fmt: skip

Entity = dict[str, Any]


def read(graph: Path) -> Iterator[tuple[str, str, Entity]]:
    """Each entity with its id and its type. Raises yaml.YAMLError where a file is not YAML."""
    for path in sorted(graph.glob("*/*.yml")):
        with path.open("rb") as file:
            data = yaml.load(file, yaml.CSafeLoader)
        type_ = FOLDERS[path.parent.name]
        for entity in data if isinstance(data, list) else [data]:
            yield str(entity.get("id", path.stem)), type_, entity


def is_date(value: Any) -> bool:
    if isinstance(value, int):  # a year
        return 0 < value < 10_000
    if isinstance(value, dt.date):
        return True
    if not isinstance(value, str) or not DATE.fullmatch(value):
        return False
    year, month, day = (*(int(part) for part in value.split("-")), 1, 1)[:3]
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def is_quantity(value: Any, measures: str) -> bool:
    if not isinstance(value, str):
        return False
    number, _, unit = value.partition(" ")
    return NUMBER.fullmatch(number) is not None and UNITS.get(unit) == measures


def wrong(value: Any, kind: str, of: Any) -> str:
    """What is wrong with a field's value, or ''."""
    if kind == "date":
        fits = is_date(value)
    elif kind == "quantity":
        fits = is_quantity(value, of)
    elif kind == "enum":
        fits = isinstance(value, str) and value in of
    elif kind == "boolean":
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str)
    return "" if fits else f"`{value}` is no {kind}"


class Checker:
    """All entities of a graph by id, and the problems found so far."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self.types: dict[str, str] = {}
        self.problems: list[str] = []
        self.references = 0

    def take(self, found: Iterator[tuple[str, str, Entity]]) -> None:
        for id_, type_, entity in found:
            if id_ in self.entities:
                self.problems.append(f"{id_}: is there twice")
            else:
                self.entities[id_], self.types[id_] = entity, type_

    def check(self) -> None:
        for id_, entity in self.entities.items():
            fields = FIELDS[self.types[id_]]
            if "name" not in entity:
                self.problems.append(f"{id_}: has no name")
            for key, value in entity.items():
                if key in COMMON:
                    if not isinstance(value, COMMON[key]):
                        self.problems.append(f"{id_}.{key}: `{value}` is no {COMMON[key].__name__}")
                elif key not in fields:
                    self.problems.append(f"{id_}.{key}: there is no such key")
                elif fields[key][0] == "ref":
                    self.refer(id_, key, value, fields[key][1])
                else:
                    self.state(id_, key, value, *fields[key])
        self.find_cycle("rebuilt_from")

    def refer(self, id_: str, key: str, value: Any, type_: str | None) -> None:
        """Check ids of other entities, one or a list, for being there and of the right type."""
        for target in value if isinstance(value, list) else [value]:
            self.references += 1
            if target not in self.types:
                self.problems.append(f"{id_}.{key}: there is no `{target}`")
            elif type_ is not None and self.types[target] != type_:
                self.problems.append(f"{id_}.{key}: `{target}` is no {type_}")

    def state(self, id_: str, key: str, value: Any, kind: str, of: Any) -> None:
        """Check a statement in its short or its long form, or a list of them."""
        for one in value if isinstance(value, list) else [value]:
            said = one
            if isinstance(one, dict):
                for part in one:
                    if part not in LONG:
                        self.problems.append(f"{id_}.{key}: there is no key `{part}`")
                if "source" in one:
                    self.refer(id_, key, one["source"], "chronicle")
                if one.get("rank", "normal") not in RANKS:
                    self.problems.append(f"{id_}.{key}: `{one['rank']}` is no rank")
                said = one.get("value")
            fault = wrong(said, kind, of)
            if fault:
                self.problems.append(f"{id_}.{key}: {fault}")

    def find_cycle(self, key: str) -> None:
        """Report an entity that descends from itself."""
        done: set[str] = set()
        for start in self.entities:
            path: list[tuple[str, Iterator[str]]] = [(start, iter(self.parents(start, key)))]
            inside = {start}
            while path:
                id_, rest = path[-1]
                parent = next(rest, None)
                if parent is None or id_ in done:
                    done.add(id_)
                    inside.discard(id_)
                    path.pop()
                elif parent in inside:
                    self.problems.append(f"{id_}.{key}: descends from itself")
                elif parent not in done:
                    inside.add(parent)
                    path.append((parent, iter(self.parents(parent, key))))

    def parents(self, id_: str, key: str) -> list[str]:
        value = self.entities[id_].get(key, []) if id_ in self.entities else []
        return value if isinstance(value, list) else [value]


def main() -> None:
    gc.disable()  # as `stemma check` does
    checker = Checker()
    checker.take(read(Path(sys.argv[1]) / "graph"))
    checker.check()
    print("\n".join([*checker.problems, f"read {len(checker.entities)} entities, {checker.references} references"]))
    sys.exit(bool(checker.problems))


if __name__ == "__main__":
    main()
