"""API keys: made once, kept as a digest, limited, replaced in time, revoked for good.

A key acts with the reach of its owner, within its scopes, regions and addresses, and never longer than two years.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from organizations import audit
from organizations.models import ApiKey, Region, User
from organizations.networks import MOST as MOST_NETWORKS
from organizations.roles import Can
from organizations.scopes import in_order, usual_scopes

PREFIX_LENGTH = 12
MOST_KEYS = 20
USE_NOTED_EVERY = timedelta(minutes=1)
USUAL_LIFE = timedelta(days=365)
LONGEST_LIFE = timedelta(days=731)
LONGEST_GRACE = 30


@transaction.atomic
def make_key(
    user: User,
    name: str,
    expires_at: datetime | None = None,
    *,
    scopes: Iterable[str] | None = None,
    regions: Sequence[Region] | None = None,
    networks: Sequence[str] = (),
) -> tuple[ApiKey, str]:
    """A new key of `user`, and its secret, which nobody can read again. Without a day it holds for a year.

    `regions`: the only ones that it reaches; None: all that its owner reaches.
    """
    wanted = in_order(usual_scopes() if scopes is None else scopes)
    if not wanted:
        raise Refused(_("Choose at least one thing that the key may do."), field="scopes")
    if len(networks) > MOST_NETWORKS:
        raise Refused(_("Give at most %(most)s addresses.") % {"most": MOST_NETWORKS}, field="networks")
    _require_own(user, regions)
    if ApiKey.objects.of(user).filter(revoked_at=None, replaced_by=None).count() >= MOST_KEYS:
        raise Refused(_("You have %(most)s keys in use. Revoke one first.") % {"most": MOST_KEYS})
    limits = {"scopes": wanted, "networks": list(networks), "is_limited": regions is not None}
    key, secret = _create(user, name, _end(expires_at), **limits)
    key.regions.set(regions or [])
    told = {"scopes": wanted, "regions": [each.code for each in regions or []], "networks": list(networks)}
    audit.record(user, "api_key.made", key, region=None, prefix=key.prefix, **told)
    return key, secret


def _require_own(user: User, regions: Sequence[Region] | None) -> None:
    """A key never reaches more than its owner."""
    reach = user.access.reach(Can.VIEW)
    if regions is not None and not all(reach.covers(region_id=each.pk) for each in regions):
        raise Refused(_("Choose regions that you may see."), field="regions")
    if regions is not None and not regions:
        raise Refused(_("Choose at least one region."), field="regions")


def _end(expires_at: datetime | None) -> datetime:
    """The moment at which the key ends; it lies ahead, and at most two years."""
    now = timezone.now()
    if expires_at is None:
        return now + USUAL_LIFE
    if expires_at <= now:
        raise Refused(_("Choose a day in the future."), field="expires_on")
    if expires_at > now + LONGEST_LIFE:
        raise Refused(_("A key holds for two years at most."), field="expires_on")
    return expires_at


def _create(user: User, name: str, expires_at: datetime, **more: object) -> tuple[ApiKey, str]:
    secret = f"sc_{secrets.token_urlsafe(32)}"
    mark = {"prefix": secret[:PREFIX_LENGTH], "digest": digest_of(secret)}
    return ApiKey.objects.create(user=user, name=name, expires_at=expires_at, **mark, **more), secret


@transaction.atomic
def rotate_key(key: ApiKey, *, by: User, grace_days: int = 7) -> tuple[ApiKey, str]:
    """A new secret with the same name and limits, for a year; the old one holds for `grace_days` more."""
    old = ApiKey.objects.select_for_update().get(pk=key.pk)
    if not old.is_usable:
        raise Refused(_("This key is no longer in use. Make a new one."))
    if ApiKey.objects.filter(replaces=old).exists():
        raise Refused(_("This key has been replaced already."))
    if not 0 <= grace_days <= LONGEST_GRACE:
        raise Refused(_("Choose 0 to %(most)s days.") % {"most": LONGEST_GRACE}, field="grace_days")
    limits = {"scopes": old.scopes, "networks": old.networks, "is_limited": old.is_limited, "replaces": old}
    new, secret = _create(old.user, old.name, timezone.now() + USUAL_LIFE, **limits)
    new.regions.set(old.regions.all())
    _let_run_out(old, grace_days)
    audit.record(by, "api_key.rotated", new, region=None, prefix=new.prefix, before=old.prefix, days=grace_days)
    key.refresh_from_db()
    return new, secret


def _let_run_out(old: ApiKey, grace_days: int) -> None:
    now = timezone.now()
    last = now + timedelta(days=grace_days)
    if grace_days == 0:
        old.revoked_at = now
    else:
        old.expires_at = last if old.expires_at is None else min(old.expires_at, last)
    old.save(update_fields=["revoked_at", "expires_at"])


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User, region: Region | None = None) -> ApiKey:
    """Take a key out of use; a second time changes nothing. `region`: for whose sake, when it is not one's own."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        owner = {} if by.pk == key.user_id else {"person": str(key.user)}
        audit.record(by, "api_key.revoked", key, region=region, prefix=key.prefix, **owner)
    key.refresh_from_db()
    return key


def known_key(secret: str) -> ApiKey | None:
    """The key with this secret, in use or not."""
    return ApiKey.objects.select_related("user").filter(digest=digest_of(secret)).first()


def key_of(secret: str) -> ApiKey | None:
    """The usable key with this secret, of somebody who is still active."""
    key = known_key(secret)
    return key if key is not None and key.is_usable and key.user.is_active else None


def note_use(key: ApiKey, address: str | None = None) -> None:
    """Write down that the key was used and from where, at most once a minute: reading must stay cheap."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - USE_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now, last_address=address)


def digest_of(secret: str) -> str:
    """SHA-256 is enough: the secret has 256 bits of its own, so it cannot be guessed from a list."""
    return hashlib.sha256(secret.encode()).hexdigest()
