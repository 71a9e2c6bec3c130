"""The tile map holds every region once, and the classes of its colours can be told apart."""

from decimal import Decimal
from itertools import pairwise

import pytest

from portal.charts.classes import COLORS, SCALES
from portal.charts.tiles import blocks, extent, official_codes, tiles


def test_every_region_has_a_tile_of_its_own():
    placed = tiles()
    assert {each.code for each in placed} == set(official_codes())
    assert len({(each.x, each.y) for each in placed}) == len(placed) == 514


def test_a_province_stands_together_below_its_label():
    taken = {(each.x, each.y): each.code[:2] for each in tiles()}
    for block in blocks():
        own = [at for at, province in taken.items() if province == block.code]
        assert min(x for x, _y in own) == block.x
        assert min(y for _x, y in own) == block.y
        assert {taken.get((block.x + step, block.y - 1)) for step in range(block.width)} == {None}
        assert {taken.get((x + 1, y), block.code) for x, y in own} == {block.code}


def test_the_map_is_no_wider_than_a_screen():
    columns, rows = extent(tiles())
    assert columns <= 80
    assert rows <= 40


def test_a_region_formed_later_gets_the_next_tile_of_its_province():
    known = {(each.x, each.y) for each in tiles()}
    added = next(each for each in tiles(["52.99"]) if each.code == "52.99")
    assert (added.x, added.y) not in known


@pytest.mark.parametrize(
    ("scale", "value", "expected"),
    [
        ("indeks", "0.01", 0),
        ("indeks", "1.50", 1),
        ("indeks", "2.99", 3),
        ("indeks", "3.00", 4),
        ("capaian", "50.99", 0),
        ("capaian", "51", 1),
        ("capaian", "90.9999", 3),
        ("capaian", "130", 4),
        ("kelengkapan", "99.9", 3),
        ("kelengkapan", "100", 4),
        ("kelengkapan", "0", 0),
    ],
)
def test_a_figure_belongs_to_the_class_whose_bound_it_reaches(scale, value, expected):
    assert SCALES[scale].class_of(Decimal(value)) == expected


def test_no_figure_is_no_class():
    assert SCALES["indeks"].class_of(None) is None


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_each_class_is_clearly_darker_than_the_one_before():
    tones = [luminance(color) for color in COLORS]
    contrasts = [(light + 0.05) / (dark + 0.05) for light, dark in pairwise(tones)]
    assert min(contrasts) > 1.4
