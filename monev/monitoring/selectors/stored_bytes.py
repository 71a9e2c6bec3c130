"""How much room the evidence of a region takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum

from monev.monitoring.models.evidence import Evidence, StoredFile
from organizations.models import Region

NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Room:
    """What is used, of how much (0: no limit)."""

    used: int
    most: int

    @property
    def share(self) -> int:
        """Of the limit, in percent."""
        return round(100 * self.used / self.most) if self.most else 0

    @property
    def is_short(self) -> bool:
        """Whether somebody should ask for more."""
        return bool(self.most) and self.used >= NEARLY * self.most


def bytes_of(region: Region) -> int:
    """Bytes of the files that are evidence of the region, each counted once."""
    own = Evidence.objects.filter(region=region, stored_file__isnull=False).values("stored_file")
    return StoredFile.objects.filter(pk__in=own).aggregate(total=Sum("size"))["total"] or 0


def room_of(region: Region) -> Room:
    """What the region uses and may use."""
    return Room(bytes_of(region), settings.REGION_FILES_MAX_BYTES)
