"""Texts for numbers that could not be read or were guessed: each says how to write what was meant."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from core import formats, numbers

UNREADABLE = {
    numbers.NOT_A_NUMBER: gettext_noop("“%(text)s” is not a number. Write digits, for example 1.234,5."),
    numbers.BAD_GROUPS: gettext_noop(
        "“%(text)s” cannot be read: thousands are groups of three digits, for example 1.234.567,89."
    ),
    numbers.AMBIGUOUS: gettext_noop(
        "“%(text)s” can mean %(first)s or %(second)s. Write it in a form that has only one meaning."
    ),
    numbers.SCIENTIFIC: gettext_noop("“%(text)s” has lost its digits. Write the whole number."),
    numbers.TOO_LONG: gettext_noop("“%(text)s…” is too long for a number."),
    numbers.TOO_LARGE: gettext_noop("“%(text)s” is more than a thousand trillion rupiah. Check the zeros."),
    numbers.TOO_MANY_DECIMALS: gettext_noop("“%(text)s” has more than two decimals. Rupiah have at most two."),
}
AMOUNT = gettext_noop("“%(text)s” is not an amount. Write for example 1.500.000, 1,5 juta or Rp 1,5 M (miliar).")
# Translators: shown beside a row of an imported file
GUESSED = gettext_noop("“%(text)s” was read as %(first)s; if %(second)s was meant, correct it.")


def unreadable_message(error: numbers.UnreadableNumber) -> str:
    """What to tell the person whose entry could not be read."""
    return gettext(UNREADABLE[error.code]) % _params(error.text, error.reading)


def unreadable_amount(error: numbers.UnreadableNumber) -> str:
    """The same for an amount of rupiah: what is no number at all is answered with the ways of writing amounts."""
    if error.code in (numbers.NOT_A_NUMBER, numbers.BAD_GROUPS):
        return gettext(AMOUNT) % {"text": error.text}
    return unreadable_message(error)


def guess_message(reading: numbers.Reading) -> str:
    """What to tell about a number that was guessed; empty when nothing was."""
    return gettext(GUESSED) % _params(reading.text, reading) if reading.guessed else ""


def _params(text: str, reading: numbers.Reading | None) -> dict[str, str]:
    first = reading.value if reading else None
    second = reading.alternative if reading else None
    return {"text": text, "first": formats.number(first), "second": formats.number(second)}
