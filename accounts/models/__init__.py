"""Tables of entering the portal."""

from accounts.models.devices import Device
from accounts.models.sessions import Session

__all__ = ["Device", "Session"]
