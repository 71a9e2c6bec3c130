"""All that Prometheus is told: what the processes counted, and what the database, the queues and the disk say now."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Avg, Count, Exists, F, Min, OuterRef, Sum
from django.utils import timezone
from redis.exceptions import RedisError

from core import counting
from core.pulses import pulses
from exchange.models import Export
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.models.trail import QualityFlag
from monev.reports.models import CompiledReport
from notices.models import Mail
from operations.selectors import health
from operations.selectors.backups import last_backup
from operations.selectors.certificates import certificate
from operations.selectors.machine import disks
from operations.selectors.queues import queues
from organizations.models import User
from webhooks.models import WebhookDelivery

KEPT_SECONDS = 10.0
"""So long figures of the database hold: several Prometheus servers do not make it work harder."""
DAY = timedelta(days=1)
Rows = Iterable[tuple[tuple[str, ...], float]]
_kept: dict[str, Any] = {"at": -1e9, "families": []}
_lock = Lock()


def exposition(accept: str) -> tuple[bytes, str]:
    """The whole answer, in the form that the asker reads, and its content type."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.exposition import choose_encoder

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected())  # type: ignore[arg-type]
    encode, kind = choose_encoder(accept)
    return encode(registry), kind


class _Collected:
    """What the library asks for the families of metrics."""

    def collect(self) -> Iterator[Any]:
        yield from _counted()
        yield from _figures()


def _counted() -> Iterator[Any]:
    """Of all processes where they share a folder, else of this one."""
    from prometheus_client import REGISTRY, multiprocess

    if files := counting.written_files():
        yield from multiprocess.MultiProcessCollector.merge(files)
        return
    for family in REGISTRY.collect():
        if family.name.startswith(counting.PREFIX):
            yield family


def _figures() -> list[Any]:
    with _lock:
        if time.monotonic() - _kept["at"] > KEPT_SECONDS:
            _kept.update(families=list(_gauges()), at=time.monotonic())
        families: list[Any] = _kept["families"]
        return families


def _gauges() -> Iterator[Any]:
    from prometheus_client.core import GaugeMetricFamily

    for name, (words, labels, read) in GAUGES.items():
        family = GaugeMetricFamily(counting.PREFIX + name, words, labels=labels)
        try:
            for values, figure in read():
                family.add_metric(values, figure)
        except (DatabaseError, OSError, RedisError):
            continue  # what cannot be read now is missing, which an alert may ask for; the rest is told
        yield family


def _one(figure: float | None) -> Rows:
    return [] if figure is None else [((), figure)]


def _states(table: Any, *by: str) -> Rows:
    """How many rows, by these columns."""
    rows = table.objects.order_by().values_list(*by).annotate(rows=Count("pk"))
    return [(tuple(map(str, row[:-1])), row[-1]) for row in rows]


def _mean_seconds() -> Rows:
    """Of the reports of the last day, by kind: from when a worker took them to when they were ready."""
    done = CompiledReport.objects.filter(state="done", finished_at__gte=timezone.now() - DAY, started_at__isnull=False)
    rows = done.order_by().values_list("kind").annotate(mean=Avg(F("finished_at") - F("started_at")))
    return [((kind,), mean.total_seconds()) for kind, mean in rows if mean is not None]


def waiting_since() -> dict[str, Any]:
    """By what: since when the oldest waits that could be worked on now."""
    now = timezone.now()
    due = Mail.objects.filter(state="waiting", not_before__lte=now).aggregate(at=Min("not_before"))
    sending = WebhookDelivery.objects.filter(state__in=("waiting", "failed"), next_at__lte=now)
    rows = {
        "reports": CompiledReport.objects.filter(state="queued").aggregate(at=Min("created_at")),
        "exports": Export.objects.filter(state="queued").aggregate(at=Min("created_at")),
        "mails": due,
        "webhooks": sending.filter(webhook__archived_at=None, webhook__paused_at=None).aggregate(at=Min("next_at")),
        "standings": RegionStanding.objects.filter(state="stale").aggregate(at=Min("stale_since")),
    }
    return {what: row["at"] for what, row in rows.items()}


