"""Whether a backup can be restored: its manifest, the sum of every part, the content of every file."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import Refused
from operations.services.backup_files import blob_name
from operations.vault.manifest import LIST, RUNS, Manifest, read_manifest, whole_runs
from operations.vault.snapshots import unknown_migrations
from operations.vault.stores import Store, open_store
from operations.vault.streams import Damaged, content_sum, fetch, sum_of

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Source:
    """A backup that was chosen, and the keys that open it (None: it is not sealed)."""

    store: Store
    manifest: Manifest
    keys: list[Any] | None


def choose(source: str, name: str = "", *, keys: list[Any] | None = None) -> Source:
    """The backup `name` of a target, or the newest that is whole. Raises `Refused` with the reason."""
    address, _slash, given = source.rstrip("/").rpartition(f"/{RUNS}/")
    store = open_store(address if given and address else source)
    wanted = name or (given if address else "")
    manifest = read_manifest(store, wanted) if wanted else next(whole_runs(store), None)
    if manifest is None:
        raise Refused(_("There is no backup that is whole in %s.") % store.address)
    if manifest.sealed_for and keys is None:
        raise Refused(_("This backup is encrypted: say where the private key is (--private-key FILE)."))
    return Source(store, manifest, keys if manifest.sealed_for else None)


def require_known_version(manifest: Manifest) -> None:
    """A backup of a newer version is restored by that version."""
    if unknown := unknown_migrations(manifest.migrations):
        raise Refused(
            _("The backup is of version %(version)s, which is newer than this portal (%(first)s): install that first.")
            % {"version": manifest.portal, "first": unknown[0]}
        )


def check(source: Source, alive: Callable[[], None]) -> None:
    """Read everything once. Raises `Damaged` naming what is wrong."""
    for each in source.manifest.parts:
        if sum_of(source.store, each["name"]) != (each["size"], each["sha256"]):
            raise Damaged(_("%(name)s is damaged.") % {"name": each["name"]})
        alive()
    content_sum(source.store, source.manifest.part("database").name, source.keys)
    wrong = list(_wrong_files(source, alive))
    if wrong:
        shown = ", ".join(wrong[:SHOWN])
        raise Damaged(
            _("%(count)s files of the backup are damaged or missing: %(names)s") % {"count": len(wrong), "names": shown}
        )


def _wrong_files(source: Source, alive: Callable[[], None]) -> Iterator[str]:
    seen: set[bytes] = set()
    for each in listed_files(source):
        alive()
        digest = bytes.fromhex(each["sha256"])
        if digest in seen:
            continue
        seen.add(digest)
        blob = blob_name(source.manifest.blobs, each["sha256"])
        try:
            found = content_sum(source.store, blob, source.keys)
        except Damaged:
            yield blob
            continue
        if found != (each["size"], each["sha256"]):
            yield blob


def listed_files(source: Source) -> Iterator[dict[str, Any]]:
    """Name, size and SHA-256 of every file."""
    with opened_part(source, LIST) as file, gzip.open(file) as lines:
        for line in lines:
            yield json.loads(line)


@contextmanager
def opened_part(source: Source, name: str, folder: Path | None = None) -> Iterator[IO[bytes]]:
    """A part, opened with the keys into a file that goes away."""
    with tempfile.TemporaryFile(dir=folder) as file:
        fetch(source.store, source.manifest.part(name).name, file, source.keys)
        file.seek(0)
        yield file
