"""Identities at a provider and the people they belong to: bound once, by a verified address; unbound by the person."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation
from accounts.services.accepting import accept_as_new
from core.addresses import fingerprint
from core.errors import Refused
from organizations import audit
from organizations.models import AuditEntry, User

UNKNOWN = _(
    "Nobody with your e-mail address has an account here. Accounts are given by invitation: ask the administrator of "
    "your region to invite the address %(email)s."
)
UNVERIFIED = _(
    "The provider has not verified your e-mail address, so the portal cannot know that it is yours. Have it verified "
    "there, or log in with your password and link the provider on your profile page."
)
CLOSED = _("This account is closed. Please ask the administrator of your region.")
OTHER = _(
    "The account with this e-mail address belongs to another identity of the provider. Please ask the administrator of "
    "your region."
)
BY_HAND = _("This account is linked to a provider only by its owner: log in with the password, and link it there.")


def admitted(login: Any) -> SocialAccount:
    """The identity, bound to the person with its verified address or to one who was invited; refused for others."""
    verified = [each.email for each in login.email_addresses if each.verified]
    if not login.email_addresses or not verified:
        raise Refused(UNVERIFIED)
    try:
        with transaction.atomic():
            return _bind(login.account, verified[0])
    except IntegrityError as problem:  # the same identity entered in another window at the same moment
        raise Refused(OTHER) from problem


def noted(account: SocialAccount) -> None:
    """A known identity: its subject counts, not its address. That the provider now tells another one is written down.

    `account.extra_data` holds what the provider said just now.
    """
    user = account.user
    if not user.is_active:
        raise Refused(CLOSED)
    told = str(account.extra_data.get("email", ""))
    if not told or told == user.email:
        return
    mark = fingerprint(told)[:12]
    if not _was_noted(user, mark):
        audit.record(user, "identity.address_differs", user, region=None, provider=account.provider, mark=mark)


def _was_noted(user: User, mark: str) -> bool:
    """The address stands in the log as a hash only."""
    rows = AuditEntry.objects.filter(verb="identity.address_differs", subject_uid=str(user.uid))
    return rows.filter(details__mark=mark).exists()


def unbind(account: SocialAccount, *, by: User) -> None:
    """The identity no longer lets the person in."""
    with transaction.atomic():
        audit.record(by, "identity.unlinked", account.user, region=None, provider=account.provider)
        account.delete()


def _bind(account: SocialAccount, email: str) -> SocialAccount:
    user = User.objects.select_for_update(of=("self",)).filter(email=email).first() or _invited(email)
    if not user.is_active:
        raise Refused(CLOSED)
    if user.is_superuser:
        raise Refused(BY_HAND)
    if SocialAccount.objects.filter(user=user, provider=account.provider).exists():
        raise Refused(OTHER)
    account.user = user
    account.save()
    audit.record(user, "identity.linked", user, region=None, provider=account.provider)
    return account


def _invited(email: str) -> User:
    """Somebody who was invited and comes through the provider: it vouches for the address, as the link would."""
    rows = Invitation.objects.usable(timezone.now()).filter(email=email, invited_by__is_active=True)
    invitation: Invitation | None = rows.order_by("created_at", "pk").first()
    if invitation is None:
        raise Refused(UNKNOWN % {"email": email})
    return accept_as_new(invitation, name=invitation.name, password=None)
