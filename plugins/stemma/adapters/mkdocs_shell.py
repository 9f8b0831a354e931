# What a theme draws around our pages is the same for all of a kind but for a few texts. In: pages, and the theme's template.
# Out: the same bytes as from that template, which is rendered once for each kind, held against a page that was rendered
# the long way, and from then on filled in. Whatever is not as plain as that is rendered the long way.
from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import jinja2
from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from stemma.adapters.mkdocs_files import FinishedFile

log = get_plugin_logger("stemma")

Texts = dict[str, str]
Kind = tuple[Any, ...]

# Signs for private use, which no theme prints: between them a sentinel's name and its text.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SIGNS = (_OPEN, _CLOSE, "%ee%80%80", "\\ue000")  # also as addresses and scripts write them
_SPOT = re.compile(f"{_OPEN}([a-z]\\d*)(.*?){_CLOSE}", re.DOTALL)
_LEAF = re.compile(r"[A-Za-z0-9_-]+")
_META = frozenset({"title", "hide", "search", "description", "template"})
_TRIED = "&amp;&lt;&gt;&#34;&#39;  "  # what a theme may change where it prints a title
# What themes do to a text that is HTML; a spot is known by what became of `_TRIED` there.
_CHANGES: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: str(Markup(text).striptags()),  # noqa: S704 - a title is HTML already
    lambda text: str(escape(str(text))),
)


@dataclass(frozen=True, slots=True)
class Shell:
    """A rendered page in pieces: literal text, and in turn the name of a text with what becomes of it there."""

    literal: tuple[str, ...]
    spots: tuple[tuple[str, Callable[[str], str]], ...]

    def filled(self, texts: Texts) -> str:
        out = [self.literal[0]]
        for (name, change), after in zip(self.spots, self.literal[1:], strict=True):
            out += (change(texts[name]), after)
        return "".join(out)


def shell_of(rendered: str) -> Shell | None:
    """The shell that a page with sentinels for texts was rendered to, or None where the theme did to one of them what is
    not known here."""
    pieces = _SPOT.split(rendered)
    spots = []
    for name, text in zip(pieces[1::3], pieces[2::3], strict=True):
        before = {"t": _TRIED, "d": _TRIED, "c": "<h1"}.get(name[0], "")
        changes = _CHANGES if before == _TRIED else _CHANGES[:1]
        # A change is tried on the text as it stands between its signs, where blanks at its ends do not count.
        change = next(
            (c for c in changes if c(f"{_OPEN}{name}{before}{_CLOSE}") == f"{_OPEN}{name}{text}{_CLOSE}"), None
        )
        if change is None:
            return None
        spots.append((name, change))
    literal = tuple(pieces[::3])
    left = "".join(literal).casefold()
    return None if any(sign in left for sign in _SIGNS) else Shell(literal, tuple(spots))


