"""Writing mails: one row of the outbox, with its text in the language of the person."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from notices.kinds import kind_of
from notices.models import Mail, Notice
from notices.quiet import next_allowed
from notices.selectors.wishes import quiet_of
from organizations.models import Region, User

STAYS = ("filebased", "dummy", "console")
"""Mail backends of Django with which no mail leaves this machine."""
SUBJECT_LENGTH = 200


def mails_leave() -> bool:
    """Whether this portal sends mails; where it does not, they are kept to be read in the portal."""
    return not any(f".{name}." in settings.EMAIL_BACKEND for name in STAYS)


def absolute(url: str) -> str:
    """The address of a page of the portal as it stands in a mail."""
    return f"{settings.PORTAL_URL.rstrip('/')}{url}"


def write_single(notice: Notice, *, to: User, language: str, now: datetime) -> Mail:
    """The mail about one notice, for the outbox; not stored yet."""
    with override(language):
        words: dict[str, Any] = {
            "notice": notice,
            "link": absolute(notice.url) if notice.url else "",
            "reason": kind_of(notice.kind).group.reason,
        }
        mail = _mail(to, notice.region, language, now, notice.title, "notices/mail/single.txt", words)
    if kind_of(notice.kind).group.always:
        mail.not_before = now
    return mail


def write_digest(notices: Sequence[Notice], *, to: User, language: str, day: date, now: datetime) -> Mail:
    """The digest of one day, for the outbox; not stored yet."""
    with override(language):
        rows = [(each, absolute(each.url) if each.url else "") for each in notices]
        subject = gettext("Daily digest: %(count)s unread") % {"count": len(notices)}
        if len(notices) == 1:
            subject = notices[0].title
        mail = _mail(
            to, notices[0].region, language, now, subject, "notices/mail/digest.txt", {"rows": rows, "day": day}
        )
    mail.digest_on = day
    return mail


def _mail(
    to: User, region: Region | None, language: str, now: datetime, subject: str, template: str, words: dict[str, Any]
) -> Mail:
    quiet = quiet_of(region)
    own = {"person": to, "settings_link": absolute(reverse("notices:preferences")), "portal": absolute("/")}
    return Mail(
        user=to,
        region=region,
        to=to.email,
        subject=one_line(subject),
        body=render_to_string(template, words | own).strip() + "\n",
        language=language,
        message_id=f"<{uuid.uuid4()}@{_domain()}>",
        state=Mail.State.WAITING if mails_leave() else Mail.State.KEPT,
        created_at=now,
        not_before=next_allowed(now, quiet.time_zone, quiet.starts, quiet.ends),
    )


def one_line(text: str) -> str:
    """A subject: no line breaks, not too long.

    >>> one_line("Tutup\\r\\nBcc: x")
    'Tutup Bcc: x'
    """
    line = " ".join(str(text).split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def _domain() -> str:
    """Behind the @ of the sender: a Message-ID is unique within it."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
