"""Form fields for numbers as people type them: `1.500.000`, `1,5 juta`, `Rp 1,5 M`, `62,5 %`; and for moments.

What is shown again in a field is written so that it is read back as the same number in either notation.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import formats
from core.number_messages import unreadable_amount, unreadable_message
from core.numbers import UnreadableNumber, read_decimal, read_rupiah, round_half_up

LARGEST = Decimal(10) ** 15
DECIMALS = 4
HUNDRED = Decimal(100)


def plain_number(value: Decimal | None) -> str:
    """The number without thousands marks; three decimals get a fourth, else `1,125` could mean two numbers.

    >>> plain_number(Decimal("1500.0000")), plain_number(Decimal("1.1250")), plain_number(Decimal("2.50"))
    ('1500', '1,1250', '2,5')
    """
    if value is None:
        return ""
    text = f"{round_half_up(value, DECIMALS):f}".rstrip("0").rstrip(".")
    if len(text.partition(".")[2]) == 3:
        text += "0"
    return text.replace(".", formats.decimal_mark())


class NumberField(forms.CharField):
    """A number; the cleaned value is a Decimal, or None for nothing."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        try:
            number = self.read(str(value or ""))
        except UnreadableNumber as error:
            raise ValidationError(self.explain(error), code=error.code) from error
        return number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None:
            self.check(value)

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit a number."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

    def read(self, text: str) -> Decimal | None:
        """The number in `text`."""
        return read_decimal(text)

    def explain(self, error: UnreadableNumber) -> str:
        """What to tell about a text that is no number."""
        return unreadable_message(error)

    def check(self, value: Decimal) -> None:
        """Refuse what the column cannot hold."""
        if value.copy_abs() >= LARGEST:
            raise ValidationError(_("This number is too large. Check the unit and the zeros."), code="too_large")
        if value != round_half_up(value, DECIMALS):
            raise ValidationError(_("Write at most four decimals."), code="too_many_decimals")

    def understood(self, value: Decimal) -> str:
        """How the number was read, in words that leave no doubt."""
        return formats.number(value)


class PercentField(NumberField):
    """0 to 100 with at most two decimals; a percent sign may stand behind it."""

    def check(self, value: Decimal) -> None:
        if not 0 <= value <= HUNDRED:
            raise ValidationError(
                _("A percentage lies between 0 and 100; %(understood)s was read. Correct the number."),
                code="out_of_range",
                params={"understood": formats.number(value)},
            )
        if value != round_half_up(value):
            raise ValidationError(_("Write at most two decimals."), code="too_many_decimals")

    def understood(self, value: Decimal) -> str:
        return formats.percent(value, 2)


class RupiahField(NumberField):
    """An amount of rupiah, not negative; words such as `juta` and `miliar` (`M`) are understood."""

    def prepare_value(self, value: Any) -> Any:
        return formats.number(value) if isinstance(value, Decimal) else value

    def read(self, text: str) -> Decimal | None:
        return read_rupiah(text)

    def explain(self, error: UnreadableNumber) -> str:
        return unreadable_amount(error)

    def check(self, value: Decimal) -> None:
        if value < 0:
            raise ValidationError(
                _("Spending is not negative; %(understood)s was read. Correct the amount."),
                code="negative",
                params={"understood": formats.rupiah(value)},
            )

    def understood(self, value: Decimal) -> str:
        exact, short = formats.rupiah(value), formats.rupiah_short(value)
        return exact if exact == short else gettext("%(amount)s (%(short)s)") % {"amount": exact, "short": short}


class MomentField(forms.DateTimeField):
    """A moment that every time zone can say: the first hours of the year 1 have not begun everywhere."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise forms.ValidationError(_("This moment is out of range.")) from error
