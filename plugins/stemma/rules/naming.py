# lint-naming: names that mislead: stray spaces, shouting, another's alias, or a name that has nothing to do with the id.
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
from stemma.knowledge.naming import shares_word
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose
from stemma.text.nodes import Mapping, Scalar, Sequence
from stemma.text.source import Span

_LONG_WORD = 4  # letters; shorter ones in capitals are abbreviations


def check(derived: Derived, among: Iterable[Entity] | None = None) -> Iterator[Diagnostic]:
    """Names and aliases, each with at most one problem. The name of a claim is a sentence, which an id cuts short."""
    graph = derived.graph
    aliases: dict[str, str] = {}
    for alias, entity_id in graph.aliases.items():
        aliases.setdefault(alias.casefold(), entity_id)
    for entity in graph.entities.values() if among is None else among:
        node = entity.node
        name = node.get("name") if isinstance(node, Mapping) else None
        if entity.broken or not isinstance(node, Mapping) or not isinstance(name, Scalar) or "name" in entity.failed:
            continue
        other = aliases.get(entity.name.casefold(), entity.id)
        at = Span(entity.source, name.start, name.end)
        if _stray(name.text):
            said, mend = "this name has a space too many", f"write `{' '.join(name.text.split())}`"
        elif _shouts(entity.name):
            said, mend = (
                "this name is written in capitals",
                f"write `{entity.name.title()}`, or as the thing writes itself",
            )
        elif other != entity.id:
            said = f"`{entity.name}` is an alias of `{other}` too, so that a reader cannot tell the two apart"
            mend = "delete the alias, or give one of the two another name"
        elif not graph.schema.is_a(entity.type, "claim") and not _fits(entity):
            said = f"the id `{entity.id}` has no word in common with the name `{entity.name}`"
            mend = "correct the one that was copied from elsewhere, or add the id's word to `aliases`"
        else:
            yield from _aliases(entity, node)
            continue
        yield diagnose(rule("lint-naming"), said, at, help=(mend,))


def _aliases(entity: Entity, node: Mapping) -> Iterator[Diagnostic]:
    written = node.get("aliases")
    for item in written.items if isinstance(written, Sequence) else (written,):
        if isinstance(item, Scalar) and item.style != "!" and _stray(item.text):
            yield diagnose(
                rule("lint-naming"), "this alias has a space too many", Span(entity.source, item.start, item.end),
                help=(f"write `{' '.join(item.text.split())}`",),
            )  # fmt: skip


def _stray(text: str) -> bool:
    return text != text.strip() or "  " in text


def _shouts(name: str) -> bool:
    """Whether a name is in capitals from end to end, with two words at least that are no abbreviations."""
    if name != name.upper():
        return False
    return sum(len(word) >= _LONG_WORD for word in re.findall(r"[^\W\d_]+", name)) > 1


def _fits(entity: Entity) -> bool:
    """Whether the id has to do with a name of the entity, or with a text that it holds."""
    texts = [said.text for stated in (entity.statements or {}).values() for said in stated if type(said.value) is str]
    return shares_word(entity.id, entity.name, *entity.aliases, *texts)
