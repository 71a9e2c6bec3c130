"""Who answered a survey, without knowing who: telephones and devices as hashes that only this installation makes.

The secret stands in the settings; region and year are part of what is hashed, so the same number has another hash in
another region or year.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from django.conf import settings

NOT_DIGITS = re.compile(r"[\s().\-/]")
MOST_DIGITS, LEAST_DIGITS = 15, 9


def plain_number(text: str) -> str | None:
    """A telephone number in one form, however it is written; None when it is none.

    >>> plain_number("0812-3456-7890"), plain_number("+62 812 3456 7890"), plain_number("62812 34567890")
    ('6281234567890', '6281234567890', '6281234567890')
    >>> plain_number("12345"), plain_number("rahasia")
    (None, None)
    """
    digits = NOT_DIGITS.sub("", text).removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    digits = f"62{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits.removeprefix("00")
    digits = f"62{digits}" if digits.startswith("8") else digits
    return digits if LEAST_DIGITS <= len(digits) <= MOST_DIGITS else None


def phone_hash(text: str, *, region: str, year: int) -> str:
    """The hash of a telephone number; empty when it is none."""
    number = plain_number(text)
    return _hashed("phone", number, region, year) if number else ""


def device_hash(mark: str, *, region: str, year: int) -> str:
    """The hash of the random mark that a browser carries; empty without one."""
    return _hashed("device", mark, region, year) if mark else ""


def _hashed(kind: str, text: str, region: str, year: int) -> str:
    said = f"{kind}|{region}|{year}|{text}"
    return hmac.new(settings.SURVEY_SALT.encode(), said.encode(), hashlib.sha256).hexdigest()
