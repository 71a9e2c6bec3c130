"""Reads of single tables of this app; each table says to which region and OPD a row belongs."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import Q

from organizations.scoping import ScopedQuerySet


class PublicationQuerySet(ScopedQuerySet):
    """How a region shows itself; one row a region."""

    region_path = "region"

    def live(self) -> Self:
        """The regions that citizens see."""
        return self.filter(is_published=True, archived_at=None, region__archived_at=None)


class SwitchQuerySet(ScopedQuerySet):
    """Decisions of a region about single programs and documents."""

    region_path = "region"


class StoryQuerySet(ScopedQuerySet):
    """Decisions of a region about single quick wins, and their pictures."""

    region_path = "quick_win__region"
    agency_path = "quick_win__agency"


class FeedbackQuerySet(ScopedQuerySet):
    """What citizens wrote about programs."""

    region_path = "region"
    agency_path = "agency"

    def waiting(self) -> Self:
        """Nobody looked at them yet."""
        return self.filter(state="new", archived_at=None)

    def to_answer(self) -> Self:
        """Shown to everybody, and the OPD did not answer yet."""
        return self.filter(state="approved", archived_at=None)

    def shown(self) -> Self:
        """The ones that a moderator let through."""
        return self.filter(state__in=("approved", "answered"), archived_at=None)

    def for_list(self) -> Self:
        return self.select_related("region", "agency", "moderated_by", "answered_by").order_by("-created_at", "pk")


class ContactQuerySet(ScopedQuerySet):
    """Names and addresses that citizens left with their feedback."""

    region_path = "feedback__region"
    agency_path = "feedback__agency"

    def due(self, *, now: datetime, stale: datetime) -> Self:
        """Answered and not mailed yet; a claim older than `stale` was left by a sender that was killed."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=stale)
        return self.filter(free, feedback__state="answered").exclude(email="").order_by("pk")
