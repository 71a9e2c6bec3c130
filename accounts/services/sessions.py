"""Sessions: begin, be used, end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.device_words import device_words
from accounts.models import Session
from accounts.news import SESSIONS_ENDED
from accounts.services.telling import tell_person
from accounts.sessions import ends_at, signed_in
from core.addresses import client_address
from organizations import audit
from organizations.freshness import SIGNED_IN
from organizations.models import Region, User
from organizations.networks import parsed

LONGEST_AGENT = 200
NOTED_EVERY = 60
"""Seconds; half of that and less where sessions end after minutes already."""


def agent_of(request: HttpRequest) -> str:
    """What the browser says of itself."""
    return str(request.META.get("HTTP_USER_AGENT", ""))[:LONGEST_AGENT].replace("\x00", "")


def address_of(request: HttpRequest) -> str:
    """From where the request comes; empty where that is no IP address."""
    return parsed(client_address(request)) or ""


def begin_session(request: HttpRequest) -> None:
    """Somebody has logged in: the session knows since when, from where and with what."""
    request.session[SIGNED_IN] = signed_in(address_of(request), agent_of(request))


def note_use(row: Session, request: HttpRequest) -> None:
    """Write down that a session is used and from where, at most once a minute: reading must stay cheap."""
    now = timezone.now()
    step = min(NOTED_EVERY, settings.SESSION_IDLE_MINUTES * 6)
    if (now - row.last_seen_at).total_seconds() < step:
        return
    known = {"last_seen_at": now, "address": address_of(request) or None, "expire_date": ends_at(row.began_at, now)}
    Session.objects.filter(pk=row.pk).update(**known)


@transaction.atomic
def end_session(session: Session, *, by: User) -> None:
    """Log one browser out; its next request is that of a stranger."""
    session.delete()
    audit.record(by, "session.ended", by, region=None, device=device_words(session.user_agent))


@transaction.atomic
def end_other_sessions(person: User, *, keep: str | None) -> int:
    """Log the person out everywhere but in the session with the key `keep`; returns from how many browsers."""
    ended = _end(person, keep)
    if ended:
        audit.record(person, "session.others_ended", person, region=None, count=ended)
    return ended


@transaction.atomic
def end_all_sessions(person: User, *, by: User | None, region: Region | None = None) -> int:
    """An administrator logs somebody out everywhere, for the sake of `region`; the person is told."""
    ended = _end(person)
    audit.record(by, "session.all_ended", person, region=region, count=ended)
    tell_person(person, SESSIONS_ENDED, by=str(by) if by else "–")
    return ended


def drop_sessions(people: Sequence[User], *, keep: str | None = None) -> int:
    """End the sessions of people to whom something else happened, of which that tells."""
    return sum(_end(person, keep) for person in people)


def _end(person: User, keep: str | None = None) -> int:
    rows = Session.objects.filter(user=person)
    running = rows.running(timezone.now()).exclude(session_key=keep or "").count()
    rows.exclude(session_key=keep or "").delete()
    return int(running)


def own_key(request: HttpRequest) -> str | None:
    """The key of the session at hand."""
    session: Any = request.session
    return session.session_key  # type: ignore[no-any-return]
