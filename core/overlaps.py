"""Whether two places for files lie in each other: folders, or parts of a bucket. Pure but for symbolic links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUCKET_SCHEME = "s3://"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder (of no store), or the beginning of the keys of a bucket."""

    store: str
    parts: tuple[str, ...]

    def overlaps(self, other: Place) -> bool:
        """Whether one is the other, or within it.

        >>> bucket_place("", "b", "").overlaps(bucket_place("", "b", "files"))
        True
        >>> bucket_place("", "b", "backup").overlaps(bucket_place("", "b", "backups"))
        False
        """
        shorter = min(len(self.parts), len(other.parts))
        return self.store == other.store and self.parts[:shorter] == other.parts[:shorter]


def folder_place(path: Path | str) -> Place:
    """A folder of this machine, wherever its links lead."""
    return Place("", Path(path).absolute().resolve().parts)


def bucket_place(endpoint: str, bucket: str, prefix: str) -> Place:
    """A bucket of a store, from a beginning of its keys on."""
    return Place(f"{endpoint.rstrip('/').lower()} {bucket}", tuple(filter(None, prefix.split("/"))))


def backup_place(target: str, endpoint: str) -> Place:
    """Where a target of backups (`BACKUP_TARGET`) lies."""
    if not target.startswith(BUCKET_SCHEME):
        return folder_place(target)
    bucket, _slash, prefix = target.removeprefix(BUCKET_SCHEME).partition("/")
    return bucket_place(endpoint, bucket, prefix)


def files_place(storage: Mapping[str, Any], folder: Path | str) -> Place:
    """Where the portal's own files lie: by its storage as in `STORAGES`, else the folder."""
    options = storage.get("OPTIONS") or {}
    if not options.get("bucket_name"):
        return folder_place(folder)
    return bucket_place(options.get("endpoint_url") or "", options["bucket_name"], options.get("location") or "")
