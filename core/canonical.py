"""The one form in which data are frozen: JSON with sorted keys, decimals as text; its SHA-256 names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    """The value as JSON knows it: decimals, dates and identifiers as text, dataclasses as objects.

    >>> plain({"a": Decimal("1.50"), "b": (date(2026, 9, 30), None)})
    {'a': '1.50', 'b': ['2026-09-30', None]}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, str | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def text_of(data: Any) -> str:
    """The canonical text of plain data.

    >>> text_of({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(data: Any) -> str:
    """The SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(text_of(data).encode()).hexdigest()
