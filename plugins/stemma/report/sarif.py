# Diagnostics as SARIF 2.1.0, the format that code hosts and editors read from checkers. In: diagnostics. Out: one JSON
# document. Its schema is https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json.
from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from stemma.report.rule_page import rule_page
from stemma.text.diagnostics import Diagnostic, Fix, Label, Rule
from stemma.text.source import Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "stemmaProblem/v1"


def as_sarif(
    found: Sequence[Diagnostic],
    *,
    version: str,
    place: Callable[[Diagnostic], str] = lambda _: "",
    help_uris: Mapping[str, str] | None = None,
) -> str:
    """A log with one run. `place` says where a problem is in words that outlast edits elsewhere in its file, for the
    fingerprints; `help_uris` are the addresses of rules' pages, by rule id. Lines and columns count from 1, columns in
    UTF-16 code units; ends are exclusive."""
    rules = {d.rule.id: d.rule for d in found}
    order = {rule_id: index for index, rule_id in enumerate(sorted(rules))}
    seen: Counter[tuple[str, ...]] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "Stemma",
                "semanticVersion": version,
                "rules": [_rule(rules[rule_id], (help_uris or {}).get(rule_id, "")) for rule_id in order],
            }
        },
        "columnKind": "utf16CodeUnits",
        "invocations": [{"executionSuccessful": "read-nothing" not in rules}],
        "results": [_result(d, order[d.rule.id], _fingerprint(d, place(d), seen)) for d in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, uri: str) -> dict[str, Any]:
    summary = f"{rule.summary[:1].upper()}{rule.summary[1:]}."
    page = rule_page(rule.id)
    made: dict[str, Any] = {
        "id": rule.id,
        "shortDescription": {"text": summary},
        "defaultConfiguration": {"level": rule.severity, "enabled": not rule.off},
        "properties": {"tags": [rule.id.partition("-")[0]]},
    }
    if page:
        made["help"] = {"text": page, "markdown": page}
    if uri:
        made["helpUri"] = uri
    return made


def _result(d: Diagnostic, index: int, fingerprint: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": d.rule.id,
        "ruleIndex": index,
        "level": d.level,
        "message": {"text": "\n".join([d.message, *(f"help: {line}" for line in d.help)])},
        "locations": [{"physicalLocation": _location(d.at.span)}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if d.related:
        made["relatedLocations"] = [_related(number, label) for number, label in enumerate(d.related, 1)]
    if d.fixes:
        made["fixes"] = [_fix(fix) for fix in d.fixes]
    return made


def _location(span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(span.source), "region": _region(span)}


def _artifact(source: Source) -> dict[str, Any]:
    return {"uri": quote(source.path, safe="/~"), "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> dict[str, Any]:
    if span.end == 0:  # the file as a whole
        return {"startLine": 1}
    return _characters(span)


def _characters(span: Span) -> dict[str, Any]:
    line, column = _position(span.source, span.start)
    end_line, end_column = _position(span.source, max(span.end, span.start))
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _position(source: Source, offset: int) -> tuple[int, int]:
    """Line and column, where a character outside of the basic plane counts as two columns."""
    line, column = source.position(offset)
    before = source.text[offset - column + 1 : offset]
    return line, column + sum(character > "\uffff" for character in before)


def _related(number: int, label: Label) -> dict[str, Any]:
    made: dict[str, Any] = {"id": number, "physicalLocation": _location(label.span)}
    if label.message:
        made["message"] = {"text": label.message}
    return made


def _fix(fix: Fix) -> dict[str, Any]:
    replacement = {"deletedRegion": _characters(fix.span), "insertedContent": {"text": fix.replacement}}
    told = f"write `{fix.replacement}`" if fix.replacement else "delete it"
    return {
        "description": {"text": told},
        "artifactChanges": [{"artifactLocation": _artifact(fix.span.source), "replacements": [replacement]}],
    }


def _fingerprint(d: Diagnostic, place: str, seen: Counter[tuple[str, ...]]) -> str:
    """The same for the same problem when lines move; the second of two that are alike in all has one of its own."""
    about = (d.rule.id, d.at.span.source.path, place, d.message)
    seen[about] += 1
    return hashlib.sha256("\0".join([*about, str(seen[about])]).encode()).hexdigest()[:32]
