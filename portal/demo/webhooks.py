"""An example webhook with a log of what it was told: paused, at a name that leads nowhere, so that nothing is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.canonical import plain
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.services.announcing import report_content
from monev.monitoring.workflow import State
from organizations.models import Region
from organizations.roles import Role
from portal.demo.people import holder
from portal.demo.store import examples
from webhooks.kinds import Kind
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from webhooks.services.emitting import place_of

Delivery = WebhookDelivery.State
NOWHERE = "https://dasbor.diskominfo.example/webhook"
"""Names that end in `.example` belong to nobody (RFC 2606)."""
FATES: tuple[dict[str, Any], ...] = (
    {"state": Delivery.SENT, "attempt": 1, "tries": 1, "status": 200, "answer": "ok", "duration_ms": 84},
    {"state": Delivery.SENT, "attempt": 2, "tries": 2, "status": 204, "duration_ms": 131},
    {"state": Delivery.GIVEN_UP, "attempt": 8, "tries": 8, "status": 503, "answer": "Service Unavailable"},
    {"state": Delivery.WAITING},
)


def load(region: Region) -> Webhook:
    """The dashboard of the Diskominfo, told of reports that were verified."""
    [hook] = examples(
        [
            Webhook(
                region=region,
                name="Dasbor Diskominfo (contoh)",
                url=NOWHERE,
                events=[Kind.REPORT_SUBMITTED.value, Kind.REPORT_VERIFIED.value, Kind.PERIOD_LOCKED.value],
                paused_at=timezone.now(),
                pause_reason=Webhook.PauseReason.BY_HAND,
                made_by=holder(Role.REGION_ADMIN),
            )
        ]
    )
    rows = ProgressReport.objects.filter(period__region=region, state=State.VERIFIED, is_example=True)
    newest = rows.select_related("period__region", "program__lead_agency").order_by(
        "-period__year", "-period__number", "pk"
    )
    for hours, (report, fate) in enumerate(zip(newest[: len(FATES)], FATES, strict=False), start=1):
        _told(hook, report, fate, hours=len(FATES) + 1 - hours)
    return hook


def _told(hook: Webhook, report: ProgressReport, fate: dict[str, Any], *, hours: int) -> None:
    """One message in the log."""
    moment = timezone.now() - timedelta(hours=hours)
    region = report.period.region
    event = WebhookEvent.objects.create(
        kind=Kind.REPORT_VERIFIED,
        region=region,
        subject_uid=report.uid,
        occurred_at=moment,
        payload=plain({"region": place_of(region), **report_content(report, report.period, State.SUBMITTED)}),
    )
    was_tried = fate["state"] != Delivery.WAITING
    tried = {"sent_at": moment + timedelta(seconds=2), "next_at": None} if was_tried else {}
    WebhookDelivery.objects.create(event=event, webhook=hook, **fate | tried)
