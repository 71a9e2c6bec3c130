"""A column that keeps a calculated decimal to its last digit, on every database.

A `DecimalField` rounds to its places, and SQLite keeps at most 15 digits of it: a figure that was stored and one that
is calculated could then be shown differently. Here the digits are kept as text and read back as the same `Decimal`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

LONGEST = 48
"""Signs of the longest figure: 28 digits, sign, point and exponent leave room."""


class ExactDecimalField(models.Field):
    """A decimal or nothing, as it was calculated. Not for ordering or adding up in the database: it is text there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"null": True, "blank": True, **kwargs})

    def db_type(self, connection: Any) -> str:
        return f"varchar({LONGEST})"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value in (None, "") else Decimal(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(self.to_python(value))
