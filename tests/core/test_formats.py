"""Amounts, percentages and dates look as officials write them, in the reader's language."""

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import formats
from core.number_messages import GUESSED, UNREADABLE, guess_message, unreadable_message
from core.numbers import UnreadableNumber, read_decimal, read_number, read_rupiah

D = Decimal
AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=2)


def shown(name, *args):
    """What a format gives in both languages."""
    both = []
    for code in ("id", "en"):
        with translation.override(code):
            both.append(getattr(formats, name)(*args))
    return both


@pytest.mark.parametrize(
    ("name", "args", "indonesian", "english"),
    [
        ("number", (D("1234567.89"),), "1.234.567,89", "1,234,567.89"),
        ("number", (1500,), "1.500", "1,500"),
        ("number", (D("2.5000"),), "2,5", "2.5"),
        ("number", (D("1000"), 2), "1.000,00", "1,000.00"),
        ("number", (D("0.00"),), "0", "0"),
        ("number", (D("-0.00001"),), "0", "0"),
        ("number", (None,), "–", "–"),
        ("rupiah", (D("1500000.00"),), "Rp 1.500.000", "Rp 1,500,000"),
        ("rupiah", (D("1764758094125.4"),), "Rp 1.764.758.094.125,40", "Rp 1,764,758,094,125.40"),
        ("rupiah", (-2500,), "-Rp 2.500", "-Rp 2,500"),
        ("rupiah", ("",), "–", "–"),
        ("percent", (D("68.25"),), "68,3 %", "68.3 %"),
        ("percent", (D("68.25"), 0), "68 %", "68 %"),
        ("percent", (None,), "–", "–"),
        ("longdate", (date(2026, 11, 24),), "24 November 2026", "24 November 2026"),
        ("longdate", (date(2026, 8, 17),), "17 Agustus 2026", "17 August 2026"),
        ("longdate", (None,), "–", "–"),
    ],
)
def test_figures_follow_the_language(name, args, indonesian, english):
    assert shown(name, *args) == [indonesian, english]


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (D("1500000000"), "Rp 1,5 miliar", "Rp 1.5 billion"),
        (D("2000000"), "Rp 2 juta", "Rp 2 million"),
        (D("999999999"), "Rp 1 miliar", "Rp 1 billion"),
        (D("999999"), "Rp 1 juta", "Rp 1 million"),
        (D("750000"), "Rp 750.000", "Rp 750,000"),
        (D("1458477763740"), "Rp 1,46 triliun", "Rp 1.46 trillion"),
        (D("-1500000000"), "-Rp 1,5 miliar", "-Rp 1.5 billion"),
        (D("1000000000000000"), "Rp 1.000 triliun", "Rp 1,000 trillion"),
        (0, "Rp 0", "Rp 0"),
        (None, "–", "–"),
    ],
)
def test_short_amounts_name_their_scale(value, indonesian, english):
    assert shown("rupiah_short", value) == [indonesian, english]


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        ("6.2", "+6,2 poin", "+6.2 points"),
        ("-8.54", "-8,5 poin", "-8.5 points"),
        ("-0.04", "0,0 poin", "0.0 points"),
        (None, "–", "–"),
    ],
)
def test_points_carry_their_sign(value, indonesian, english):
    assert shown("points", value) == [indonesian, english]


def test_a_moment_is_dated_where_the_region_is(settings):
    settings.TIME_ZONE = "Asia/Jakarta"
    with translation.override("id"):
        assert formats.longdate(datetime(2026, 11, 23, 20, 0, tzinfo=UTC)) == "24 November 2026"


def test_templates_have_the_same_formats():
    page = Template("{% load formats %}{{ a|rupiah }} {{ b|percent:2 }} {{ missing|number }} {{ day|longdate }}")
    with translation.override("id"):
        text = page.render(Context({"a": D("1500000"), "b": D("68.255"), "day": date(2026, 11, 24)}))
    assert text == "Rp 1.500.000 68,26 % – 24 November 2026"


@given(AMOUNTS)
def test_every_formatted_amount_reads_back_to_itself(value):
    for text in shown("rupiah", value):
        assert read_rupiah(text) == value


@given(st.integers(min_value=1, max_value=9999), st.sampled_from([10**5, 10**8, 10**11]))
def test_every_short_amount_of_few_digits_reads_back(value, scale):
    for text in shown("rupiah_short", D(value * scale)):
        assert read_rupiah(text) == value * scale


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_number_reads_back_in_its_own_notation(value):
    for mark, text in zip(",.", shown("number", value), strict=True):
        assert read_decimal(text, decimal_mark=mark) == value


def test_every_reason_has_a_text_and_a_guess_names_both_meanings():
    with translation.override("en"):
        for text in ("abc", "1.2.3", "1.500", "1E9", "9" * 50):
            with pytest.raises(UnreadableNumber) as refused:
                read_decimal(text)
            assert text[:40] in unreadable_message(refused.value)
        assert guess_message(read_number("1.500")) == GUESSED % {"text": "1.500", "first": "1,500", "second": "1.5"}
        assert guess_message(read_number("15")) == ""
    assert len(UNREADABLE) == 7


def test_the_examples_of_the_module_hold_in_indonesian():
    with translation.override("id"):
        assert doctest.testmod(formats).failed == 0
