"""What holds at every door where files come in: how much one person brings on a day, and the look for viruses."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.limits import DAY, counted
from core.uploads import scanned


def require_room_today(by: Any, size: int, *, field: str | None = None) -> None:
    """Count one more file of `size` bytes that `by` brings today. Raises `Refused` when it is more than allowed."""
    name = f"files-of-day:{getattr(by, 'pk', None)}:{timezone.localdate():%Y%m%d}"
    is_over = counted(f"{name}:count", 1, DAY) > settings.UPLOADS_PER_DAY
    if is_over or counted(f"{name}:bytes", size, DAY) > settings.UPLOAD_BYTES_PER_DAY:
        raise Refused(
            _("You have handed in very many files today. Go on tomorrow, or ask the administrator of your region."),
            field=field,
        )


def take_in(content: bytes | File[Any], *, by: Any, field: str = "file") -> None:
    """Count a file that `by` brings, and have it looked at; for doors that check its content themselves.

    Raises `Refused` at `field`.
    """
    file: File[Any] = ContentFile(content) if isinstance(content, bytes) else content
    require_room_today(by, file.size or 0, field=field)
    try:
        scanned(file)
    except Refused as refused:
        raise Refused(refused.message, field=field) from refused
