"""Evidence that came in while the antivirus daemon was away, or before there was one, is looked at later."""

from __future__ import annotations

import logging
import time

from django.utils import timezone

from core import antivirus
from monev.monitoring.models.evidence import Evidence, StoredFile
from organizations import audit

LOG = logging.getLogger(__name__)
AT_ONCE = 200


def check_unscanned(*, seconds: float = 240.0) -> int:
    """Have files looked at that were not yet; what is found is not handed out any more. Returns how many were."""
    if not antivirus.is_used():
        return 0
    until, done = time.monotonic() + seconds, 0
    for row in StoredFile.objects.filter(scanned_at=None, infection="").order_by("-pk")[:AT_ONCE]:
        if time.monotonic() > until or not _check(row):
            break
        done += 1
    return done


def _check(row: StoredFile) -> bool:
    """Whether the daemon answered; a file that is gone counts as looked at."""
    try:
        with row.file.open("rb") as file:
            antivirus.scan(file.chunks())
    except antivirus.Unreachable:
        return False
    except antivirus.Infected as found:
        _close_off(row, found.name)
        return True
    except FileNotFoundError:
        LOG.error("The file %s is missing.", row.pk)
    StoredFile.objects.filter(pk=row.pk).update(scanned_at=timezone.now())
    return True


def _close_off(row: StoredFile, name: str) -> None:
    """The row and the file stay for those who have to look into it; nobody gets the file."""
    StoredFile.objects.filter(pk=row.pk).update(scanned_at=timezone.now(), infection=name)
    LOG.error("The antivirus daemon found %s in the stored file %s.", name, row.sha256)
    for evidence in Evidence.objects.filter(stored_file=row).select_related("region"):
        audit.record(None, "evidence.infected", evidence, region=evidence.region, virus=name, sha256=row.sha256)
