"""Who may take the metrics: one rule for the web process and for a worker that answers by itself."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare


def may_take(authorization: str, *, is_near: bool) -> bool:
    """Whoever shows the token, or, without showing one, asks from METRICS_NETWORKS (`is_near`). Neither set: nobody."""
    scheme, _, given = authorization.partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(given.strip(), settings.METRICS_TOKEN)
    return is_near
