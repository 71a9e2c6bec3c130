"""The manifest: what a backup holds, written last. Without one, or with one that is not whole, there is no backup."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from operations.vault.stores import Store
from operations.vault.streams import Damaged, Part

FORMAT = 1
MOST_BYTES = 16 * 1024 * 1024
RUNS, FILES = "runs", "files"
NAME = "manifest.json"
DATABASE, LIST, BLOBS = "database", "files.jsonl.gz", "blobs.gz"
"""The parts: the database, the list of files with their names, and the sums of the files alone, for cleaning up."""
DUMP, SQLITE, ROWS = "pg_dump", "sqlite", "rows"
FORMS = (DUMP, SQLITE, ROWS)


@dataclass
class Manifest:
    """See docs/backup.md for each field."""

    uid: str
    portal: str
    began_at: str
    finished_at: str = ""
    seconds: float = 0.0
    kind: str = ""
    form: str = ""
    server: str = ""
    program: str = ""
    migrations: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    parts: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    sealed_for: list[str] = field(default_factory=list)
    blobs: str = FILES
    key_mark: str = ""
    format: int = FORMAT

    @property
    def folder(self) -> str:
        return f"{RUNS}/{self.uid}"

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.finished_at)

    def part(self, name: str) -> Part:
        """The part of that name."""
        found = next((each for each in self.parts if each["name"].startswith(f"{self.folder}/{name}")), None)
        if found is None:
            raise Damaged(_("%(name)s is missing.") % {"name": name})
        return Part(**found)

    def write(self) -> bytes:
        """As text, with the sum of all that stands before it."""
        said = asdict(self)
        said["sum"] = _sum(said)
        return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False).encode()


def _sum(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_manifest(store: Store, uid: str) -> Manifest:
    """The manifest of one backup. Raises `Damaged`."""
    name = f"{RUNS}/{uid}/{NAME}"
    try:
        with store.read(name) as file:
            said = json.loads(file.read(MOST_BYTES))
        told = said.pop("sum")
        whole = hmac.compare_digest(told, _sum(said))
    except FileNotFoundError as problem:
        raise Damaged(_("There is no manifest: this backup was never finished.")) from problem
    except (ValueError, KeyError, AttributeError, TypeError) as problem:
        raise Damaged(_("The manifest is damaged.")) from problem
    if not whole:
        raise Damaged(_("The manifest is damaged."))
    if said.get("format") != FORMAT:
        raise Damaged(_("This backup was made by a newer version of the portal, which has to restore it."))
    return Manifest(**said)


def run_names(store: Store) -> list[str]:
    """Every backup in the target, whole or not, the oldest first."""
    return sorted({name.split("/")[1] for name in store.names(f"{RUNS}/") if name.count("/") > 1})


def whole_runs(store: Store) -> Iterator[Manifest]:
    """Every backup that is whole by its manifest and the sizes of its parts, the newest first."""
    for uid in reversed(run_names(store)):
        try:
            manifest = read_manifest(store, uid)
        except Damaged:
            continue
        if all(store.size(each["name"]) == each["size"] for each in manifest.parts):
            yield manifest


def key_mark() -> str:
    """Tells whether two portals have the same secret key, without telling the key."""
    return hmac.new(settings.SECRET_KEY.encode(), b"mark of a backup", hashlib.sha256).hexdigest()[:16]
