"""Entering the portal: invitations, counted attempts. One module a subject; everything is imported from here."""

from accounts.models.attempts import AttemptCount
from accounts.models.invitations import Invitation

__all__ = ["AttemptCount", "Invitation"]
