"""The queue of reports: what waits at which place, what is being compiled and how long it still takes, what is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.canonical import sha256_of
from monev.reports.labels import step_label
from monev.reports.models import CompiledReport
from monev.reports.querysets import UNFINISHED
from monev.reports.remaining import LATELY, left_label, seconds_left
from organizations.models import Region
from organizations.roles import Can

State = CompiledReport.State
LATE = timedelta(days=7)
"""What has ended stands on the page for so long."""
MOST = 15
"""So many that have ended are shown; the list of reports has them all."""
MOST_UNFINISHED = 100


@dataclass(frozen=True, slots=True)
class Job:
    """One report of the queue; `place` counts from 1 among those that wait for the same workers, 0 where it runs."""

    report: CompiledReport
    place: int = 0
    left: str = ""

    @property
    def step(self) -> str:
        """What is being done, in words."""
        return step_label(self.report.step)


@dataclass(frozen=True, slots=True)
class Board:
    """The page of the queue. `unshown`: how many more are unfinished than the page shows."""

    running: Sequence[Job]
    waiting: Sequence[Job]
    ended: Sequence[CompiledReport]
    unshown: int = 0

    @property
    def seen(self) -> str:
        """What a reader of the page has seen; it changes when there is something new to show."""
        jobs = [f"{each.report.pk}.{each.report.progress}.{each.place}.{each.left}" for each in self.running]
        jobs += [f"{each.report.pk}:{each.place}" for each in self.waiting]
        return sha256_of([*jobs, [f"{each.pk}{each.state}" for each in self.ended]])[:16]

    @property
    def is_moving(self) -> bool:
        """Whether something is not finished."""
        return bool(self.running or self.waiting)


@dataclass(frozen=True, slots=True)
class Sifted:
    """What the queue is narrowed to; empty narrows nothing."""

    region: int | None = None
    kind: str = ""
    state: str = ""


def board(region: Region | None, *, person: Any, by: Sifted | None = None) -> Board:
    """The queue of one region, or of all that the person may see (`region` None)."""
    rows = CompiledReport.objects.allowed(person, Can.VIEW).current().filter(_sift(by or Sifted()))
    rows = rows.of_region(region) if region else rows
    unfinished = rows.unfinished().select_related("region", "requested_by").order_by("updated_at", "pk")
    jobs = jobs_of(list(unfinished[:MOST_UNFINISHED]))
    ended = rows.exclude(state__in=UNFINISHED).filter(updated_at__gte=timezone.now() - LATE)
    return Board(
        running=[each for each in jobs if not each.place],
        waiting=sorted((each for each in jobs if each.place), key=lambda each: each.place),
        ended=list(ended.select_related("region", "requested_by").order_by("-updated_at", "-pk")[:MOST]),
        unshown=max(0, unfinished.count() - MOST_UNFINISHED) if len(jobs) == MOST_UNFINISHED else 0,
    )


def jobs_of(reports: Sequence[CompiledReport]) -> list[Job]:
    """Each with its place or its time left."""
    places = _places() if any(each.state == State.QUEUED for each in reports) else {}
    durations = {each: lately(each) for each in {each.kind for each in reports if each.state == State.RUNNING}}
    now = timezone.now()
    return [_job(each, places, durations, now) for each in reports]


def _job(report: CompiledReport, places: dict[int, int], durations: dict[str, list[float]], now: datetime) -> Job:
    if report.state == State.QUEUED:
        return Job(report, place=places.get(report.pk, 1))
    elapsed = (now - (report.started_at or now)).total_seconds()
    seconds = seconds_left(durations.get(report.kind, []), elapsed=elapsed, progress=report.progress)
    return Job(report, left=left_label(seconds))


def lately(kind: str) -> list[float]:
    """How many seconds the last reports of this kind took that were compiled at the first try."""
    done = CompiledReport.objects.filter(
        kind=kind, state=State.DONE, attempt=1, started_at__isnull=False, finished_at__isnull=False
    )
    moments = done.order_by("-updated_at").values_list("started_at", "finished_at")[:LATELY]
    return [(finished - started).total_seconds() for started, finished in moments]


def _places() -> dict[int, int]:
    """The place of each report that waits, of all regions: they wait for the same workers. Nothing else is told."""
    counted: dict[str, int] = {}
    found = {}
    waiting = CompiledReport.objects.filter(state=State.QUEUED, archived_at=None).order_by("updated_at", "pk")
    for key, queue in waiting.values_list("pk", "queue"):
        counted[queue] = counted.get(queue, 0) + 1
        found[key] = counted[queue]
    return found


def _sift(by: Sifted) -> Q:
    fits = Q()
    if by.region:
        fits &= Q(region=by.region)
    if by.kind:
        fits &= Q(kind=by.kind)
    if by.state:
        fits &= Q(state=by.state)
    return fits