def _oldest() -> Rows:
    now = timezone.now()
    return [((what,), (now - at).total_seconds() if at else 0.0) for what, at in waiting_since().items()]


def _open_flags() -> Rows:
    rows = QualityFlag.objects.filter(settled_at=None).order_by().values_list("severity").annotate(n=Count("pk"))
    return [((severity,), number) for severity, number in rows]


def _reported_share() -> Rows:
    """Of the programs of all regions: how many have reported in the newest period that was calculated."""
    later = RegionStanding.objects.filter(
        region=OuterRef("region"), period__closes_on__gt=OuterRef("period__closes_on")
    )
    newest = RegionStanding.objects.filter(~Exists(later)).aggregate(programs=Sum("programs"), reported=Sum("reported"))
    return _one(newest["reported"] / newest["programs"] if newest["programs"] else None)


def _people() -> Rows:
    now = timezone.now()
    active = User.objects.filter(is_active=True)
    return [
        (("day",), active.filter(last_login__gte=now - DAY).count()),
        (("week",), active.filter(last_login__gte=now - 7 * DAY).count()),
        (("ever",), active.exclude(last_login=None).count()),
    ]


def _alive() -> Rows:
    seen = pulses()
    return [((role,), sum(each.role == role and each.is_fresh for each in seen)) for role in ("web", "worker", "beat")]


def _beat_age() -> Rows:
    return _one(min((each.age for each in pulses() if each.role == "beat"), default=None))


def _backup_age() -> Rows:
    at = last_backup().finished_at
    return _one((timezone.now() - at).total_seconds() if at else None)


def _certificate_days() -> Rows:
    seen = certificate()
    return _one(seen.days_left if seen else None)


GAUGES: dict[str, tuple[str, tuple[str, ...], Callable[[], Rows]]] = {
    "info": ("The version that answers.", ("version",), lambda: [((settings.VERSION,), 1)]),
    "part_ready": (
        "Whether a part that the portal rests on answers (1) or not (0).",
        ("part",),
        lambda: [((each.name,), float(each.is_well)) for each in health.readiness()],
    ),
    "processes": ("Processes that gave a sign of life.", ("role",), _alive),
    "beat_age_seconds": ("Since the timetable last sent a job.", (), _beat_age),
    "queue_waiting": (
        "Messages that wait for a worker.",
        ("queue",),
        lambda: [((each.name,), each.waiting) for each in queues()],
    ),
    "queue_oldest_seconds": (
        "How long the oldest message has waited.",
        ("queue",),
        lambda: [((each.name,), each.oldest) for each in queues()],
    ),
    "waiting_oldest_seconds": ("How long the oldest has been due, by what it is.", ("what",), _oldest),
    "reports": (
        "Monev reports, by kind and state.",
        ("kind", "state"),
        lambda: _states(CompiledReport, "kind", "state"),
    ),
    "report_seconds_mean": ("How long reports of the last day took, mean.", ("kind",), _mean_seconds),
    "exports": ("Data exports, by state.", ("state",), lambda: _states(Export, "state")),
    "workbooks": ("Workbooks sent in, by state.", ("state",), lambda: _states(WorkbookUpload, "state")),
    "mails": ("Mails, by state.", ("state",), lambda: _states(Mail, "state")),
    "webhook_deliveries": (
        "Messages to other systems, by state.",
        ("state",),
        lambda: _states(WebhookDelivery, "state"),
    ),
    "standings": ("Standings of regions, by state.", ("state",), lambda: _states(RegionStanding, "state")),
    "quality_flags_open": ("Findings of data quality that are not settled.", ("severity",), _open_flags),
    "programs_reported_ratio": ("Programs that reported in the newest period, of all.", (), _reported_share),
    "people_active": ("People who logged in within a day, a week, or ever.", ("within",), _people),
    "backup_age_seconds": ("Since the last backup that succeeded.", (), _backup_age),
    "disk_free_bytes": (
        "Free space where data are kept.",
        ("place",),
        lambda: [((each.name,), each.free) for each in disks()],
    ),
    "disk_bytes": ("Size of the disk.", ("place",), lambda: [((each.name,), each.total) for each in disks()]),
    "certificate_days": ("Days until the certificate of the portal ends.", (), _certificate_days),
}
