"""Requests of people about their personal data, and breaches: written down, answered in time, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from organizations import audit
from organizations.models import DataBreach, DataRequest, User
from organizations.models.personal import CLOCK

AT_ONCE = 500


@transaction.atomic
def receive_request(asked: DataRequest, *, by: User) -> DataRequest:
    """Write a request down; the three days run from the moment it was received."""
    if not asked.text.strip():
        raise Refused(_("Say what is asked for."), field="text")
    if asked.person is None and not asked.contact.strip():
        raise Refused(_("Without an address nobody can be answered."), field="contact")
    if asked.received_at > timezone.now():
        raise Refused(_("This moment has not come yet."), field="received_at")
    asked.due_at = asked.received_at + CLOCK
    asked.store(by=by, reason="data request received")
    audit.record(by, "data_request.received", asked, region=asked.region, kind=asked.kind)
    return asked


@transaction.atomic
def answer_request(
    asked: DataRequest, state: str, answer: str, *, by: User, seen_version: int | None = None
) -> DataRequest:
    """Close a request with an answer: done, or refused with the reason that the law wants."""
    if asked.state != DataRequest.State.OPEN:
        raise Refused(_("This request has been answered already."))
    if not answer.strip():
        raise Refused(_("Write the answer; a refusal needs its reason."), field="answer")
    asked.state, asked.answer = DataRequest.State(state), answer.strip()
    asked.answered_at, asked.answered_by = timezone.now(), by
    asked.store(by=by, reason="data request answered", seen_version=seen_version)
    audit.record(by, "data_request.answered", asked, region=asked.region, kind=asked.kind, to_state=str(state))
    return asked


@transaction.atomic
def save_breach(breach: DataBreach, *, by: User, seen_version: int | None = None) -> DataBreach:
    """Write a breach down, or what became of it."""
    is_new = breach.pk is None
    if breach.closed_at is not None:
        raise Refused(_("The breach is closed."))
    if breach.noticed_at > timezone.now():
        raise Refused(_("This moment has not come yet."), field="noticed_at")
    breach.store(by=by, reason="breach recorded", seen_version=seen_version)
    if is_new:
        audit.record(by, "breach.recorded", breach, region=breach.region)
    else:
        audit.record(by, "breach.changed", breach, region=breach.region)
    return breach


@transaction.atomic
def tell_of_breach(breach: DataBreach, whom: str, *, by: User, at: datetime | None = None) -> DataBreach:
    """Write down that the agency (`authority`) or the people concerned (`people`) were told."""
    column = {"authority": "authority_told_at", "people": "people_told_at"}[whom]
    if getattr(breach, column) is not None:
        raise Refused(_("That is written down already."))
    setattr(breach, column, at or timezone.now())
    breach.store(by=by, reason=f"told {whom}")
    audit.record(by, "breach.told", breach, region=breach.region, to=whom)
    return breach


@transaction.atomic
def close_breach(breach: DataBreach, *, by: User) -> DataBreach:
    """A breach is closed once everybody was told."""
    if not breach.is_told:
        raise Refused(_("First tell the people concerned and the agency."))
    if breach.closed_at is None:
        breach.closed_at = timezone.now()
        breach.store(by=by, reason="breach closed")
        audit.record(by, "breach.closed", breach, region=breach.region)
    return breach


def forget_contacts_of_requests() -> int:
    """Empty name, contact and text of requests that were answered long ago, also in their history; how many."""
    before = timezone.now() - timedelta(days=settings.DATA_REQUEST_CONTACT_DAYS)
    rows = DataRequest.objects.filter(answered_at__lt=before).exclude(name="", contact="", text="")
    forgotten = 0
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += empty_requests(some)
    return forgotten


def empty_requests(numbers: list[int]) -> int:
    """What was asked, and by whom, is gone; that something was asked and answered in time stays."""
    empty = {"name": "", "contact": "", "text": "", "answer": ""}
    DataRequest.history.model.objects.filter(id__in=numbers).update(**empty)
    return DataRequest.objects.filter(pk__in=numbers).update(**empty)
