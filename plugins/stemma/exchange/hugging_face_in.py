# A model card of Hugging Face read: the YAML in front of a README. In: the file's text. Out: a record, or why there is
# none. It is read as our own files are, so that the language `no` is Norwegian.
from __future__ import annotations

import re

from stemma.text.document import parse
from stemma.text.nodes import Mapping, Node, Scalar, Sequence
from stemma.text.reader import is_empty
from stemma.text.source import Source
from stemma.vocabulary.record import Property, Record, described

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_MODEL = "SoftwareApplication"
_FIELDS = {
    "base_model": ("isBasedOn", _MODEL), "license": ("license", ""), "language": ("inLanguage", ""),
    "datasets": ("supportingData", "Dataset"), "tags": ("keywords", ""), "pipeline_tag": ("applicationSubCategory", ""),
    "library_name": ("softwareRequirements", ""), "model_creator": ("creator author", "Organization"),
    "license_link": ("usageInfo", ""), "thumbnail": ("image", ""), "metrics": ("measurementTechnique", ""),
}  # fmt: skip


def read_card(text: str) -> tuple[Record, ...] | str:
    """The card's model, named by `model_name`, else by the first heading; a sentence where there is no card."""
    front = _FRONT.match(text)
    if front is None:
        return "this file has no YAML between two lines `---` at its top, as a model card has"
    read = parse(Source("", f"\n{front[1]}"))  # a mistake is told at its line, which is below the first
    mistake = next((problem for problem in read.diagnostics if problem.level == "error"), None)
    if mistake is not None:
        line, column = mistake.at.span.source.position(mistake.at.span.start)
        return f"line {line}, column {column}: {mistake.message}"
    root = read.value.root
    if not isinstance(root, Mapping):
        return "the YAML at its top says nothing"
    heading = _HEADING.search(re.sub(r"^```.*?^```", "", text[front.end() :], flags=re.DOTALL | re.MULTILINE))
    name = _texts(root.get("model_name"))[:1] or ([heading[1]] if heading else [])
    found: list[Property] = []
    for key, value in root.entries:
        if key.text == "model_name":
            continue
        names, class_ = _FIELDS.get(key.text, ("", ""))
        plain = _texts(value) if names else [_shown(value)]
        found += described(key.text, names, plain or [_shown(value)], class_)
    return (Record(_MODEL, "", name[0].strip() if name else "", tuple(found)),)


def _texts(node: Node | None) -> list[str]:
    """The plain values of a node: itself, or the items of a list."""
    if isinstance(node, Scalar):
        return [] if is_empty(node) else [node.text]
    return [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []


def _shown(node: Node) -> str:
    """Any node on one line, so that nothing is lost."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return f"[{', '.join(_shown(item) for item in node.items)}]"
    return f"{{{', '.join(f'{key.text}: {_shown(value)}' for key, value in node.entries)}}}"
