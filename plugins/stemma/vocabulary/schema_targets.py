# Where references may point, once all types are known: to types that exist, and where they are symmetric, to types that
# can name them back. In: every mapping that speaks of a type, and the finished types. Out: diagnostics at their reporters.
from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from stemma.text.diagnostics import did_you_mean
from stemma.text.nodes import Mapping, Scalar, Sequence
from stemma.text.reader import Reporter
from stemma.vocabulary.schema import Field, Type

Part: TypeAlias = tuple[Reporter, Scalar, Mapping]


def check_targets(parts: MappingOf[str, list[Part]], types: MappingOf[str, Type], broken: AbstractSet[str]) -> None:
    """Check the `to` of every field; types in `broken` are known by name alone."""
    for name, of_type in parts.items():
        for reporter, _, mapping in of_type:
            fields = mapping.get("fields")
            for key, value in fields.entries if isinstance(fields, Mapping) else ():
                field = types[name].fields.get(key.text)
                if not isinstance(value, Mapping) or field is None:
                    continue
                to = value.get("to")
                for node in to.items if isinstance(to, Sequence) else (to,):
                    if isinstance(node, Scalar) and node.text not in {"any", ""} and node.text not in broken:
                        _check(reporter, field, node, types)


def _check(reporter: Reporter, field: Field, node: Scalar, types: MappingOf[str, Type]) -> None:
    target = types.get(node.text)
    if target is None:
        reporter.report("schema-field", f"there is no type `{node.text}`", node, did_you_mean(node.text, types))
    elif field.symmetric and field.name not in target.fields:
        reporter.report(
            "schema-field",
            f"`{field.name}` is symmetric, and `{target.name}` has no such field",
            node,
            f"give `{target.name}` the field too, let it point to its own type only, or delete `symmetric`",
        )
