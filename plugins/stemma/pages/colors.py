# Colours from a schema made safe to draw with: dark enough to be read on white. The stylesheet lightens them for dark
# schemes by a fixed mixture with white, which is readable for every colour that is dark enough here.
from __future__ import annotations

import re
from functools import lru_cache

DEFAULT = "#3f51b5"
CONTRAST = 4.5  # WCAG 2, text against its background
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_VARIABLE = re.compile(r"var\(--[A-Za-z0-9-]+\)")


@lru_cache(maxsize=512)
def readable(color: str) -> str:
    """`color` as lower-case `#rrggbb`, darkened until text in it has a contrast of 4.5:1 on white.

    A CSS variable such as `var(--brand)` is passed through. Whatever else is not a hex colour becomes the default.
    """
    if _VARIABLE.fullmatch(color):
        return color
    if not _HEX.fullmatch(color):
        color = DEFAULT
    digits = color[1:]
    if len(digits) == 3:
        digits = "".join(d + d for d in digits)
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    while 1.05 / (luminance(red, green, blue) + 0.05) < CONTRAST:
        red, green, blue = (int(channel * 0.94) for channel in (red, green, blue))
    return f"#{red:02x}{green:02x}{blue:02x}"


def luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2 defines it; channels from 0 to 255."""

    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
