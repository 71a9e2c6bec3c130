"""Webhooks are made, changed, paused, taken out of use; each by those who administer their region, or the nation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import jobs
from core.errors import Refused
from core.outbound import problem_of
from core.sealing import seal
from organizations import audit
from organizations.models import Region, User
from organizations.roles import Can
from webhooks.kinds import CHOSEN, Kind
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent, WebhookSecret
from webhooks.services.emitting import deliver
from webhooks.signing import new_secret
from webhooks.timetable import TASK

MOST = 20
BOTH_FOR = timedelta(hours=24)
"""How long the old secret signs beside the new one."""
State, PauseReason = WebhookDelivery.State, Webhook.PauseReason


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says of a webhook."""

    name: str
    url: str
    events: Iterable[str]


@transaction.atomic
def make_webhook(region: Region | None, wanted: Wanted, *, by: User) -> tuple[Webhook, str]:
    """A new webhook and its secret, which nobody can read again. Without a region it is of the nation."""
    require_right(region, by)
    if Webhook.objects.current().filter(region=region).count() >= MOST:
        raise Refused(_("There are %(most)s webhooks in use. Take one out of use first.") % {"most": MOST})
    webhook = Webhook(region=region, made_by=by, **_checked(wanted))
    webhook.store(by=by, reason="made")
    secret = _give_secret(webhook)
    audit.record(by, "webhook.made", webhook, region=region, host=host_of(webhook), events=webhook.events)
    return webhook, secret


@transaction.atomic
def change_webhook(webhook: Webhook, wanted: Wanted, *, by: User, seen_version: int | None = None) -> Webhook:
    """Another name, address or choice of events. Raises `Conflict` when somebody else changed it meanwhile."""
    held = _hold(webhook, by)
    for name, value in _checked(wanted).items():
        setattr(held, name, value)
    held.store(by=by, reason="changed", seen_version=webhook.version if seen_version is None else seen_version)
    audit.record(by, "webhook.changed", held, region=held.region, host=host_of(held), events=held.events)
    return held


@transaction.atomic
def pause_webhook(webhook: Webhook, *, by: User) -> Webhook:
    """Send nothing for now; what happens meanwhile waits."""
    held = _hold(webhook, by)
    if held.paused_at:
        raise Refused(_("It is paused already."))
    held.paused_at, held.pause_reason = timezone.now(), PauseReason.BY_HAND
    held.store(by=by, reason="paused")
    audit.record(by, "webhook.paused", held, region=held.region)
    return held


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: User) -> Webhook:
    """Go on: what waited is sent now, a week without success is counted anew."""
    held = _hold(webhook, by)
    if not held.paused_at:
        raise Refused(_("It is not paused."))
    held.paused_at = held.failing_since = held.told_at = None
    held.pause_reason = ""
    held.store(by=by, reason="resumed")
    audit.record(by, "webhook.resumed", held, region=held.region)
    jobs.wake(TASK)
    return held


@transaction.atomic
def archive_webhook(webhook: Webhook, *, by: User) -> Webhook:
    """Out of use for good: what waits is given up, the secrets are deleted, the log stays as long as any."""
    held = _hold(webhook, by)
    held.archive(by=by, reason="out of use")
    held.secrets.all().delete()
    open_ones = WebhookDelivery.objects.filter(webhook=held, state__in=(State.WAITING, State.FAILED))
    open_ones.update(state=State.GIVEN_UP, next_at=None, updated_at=timezone.now())
    audit.record(by, "webhook.archived", held, region=held.region)
    return held


@transaction.atomic
def rotate_secret(webhook: Webhook, *, by: User) -> str:
    """A new secret. The one before signs beside it for a day, so that no message is refused meanwhile."""
    held = _hold(webhook, by)
    now = timezone.now()
    held.secrets.filter(expires_at__isnull=False).delete()
    held.secrets.filter(expires_at=None).update(expires_at=now + BOTH_FOR)
    secret = _give_secret(held)
    audit.record(by, "webhook.secret_rotated", held, region=held.region)
    return secret


@transaction.atomic
def ping_webhook(webhook: Webhook, *, by: User) -> WebhookEvent:
    """Send it a test message."""
    held = _hold(webhook, by)
    if held.paused_at:
        raise Refused(_("It is paused. Let it go on first."))
    content = {"webhook": {"uid": held.uid, "name": held.name}}
    event = deliver(Kind.PING, [held], region=held.region, subject=held.uid, payload=content)
    audit.record(by, "webhook.pinged", held, region=held.region)
    return event


def may_administer(region: Region | None, person: User) -> bool:
    """Whether the person makes and changes webhooks of the region, or of the nation."""
    if region is None:
        return person.access.reach(Can.EVALUATE).nation
    return person.access.reach(Can.ADMINISTER).covers(region_id=region.pk)


def require_right(region: Region | None, person: User) -> None:
    """Raises PermissionDenied for somebody who does not administer the region, or the nation."""
    if not may_administer(region, person):
        raise PermissionDenied


def host_of(webhook: Webhook) -> str:
    """The host of the address; the rest of it may hold a secret of the receiver and stays out of the audit log."""
    return urlsplit(webhook.url).hostname or ""


def _hold(webhook: Webhook, by: User) -> Webhook:
    """The row as it is stored, locked, for somebody who may change it."""
    rows = Webhook.objects.select_for_update(of=("self",)).select_related("region")
    held: Webhook = rows.get(pk=webhook.pk)
    require_right(held.region, by)
    if held.archived_at:
        raise Refused(_("It is out of use."))
    return held


def _checked(wanted: Wanted) -> dict[str, object]:
    """The columns that it says; Refused at what is wrong."""
    chosen = set(wanted.events)
    if not chosen:
        raise Refused(_("Choose at least one event."), field="events")
    if unknown := chosen.difference(CHOSEN):
        raise Refused(_("There is no event “%(code)s”.") % {"code": sorted(unknown)[0]}, field="events")
    _check_address(wanted.url)
    return {"name": wanted.name, "url": wanted.url, "events": [each.value for each in CHOSEN if each in chosen]}


def _check_address(url: str) -> None:
    if not url.startswith("https://") and not (settings.WEBHOOK_HTTP and url.startswith("http://")):
        raise Refused(_("The address has to begin with https://."), field="url")
    problem = problem_of(url, inside=settings.WEBHOOK_PRIVATE)
    if problem == "private":
        raise Refused(
            _("The address lies in a private network. The administrator of the portal can allow it."), field="url"
        )
    if problem in ("scheme", "port"):
        raise Refused(
            _("This address is not accepted: no user name in it, and no port of another service."), field="url"
        )


def _give_secret(webhook: Webhook) -> str:
    secret = new_secret()
    WebhookSecret.objects.create(webhook=webhook, sealed=seal(secret))
    return secret
