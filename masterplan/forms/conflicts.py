"""Two people at once: what is stored now beside what somebody typed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.forms import BoundField, Form


def differences(typed: Form, stored: Form) -> list[tuple[str, str]]:
    """Label and stored text of each input in which `typed` (bound) differs from `stored` (unbound, as it is now)."""
    names = [name for name in stored.fields if name in typed.fields and not stored[name].is_hidden]
    pairs = [(stored[name], _plain(typed[name].value()), _plain(stored[name].value())) for name in names]
    return [(str(field.label), _shown(field, now)) for field, mine, now in pairs if mine != now]


def _plain(value: Any) -> str:
    """As a browser sends it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value if value is not None else "").replace("\r\n", "\n").strip()


def _shown(field: BoundField, value: str) -> str:
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return choices.get(value, value)
