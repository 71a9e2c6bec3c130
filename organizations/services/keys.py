"""API keys: made once, kept as a digest, revoked for good. A key acts with the reach of its owner: it reads,
and asks for reports."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from organizations import audit
from organizations.models import ApiKey, User

PREFIX_LENGTH = 12
MOST_KEYS = 20
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_key(user: User, name: str, expires_at: datetime | None = None) -> tuple[ApiKey, str]:
    """A new key of `user`, and its secret, which nobody can read again."""
    if expires_at is not None and expires_at <= timezone.now():
        raise Refused(_("Choose a day in the future."), field="expires_on")
    if ApiKey.objects.of(user).filter(revoked_at=None).count() >= MOST_KEYS:
        raise Refused(_("You have %(most)s keys in use. Revoke one first.") % {"most": MOST_KEYS})
    secret = f"sc_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        user=user, name=name, prefix=secret[:PREFIX_LENGTH], digest=digest_of(secret), expires_at=expires_at
    )
    audit.record(user, "api_key.made", key, region=None, prefix=key.prefix)
    return key, secret


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User) -> ApiKey:
    """Take a key out of use; a second time changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(by, "api_key.revoked", key, region=None, prefix=key.prefix)
    key.refresh_from_db()
    return key


def key_of(secret: str) -> ApiKey | None:
    """The usable key with this secret, of somebody who is still active."""
    key = ApiKey.objects.select_related("user").filter(digest=digest_of(secret), user__is_active=True).first()
    return key if key is not None and key.is_usable else None


def note_use(key: ApiKey) -> None:
    """Write down that the key was used, at most once a minute: reading must stay cheap."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - USE_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def digest_of(secret: str) -> str:
    """SHA-256 is enough: the secret has 256 bits of its own, so it cannot be guessed from a list."""
    return hashlib.sha256(secret.encode()).hexdigest()
