"""The audit log as somebody outside can verify it: every entry of a stretch of each chain, with its hashes.

Entries that were not asked for are there as their digest only: the chain closes over them, and they tell nothing.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from organizations.chaining import FORM, START, digest_of, moment
from organizations.models import AuditAnchor, AuditEntry
from organizations.services.sealing import COLUMNS, written_of

PORTION = 2000
SCRIPT = Path("examples") / "audit" / "verify_export.py"
READ = (
    *COLUMNS,
    *("by__name", "subject_label", "details", "form", "salt", "content", "seen", "chain", "position", "is_marked"),
    *("previous", "hash", "redacted_by_id"),
)


@dataclass
class Stretch:
    """A part of one chain: from its first to its last position."""

    chain: str
    first: int
    last: int
    before: str = START
    head: str = ""
    entries: int = 0
    told: int = 0


@dataclass
class Pack:
    """What goes into the file."""

    stretches: list[Stretch] = field(default_factory=list)
    sha256: str = ""


def audit_pack(wanted: Any, asked: dict[str, str], by: str) -> IO[bytes]:
    """A ZIP with the entries (NDJSON), the manifest, and the script that verifies them; open at its beginning."""
    made = tempfile.TemporaryFile(suffix=".zip")  # noqa: SIM115
    pack = Pack(_stretches(wanted))
    digest = hashlib.sha256()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        with file.open("entries.ndjson", "w", force_zip64=True) as lines:
            for line in _lines(pack.stretches, wanted):
                digest.update(line)
                lines.write(line)
        pack.sha256 = digest.hexdigest()
        file.writestr("manifest.json", json.dumps(_manifest(pack, asked, by), indent=2, ensure_ascii=False))
        file.write(settings.BASE_DIR / SCRIPT, SCRIPT.name)
    made.seek(0)
    return made


def _stretches(wanted: Any) -> list[Stretch]:
    found = wanted.filter(position__isnull=False).order_by().values("chain")
    ends = found.annotate(first=Min("position"), last=Max("position")).order_by("chain")
    return [Stretch(row["chain"], row["first"], row["last"]) for row in ends]


def _lines(stretches: list[Stretch], wanted: Any) -> Iterator[bytes]:
    for stretch in stretches:
        after = stretch.first - 1
        while after < stretch.last:
            place = {"chain": stretch.chain, "position__gt": after, "position__lte": min(stretch.last, after + PORTION)}
            rows = list(AuditEntry.objects.filter(**place).order_by("position").values(*READ))
            told = set(wanted.filter(pk__in=[row["id"] for row in rows]).order_by().values_list("pk", flat=True))
            for row in rows:
                yield _line(row, stretch, is_told=row["id"] in told)
            after += PORTION


def _line(row: dict[str, Any], stretch: Stretch, *, is_told: bool) -> bytes:
    if row["position"] == stretch.first:
        stretch.before = row["previous"]
    stretch.head = row["hash"]
    stretch.entries += 1
    stretch.told += is_told
    data = {name: row[name] for name in ("form", "chain", "position", "seen", "hash")} | {"marked": row["is_marked"]}
    data |= _told(row) if is_told else {"digest": digest_of(written_of(row), row["form"])}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _told(row: dict[str, Any]) -> dict[str, Any]:
    entry = written_of(row)
    return {
        "number": entry.number,
        "at": moment(entry.at),
        "by": entry.by,
        "by_name": row["by__name"],
        "verb": entry.verb,
        "region": entry.region,
        "subject_type": entry.subject_type,
        "subject_uid": entry.subject_uid,
        "label": row["subject_label"],
        "details": row["details"],
        "salt": row["salt"],
        "content": entry.content,
        "redacted_by": row["redacted_by_id"],
    }


def _manifest(pack: Pack, asked: dict[str, str], by: str) -> dict[str, Any]:
    anchor = AuditAnchor.objects.order_by("-pk").first()
    return {
        "format": "audit-export",
        "form": FORM,
        "made_at": moment(timezone.now()),
        "made_by": by,
        "filter": asked,
        "sha256": pack.sha256,
        "chains": {
            each.chain: {name: getattr(each, name) for name in ("first", "last", "before", "head", "entries", "told")}
            for each in pack.stretches
        },
        "anchor": anchor
        and {
            "at": moment(anchor.at),
            "hash": anchor.hash,
            "heads": {each.chain: anchor.heads.get(each.chain) for each in pack.stretches},
        },
    }
