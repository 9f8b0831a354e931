# The picture that other sites show beside a link: of an entity its type, name, summary and up to three facts, of any other
# page the site. In: the site. Out: PNG files of 1200×630, drawn with Pillow and kept from build to build by what they show.
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemma.knowledge.entity import Entity
from stemma.pages.colors import readable
from stemma.pages.context import Site
from stemma.pages.inline import field_parts
from stemma.pages.prose import plain
from stemma.text.cache import Cache

if TYPE_CHECKING:
    from stemma.pages.social_draw import Drawer

FOLDER = "assets/stemma/cards"
MISSING = "Social cards need Pillow and a font: `pip install 'mkdocs-stemma[cards]'`. The site is built without them."
_PACKAGE, _FONT = "fontpkg_inter", ("files", "Inter[opsz,wght].ttf")
_FACTS = 3
SITE = "_site"  # no entity has such an id
_LONG = {"text", "url", "markdown", "assertion", "evidence"}


@dataclass(frozen=True, slots=True)
class Card:
    """What one picture shows; everything that decides about its bytes."""

    kind: str
    color: str
    name: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    site: str


@dataclass(frozen=True, slots=True)
class Cards:
    """The pictures by entity, that of the site as SITE, or in `problem` why there are none."""

    files: dict[str, bytes]
    problem: str = ""


def card_path(entity_id: str) -> str:
    """Where an entity's picture lies, relative to the site's root."""
    return f"{FOLDER}/{entity_id}.png"


def cards(site: Site, about: str, cache_folder: Path | None, font: Path | None = None) -> Cards:
    """The pictures of all entities and of the site, which `about` describes. `font` is a file of the site's own; otherwise it is the one that comes with the extra
    `cards`. What no page uses any more leaves the cache."""
    try:
        from stemma.pages import social_draw

        face = font.read_bytes() if font else resources.files(_PACKAGE).joinpath(*_FONT).read_bytes()
        drawer = social_draw.Drawer(face)
    except ImportError:  # not there, or there and broken
        return Cards({}, MISSING)
    except OSError as error:
        return Cards({}, f"Social cards need a font, and `{font or _FONT[-1]}` cannot be used: {error}")
    same = hashlib.sha256(face + social_draw.about_library().encode()).digest()
    cache = Cache(cache_folder)
    found, used = {}, set()
    shown = {entity.id: _card(site, entity) for entity in site.shown()}
    for name, card in {**shown, SITE: _site_card(site, about)}.items():
        key = hashlib.sha256(same + repr(card).encode("utf-8", "surrogatepass")).hexdigest()[:40]
        used.add(key)
        found[name] = _drawn(cache, key, drawer, card)
    cache.keep_only(used)
    return Cards(found)


def _drawn(cache: Cache, key: str, drawer: Drawer, card: Card) -> bytes:
    kept: Any = cache.load(key)
    if isinstance(kept, bytes):
        return kept
    made = drawer.png(card)
    cache.store(key, made)
    return made


def _card(site: Site, entity: Entity) -> Card:
    type_ = site.graph.schema.types[entity.type]
    claim = site.claims.get(entity.id)
    text = entity.summary.text if entity.summary else claim.rationale if claim else ""
    return Card(
        kind=type_.label, color=readable(type_.color), name=entity.name, summary=plain(site, text) if text else "",
        facts=tuple(_facts(site, entity)), site=site.name,
    )  # fmt: skip


def _site_card(site: Site, about: str) -> Card:
    read = site.project.read
    facts = ((word.capitalize(), f"{read[word]:,}") for word in ("entities", "claims", "figures") if read[word])
    return Card("", readable(""), site.name, about, tuple(facts), site.home.split("://")[-1].rstrip("/"))


def _facts(site: Site, entity: Entity) -> Iterator[tuple[str, str]]:
    """The facts of its type that are short, what is computed first: lists, texts and addresses say little in a picture."""
    type_ = site.graph.schema.types[entity.type]
    short = [n for n in type_.facts if not type_.fields[n].many and type_.fields[n].kind not in _LONG]
    short.sort(key=lambda name: site.project.derived.figure_of(entity.id, name) is None)
    told = ((type_.fields[name].label, field_parts(site, "index", entity.id, name)) for name in short)
    known = ((label, ", ".join(part.text for part in parts)) for label, parts in told if parts)
    yield from islice(known, _FACTS)
