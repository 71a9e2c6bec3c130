"""Tables of entering the portal. One module a subject; everything is imported from here."""

from accounts.models.attempts import AttemptCount
from accounts.models.devices import Device
from accounts.models.invitations import Invitation
from accounts.models.sessions import Session

__all__ = ["AttemptCount", "Device", "Invitation", "Session"]
