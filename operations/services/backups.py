"""Making a backup: files, the database at one moment, the files that came meanwhile, then the manifest.

Every file that a row of the snapshot names is in it: a file is stored before its row is written, and removed after its
row is gone. What was there before the snapshot is found by the first look, what came until the snapshot by the second.
Killed at any point nothing is taken for whole, for the manifest comes last; what was copied is not copied again.
"""

from __future__ import annotations

import logging
import shutil
import socket
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from core.overlaps import backup_place, files_place
from operations.models import BackupRun
from operations.services.backup_files import FileCopy
from operations.services.cleaning import clean
from operations.services.dumping import dump_database
from operations.services.turns import Busy, alone
from operations.vault.index import FileIndex
from operations.vault.manifest import BLOBS, LIST, NAME, Manifest, key_mark
from operations.vault.programs import ProgramFailed
from operations.vault.snapshots import pending
from operations.vault.stores import Store, open_store
from operations.vault.streams import keep, packed, recipients, watched
from organizations import audit

logger = logging.getLogger(__name__)
State = BackupRun.State
SIGN_EVERY = 15.0
FAILURES = (OSError, Error, BotoCoreError, ClientError, ProgramFailed, Refused, ValueError)


def run_backup(target: str = "", *, form: str = "", reread: bool = False) -> BackupRun:
    """Back the installation up to `target` (default: BACKUP_TARGET). Raises `Busy`, or `Refused` with the reason."""
    store = open_store(target or settings.BACKUP_TARGET)
    require_apart(store.address)
    keys = recipients(settings.BACKUP_PUBLIC_KEY)
    try:
        with alone():
            return _run(store, keys, form, reread)
    except FAILURES as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused(_said(problem)) from problem


def _run(store: Store, keys: list[Any], form: str, reread: bool) -> BackupRun:
    run = _begin(store)
    try:
        with _work_folder() as work:
            making = _Making(run, store, keys, work, form=form, reread=reread)
            manifest = making.make()
            # Before it is called done: until then no other machine begins one.
            _clean_up(run, store, making.alive)
            _end(run, manifest)
    except BaseException as problem:
        _fail(run, problem)
        raise
    return run


def require_apart(target: str) -> None:
    """A target among the portal's own files would be backed up itself; files in a target could be removed as old."""
    if backup_place(target, settings.BACKUP_ENDPOINT).overlaps(files_place(_storage(), settings.MEDIA_ROOT)):
        raise Refused(
            _("%(target)s and the portal's own files lie in each other. Name another place for backups.")
            % {"target": target}
        )


def _storage() -> dict[str, Any]:
    found: dict[str, Any] = settings.STORAGES["default"]
    return found


def _begin(store: Store) -> BackupRun:
    """The row of this run. Rows of runs that are dead make room.

    Before an upgrade the tables are those of an older version: then the run is written down nowhere but in its target.
    """
    now = timezone.now()
    name = f"{now:%Y%m%dT%H%M%S.%fZ}-{uuid.uuid4().hex[:6]}"  # names are in the order of time
    if pending():
        return BackupRun(target=store.address, name=name, began_at=now, notes=_("Made before an upgrade."))
    stale = timezone.now() - timedelta(seconds=settings.BACKUP_STALE_SECONDS)
    host = f"{socket.gethostname()}:{settings.BACKUP_WORK_DIR}"[:200]
    for dead in BackupRun.objects.running():
        # This machine's own cannot live: it is our turn.
        if dead.host == host or dead.heartbeat_at < stale:
            _fail(dead, Refused(_("It was cut off.")))
    try:
        with transaction.atomic():
            return BackupRun.objects.create(target=store.address, name=name, host=host, began_at=now)
    except IntegrityError as problem:
        raise Busy(_("Another backup is under way.")) from problem


@contextmanager
def _work_folder() -> Iterator[Path]:
    """For copies under way; what a killed run left is removed."""
    root = Path(settings.BACKUP_WORK_DIR) / "work"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=root) as folder:
        yield Path(folder)


