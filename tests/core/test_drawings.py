"""Drawings that would cost more than any emblem are refused before they are drawn."""

import pytest

from core.drawings import require_simple
from core.emblems import emblem
from core.pictures import NoPicture
from tests.drawings import SHIELD

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="200">'


def doubling(levels: int) -> bytes:
    uses = '<g id="g{0}"><use xlink:href="#g{1}"/><use href="#g{1}"/></g>'
    rows = "".join(uses.format(number, number - 1) for number in range(1, levels))
    first = "<g id='g0'><rect width='9' height='9'/></g>"
    return f"{HEAD}<defs>{first}{rows}</defs><use href='#g{levels - 1}'/></svg>".encode()


@pytest.mark.parametrize(
    "content",
    [
        doubling(40),
        f"{HEAD}<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>".encode(),
        f'<!DOCTYPE svg [<!ENTITY a "aaaa">]>{HEAD}&a;</svg>'.encode(),
        f"{HEAD}{'<g>' * 300}{'</g>' * 300}</svg>".encode(),
        f"{HEAD}{'<g/>' * 21_000}</svg>".encode(),
        b"<svg",
    ],
    ids=["doubling", "circle", "entity", "deep", "many", "broken"],
)
def test_a_drawing_that_multiplies_is_refused(content):
    with pytest.raises(NoPicture):
        emblem(content)


def test_a_plain_drawing_is_drawn():
    require_simple(SHIELD)
    require_simple(doubling(5))
    require_simple(
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x"><svg xmlns="http://www.w3.org/2000/svg"/>'
    )
