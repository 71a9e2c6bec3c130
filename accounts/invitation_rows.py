"""Reads of single tables of this app, and who sees them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Q

from organizations.access import Reach
from organizations.roles import Can
from organizations.scoping import ScopedQuerySet

SENDING_TAKES = timedelta(minutes=5)
"""Longer than the longest wait for a mail server: who has not finished by then was killed."""


class InvitationQuerySet(ScopedQuerySet):
    """Invitations: for the administrators of the region they lead to; those of the nation's see and send all."""

    region_path = "region"
    agency_path = "agency"

    def allowed(self, user: Any, can: Can) -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.access.reach(Can.CATALOGUE).nation:
            return self
        own = user.access.reach(Can.ADMINISTER)
        return self.within(Reach(regions=own.regions))

    def open(self) -> Self:
        """Neither accepted nor withdrawn, whether or not its link still works."""
        return self.filter(accepted_at=None, withdrawn_at=None, archived_at=None)

    def usable(self, at: datetime) -> Self:
        """Open, and within its time."""
        return self.open().filter(expires_at__gt=at)

    def to_send(self, at: datetime) -> Self:
        """Open ones whose mail has not left, and whom nobody is sending: who was killed left a link behind."""
        left_behind = Q(updated_at__lt=at - SENDING_TAKES)
        return self.usable(at).filter(Q(digest=None) | left_behind, sent_at=None)

    def for_list(self) -> Self:
        return self.select_related("region", "agency", "invited_by").order_by("-created_at", "-pk")
