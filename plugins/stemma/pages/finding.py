# What makes an entity easy to find: its names, and how much its page weighs against others that hold the same words.
from __future__ import annotations

import re

from stemma.knowledge.entity import Entity
from stemma.pages.context import Site

_WORDS = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
# Who searches for a name wants the thing itself before what is claimed and written about it.
_THING = 16
_LEAST = 2
WHOLE = 6  # who searches for "timeline" wants that page rather than what is written about it


def names(entity: Entity) -> tuple[str, ...]:
    """The names besides the title."""
    return tuple(alias for alias in dict.fromkeys(entity.aliases) if alias != entity.name)


def weight(site: Site, entity: Entity) -> int:
    """The weight of an entity's page. A search counts how many words of a query a title holds, and not how many others are
    beside them: of two things, the one with the shorter name comes nearer to a short query."""
    if any(site.graph.schema.is_a(entity.type, about) for about in ("claim", "source")):
        return 1
    shortest = min(max(len(_WORDS.findall(name)), 1) for name in (entity.name, *entity.aliases))
    return max(_THING // (shortest + 1), _LEAST)
