"""Which colours can be read on white."""

import pytest

from core.contrast import contrast, is_readable


@pytest.mark.parametrize(
    ("color", "readable"),
    [("#767676", True), ("#777777", False), ("#1f5fa8", True), ("#ffcc00", False), ("#fff", False), ("blau", False)],
)
def test_a_colour_is_readable_from_4_5_to_1(color, readable):
    assert is_readable(color) is readable


def test_contrast_goes_from_1_to_21_and_both_ways():
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1


def test_what_is_no_colour_has_no_contrast():
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast("#12345g")
