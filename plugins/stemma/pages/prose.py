# Markdown inside entities (summaries, notes, rationales) as HTML that no text can break out of: raw HTML is text,
# and only http, https and mailto addresses become links. `[[…]]` works as on hand-written pages.
from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from stemma.pages.context import Site
from stemma.pages.inline import link_html
from stemma.text.html_text import text_of_html
from stemma.text.markdown_scan import scan

_MARK = "\ue000{}\ue001"
_MARKS = re.compile("\ue000(\\d+)\ue001")


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.disable("image")  # an image would be fetched from wherever somebody says
    made.validateLink = _is_safe  # type: ignore[method-assign] # the documented way to set it
    return made


def _is_safe(url: str) -> bool:
    return re.match(r"(?i)(?:https?:|mailto:|#)", url.strip()) is not None


def render(site: Site, path: str, text: str, *, inline: bool = False) -> Markup:
    """The HTML of a Markdown text, for the page at `path`; `inline` gives no paragraphs."""
    links = scan(text).links
    parts, at, made = [], 0, []
    for number, link in enumerate(links):
        parts += [text[at : link.start], _MARK.format(number)]
        made.append(link_html(site, path, link.target, link.label))
        at = link.end
    marked = "".join([*parts, text[at:]])
    reader: Any = _reader()
    html = reader.renderInline(marked) if inline else reader.render(marked)
    return Markup(_MARKS.sub(lambda m: made[int(m[1])] if int(m[1]) < len(made) else "", html))  # noqa: S704 - the renderer escapes, and so does link_html


def plain(site: Site, text: str) -> str:
    """The text without its marks, for descriptions and titles."""
    return text_of_html(render(site, "index", text, inline=True))
