# Diagnostics for programs: one JSON document, and the annotations that GitHub shows in a pull request.
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from stemma.report.text import concise
from stemma.text.diagnostics import Diagnostic, Label
from stemma.text.source import Span

VERSION = 1
ANNOTATIONS = 10  # of each kind that GitHub takes from one step


def as_json(diagnostics: Iterable[Diagnostic], read: Mapping[str, int]) -> str:
    """`{version, diagnostics: […], read: {…}}`. Lines and columns count from 1, ends are exclusive."""
    found = [
        {
            "rule": d.rule.id,
            "severity": d.level,
            "message": d.message,
            **_place(d.at.span),
            "help": list(d.help),
            "related": [_related(label) for label in d.related],
        }
        for d in diagnostics
    ]
    return (
        json.dumps({"version": VERSION, "diagnostics": found, "read": dict(read)}, ensure_ascii=False, indent=2) + "\n"
    )


def _place(span: Span) -> dict[str, Any]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(max(span.end, span.start))
    return {"path": span.source.path, "line": line, "column": column, "end_line": end_line, "end_column": end_column}


def _related(label: Label) -> dict[str, Any]:
    return {**_place(label.span), "message": label.message}


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One workflow command a diagnostic, which GitHub shows beside the line in a pull request. It takes a few of each kind
    and drops the others without a word, so that these follow as plain lines, which stay in the log."""
    lines: list[str] = []
    shown: Counter[str] = Counter()
    rest: list[Diagnostic] = []
    for d in diagnostics:
        shown[d.level] += 1
        if shown[d.level] > ANNOTATIONS:
            rest.append(d)
        else:
            lines.append(_annotation(d))
    if rest:
        told = f"{len(rest):,} more, of which GitHub shows no annotation"
        lines += [
            f"::group::{told}\n",
            *(f"- {_data(line)}\n" for line in concise(rest).splitlines()),
            "::endgroup::\n",
        ]
    return "".join(lines)


def _annotation(d: Diagnostic) -> str:
    place = _place(d.at.span)
    kind = {"error": "error", "warning": "warning", "note": "notice"}[d.level]
    text = "\n".join([d.message, *d.help])
    properties = {"file": place["path"], "line": place["line"], "endLine": place["end_line"]}
    if place["line"] == place["end_line"]:  # columns are refused where there are several lines
        properties |= {"col": place["column"], "endColumn": place["end_column"]}
    properties["title"] = d.rule.id
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{kind} {listed}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
