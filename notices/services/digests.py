"""The daily digest: one mail a person and day with what they have not read, never an empty one, never two."""

from __future__ import annotations

from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from notices.models import MailWish, Notice
from notices.querysets import NoticeQuerySet
from notices.quiet import digest_moment
from notices.selectors.wishes import Wishes, quiet_of, wishes_of
from notices.services.writing import write_digest
from organizations.models import User

AT_ONCE = 200
NOTICES_IN_ONE = 100


def compose_digests() -> int:
    """Write the digests whose hour has come; returns how many. A second run, or two at once, write none twice."""
    now = timezone.now()
    people = list(User.objects.filter(pk__in=_pending().values("user"), is_active=True).order_by("pk"))
    written = 0
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        wishes = wishes_of(person.pk for person in some)
        written += sum(_compose(person, wishes[person.pk], now) for person in some)
    return written


def _pending() -> NoticeQuerySet:
    return Notice.objects.filter(mail_wish=MailWish.DIGEST, mail=None, read_at=None)


def _compose(person: User, wishes: Wishes, now: datetime) -> bool:
    """True when a digest was written. Its quiet hours and day are those of the region of the oldest news in it."""
    try:
        with transaction.atomic():
            return _write(person, wishes, now)
    except IntegrityError:
        return False  # another run wrote the digest of this day


def _write(person: User, wishes: Wishes, now: datetime) -> bool:
    rows = _pending().filter(user=person).select_related("region").order_by("created_at", "pk")
    oldest = rows.first()
    if oldest is None:
        return False
    quiet = quiet_of(oldest.region)
    hour = quiet.ends if wishes.digest_hour is None else time(wishes.digest_hour)
    moment = digest_moment(now, quiet.time_zone, hour)
    if now < moment or person.mails.filter(digest_on=moment.date()).exists():
        return False
    notices = list(rows.filter(created_at__lte=moment)[:NOTICES_IN_ONE])
    if not notices:
        return False
    mail = write_digest(notices, to=person, language=wishes.language, day=moment.date(), now=now)
    mail.save()
    Notice.objects.filter(pk__in=[each.pk for each in notices], mail=None).update(mail=mail)
    return True
