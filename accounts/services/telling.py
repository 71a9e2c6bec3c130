"""Telling somebody what happened to their account."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from notices.kinds import Kind
from notices.services.telling import tell
from organizations.models import User


def tell_person(person: User, kind: Kind, *, url: str = "", **params: str) -> None:
    """News of the safety of an account: each time it happens, with the moment and a link to where it is put right."""
    at = timezone.now().isoformat(timespec="seconds")
    page = url or reverse("mfa_index")
    tell(kind.code, [person], key=str(uuid4()), params={"at": at, **params}, url=page)
