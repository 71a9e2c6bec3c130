"""Asking for an export, cancelling it, trying again; how many one person may have. The row is the job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import jobs
from core.errors import Refused
from exchange.models import Export
from exchange.tables import TABLES
from organizations import audit
from organizations.models import Cohort, Region, User
from organizations.roles import Can

TASK, LONG = "exchange.tasks.compile_export", "long"
DAY = timedelta(days=1)
State = Export.State


def tables_for(by: User) -> list[str]:
    """The tables that the person may read at all."""
    return [name for name, view in TABLES.items() if by.access.may(view.needs)]


@transaction.atomic
def request_export(
    tables: Sequence[str] | None,
    *,
    by: User,
    file_format: str,
    region: Region | None = None,
    cohort: Cohort | None = None,
    updated_since: datetime | None = None,
) -> Export:
    """Have tables exported (None: all that the person may read); the same one under way is returned instead.

    Raises `Refused` at the input that does not fit, PermissionDenied for somebody without a role.
    """
    if not by.access.may(Can.VIEW):
        raise PermissionDenied
    if region and cohort:
        raise Refused(_("Choose a region or a cohort, not both."), field="cohort")
    if by.access.only is not None and region is None:
        raise Refused(_("This key is for some regions only: name one of them."), field="region")
    User.objects.select_for_update().get(pk=by.pk)
    wanted = _known(tables, by)
    what: dict[str, Any] = {
        "region": region,
        "cohort": cohort,
        "tables": wanted,
        "format": file_format,
        "updated_since": updated_since,
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
    }
    own = Export.objects.filter(requested_by=by)
    for same in own.unfinished():
        if all(getattr(same, name) == value for name, value in what.items()):
            return same
    _require_room(by)
    row = Export.objects.create(requested_by=by, **what)
    audit.record(by, "export.requested", row, region=region, format=file_format, tables=len(wanted))
    wake(row)
    return row


def _known(tables: Sequence[str] | None, by: User) -> list[str]:
    """In the order of the catalogue, each once."""
    may = tables_for(by)
    if tables is None:
        return may
    if not tables or (unknown := sorted(set(tables) - set(may))):
        text = _("These tables are not known, or you may not read them: %(names)s.")
        raise Refused(text % {"names": ", ".join(unknown) if tables else "-"}, field="tables")
    return [name for name in may if name in tables]


def _require_room(by: User) -> None:
    own = Export.objects.filter(requested_by=by)
    if own.unfinished().count() >= settings.EXPORTS_PER_PERSON:
        text = _("You have %(count)s exports under way already, the most that one person may have. Wait or cancel one.")
        raise Refused(text % {"count": settings.EXPORTS_PER_PERSON})
    if own.filter(created_at__gt=timezone.now() - DAY).count() >= settings.EXPORTS_PER_PERSON_AND_DAY:
        text = _("You have asked for %(count)s exports in 24 hours, the most that one person may.")
        raise Refused(text % {"count": settings.EXPORTS_PER_PERSON_AND_DAY})


@transaction.atomic
def cancel_export(export: Export, *, by: User) -> Export:
    """Stop it: the worker notices at its next sign of life and keeps nothing."""
    stored = _own(export, by)
    if not stored.is_unfinished:
        raise Refused(_("Only an export that is not finished can be cancelled."))
    stored.state, stored.finished_at = State.CANCELLED, timezone.now()
    stored.save()
    audit.record(by, "export.cancelled", stored, region=stored.region)
    return stored


@transaction.atomic
def retry_export(export: Export, *, by: User) -> Export:
    """Try one again that failed or was cancelled."""
    stored = _own(export, by)
    if stored.state not in (State.FAILED, State.CANCELLED):
        raise Refused(_("Only an export that failed or was cancelled can be compiled again."))
    if Export.objects.filter(requested_by=by).unfinished().count() >= settings.EXPORTS_PER_PERSON:
        _require_room(by)
    stored.state, stored.attempt, stored.error, stored.heartbeat_at = State.QUEUED, 0, "", None
    stored.rows_done = stored.rows_total = stored.tables_done = 0
    stored.started_at = stored.finished_at = None
    stored.save()
    audit.record(by, "export.retried", stored, region=stored.region)
    wake(stored)
    return stored


def require_own(export: Export, by: User) -> None:
    """Its file is for who asked: rows are those that this person may see."""
    if export.requested_by_id != by.pk:
        raise PermissionDenied


def regions_of(export: Export, by: User) -> list[int] | None:
    """The numbers of the regions whose rows may be in it; None: of all that the person may see."""
    if export.region_id:
        return [export.region_id]
    if export.cohort_id:
        return list(Region.objects.allowed(by, Can.VIEW).filter(cohort=export.cohort_id).values_list("pk", flat=True))
    return None


def _own(export: Export, by: User) -> Export:
    require_own(export, by)
    stored: Export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    return stored


def wake(export: Export) -> None:
    """Have a worker compile it."""
    jobs.wake(TASK, export.pk, queue=LONG)
