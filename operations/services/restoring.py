"""Getting the portal back: everything is checked first, then database and files, then what must not go on as before."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import Session
from core.errors import Refused
from operations.models import BackupRun
from operations.services.backup_files import blob_name
from operations.services.checking import Source, check, listed_files, require_known_version
from operations.services.held import Held, hold
from operations.services.restoring_database import is_empty, require_way, restore_database
from operations.services.turns import alone
from operations.vault.manifest import key_mark
from operations.vault.portal_files import Placing, is_there
from operations.vault.streams import fetch
from organizations import audit

logger = logging.getLogger(__name__)
Alive = Callable[[], None]


@dataclass
class Restored:
    """What came back, for whoever asked."""

    files: int = 0
    sessions: int = 0
    held: Held = field(default_factory=Held)
    warnings: list[str] = field(default_factory=list)


def restore(
    source: Source, *, replace: bool, alive: Alive, say: Callable[[str], None], forget: bool = True
) -> Restored:
    """Check everything, then restore; no backup is made meanwhile, here or on another host. Raises `Refused` before
    anything is touched. `forget`: cache and queue of this portal are emptied.
    """
    with alone():
        return _restore(source, replace, alive, say, forget)


def _restore(source: Source, replace: bool, alive: Alive, say: Callable[[str], None], forget: bool) -> Restored:
    require_known_version(source.manifest)
    require_way(source)
    if not replace and not is_empty():
        raise Refused(_("The database is not empty. To put the backup in its place, say --replace."))
    say(_("Checking the backup"))
    check(source, alive)
    done = Restored(warnings=_warnings(source))
    root = Path(settings.BACKUP_WORK_DIR)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as work:
        say(_("Restoring the database"))
        restore_database(source, Path(work), alive, say)
    # Before the files: when the disk is full then, nobody is logged in and nothing that waited leaves.
    finish(source, done, forget=forget)
    say(_("Restoring the files"))
    done.files = restore_files(source, alive)
    return done


def _warnings(source: Source) -> list[str]:
    if source.manifest.key_mark == key_mark():
        return []
    return [
        _(
            "SECRET_KEY is another than when the backup was made: secrets of webhooks and second factors cannot be "
            "opened. Set the old key, or add it to SECRET_KEY_FALLBACKS."
        )
    ]


def restore_files(source: Source, alive: Alive) -> int:
    """Every file of the list; what is there with the same content stays. Returns how many were written."""
    written = 0
    for each in listed_files(source):
        alive()
        if is_there(each["name"], each["size"], each["sha256"]):
            continue
        place = Placing(each["name"])
        try:
            fetch(source.store, blob_name(source.manifest.blobs, each["sha256"]), place, source.keys)
            place.finish()
        except BaseException:
            place.give_up()
            raise
        written += 1
    return written


@transaction.atomic
def finish(source: Source, done: Restored, *, forget: bool) -> None:
    """Log-ins end, what waited to leave is held, and that it was restored is written down."""
    done.sessions, done.held = _end_log_ins(), hold()
    run = _settle_runs(source)
    details = {"target": source.store.address, "made_at": source.manifest.finished_at, "files": run.files}
    audit.record(None, "backup.restored", run, region=None, **details, **_figures(done.held))
    if forget:
        _forget_kept()


@transaction.atomic
def after_recovery() -> Restored:
    """The same when PostgreSQL itself went back to a moment."""
    done = Restored(sessions=_end_log_ins(), held=hold())
    for run in BackupRun.objects.running():
        run.state, run.finished_at, run.error = "failed", timezone.now(), _("It was cut off.")
        run.save()
    audit.record(None, "database.recovered", BackupRun(name="PostgreSQL"), region=None, **_figures(done.held))
    _forget_kept()
    return done


def _figures(found: Held) -> dict[str, int]:
    return {"mails": found.mails, "webhooks": found.webhooks, "answers": found.answers}


def _end_log_ins() -> int:
    ended = Session.objects.count()
    Session.objects.all().delete()
    return ended


def _forget_kept() -> None:
    """Pages that were kept, and messages about rows that may be gone."""
    cache.clear()
    try:
        current_app.control.purge()
    except (OperationalError, OSError):
        logger.warning("The queue could not be emptied: its broker is away")


def _settle_runs(source: Source) -> BackupRun:
    """The backup that was restored was under way in its own rows: now it is known to be done."""
    manifest = source.manifest
    for other in BackupRun.objects.running().exclude(name=manifest.uid):
        other.state, other.finished_at, other.error = "failed", timezone.now(), _("It was cut off.")
        other.save()
    run = BackupRun.objects.filter(name=manifest.uid).first() or BackupRun(name=manifest.uid)
    run.target, run.state, run.form = source.store.address, BackupRun.State.DONE, manifest.form
    run.began_at = parse_datetime(manifest.began_at) or timezone.now()
    run.finished_at = manifest.moment
    run.is_sealed, run.database_bytes = bool(manifest.sealed_for), manifest.part("database").size
    run.files, run.file_bytes = manifest.files["count"], manifest.files["bytes"]
    run.new_files, run.new_bytes = manifest.files["new"], manifest.files["new_bytes"]
    run.save()
    return run
