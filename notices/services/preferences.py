"""Keeping what a person chose for their mails."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from notices.kinds import all_kinds
from notices.models import MailChoice, MailWish, Notice, Preference
from organizations import audit
from organizations.models import User


@transaction.atomic
def keep_preferences(user: User, *, language: str, digest_hour: int | None, mails: Mapping[str, str]) -> Preference:
    """Store the choices (group -> MailWish). What waits for a digest that the person no longer wants is left out."""
    row, _made = Preference.objects.update_or_create(
        user=user, defaults={"language": language, "digest_hour": digest_hour}
    )
    for group, mail in mails.items():
        MailChoice.objects.update_or_create(preference=row, group=group, defaults={"mail": mail})
    unwanted = {group for group, mail in mails.items() if mail == MailWish.NEVER}
    codes = [kind.code for kind in all_kinds() if kind.group.code in unwanted]
    pending = Notice.objects.filter(user=user, kind__in=codes, mail_wish=MailWish.DIGEST, mail=None)
    pending.update(mail_wish=MailWish.NEVER)
    audit.record(user, "notice_preferences.kept", row, region=None, language=language, mails=dict(mails))
    return row
