# Ships that were rebuilt from one another: the smallest graphs that have a lineage. In: pairs such as "a>b", dates, names.
# Out: the files of a project.
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

HOSTILE = "</script><img src=x onerror=alert(1)>\"'"
SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent, label: Rebuilt from, inverse_label: Rebuilt as}
      launched: {type: date, role: date}
"""


def ship_files(pairs: Iterable[str], dates: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """`"a>b"`: b was rebuilt from a. A ship that is not named has its id in capitals for a name."""
    parents: dict[str, list[str]] = {}
    for pair in pairs:
        a, b = pair.split(">")
        parents.setdefault(a, [])
        parents.setdefault(b, []).append(a)
    made = {"graph/schema.yml": SCHEMA}
    for name, held in parents.items():
        ship: dict[str, object] = {"name": names.get(name, name.upper())}
        if held:
            ship["rebuilt_from"] = held
        if name in dates:
            ship["launched"] = dates[name]
        made[f"graph/ships/{name}.yml"] = json.dumps(ship)
    return made
