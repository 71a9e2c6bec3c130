"""Numbers in forms: what a page shows in a field is read back as the same number, in both languages."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.form_fields import NumberField, PercentField, RupiahField

LANGUAGES = st.sampled_from(["id", "en"])


@given(st.decimals(-(10**14), 10**14, places=4), LANGUAGES)
def test_a_stored_value_is_read_back_as_it_was(value, language):
    field = NumberField(required=False)
    with translation.override(language):
        assert field.clean(field.prepare_value(value)) == value


@given(st.decimals(0, 10**14, places=2), LANGUAGES)
def test_a_stored_amount_is_read_back_as_it_was(value, language):
    field = RupiahField(required=False)
    with translation.override(language):
        assert field.clean(field.prepare_value(value)) == value


@given(st.decimals(0, 100, places=2), LANGUAGES)
def test_a_stored_percentage_is_read_back_as_it_was(value, language):
    field = PercentField(required=False)
    with translation.override(language):
        assert field.clean(field.prepare_value(value)) == value


@pytest.mark.parametrize("text", ["", " ", "-"])
def test_nothing_is_nothing_and_not_zero(text):
    assert NumberField(required=False).clean(text) is None


@pytest.mark.parametrize("text", ["1.500", "12.345", "1,500"])
def test_what_can_mean_two_numbers_is_asked_back(text):
    with pytest.raises(ValidationError):
        NumberField(required=False).clean(text)


@pytest.mark.parametrize(("text", "value"), [("62,5 %", "62.5"), ("62.5", "62.5"), ("100", "100"), ("0", "0")])
def test_percentages_are_read_in_both_notations(text, value):
    assert PercentField(required=False).clean(text) == Decimal(value)


@pytest.mark.parametrize("text", ["100,01", "-1", "1e2", "62,555"])
def test_percentages_out_of_range_are_refused(text):
    with pytest.raises(ValidationError):
        PercentField(required=False).clean(text)
