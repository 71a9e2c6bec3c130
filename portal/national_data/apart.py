"""A process of its own that recalculates standings: it begins without Django, which `prepare` sets up."""

from __future__ import annotations


def prepare() -> None:
    import django

    django.setup()


def refresh(standing_id: int) -> bool:
    """Recalculate one standing as the job does."""
    from monev.monitoring.services.standings import refresh_standing

    return refresh_standing(standing_id)
