"""The session engine: Django's database sessions, each with its owner and two limits."""

from __future__ import annotations

import hashlib
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts.models import Session
from organizations.freshness import SIGNED_IN


def ends_at(began_at: datetime, last_seen_at: datetime) -> datetime:
    """When a session ends: so many hours after the log-in, or so many minutes after the last use."""
    latest = began_at + timedelta(hours=settings.SESSION_HOURS)
    return min(latest, last_seen_at + timedelta(minutes=settings.SESSION_IDLE_MINUTES))


class SessionStore(DatabaseStore):
    """`row`: what was read from the database, for whoever wants to know when it was last used."""

    row: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        return Session

    def _get_session_from_db(self) -> Any:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create_model_instance(self, data: Any) -> Any:
        """The row: of somebody who is logged in with whom, since when and until when."""
        owner = data.get(SESSION_KEY)
        known = data.setdefault(SIGNED_IN, signed_in("", "")) if owner else {}
        row: Any = super().create_model_instance(data)
        row.uid = public_name(row.session_key)
        if not owner:
            return row
        row.user_id = int(owner)
        row.began_at = datetime.fromtimestamp(known["at"], UTC)
        row.last_seen_at = timezone.now()
        row.address = known["address"] or None
        row.user_agent = known["agent"]
        row.expire_date = ends_at(row.began_at, row.last_seen_at)
        return row


def signed_in(address: str, agent: str) -> dict[str, Any]:
    """What a session keeps of the log-in."""
    return {"at": time.time(), "address": address, "agent": agent}


def public_name(key: str) -> uuid.UUID:
    """By which pages name a session: it follows from its key, and does not lead back to it."""
    return uuid.UUID(bytes=hashlib.sha256(f"session:{key}".encode()).digest()[:16])
