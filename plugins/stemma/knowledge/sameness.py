# Whether two pieces of knowledge say the same, wherever in their files they stand. In: entities, statements, figures, and
# whatever these hold. Out: yes or no; in doubt no. What is equal and not written alike, as `1.0` and `1.00`, differs.
from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from stemma.text.nodes import Mapping, Scalar, Sequence
from stemma.text.source import Source, Span

_PLACES = frozenset({Span, Scalar, Mapping, Sequence})
_PARTS: dict[type, tuple[str, ...] | None] = {}


def same(one: Any, other: Any) -> bool:
    """Whether they say the same. Files are told apart by their paths alone."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in _PLACES:
        return True
    if kind is Source:
        return bool(one.path == other.path)
    if kind is Decimal:
        return bool(one.as_tuple() == other.as_tuple())
    if kind is tuple or kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, AnyMapping):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    parts = _parts(kind)
    if parts is not None:
        return all(same(getattr(one, name), getattr(other, name)) for name in parts)
    return bool(one == other)


def _parts(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass that say something; None for what is none."""
    if kind not in _PARTS:
        _PARTS[kind] = tuple(f.name for f in fields(kind) if f.name != "route") if is_dataclass(kind) else None
    return _PARTS[kind]
