# A formula as readers read it: the names in it give way to what they stand for. In: a figure's formula and the names of
# its inputs. Out: HTML, with the names marked as variables.
from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

_TOKEN = re.compile(
    r"(?P<over>(?P<fold>[a-z_]+)\((?P<walk>lineage|ancestors|descendants)\([^()]*\)\.(?P<field>\w+)\))"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?P<call>\s*\()?|(?P<sign>\*\*|[*/<>=!]=?|-)|(?P<rest>[^\w'\"*/<>=!-]+|.)",
    re.DOTALL,
)
_SIGNS = {"*": " × ", "/": " ÷ ", "-": " − ", "**": "^", "<=": " ≤ ", ">=": " ≥ ", "==": " = ", "!=": " ≠ "}
_WALKS = {
    "lineage": "over its whole lineage",
    "ancestors": "over all that it descends from",
    "descendants": "over all that descend from it",
}


def formula_words(text: str, names: Mapping[str, str], fields: Mapping[str, str]) -> Markup:
    """`hours * price` as `<var>GPU-hours</var> × <var>Price</var>`; what has no name in `names` stays as it is. `fields`
    are the labels of fields that a lineage is folded over."""
    parts = []
    for found in _TOKEN.finditer(text):
        if found["over"]:
            label = fields.get(found["field"], found["field"].replace("_", " "))
            parts.append(Markup("{} of <var>{}</var> {}").format(found["fold"], label, _WALKS[found["walk"]]))
        elif found["name"]:
            label = "" if found["call"] else names.get(found["name"], "")
            parts.append(Markup("<var>{}</var>").format(label) if label else Markup("{}").format(found["name"]))
            parts.append(Markup("{}").format(found["call"] or ""))
        elif found["sign"]:
            parts.append(Markup("{}").format(_SIGNS.get(found["sign"], f" {found['sign']} ")))
        else:
            parts.append(Markup("{}").format((found["text"] or "")[1:-1] or found["rest"] or ""))
    return Markup(re.sub(r" {2,}", " ", str(Markup("").join(parts))))  # noqa: S704 - every part was escaped above
