"""How well a colour can be read on another one, by the formula of WCAG 2.2."""

from __future__ import annotations

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5
"""The least contrast of normal text (WCAG 2.2, 1.4.3)."""
WHITE = "#ffffff"


def contrast(one: str, other: str = WHITE) -> float:
    """The contrast ratio of two colours `#rrggbb`, from 1 (the same) to 21 (black on white).

    >>> contrast("#000000"), contrast("#ffffff"), round(contrast("#767676"), 2), round(contrast("#1F5FA8"), 2)
    (21.0, 1.0, 4.54, 6.44)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(color: str) -> bool:
    """Whether text of this colour can be read on white, and white text on it.

    >>> is_readable("#1F5FA8"), is_readable("#f5c400"), is_readable("blue")
    (True, False, False)
    """
    return bool(HEX.fullmatch(color)) and contrast(color) >= READABLE


def _luminance(color: str) -> float:
    if not HEX.fullmatch(color):
        raise ValueError(f"not a colour as #rrggbb: {color!r}")
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
