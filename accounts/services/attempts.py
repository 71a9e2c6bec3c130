"""Limits of attempts that cannot lock anybody out of their own account.

Counted are a person and the network from which somebody tries, one address for all people together, and one person for
all unknown devices together. A device on which the person has entered before is counted by itself only: whatever
others do elsewhere, it stays open. What is full for unknown devices opens again with a link to the mail address.

Each attempt is counted before the password is looked at and taken back when it was right: many at once from many
processes cannot get past the limit. Counters are rows of the database, which all processes share.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AttemptCount
from accounts.networks import network_of, single
from accounts.pauses import FORGOTTEN_AFTER, pause_after
from accounts.services.devices import device_of
from core.addresses import client_address
from organizations.models import User

CODE_NETWORKS = 4
"""From so many networks together the codes of one person may be guessed before unknown devices must wait."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What one attempt is counted under: how many failures are free, and whether a success clears it."""

    key: str
    free: int
    is_own: bool = True
    """Of one person: a success clears it. What is of an address is only taken back by one."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted (`wait` is nothing) or refused: how long somebody must wait."""

    counters: tuple[Counter, ...] = ()
    wait: timedelta = timedelta()

    @property
    def minutes(self) -> int:
        """The pause in whole minutes, one at least."""
        return max(1, -(-int(self.wait.total_seconds()) // 60))


def begin(request: HttpRequest, email: str) -> Attempt:
    """Count one attempt to enter as `email`; the same for addresses that nobody has."""
    return _reserve(counters_of(request, email))


def begin_code(request: HttpRequest, user: User) -> Attempt:
    """Count one code of the second step: only who knows the password gets there, and stops nobody but themselves."""
    return _reserve(counters_of_codes(request, user))


@transaction.atomic
def use_code(user: User, code: str, holds: timedelta) -> bool:
    """Whether a code is used for the first time while it holds: for all processes, whatever a cache forgets."""
    key, now = _key("code-used", str(user.pk), code), timezone.now()
    row, is_new = AttemptCount.objects.select_for_update().get_or_create(key=key, defaults={"last_at": now})
    if not is_new and row.last_at > now - holds:
        return False
    row.last_at = now
    row.save(update_fields=["last_at"])
    return True


@transaction.atomic
def succeeded(attempt: Attempt) -> None:
    """The password was right: the person's own counters begin again, the address gets this one back.

    The rows stay: another attempt of the same person may be about to count under them. `forget_old` removes them.
    """
    own = [each.key for each in attempt.counters if each.is_own]
    shared = [each.key for each in attempt.counters if not each.is_own]
    list(_locked(attempt.counters))  # in the order of `_reserve`: the two wait for each other, not both for ever
    AttemptCount.objects.filter(key__in=own).update(failures=0, blocked_until=None)
    lower = Greatest(F("failures") - 1, 0)
    AttemptCount.objects.filter(key__in=shared, failures__gt=0).update(failures=lower, blocked_until=None)


def counters_of(request: HttpRequest, email: str) -> tuple[Counter, ...]:
    """What this attempt is counted under."""
    name = email.strip().lower()
    device = device_of(request, User.objects.filter(email=name).first())
    if device:
        return (Counter(_key("device", name, device), settings.ATTEMPTS_PER_DEVICE),)
    address = client_address(request)
    return (
        Counter(_key("network", name, network_of(address)), settings.ATTEMPTS_PER_NETWORK),
        Counter(_key("address", single(address)), settings.ATTEMPTS_PER_ADDRESS, is_own=False),
        Counter(_key("account", name), settings.ATTEMPTS_PER_ACCOUNT),
    )


def counters_of_codes(request: HttpRequest, user: User) -> tuple[Counter, ...]:
    """Codes are short: fewer of them than of passwords are free for all unknown devices together."""
    name = str(user.pk)
    device = device_of(request, user)
    if device:
        return (Counter(_key("code-device", name, device), settings.ATTEMPTS_PER_DEVICE),)
    network = network_of(client_address(request))
    return (
        Counter(_key("code-network", name, network), settings.ATTEMPTS_PER_NETWORK),
        Counter(_key("code-account", name), CODE_NETWORKS * settings.ATTEMPTS_PER_NETWORK),
    )


def forget_old() -> int:
    """Delete counters that count no more."""
    deleted, _each = AttemptCount.objects.filter(last_at__lt=timezone.now() - 2 * FORGOTTEN_AFTER).delete()
    return deleted


@transaction.atomic
def _reserve(counters: Iterable[Counter]) -> Attempt:
    """Count one more under all of them, or none while a pause lasts; in one order, so that none waits for ever."""
    wanted = sorted(counters, key=lambda each: each.key)
    rows = _rows(wanted)
    now = timezone.now()
    until = max((row.blocked_until for row in rows.values() if row.blocked_until), default=now)
    if until > now:
        return Attempt(wait=until - now)
    for each in wanted:
        _count(rows[each.key], each, now)
    return Attempt(tuple(wanted))


def _rows(wanted: list[Counter]) -> dict[str, AttemptCount]:
    """The rows of them all, locked. One that was forgotten between making it and locking it is made again."""
    rows: dict[str, AttemptCount] = {}
    keys = {each.key for each in wanted}
    while rows.keys() != keys:
        AttemptCount.objects.bulk_create([AttemptCount(key=key) for key in sorted(keys)], ignore_conflicts=True)
        rows = {row.key: row for row in _locked(wanted)}
    return rows


def _locked(wanted: Iterable[Counter]) -> QuerySet[AttemptCount]:
    return AttemptCount.objects.select_for_update().filter(pk__in=[each.key for each in wanted]).order_by("pk")


def _count(row: AttemptCount, counter: Counter, now: datetime) -> None:
    if row.last_at < now - FORGOTTEN_AFTER:
        row.failures = 0
    row.failures, row.last_at = row.failures + 1, now
    pause = pause_after(row.failures, counter.free, timedelta(minutes=settings.ATTEMPT_LONGEST_PAUSE_MINUTES))
    row.blocked_until = now + pause if pause else None
    row.save(update_fields=["failures", "last_at", "blocked_until"])


def _key(*parts: str) -> str:
    """Nobody can read from the table who was tried from where."""
    return hmac.new(settings.SECRET_KEY.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()