class _Making:
    """One run, step by step."""

    def __init__(self, run: BackupRun, store: Store, keys: list[Any], work: Path, *, form: str, reread: bool) -> None:
        self.run, self.store, self.keys, self.work, self.form = run, store, keys, work, form
        self.reread = reread
        self._signed = time.monotonic()
        sealed_for = sorted(str(each) for each in keys)
        self.manifest = Manifest(
            uid=run.name,
            portal=settings.VERSION,
            began_at=run.began_at.isoformat(),
            sealed_for=sealed_for,
            key_mark=key_mark(),
        )
        self.manifest.blobs = FileCopy.folder_for(sealed_for)

    def make(self) -> Manifest:
        """All of it; the manifest last."""
        index = FileIndex(Path(settings.BACKUP_WORK_DIR) / "files.sqlite3")
        try:
            copy = FileCopy(self.store, index, self.manifest.blobs, self.keys, self.alive, reread=self.reread)
            copy.take_stock()
            copy.copy_all()
            note = dump_database(self.manifest, self.store, self.keys, self.work, self.form, self.alive, index.name)
            self._note(note)
            copy.copy_all()
            copy.note_missing()
            self._keep_lists(index)
            self.manifest.files = copy.totals()
        finally:
            index.close()
        finished = timezone.now()
        self.manifest.finished_at = finished.isoformat()
        self.manifest.seconds = round((finished - self.run.began_at).total_seconds(), 1)
        keep(self.store, f"{self.manifest.folder}/{NAME}", [self.manifest.write()], [])
        return self.manifest

    def _keep_lists(self, index: FileIndex) -> None:
        ending = ".age" if self.keys else ""
        lists: tuple[tuple[str, Iterator[bytes], list[Any]], ...] = (
            (f"{LIST}{ending}", FileCopy.lines(index), self.keys),
            (BLOBS, (f"{each}\n".encode() for each in index.sums()), []),
        )
        for name, lines, keys in lists:
            part = keep(self.store, f"{self.manifest.folder}/{name}", packed(watched(lines, self.alive)), keys)
            self.manifest.parts.append({"name": part.name, "size": part.size, "sha256": part.sha256})

    def _note(self, note: str) -> None:
        if note:
            self.run.notes = note
            logger.warning("Backup %s: %s", self.run.name, note)

    def alive(self) -> None:
        """A sign of life, not too often. Raises when another machine took this run for dead."""
        if time.monotonic() - self._signed < SIGN_EVERY:
            return
        self._signed = time.monotonic()
        if self.run._state.adding:
            return
        own = BackupRun.objects.filter(pk=self.run.pk, state=State.RUNNING)
        if not own.update(heartbeat_at=timezone.now()):
            raise Refused(_("It was taken for dead and ended by another machine."))


def _end(run: BackupRun, manifest: Manifest) -> None:
    files = manifest.files
    database = manifest.part("database")
    run.state, run.finished_at, run.form = State.DONE, datetime.fromisoformat(manifest.finished_at), manifest.form
    run.is_sealed, run.database_bytes = bool(manifest.sealed_for), database.size
    run.files, run.file_bytes = files["count"], files["bytes"]
    run.new_files, run.new_bytes, run.missing_files = files["new"], files["new_bytes"], files["missing"]
    if run._state.adding:
        return
    details = {"target": run.target, "seconds": manifest.seconds, "files": run.files}
    with transaction.atomic():
        run.save()
        audit.record(None, "backup.done", run, region=None, **details)


def _fail(run: BackupRun, problem: BaseException) -> None:
    """Write down that it failed and why; when the database itself is away, the next run does it."""
    if run._state.adding:
        return
    try:
        if connection.needs_rollback:
            connection.rollback()
        with transaction.atomic():
            own = BackupRun.objects.filter(pk=run.pk, state=State.RUNNING)
            if own.update(state=State.FAILED, finished_at=timezone.now(), error=_said(problem)):
                audit.record(None, "backup.failed", run, region=None, error=_said(problem)[:200])
    except Error:
        logger.exception("The failed backup %s could not be written down", run.name)


def _said(problem: BaseException) -> str:
    if isinstance(problem, Refused):
        return str(problem.message)
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.strerror}{f': {problem.filename}' if problem.filename else ''}"
    return f"{type(problem).__name__}: {problem}"[:1000]


def _clean_up(run: BackupRun, store: Store, alive: Callable[[], None]) -> None:
    """What need not stay. A target that lets nothing be deleted is no failure of the backup."""
    try:
        gone = clean(store, timezone.now(), alive)
    except FAILURES as problem:
        run.notes = "\n".join(filter(None, (run.notes, _("Old backups could not be removed: %s") % _said(problem))))
        return
    if gone.runs and not run._state.adding:
        audit.record(None, "backup.removed", run, region=None, target=run.target, removed=", ".join(gone.runs)[:500])
