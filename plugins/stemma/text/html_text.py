# HTML as plain text, for what cannot show markup: titles, descriptions, heads of pages. In: HTML. Out: one line.
from __future__ import annotations

import re
from html import unescape

_TAGS = re.compile(r"<[^>]+>")


def text_of_html(html: str) -> str:
    """The text between the tags, its references as the characters that they stand for."""
    return " ".join(unescape(_TAGS.sub("", html)).split())
