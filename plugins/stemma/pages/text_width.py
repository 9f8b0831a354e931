# How wide a text will be, before any browser has seen it: tables of character widths of common sans-serif
# fonts. Text and font size in CSS pixels in; widths, lines and shortened texts out.
from __future__ import annotations

from functools import lru_cache
from unicodedata import combining, east_asian_width

# Advance in hundredths of the font size, as in Arial and the fonts made to its measure; others are at most as wide, but
# for a few, whom the spare below and the padding of boxes serve.
_REGULAR = {
    **dict.fromkeys("ijl'’", 22),
    **dict.fromkeys(" !,./:;I[\\]ft·|", 28),
    **dict.fromkeys('()-`r{}“"*', 35),
    **dict.fromkeys("Jcksvxyz^", 50),
    **dict.fromkeys("0123456789#$?L_abdeghnopqu+<=>~", 57),
    **dict.fromkeys("&ABEKPSVXYFTZ", 67),
    **dict.fromkeys("CDHNRUw", 72),
    **dict.fromkeys("GOQ", 78),
    **dict.fromkeys("Mm%W", 90),
    **dict.fromkeys("—…@", 101),
}
_BOLD = {
    **dict.fromkeys(" ,./I\\ijl'|·’", 28),
    **dict.fromkeys("!()-:;[]`ft*r{}", 34),
    **dict.fromkeys('"z“', 49),
    **dict.fromkeys("0123456789#$J_aceksvxy–+<=>^~", 57),
    **dict.fromkeys("?FLTZbdghnopqu", 61),
    **dict.fromkeys("EPSVXY", 67),
    **dict.fromkeys("&ABCDHKNRU", 72),
    **dict.fromkeys("GOQwM", 79),
    **dict.fromkeys("%mW", 91),
    **dict.fromkeys("—…@", 100),
}
_OTHER = 66
_WIDE = 105
_SPARE = 1.02
LONGEST = 1000  # more characters than any line holds
ELLIPSIS = "…"
_BREAKS = " -/–·:_"


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The estimated width of `text` in pixels."""
    table = _BOLD if bold else _REGULAR
    total = 0
    for char in text:
        width = table.get(char)
        if width is None:
            width = 0 if combining(char) else _WIDE if east_asian_width(char) in "WF" or char > "\u2e7f" else _OTHER
        total += width
    return total * size * _SPARE / 100


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The longest beginning of `text` that fits, with an ellipsis where something is missing."""
    if text_width(text, size, bold=bold) <= width:
        return text
    low, high = 0, min(len(text), int(width))
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, size, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """`text` on one line or on two; the second is shortened. Breaks after spaces, hyphens and slashes."""
    text = " ".join(text[:LONGEST].split())
    if text_width(text, size, bold=bold) <= width:
        return (text,)
    best = 0
    for i in range(1, min(len(text), int(width))):
        if text[i - 1] in _BREAKS:
            if text_width(text[:i].rstrip(), size, bold=bold) > width:
                break
            best = i
    if best == 0:
        return (shorten(text, width, size, bold=bold),)
    return text[:best].rstrip(), shorten(text[best:].lstrip(), width, size, bold=bold)
