"""Old backups go, and contents that no remaining backup names; never the last good one."""

from __future__ import annotations

import gzip
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from operations.vault.index import FileIndex
from operations.vault.manifest import BLOBS, FILES, NAME, RUNS, Manifest, run_names, whole_runs
from operations.vault.retention import staying
from operations.vault.stores import Store
from operations.vault.streams import Damaged, fetch

OUR_RUN = re.compile(r"\d{8}T\d{6}(\.\d{1,6})?Z-[0-9a-f]{6}")
OUR_CONTENT = re.compile(rf"{FILES}/(plain|[0-9a-f]{{12}})/([0-9a-f]{{2}})/\2[0-9a-f]{{62}}")
"""Names as `run_backup` and `FileCopy` make them; nothing else is ever removed from a target."""


@dataclass
class Gone:
    """What was removed."""

    runs: list[str] = field(default_factory=list)
    blobs: int = 0


def clean(store: Store, now: datetime, alive: Callable[[], None]) -> Gone:
    """Remove what need not stay. The caller holds the lock: no backup is being made, here or by another machine."""
    gone = Gone()
    whole = list(whole_runs(store))
    if not whole:
        return gone
    kept = staying(
        (each.moment for each in whole),
        now,
        days=settings.BACKUP_KEEP_DAYS,
        weeks=settings.BACKUP_KEEP_WEEKS,
        months=settings.BACKUP_KEEP_MONTHS,
    )
    remaining = [each for each in whole if each.moment in kept]
    staying_names, newest = {each.uid for each in remaining}, whole[0].uid
    for uid in run_names(store):
        # What is newer than the newest good one is a backup of another portal in the same target, still under way.
        alive()
        if OUR_RUN.fullmatch(uid) and uid not in staying_names and uid < newest:
            _remove_run(store, uid)
            gone.runs.append(uid)
    if gone.runs:
        gone.blobs = _remove_blobs(store, remaining, alive)
    return gone


def _remove_run(store: Store, uid: str) -> None:
    """The manifest first: from then on it is no backup."""
    store.delete(f"{RUNS}/{uid}/{NAME}")
    for name in list(store.names(f"{RUNS}/{uid}/")):
        store.delete(name)


def _remove_blobs(store: Store, remaining: list[Manifest], alive: Callable[[], None]) -> int:
    """Contents that nobody names any more; when one list cannot be read, all stay, and so does what is not ours."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
        index = FileIndex(Path(folder) / "named.sqlite3")
        try:
            for manifest in remaining:
                index.remember_stored(_named(store, manifest, file))
        except Damaged:
            return 0
        removed = 0
        for name in store.names(f"{FILES}/"):
            alive()
            if OUR_CONTENT.fullmatch(name) and not index.is_stored(name):
                store.delete(name)
                removed += 1
        index.close()
    return removed


def _named(store: Store, manifest: Manifest, file: IO[bytes]) -> Iterator[str]:
    file.seek(0)
    file.truncate()
    fetch(store, manifest.part(BLOBS).name, file, None)
    file.seek(0)
    try:
        with gzip.open(file, "rt") as lines:
            for line in lines:
                digest = line.strip()
                yield f"{manifest.blobs}/{digest[:2]}/{digest}"
    except (OSError, EOFError) as problem:
        raise Damaged(str(problem)) from problem
