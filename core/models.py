"""Bases of all tables: provenance, history, archiving, and saving without overwriting a newer version."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.errors import Conflict
from core.origin import with_origin


class Reference(models.Model):
    """A row of a shared catalogue (a province, a pillar): no owner, changed by the national administrator."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)

    class Meta:
        abstract = True


class Record(models.Model):
    """A business record: stable identifier, optimistic version, history of every change, archived not deleted.

    `is_example` marks rows that are made up for demonstration; every page shows the mark. `source` names where a
    real fact was published.
    """

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    is_example = models.BooleanField(_("example data"), default=False)
    source = models.CharField(_("source"), max_length=400, blank=True)

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    def store(self, *, by: Any, reason: str = "", seen_version: int | None = None) -> None:
        """Save as `by`, who saw `seen_version` (default: the version this instance was loaded with).

        Raises `Conflict` with the stored row when a newer version exists: nothing is overwritten silently.
        """
        self._history_user = by if getattr(by, "pk", None) else None
        self._change_reason = with_origin(reason)
        with transaction.atomic():
            if self.pk is not None:
                self._claim(self.version if seen_version is None else seen_version)
            self.save()

    def _claim(self, seen: int) -> None:
        """Take the row for this writer: the update locks it, and misses when the version moved on."""
        rows = type(self)._base_manager.filter(pk=self.pk)
        if not rows.filter(version=seen).update(version=F("version") + 1):
            raise Conflict(rows.get())
        self.version = seen + 1

    def archive(self, *, by: Any, reason: str) -> None:
        """Take the record out of use; it stays readable in history and in what refers to it."""
        self.archived_at = timezone.now()
        self.store(by=by, reason=reason)
