"""Reads of the tables of this app."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models


class BackupRunQuerySet(models.QuerySet[Any]):
    """Backups belong to the installation, not to a region: administrators of the nation look at them."""

    def running(self) -> Self:
        return self.filter(state="running")

    def good(self) -> Self:
        """Those that are whole, the newest first."""
        return self.filter(state="done").order_by("-finished_at", "-pk")

    def ended_since(self, moment: datetime) -> Self:
        return self.filter(finished_at__gte=moment)
