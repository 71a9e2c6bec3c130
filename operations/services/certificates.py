"""Looking at the certificate of the portal's own address, as a browser outside would."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from core.certificates import certificate_of
from operations.selectors.certificates import KEPT_SECONDS, KEY, SeenCertificate


def look_at_certificate() -> SeenCertificate | None:
    """Ask the address, and keep what it shows; nothing to do where it is not https."""
    if not settings.PORTAL_URL.startswith("https://"):
        cache.delete(KEY)
        return None
    now = timezone.now()
    try:
        found = certificate_of(settings.PORTAL_URL)
    except (OSError, ValueError) as problem:
        seen = SeenCertificate(now, None, f"{type(problem).__name__}: {problem}"[:200])
    else:
        seen = SeenCertificate(now, found.ends_at, found.problem)
    cache.set(KEY, asdict(seen), KEPT_SECONDS)
    return seen
