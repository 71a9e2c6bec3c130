"""A password or an e-mail address was changed: other sessions end, and the person is told."""

from __future__ import annotations

from django.db import transaction

from accounts.news import EMAIL_CHANGED, PASSWORD_CHANGED
from accounts.services.devices import forget_devices
from accounts.services.sessions import drop_sessions
from accounts.services.telling import tell_person
from notices.models import Mail
from organizations import audit
from organizations.models import User


@transaction.atomic
def password_changed(person: User, *, by: User | None, keep: str | None = None) -> None:
    """`keep`: the key of the session in which it was changed."""
    drop_sessions([person], keep=keep)
    forget_devices(person)
    audit.record(by, "account.password_changed", person, region=None)
    tell_person(person, PASSWORD_CHANGED)


@transaction.atomic
def email_changed(person: User, *, before: str, by: User | None) -> None:
    """The old address is told as well: who took an account over has the new one."""
    audit.record(by, "account.email_changed", person, region=None, before=before, after=person.email)
    tell_person(person, EMAIL_CHANGED, before=before, after=person.email)
    newest = Mail.objects.filter(user=person, notices__kind=EMAIL_CHANGED.code).order_by("-pk").first()
    if newest is not None:
        newest.pk, newest.to = None, before
        newest.message_id = newest.message_id.replace("<", "<lama-", 1)
        newest.save(force_insert=True)
