"""The work of an export: claimed by one worker, read at one moment, kept once, taken up again when a worker dies, and
removed when its time is over."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from core import storing
from core.consistency import reading_one_moment
from core.jobs import Claim, ClaimLost, silent, take
from exchange.models import Export
from exchange.querysets import UNFINISHED
from exchange.services.export_files import (
    TOO_LARGE,
    TooLarge,
    Written,
    content_of,
    counts_of,
    snapshot_of,
    write_archive,
    write_table,
)
from exchange.services.exports import tables_for, wake
from organizations import audit
from organizations.models import User
from organizations.roles import Can

logger = logging.getLogger(__name__)
State = Export.State
MOST_ATTEMPTS, BEAT_SECONDS = 5, 5.0
NO_RIGHT = gettext_noop("The person who asked for this export may no longer read these tables.")
BROKEN = gettext_noop("The export failed (%(error)s). Ask for it again; if it fails again, tell the administrator.")
GIVEN_UP = gettext_noop("The export was started %(count)s times and never finished. Ask for a smaller one.")


class Unfit(Exception):
    """It cannot be exported, and trying again does not help. The argument is the message, untranslated."""


def fill_export(export_id: int) -> Export | None:
    """Compile the export; None when there is nothing to do (finished, cancelled, or another worker is at it)."""
    free = Q(state=State.QUEUED) | (Q(state=State.RUNNING) & silent(settings.EXPORT_STALE_SECONDS))
    claim = take(Export, export_id, free=free, state=State.RUNNING, most_attempts=MOST_ATTEMPTS, error="")
    if claim is None:
        return None
    try:
        return _compile(claim)
    except ClaimLost:
        logger.warning("Export %s was cancelled or taken over", export_id)
        return None
    except TooLarge as problem:
        return _fail(claim, TOO_LARGE, name=problem.args[0])
    except Unfit as problem:
        return _fail(claim, str(problem))
    except (OperationalError, InterfaceError, OSError):
        # Away for a moment: without a sign of life the sweep takes it up again.
        logger.exception("Export %s stopped in attempt %s", export_id, claim.attempt)
        return None
    except Exception as problem:
        logger.exception("Export %s failed in attempt %s", export_id, claim.attempt)
        return _fail(claim, BROKEN, error=type(problem).__name__)


def _compile(claim: Claim) -> Export:
    export = Export.objects.select_related("region", "cohort", "requested_by").get(pk=claim.row_id)
    Export.objects.filter(pk=export.pk, started_at=None).update(started_at=timezone.now())
    person: Any = User.objects.get(pk=export.requested_by_id)
    _require_right(export, person)
    with tempfile.TemporaryDirectory(prefix="export-") as name, _beating(claim) as beat:
        folder = Path(name)
        with override(export.language), reading_one_moment():
            now, written = timezone.now(), _write(export, person, folder, beat)
        content = content_of(export, written)
        taken_at = _first_taken(snapshot_of(content)) or now
        path = write_archive(content, taken_at, folder)
        beat.wrote(0)
        stored, digest = storing.store_file_once(path, "zip", folder=storing.EXPORTS)
        size = path.stat().st_size
    return _finish(
        claim,
        file=stored,
        sha256=digest,
        size=size,
        taken_at=taken_at,
        snapshot=snapshot_of(content),
        rows_done=sum(each.rows for each in written),
        rows_total=sum(each.rows for each in written),
        tables_done=len(written),
    )


def _require_right(export: Export, person: User) -> None:
    """The worker reads with the rights of the asker, as they are now."""
    may_read = set(tables_for(person)) if person.is_active and person.access.may(Can.VIEW) else set()
    if not may_read.issuperset(export.tables):
        raise Unfit(NO_RIGHT)


def _write(export: Export, person: User, folder: Path, beat: _Beat) -> list[Written]:
    counts = counts_of(export, person)
    beat.said |= {"rows_total": sum(counts.values())}
    written, done = list[Written](), 0
    for name, count in counts.items():
        written.append(write_table(name, export, person, folder, count, beat.wrote))
        done += count
        beat.said |= {"rows_done": done, "tables_done": len(written)}
        beat.wrote(0)
    return written


def _first_taken(snapshot: str) -> Any:
    """When the same data were first exported: the same data have one moment, so their file has the same bytes."""
    same = Export.objects.filter(snapshot=snapshot).exclude(taken_at=None)
    return same.order_by("pk").values_list("taken_at", flat=True).first()


class _Beat:
    """How far the work is; a thread of its own says so, because the work's transaction shows nothing to others."""

    def __init__(self, claim: Claim) -> None:
        self.claim, self.lost = claim, False
        self.said: dict[str, int] = {"rows_done": 0}
        self.over = threading.Event()

    def wrote(self, rows: int) -> None:
        """So many rows more. Raises `ClaimLost` when somebody has cancelled the export or taken it over."""
        if self.lost:
            raise ClaimLost
        self.said["rows_done"] += rows

    def beat(self) -> None:
        while not self.over.wait(BEAT_SECONDS):
            try:
                self.claim.touch(**self.said)
            except ClaimLost:
                self.lost = True
                break
            except OperationalError:
                logger.warning("Export %s: no sign of life could be given", self.claim.row_id)
        connection.close()


@contextmanager
def _beating(claim: Claim) -> Iterator[_Beat]:
    beat = _Beat(claim)
    thread = threading.Thread(target=beat.beat, name="beat", daemon=True)
    thread.start()
    try:
        yield beat
    finally:
        beat.over.set()
        thread.join()


@transaction.atomic
def _finish(claim: Claim, **facts: Any) -> Export:
    now = timezone.now()
    kept = now + timedelta(days=settings.EXPORT_DAYS)
    claim.touch(state=State.DONE, finished_at=now, expires_at=kept, updated_at=now, error="", **facts)
    export: Export = Export.objects.select_related("region").get(pk=claim.row_id)
    audit.record(None, "export.done", export, region=export.region, sha256=export.sha256, rows=export.rows_done)
    return export


@transaction.atomic
def _fail(claim: Claim, message: str, **params: object) -> Export | None:
    export = Export.objects.filter(pk=claim.row_id, attempt=claim.attempt, state__in=UNFINISHED).first()
    if export is None:
        return None
    with override(export.language):
        export.error = gettext(message) % params
    export.state, export.finished_at = State.FAILED, timezone.now()
    export.save()
    audit.record(None, "export.failed", export, region=export.region)
    return export


def take_up_stale_exports() -> int:
    """Wake a worker for each export without a sign of life, give up after too many tries; returns how many woken."""
    woken = 0
    for export in Export.objects.filter(silent(settings.EXPORT_STALE_SECONDS), state__in=UNFINISHED).order_by("pk"):
        if export.attempt >= MOST_ATTEMPTS:
            _fail(Claim(Export, export.pk, export.attempt, export.state), GIVEN_UP, count=export.attempt)
        else:
            wake(export)
            woken += 1
    return woken


def remove_expired_exports() -> int:
    """Remove the files of exports whose time is over; a file that a younger export shares stays. Returns how many."""
    removed = 0
    for export in Export.objects.filter(state=State.DONE, expires_at__lt=timezone.now()):
        name = export.file.name
        Export.objects.filter(pk=export.pk).update(state=State.EXPIRED, file="", updated_at=timezone.now())
        if name and not Export.objects.filter(file=name).exists():
            default_storage.delete(name)
        removed += 1
    return removed
