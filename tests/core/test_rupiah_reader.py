"""What people type as an amount: each way of writing it is read as that amount, garbage is answered with help."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import formats
from core.form_fields import RupiahField
from core.numbers import LARGEST_RUPIAH, SCALES, UnreadableNumber, read_amount, read_rupiah

LANGUAGES = st.sampled_from(["id", "en"])
AMOUNTS = st.decimals(0, LARGEST_RUPIAH, places=2)
TENTHS = st.integers(1, 9_999)
"""Numbers with one decimal as they stand before `juta` or `miliar`."""


@given(AMOUNTS, LANGUAGES)
def test_what_the_portal_writes_it_reads(amount, language):
    with translation.override(language):
        assert read_rupiah(formats.rupiah(amount)) == amount


@given(st.integers(0, 10**15), st.sampled_from(["{:d}", "{:,d}", "Rp {:,d}", "Rp{:,d}", "IDR {:,d}", "Rp. {:,d},-"]))
def test_whole_amounts_in_every_usual_notation(amount, shape):
    text = shape.format(amount).replace(",-", "#").replace(",", ".").replace("#", ",-")
    assert read_rupiah(text) == amount


@given(TENTHS, st.sampled_from(sorted(SCALES)), st.sampled_from(",."), st.sampled_from(["", " ", "  "]), st.booleans())
def test_words_behind_a_number_with_comma_or_point(tenths, word, mark, gap, capital):
    text = f"{tenths // 10}{mark}{tenths % 10}{gap}{word.upper() if capital else word}"
    exact = Decimal(tenths) / 10 * SCALES[word]
    if exact > LARGEST_RUPIAH:
        with pytest.raises(UnreadableNumber):
            read_rupiah(text)
    else:
        assert read_rupiah(text) == exact


@given(TENTHS, st.sampled_from([6, 9, 12]), LANGUAGES)
def test_the_short_form_of_a_round_amount_is_read_back(tenths, power, language):
    amount = Decimal(tenths).scaleb(power - 1)
    if not 10 <= tenths <= 9_990 or amount > LARGEST_RUPIAH:
        return
    with translation.override(language):
        assert read_rupiah(formats.rupiah_short(amount)) == amount


@given(AMOUNTS)
def test_a_thousand_times_is_never_read_as_once(amount):
    """The mistake that hurts: a factor of a thousand. `juta` is a thousand times `ribu`, whatever stands before."""
    text = formats.number(amount.quantize(Decimal(1)))
    if amount <= LARGEST_RUPIAH / 10**6 and amount >= 1:
        thousands, millions = read_amount(f"{text} ribu"), read_amount(f"{text} juta")
        assert millions.value == thousands.value * 1000


@given(st.text(alphabet="abcdefghijklnopqsuvwxyzé!?/;:_", min_size=1, max_size=20))
def test_garbage_is_refused_with_the_ways_of_writing_an_amount(text):
    if text in {"na", "n/a"} or text in SCALES:
        return
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        RupiahField(required=False).clean(text)
    (message,) = refused.value.messages
    assert text in message
    for example in ("1.500.000", "1,5 juta", "Rp 1,5 M"):
        assert example in message


@pytest.mark.parametrize("text", ["12.34.56", "1.50.000", "5 lusin", "Rp juta", "1 juta 500 ribu", "satu juta"])
def test_near_misses_are_refused_with_examples_too(text):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        RupiahField(required=False).clean(text)
    assert "1,5 juta" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.500.000", 1_500_000),
        ("1500000", 1_500_000),
        ("1,5 juta", 1_500_000),
        ("1.5 juta", 1_500_000),
        ("Rp 1,5 M", 1_500_000_000),
        ("Rp 1,5 milyar", 1_500_000_000),
        ("Rp 1.500.000.-", 1_500_000),
        ("Rp 1.500.000,=", 1_500_000),
        ("750 ribu", 750_000),
        ("2 triliun", 2_000_000_000_000),
    ],
)
def test_the_ways_that_the_page_names_work(text, amount):
    assert RupiahField(required=False).clean(text) == amount


@given(AMOUNTS)
def test_what_was_understood_names_the_exact_amount(amount):
    assert formats.rupiah(amount) in RupiahField().understood(amount)
