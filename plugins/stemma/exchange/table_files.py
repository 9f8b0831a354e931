# Tables as files: CSV for spreadsheets (RFC 4180, UTF-8) and JSON for programs. In: a table. Out: text, the same for the
# same table.
from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from stemma.exchange.tables import VERSION, Column, Table

_ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run as a formula

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


Lines = tuple[str, str]
"""Rows as they stand in each format."""


def files_of(table: Table) -> tuple[tuple[str, str, bytes], ...]:
    """`(format, path in the site, content)` of the table in each format."""
    return files_from(table, [lines(table, table.rows)])


def files_from(head: Table, parts: Iterable[Lines]) -> tuple[tuple[str, str, bytes], ...]:
    """The same from lines that were made before."""
    place = f"data/{head.name}"
    told = list(parts)
    return (
        ("CSV", f"{place}.csv", "".join([_csv([_named(head)]), *(csv for csv, _ in told)]).encode()),
        ("JSON", f"{place}.json", _framed(head, ",\n".join([rows for _, rows in told])).encode()),
    )


def lines(head: Table, rows: Iterable[tuple[Any, ...]]) -> Lines:
    """Some rows of a table as lines of each format. In CSV a quantity fills four columns: the best value, the bounds, the
    unit."""
    held = tuple(rows)
    names = [column.name for column in head.columns]
    written = _csv(
        [text for column, value in zip(head.columns, row, strict=True) for text in _cells(column, value)]
        for row in held
    )
    return written, ",\n".join(_ENCODE(dict(zip(names, row, strict=True))) for row in held)


def _csv(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)  # commas, CRLF, and quotes where they are needed
    return out.getvalue()


def _named(table: Table) -> list[str]:
    return [name for column in table.columns for name in _names(column)]


def _names(column: Column) -> tuple[str, ...]:
    if column.kind == "quantity":
        return column.name, f"{column.name}_low", f"{column.name}_high", f"{column.name}_unit"
    if column.kind == "value":
        return column.name, *(f"{column.name}_{part}" for part in ("best", "low", "high", "unit"))
    return (column.name,)


def _cells(column: Column, value: Any) -> Iterator[str]:
    held = value if isinstance(value, dict) and "best" in value else {}
    parts = ("best", "low", "high")
    if column.kind == "quantity":
        if isinstance(value, str):  # `unknown` and `none`
            yield from (_text(value), "", "", "")
        else:
            yield from (held.get(part) or "" for part in parts)
            yield _text(held.get("unit", ""))
    elif column.kind == "value":
        yield _text(held["text"] if held else value)
        yield from (held.get(part) or "" for part in parts)
        yield _text(held.get("unit", ""))
    elif column.kind == "number":
        yield value or ""
    else:
        yield _text(value)


def _text(value: Any) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before it says that it is none."""
    text = _plain(value)
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        if "best" in value:
            return str(value["text"])
        return "; ".join(f"{name}: {_plain(item)}" for name, item in value.items())
    return str(value)


def _framed(table: Table, rows: str) -> str:
    """`{version, table, title, columns, rows}`; a row is an object with a key for each column, on a line of its own."""
    head = _ENCODE({"version": VERSION, "table": table.name, "title": table.title})
    columns = ",\n".join(_ENCODE(_column(column)) for column in table.columns)
    return f'{head[:-1]}, "columns": [\n{columns}\n], "rows": [\n{rows}\n]}}\n'


def _column(column: Column) -> dict[str, str]:
    optional = {"label": column.label, "unit": column.unit, "about": column.about}
    return {"name": column.name, "kind": column.kind} | {key: value for key, value in optional.items() if value}
