"""Remembering that somebody has seen a tour."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from handbook.models import TourSeen
from organizations.models import User


@transaction.atomic
def remember_tour(user: User, tour: str) -> None:
    """Seen or put aside: it does not come by itself again. Safe to call twice."""
    TourSeen.objects.get_or_create(user=user, tour=tour, defaults={"seen_at": timezone.now()})
