"""Requests about personal data and breaches, as the portal handles them: officers are told, and reminded in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core import formats
from notices.services.telling import tell
from organizations.models import DataBreach, DataRequest, Membership, Region, User
from organizations.roles import Can, Role
from organizations.services import requests
from portal.trail_news import BREACH_DUE, REQUEST_ANSWERED, REQUEST_DUE, REQUEST_MADE

SOON = timedelta(hours=24)


@transaction.atomic
def ask_about_oneself(person: User, kind: str, text: str) -> DataRequest:
    """A person with an account asks about their own data; those who look after personal data are told."""
    asked = DataRequest(region=home_of(person), kind=kind, person=person, text=text, is_example=person.is_example)
    return receive(asked, by=person)


@transaction.atomic
def receive(asked: DataRequest, *, by: User) -> DataRequest:
    """Write a request down and tell the officers, but not who wrote it down."""
    requests.receive_request(asked, by=by)
    people = [each for each in officers(asked.region) if each.pk != by.pk]
    params = {"person": asked.person.name if asked.person else asked.name or asked.contact} | _kind(asked)
    params["due"] = _moment(asked.due_at, asked.region)
    tell(REQUEST_MADE.code, people, key=f"request-{asked.pk}", params=params, url=page_of(asked), region=asked.region)
    return asked


@transaction.atomic
def answer(asked: DataRequest, state: str, text: str, *, by: User, seen_version: int | None = None) -> DataRequest:
    """Close a request; somebody with an account reads the answer among their news."""
    requests.answer_request(asked, state, text, by=by, seen_version=seen_version)
    if asked.person is not None:
        params = _kind(asked) | {"answer": asked.answer[:500]}
        url = reverse("portal:own-data")
        tell(
            REQUEST_ANSWERED.code,
            [asked.person],
            key=f"request-{asked.pk}",
            params=params,
            url=url,
            region=asked.region,
        )
    return asked


def remind(now: datetime | None = None) -> int:
    """Tell officers once what ends within a day: requests without an answer, breaches of which not all were told."""
    now = now or timezone.now()
    told = 0
    waiting = DataRequest.objects.filter(state=DataRequest.State.OPEN, due_at__lte=now + SOON, archived_at=None)
    for asked in waiting.select_related("region").order_by("pk"):
        params = _kind(asked) | {"due": _moment(asked.due_at, asked.region)}
        told += tell(
            REQUEST_DUE.code,
            officers(asked.region),
            key=f"request-{asked.pk}",
            params=params,
            url=page_of(asked),
            region=asked.region,
        )
    untold = DataBreach.objects.filter(closed_at=None, noticed_at__lte=now + SOON - requests.CLOCK, archived_at=None)
    for breach in untold.select_related("region").order_by("pk"):
        if breach.is_told:
            continue
        params = {"title": breach.title, "due": _moment(breach.due_at, breach.region)}
        url = reverse("portal:breach", args=[breach.pk])
        people = officers(breach.region)
        told += tell(BREACH_DUE.code, people, key=f"breach-{breach.pk}", params=params, url=url, region=breach.region)
    return told


def officers(region: Region | None) -> list[User]:
    """The officers of a region; where none is appointed its administrators; of the nation its administrators."""
    held = Membership.objects.in_force(timezone.localdate()).filter(region=region)
    roles = (Role.DATA_OFFICER, Role.REGION_ADMIN) if region else (Role.NATIONAL_ADMIN,)
    for role in roles:
        people = User.objects.filter(pk__in=held.filter(role=role).values("user"), is_active=True)
        if found := list(people.order_by("pk")):
            return found
    return []


def home_of(person: User) -> Region | None:
    """The region in which somebody stands; None for the nation, and for who has no role."""
    regions = person.access.reach(Can.VIEW).regions
    return Region.objects.filter(pk__in=regions).order_by("code").first() if regions else None


def page_of(asked: DataRequest) -> str:
    """Where officers answer."""
    return reverse("portal:data-request", args=[asked.pk])


def _kind(asked: DataRequest) -> dict[str, str]:
    with override("id"):
        return {"kind": str(DataRequest.Kind(asked.kind).label)}


def _moment(at: datetime, region: Region | None) -> str:
    local = timezone.localtime(at, ZoneInfo(region.time_zone) if region else None)
    with override("id"):
        return f"{formats.longdate(local.date())} {local:%H.%M}"
