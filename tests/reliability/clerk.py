"""What a clerk sends who has entered the first program of a case."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse

BACKGROUND = "application/json"
"""What the page asks for when it sends in the background: the same key gets the same answer."""


def form(case: Any, percent: int, version: int = 0) -> dict[str, object]:
    """What a clerk sends who has entered the first program."""
    return {
        "action": "save",
        "key": str(uuid4()),
        "seen_version": version,
        "physical_percent": str(percent),
        f"spending_{case.pad.pk}": "1.000.000",
        f"value_{case.indicator.pk}": "41",
        "narrative": "Posyandu dibangun",
    }


def entry(case: Any) -> str:
    return reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])
