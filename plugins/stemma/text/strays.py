# Files that were meant for the graph and are not read because of how their names end. In: the graph's folder. Out: a
# warning for each: what is not read is not checked either.
from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose
from stemma.text.files import YAML, files_in
from stemma.text.source import Source, Span

_KEPT_BY_OTHERS = (".bak", ".orig", ".rej", ".tmp", ".swp", "~")  # what editors and version control leave behind
_MEANT = re.compile(r"(.+?)\.ya?ml?(?![a-z0-9]).*", re.IGNORECASE)


def stray_files(
    graph: Path, folders: Collection[str], accepted: Collection[Path], shown: Callable[[Path], str],
    among: Iterable[Path] | None = None,
) -> Iterator[Diagnostic]:  # fmt: skip
    """Warnings on files below `graph` that look like entity files and end otherwise: any with `.yml` or `.yaml` in its name,
    and JSON where entities are (`folders` of types). `accepted` are files that have another use; `among` are all that do
    not end as YAML does, where they are known already."""
    for path in files_in(graph, ("",)) if among is None else among:
        name = path.name
        if name.endswith(YAML) or name.lower().endswith(_KEPT_BY_OTHERS) or path in accepted:
            continue
        folder = path.parent.relative_to(graph).as_posix()
        stem = _stem(name, among_entities=folder in folders)
        if stem:
            yield diagnose(
                rule("file-ending"), f"`{name}` is not read: its name does not end in `.yml` or `.yaml`",
                Span(Source(shown(path), ""), 0, 0),
                help=(f"rename it to `{stem}.yml`{_json(name)}, or move it out of the graph's folder",),
            )  # fmt: skip


def _stem(name: str, *, among_entities: bool) -> str:
    meant = _MEANT.fullmatch(name)
    if meant:
        return meant[1]
    return name[: -len(".json")] if among_entities and name.lower().endswith(".json") else ""


def _json(name: str) -> str:
    return " (JSON is YAML too)" if name.lower().endswith(".json") else ""
