"""What is known of the certificate of the portal's own address: it is asked by a job, never while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

KEY = "operations-certificate"
KEPT_SECONDS = 3 * 86400


@dataclass(frozen=True, slots=True)
class SeenCertificate:
    """When it was looked at; until when it is valid (None: nobody answered); what is the matter with it."""

    looked_at: datetime
    ends_at: datetime | None
    problem: str = ""

    @property
    def days_left(self) -> float | None:
        """Days until it ends; less than nothing when it has."""
        return (self.ends_at - timezone.now()).total_seconds() / 86400 if self.ends_at else None


def certificate() -> SeenCertificate | None:
    """As the job last saw it; None before it ran, or where the address is not https."""
    kept: dict[str, Any] | None = cache.get(KEY)
    return SeenCertificate(**kept) if kept else None
