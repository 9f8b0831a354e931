# What a search reads of a page, section by section, as Material's search reads it, without a parser that takes longer than
# the page took to make. In: HTML of ours. Out: sections, or None where the HTML is not as plain as it takes.
from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape

from stemma.pages.context import Page

# A tag and the text behind it; nothing else may stand in the HTML.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*)>([^<]*)""")
_ID = re.compile(r"""\sid=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_VALUES = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
# Drawings that a search passes over, and in which no heading can be.
_FIGURE = re.compile(r'<figure class="st-lineage"[^<>]* data-search-exclude>.*?</figure>', re.DOTALL)

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEPT = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
# What parsers of different versions read differently, or what our pages do not hold.
_STRANGE = frozenset(
    {
        "iframe", "math", "noembed", "noframes", "noscript", "object", "plaintext", "script", "style", "textarea", "title",
        "xmp",
    }
)  # fmt: skip
_NEVER = 1 << 30

Searched = tuple[tuple[str | None, str, str], ...]
"""The id (None for the first section), title and text of each section."""


@dataclass(slots=True, eq=False)
class Section:
    """A heading's id (none for the first), and its title and text in pieces, as HTML of the few tags that are kept."""

    tag: str
    depth: int = 0
    id: str | None = None
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    excluded: bool = False


def as_searched(page: Page, html: str) -> str:
    """The HTML of a page as a search is to read it: from its heading on, which has the page's other names too. A search
    takes a page that does not begin with its heading for two: one without the text, one without the address."""
    start, end, rest = html[max(html.find("<h1"), 0) :].partition("</h1>")
    names = "".join(f" · {escape(name)}" for name in page.names) if end else ""
    return f"{start}{names}{end}{rest}"


def sections(html: str) -> Searched | None:
    """The sections that are to be found."""
    html = _FIGURE.sub("<figure></figure>", html)
    start = html.find("<")
    if start < 0 or html[:start].strip() or "headerlink" in html or "linenodiv" in html:
        return None
    reading = _Reading()
    if start:
        reading.data(html[:start])
    read = start
    for tag in _TAG.finditer(html, start):
        closing, name, attributes, text = tag.groups()
        if tag.start() != read or name in _STRANGE or not name.islower():
            return None
        read = tag.end()
        if closing:
            reading.close(name)
        elif name not in _VOID:
            reading.open(name, attributes)
            if attributes.endswith("/"):
                reading.close(name)
        if text:
            reading.data(text)
    if read != len(html) or reading.odd:
        return None
    return tuple((s.id, "".join(s.title), "".join(s.text)) for s in reading.found if not s.excluded)


class _Reading:
    """Where the reading is: the open elements, those whose text is passed over, and the section that text goes to. Both
    are told by their names alone, as Material tells them."""

    def __init__(self) -> None:
        self.found: list[Section] = []
        self.section = Section("hx")
        self.begun = False
        self.context: list[str] = []
        self.skipped: set[str] = set()
        self.odd = False

    def _begin(self) -> None:
        if not self.begun:
            self.begun = True
            self.found.append(self.section)

    def open(self, name: str, attributes: str) -> None:
        self.context.append(name)
        excluded = "data-search-exclude" in attributes and "data-search-exclude" in _VALUES.sub("", attributes)
        if name in _HEADINGS and (id_ := _ID.search(attributes)):
            depth = len(self.context)
            if name != "h1" and not self.found:
                self.found.append(Section("hx", depth))
            self.section = Section(name, depth, excluded=excluded)
            if self.found:
                self.section.id = unescape(id_[1] or id_[2] or id_[3] or "")
            self.found.append(self.section)
            self.begun = True
        self._begin()
        if excluded:
            self.skipped.add(name)
        elif name in _KEPT and self.skipped.isdisjoint(self.context):
            self._into().append(f"<{name}>")

    def _into(self) -> list[str]:
        return self.section.title if self.section.tag in self.context else self.section.text

    def close(self, name: str) -> None:
        context, section = self.context, self.section
        if not context or context[-1] != name:
            return
        if section.depth > len(context):
            for earlier in reversed(self.found):
                if earlier.depth <= len(context):
                    section.depth = _NEVER
                    self.section = earlier
                    break
        context.pop()
        if name in self.skipped:
            self.skipped.remove(name)
        elif name in _KEPT and self.skipped.isdisjoint(context):
            into = self._into()
            if f"<{name}>" not in into:  # its beginning was passed over, which Material does not expect
                self.odd = True
                return
            opened = into.index(f"<{name}>")
            if any(not piece.isspace() for piece in into[opened + 1 :]):
                into.append(f"</{name}>")
            else:
                del into[opened:]

    def data(self, text: str) -> None:
        context, section = self.context, self.section
        if not self.skipped.isdisjoint(context):
            return
        blank = text.isspace()
        if "&" in text:
            text = unescape(text)
            blank = text.isspace()
        if "pre" not in context:
            text = " " if blank else text.replace("\n", " ")
        self._begin()
        if section.tag in context:
            section.title.append(escape(text, quote=False))
        elif not blank:
            section.text.append(escape(text, quote=False))
        elif not section.text or not section.text[-1].isspace() or "pre" in context:
            section.text.append(text)
