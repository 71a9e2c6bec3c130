"""Jobs that failed lately, of all kinds in one list, newest first, each with the page that tells more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.models import Export
from monev.monitoring.models.sending import WorkbookUpload
from monev.reports.models import CompiledReport
from notices.models import Mail
from webhooks.models import WebhookDelivery

LATELY = timedelta(days=7)
MOST = 12
LONGEST_ERROR = 160


@dataclass(frozen=True, slots=True)
class Failure:
    """One job that ended badly: what it was, of which region, when, why, and where to read on."""

    kind: str | Promise
    what: str
    place: str
    at: datetime
    error: str
    url: str = ""


def failures(*, regions: frozenset[int] | None) -> list[Failure]:
    """Of the last seven days; of these regions only, or of all (None)."""
    since = timezone.now() - LATELY
    found: list[Failure] = []
    for table, when, failed, read in KINDS:
        rows = table.objects.filter(**{f"{when}__gte": since}, **failed).order_by(f"-{when}")
        if regions is not None:
            rows = rows.filter(**{f"{REGION_OF.get(table, 'region')}__in": regions})
        found += [read(row) for row in rows.select_related(*BESIDE.get(table, ("region",)))[:MOST]]
    return sorted(found, key=lambda each: each.at, reverse=True)[:MOST]


def _report(row: CompiledReport) -> Failure:
    url = reverse("reports:report-detail", args=[row.pk])
    return Failure(_("monev report"), str(row), str(row.region or ""), row.updated_at, _short(row.error), url)


def _export(row: Export) -> Failure:
    return Failure(_("data export"), str(row), str(row.region or ""), row.updated_at, _short(row.error))


def _workbook(row: Any) -> Failure:
    url = reverse("monitoring:workbook-detail", args=[row.uid])
    return Failure(_("workbook"), str(row), str(row.agency), row.updated_at, "", url)


def _mail(row: Mail) -> Failure:
    """The subject may name a person, and the address does: neither is anything an administrator needs here."""
    return Failure(_("mail"), row.get_language_display(), str(row.region or ""), row.created_at, _short(row.error))


def _delivery(row: WebhookDelivery) -> Failure:
    url = reverse("webhooks:delivery-detail", args=[row.pk])
    said = row.problem or str(row.status or "")
    return Failure(_("webhook"), row.webhook.name, str(row.webhook.region or ""), row.updated_at, said, url)


def _short(error: str) -> str:
    return (error.strip().splitlines() or [""])[-1][:LONGEST_ERROR]


KINDS: tuple[tuple[Any, str, dict[str, str], Any], ...] = (
    (CompiledReport, "updated_at", {"state": "failed"}, _report),
    (Export, "updated_at", {"state": "failed"}, _export),
    (WorkbookUpload, "updated_at", {"state": "failed"}, _workbook),
    (Mail, "created_at", {"state": "failed"}, _mail),
    (WebhookDelivery, "updated_at", {"state": "given_up"}, _delivery),
)
REGION_OF = {WebhookDelivery: "webhook__region", WorkbookUpload: "agency__region"}
BESIDE = {WebhookDelivery: ("webhook__region",), WorkbookUpload: ("agency__region",)}
