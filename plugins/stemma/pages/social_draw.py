# Draws a card with Pillow. In: what it shows. Out: PNG; the same card gives the same bytes with the same library.
from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from PIL import Image, ImageDraw, ImageFont, features

if TYPE_CHECKING:
    from stemma.pages.social import Card

VERSION = 1  # of the drawing; a new one makes all cards again
WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT, _TOP = 84, 1116, 76
_INK, _MUTE, _LINE, _PAPER = "#16181d", "#5b606b", "#d9dbe0", "#ffffff"
_PLAIN, _STRONG = 400, 620
_NAME_SIZES = (84, 72, 62, 54, 46)
_MOST_TEXT = 600


def about_library() -> str:
    """All besides card and font that decides about the bytes."""
    return f"{VERSION} {PIL.__version__} {features.version('freetype2')} {features.version('zlib')}"


class Drawer:
    """Draws in one font. Raises OSError where `face` is none."""

    def __init__(self, face: bytes) -> None:
        self._face = face
        self._font = lru_cache(maxsize=32)(self._made)
        self._font(_NAME_SIZES[0], _STRONG)

    def _made(self, size: int, weight: int) -> ImageFont.FreeTypeFont:
        # Raqm, where it is installed, sets the same text a little otherwise.
        font = ImageFont.truetype(BytesIO(self._face), size, layout_engine=ImageFont.Layout.BASIC)
        try:
            axes = font.get_variation_axes()
        except (OSError, NotImplementedError):  # a font of one weight
            return font
        wanted = {b"Weight": weight, b"Optical Size": 32 if size > 40 else 14}
        font.set_variation_by_axes([_within(axis, wanted) for axis in axes])
        return font

    def png(self, card: Card) -> bytes:
        """The file's bytes."""
        image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, 0, 15, HEIGHT), fill=card.color)
        y = _TOP
        pen.text((_LEFT, y), card.kind[:60].upper(), font=self._font(26, _STRONG), fill=card.color, anchor="ls")
        bottom = HEIGHT - 92 - (110 if card.facts else 0)
        size, lines = self._name(card.name)
        for line in lines:
            y += round(size * 1.14)
            pen.text((_LEFT - size // 24, y), line, font=self._font(size, _STRONG), fill=_INK, anchor="ls")
        y += 22
        font = self._font(32, _PLAIN)
        room = max((bottom - y) // 44, 0)
        for line in _wrapped(pen, card.summary[:_MOST_TEXT], font, _RIGHT - _LEFT, min(room, 4)):
            y += 44
            pen.text((_LEFT, y), line, font=font, fill=_MUTE, anchor="ls")
        self._facts(pen, card)
        pen.line((_LEFT, HEIGHT - 84, _RIGHT, HEIGHT - 84), fill=_LINE, width=2)
        font = self._font(26, _STRONG)
        pen.text((_LEFT, HEIGHT - 38), _cut(pen, card.site, font, _RIGHT - _LEFT), font=font, fill=_INK, anchor="ls")
        file = BytesIO()
        image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            file, "PNG", compress_level=9
        )
        return file.getvalue()

    def _name(self, name: str) -> tuple[int, list[str]]:
        """The largest size at which the name takes at most two lines; else three of the smallest."""
        pen = ImageDraw.Draw(Image.new("RGB", (1, 1)))
        size, lines = 0, [name]
        for size in _NAME_SIZES:
            lines = _wrapped(pen, name[:_MOST_TEXT], self._font(size, _STRONG), _RIGHT - _LEFT, 3)
            if len(lines) <= 2:
                break
        return size, lines

    def _facts(self, pen: ImageDraw.ImageDraw, card: Card) -> None:
        if not card.facts:
            return
        width = (_RIGHT - _LEFT) // len(card.facts)
        label, value = self._font(22, _PLAIN), self._font(36, _STRONG)
        for number, (name, text) in enumerate(card.facts):
            x = _LEFT + number * width
            pen.text((x, HEIGHT - 158), _cut(pen, name, label, width - 28), font=label, fill=_MUTE, anchor="ls")
            pen.text((x, HEIGHT - 114), _cut(pen, text, value, width - 28), font=value, fill=_INK, anchor="ls")


def _within(axis: object, wanted: dict[bytes, int]) -> float:
    """An axis of a variable font where we want it, or where the font has it."""
    about = dict(axis) if isinstance(axis, dict) else {}
    low, high, usual = about.get("minimum", 0), about.get("maximum", 0), about.get("default", 0)
    return float(min(max(wanted.get(about.get("name", b""), usual), low), high))


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """The text in at most `most` lines; what has no room is told by three dots."""
    lines: list[str] = []
    line = ""
    words = text.split()
    for at, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if pen.textlength(longer, font=font) <= width:
            line = longer
        elif len(lines) + 1 >= most:
            return [*lines, _cut(pen, " ".join((line, *words[at:])).strip(), font, width)][:most]
        else:
            lines += [line] if line else []
            line = _cut(pen, word, font, width)
    return [*lines, line][:most] if line else lines


def _cut(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """As much of a line as has room."""
    if pen.textlength(text, font=font) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if pen.textlength(f"{text[:middle].rstrip()}…", font=font) <= width:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low].rstrip(' ,;:.')}…"
