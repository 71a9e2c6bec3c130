"""Numbers are read as people and published plans write them, and what could mean two things is never settled alone."""

import doctest
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import numbers
from core.numbers import Reading, UnreadableNumber, read_amount, read_decimal, read_number, read_rupiah, round_half_up

D = Decimal


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(numbers).failed == 0


@pytest.mark.parametrize(
    ("text", "value", "understood_as"),
    [
        ("78,97", "78.97", numbers.DECIMAL_COMMA),
        ("92.02", "92.02", numbers.DECIMAL_POINT),
        ("1.458.477.763.740,00", "1458477763740", numbers.DECIMAL_COMMA),
        ("1,458,477,763,740.00", "1458477763740", numbers.DECIMAL_POINT),
        ("1.500.000", "1500000", numbers.GROUPED),
        ("1,500,000", "1500000", numbers.GROUPED),
        ("1500000", "1500000", numbers.PLAIN),
        ("1 500 000,5", "1500000.5", numbers.DECIMAL_COMMA),
        ("1\u00a0500\u202f000", "1500000", numbers.PLAIN),
        ("\ufeff 45 ", "45", numbers.PLAIN),
        ("0.500", "0.5", numbers.DECIMAL_POINT),
        ("0,125", "0.125", numbers.DECIMAL_COMMA),
        (",5", "0.5", numbers.DECIMAL_COMMA),
        ("1500.250", "1500.25", numbers.DECIMAL_POINT),
        ("12,3456", "12.3456", numbers.DECIMAL_COMMA),
        ("-6,2", "-6.2", numbers.DECIMAL_COMMA),
        ("−6", "-6", numbers.PLAIN),
        ("+6,2", "6.2", numbers.DECIMAL_COMMA),
        ("(1.000.000)", "-1000000", numbers.GROUPED),
        ("10,5%", "10.5", numbers.DECIMAL_COMMA),
        ("10,5 %", "10.5", numbers.DECIMAL_COMMA),
        (7, "7", numbers.PLAIN),
        (0.1 + 0.2, "0.3", numbers.PLAIN),
        (D("78.97"), "78.97", numbers.PLAIN),
    ],
)
def test_what_only_one_notation_allows_is_read(text, value, understood_as):
    reading = read_number(text)
    assert (reading.value, reading.understood_as, reading.guessed) == (D(value), understood_as, False)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "n/a", "N/A", "na", "...", "\u00a0", None])
def test_signs_for_nothing_are_nothing_and_not_zero(text):
    assert read_number(text).value is None
    assert read_decimal(text) is None
    assert read_rupiah(text) is None


@pytest.mark.parametrize(
    ("text", "value", "other"),
    [
        ("1.500", "1500", "1.500"),
        ("92.025", "92025", "92.025"),
        ("1,500", "1.500", "1500"),
        ("(1.000)", "-1000", "-1.000"),
        ("-1.000", "-1000", "-1.000"),
        ("1.500 %", "1500", "1.5"),
    ],
)
def test_what_two_notations_allow_is_marked_as_guessed(text, value, other):
    reading = read_number(text)
    assert (reading.value, reading.guessed, reading.alternative) == (D(value), True, D(other))
    with pytest.raises(UnreadableNumber) as refused:
        read_decimal(text)
    assert refused.value.code == numbers.AMBIGUOUS
    assert refused.value.reading == reading


def test_a_known_notation_settles_the_guess_and_nothing_else():
    assert read_decimal("1.500", decimal_mark=",") == 1500
    assert read_decimal("1.500", decimal_mark=".") == D("1.5")
    assert read_decimal("1,500", decimal_mark=".") == 1500
    assert read_decimal("92.02", decimal_mark=",") == D("92.02")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("seratus", numbers.NOT_A_NUMBER),
        ("12 orang", numbers.NOT_A_NUMBER),
        ("5,", numbers.NOT_A_NUMBER),
        ("1.01.", numbers.BAD_GROUPS),
        ("12.34.56", numbers.BAD_GROUPS),
        ("1.234.56,00", numbers.BAD_GROUPS),
        ("1.234,567.890", numbers.BAD_GROUPS),
        ("1 50", numbers.BAD_GROUPS),
        ("1,45848E+12", numbers.SCIENTIFIC),
        ("10²", numbers.NOT_A_NUMBER),
        ("5 - 10", numbers.NOT_A_NUMBER),
        ("-(5)", numbers.NOT_A_NUMBER),
        ("%", numbers.NOT_A_NUMBER),
        ("()", numbers.NOT_A_NUMBER),
        ("1" * 41, numbers.TOO_LONG),
        (True, numbers.NOT_A_NUMBER),
        (float("nan"), numbers.NOT_A_NUMBER),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(text, code):
    with pytest.raises(UnreadableNumber) as refused:
        read_number(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.500.000", "1500000"),
        ("1500000", "1500000"),
        ("Rp 1,5 M", "1500000000"),
        ("1,5 juta", "1500000"),
        ("1,5jt", "1500000"),
        ("2 miliar", "2000000000"),
        ("2 MILYAR", "2000000000"),
        ("1,2 triliun", "1200000000000"),
        ("Rp 1.5 billion", "1500000000"),
        ("Rp1.500.000,00", "1500000"),
        ("Rp. 1.500.000,-", "1500000"),
        ("IDR 250,75", "250.75"),
        ("750 rb", "750000"),
        ("750 ribu", "750000"),
        ("1.500", "1500"),
        ("1,500", "1500"),
        ("0", "0"),
        ("(2.500)", "-2500"),
        ("-Rp 2.500", "-2500"),
        ("Rp -2.500", "-2500"),
        ("Rp 1.764.758.094.125,40", "1764758094125.40"),
        ("1.000 triliun", "1000000000000000"),
        (1500000.0, "1500000"),
    ],
)
def test_amounts_are_read_as_officials_write_them(text, value):
    assert read_amount(text).value == D(value)


def test_a_grouped_number_before_a_scale_word_is_a_guess():
    reading = read_amount("1,500 miliar")
    assert reading.guessed
    assert {reading.value, reading.alternative} == {D("1500000000"), D("1500000000000")}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2.000 triliun", numbers.TOO_LARGE),
        ("1.000.000.000.000.001", numbers.TOO_LARGE),
        ("12,3456", numbers.TOO_MANY_DECIMALS),
        ("5 lusin", numbers.NOT_A_NUMBER),
        ("Rp juta", numbers.NOT_A_NUMBER),
        ("1,5E9", numbers.SCIENTIFIC),
        ("dua miliar", numbers.NOT_A_NUMBER),
    ],
)
def test_amounts_that_cannot_be_are_refused(text, code):
    with pytest.raises(UnreadableNumber) as refused:
        read_amount(text)
    assert refused.value.code == code


@given(st.text(max_size=50) | st.text(alphabet="0123456789.,-()% RpMjt", max_size=20))
def test_any_text_is_read_or_refused_never_a_crash(text):
    for read in (read_number, read_amount):
        with suppress(UnreadableNumber):
            assert isinstance(read(text), Reading)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.sampled_from([",.", ".,"]))
def test_both_notations_of_a_number_with_cents_read_back(value, marks):
    text = f"{value:,.2f}".translate(str.maketrans(",.", marks))
    assert read_decimal(text) == value


@given(st.decimals(min_value=-1000, max_value=1000, places=5))
def test_rounding_stays_within_half_a_step(value):
    assert abs(round_half_up(value) - value) <= D("0.005")