class Shells(jinja2.Template):
    """Stands as the template of our pages, which MkDocs asks the theme for by its name otherwise."""

    theme: jinja2.Template
    nested: frozenset[str]
    known: dict[Kind, Shell | tuple[Texts, str] | None]

    def __new__(cls, theme: jinja2.Template, nested: frozenset[str]) -> Self:
        """`nested` are the folders in which files of others lie: what these are called may show on pages above them."""
        made = object.__new__(cls)
        made.theme, made.nested, made.known = theme, nested, {}
        return made

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page of a context, as the theme renders it."""
        context = dict(*args, **kwargs)
        page = context["page"]
        kind = self._kind(page)
        if kind is None:
            return self.theme.render(context)
        found = self.known.get(kind, ())
        if isinstance(found, Shell):
            return found.filled(_texts(page))
        if found is None:
            return self.theme.render(context)
        if not found:  # the first of its kind is kept, for the shell to be held against
            made = self.theme.render(context)
            self.known[kind] = (_texts(page), made)
            return made
        shell = shell_of(self.theme.render({**context, "page": _sample(page)}))
        if shell is None or shell.filled(found[0]) != found[1]:
            log.info(
                "Pages in `%s` are rendered one by one: something in this theme differs from page to page.", kind[0]
            )
            self.known[kind] = None
            return self.theme.render(context)
        self.known[kind] = shell
        return shell.filled(_texts(page))

    def _kind(self, page: HostPage) -> Kind | None:
        """All that a theme can see of a page but its texts. None where there is more to see than is known here."""
        folder, leaf, rest = _address(page)
        toc, meta, content = list(page.toc), page.meta, page.content or ""
        if (
            page.parent or page.previous_page or page.next_page or not meta.keys() <= _META or page.url in self.nested
            or len(toc) != 1 or toc[0].title != meta["title"] or page.title != meta["title"] or "<h1" not in content
            or not _LEAF.fullmatch(leaf) or any(item.children for item in toc[0].children)
        ):  # fmt: skip
            return None
        levels = (toc[0].level, *(item.level for item in toc[0].children))
        there = ("description" in meta, page.edit_url is None, page.canonical_url is None, page.active)
        return folder, rest, tuple(meta["hide"]), levels, there


def _address(page: HostPage) -> tuple[str, str, str]:
    """The address of a page: its folder, its own name, and what stands behind that."""
    url = page.url
    path, rest = (url[:-1], "/") if url.endswith("/") else (url.removesuffix(".html"), ".html")
    folder, slash, leaf = path.rpartition("/")
    return folder + slash, leaf, rest


def _texts(page: HostPage) -> Texts:
    """The texts of a page by the names of their sentinels; those of its headings are numbered, its title is the first."""
    first = page.toc.items[0]
    texts = {
        "t": str(page.meta["title"]), "d": str(page.meta.get("description", "")), "c": page.content or "",
        "e": page.edit_url or "", "u": page.canonical_url or "", "a": page.abs_url or "", "l": _address(page)[1],
        "i": first.id, "s": page.file.src_uri,
    }  # fmt: skip
    for number, heading in enumerate(first.children):
        texts[f"i{number}"], texts[f"t{number}"] = heading.id, str(heading.title)
    return texts


def _sample(page: HostPage) -> HostPage:
    """A page like this one, with sentinels for its texts."""

    def sentinel(name: str, text: str = "") -> str:
        return f"{_OPEN}{name}{text}{_CLOSE}"

    folder, _, rest = _address(page)
    made, made.file = copy.copy(page), copy.copy(page.file)
    made.file.url, made.file.src_uri = folder + sentinel("l") + rest, sentinel("s")
    made.meta = {**page.meta, "title": Markup(sentinel("t", _TRIED))}  # noqa: S704 - it is HTML as titles are
    if "description" in made.meta:
        made.meta["description"] = Markup(sentinel("d", _TRIED))  # noqa: S704 - as above
    made.content = sentinel("c", "<h1")
    made.edit_url = None if page.edit_url is None else sentinel("e")
    made.canonical_url = None if page.canonical_url is None else sentinel("u")
    made.abs_url = None if page.abs_url is None else sentinel("a")
    first = page.toc.items[0]
    heading = AnchorLink(made.meta["title"], sentinel("i"), first.level)
    for number, item in enumerate(first.children):
        title = Markup(sentinel(f"t{number}", _TRIED))  # noqa: S704 - as above
        heading.children.append(AnchorLink(title, sentinel(f"i{number}"), item.level))
    made.toc = TableOfContents([heading])
    return made


def take_over(config: MkDocsConfig, env: jinja2.Environment, files: Files) -> Shells | None:
    """Have our pages rendered by shells, where the theme is Material as it comes; these shells, or None."""
    own = config.theme.custom_dir
    if config.theme.name != "material" or (own and any(Path(own).rglob("*.html"))):
        return None
    others = [file.url for file in files if not isinstance(file, FinishedFile)]
    nested = frozenset(f"{folder}/" for url in others for folder in _folders(url))
    shells = Shells(env.get_template("main.html"), nested)
    for file in files.documentation_pages():
        if isinstance(file, FinishedFile) and file.page is not None and "template" not in file.page.meta:
            file.page.meta["template"] = shells
    return shells


def _folders(url: str) -> list[str]:
    """The folders above a file."""
    parts = url.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
