"""Sending what waits in the outbox: claim a row in one statement, send it, say so. Killable at any point.

What is certain not to have left waits for a later run. What may have left (the sender was killed, or the server went
silent in the middle) stays `sending`; after a long time it is sent once more with the same Message-ID, by which mail
systems recognise the copy, and then given up.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from core import incidents
from notices.models import Mail
from notices.quiet import next_allowed
from notices.selectors.wishes import quiet_of
from notices.services.writing import absolute, mails_leave

logger = logging.getLogger(__name__)
State = Mail.State

MOST_A_RUN = 200
MOST_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
PERMANENT, CLOSING = 500, 421
"""SMTP replies: from 500 on never again; 421 the server closes the connection."""
UNKNOWN = "the sender was cut off; nobody knows whether the mail left"


@dataclass(slots=True)
class Sent:
    """What came of one run."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    stopped: str = ""


def send_waiting() -> Sent:
    """Send what is due, over one connection; a server that is away or breaks off leaves the rest to the next run."""
    done = Sent()
    if not mails_leave():
        return done
    take_up_unfinished(timezone.now())
    waiting = list(Mail.objects.due(timezone.now()).values_list("pk", flat=True)[:MOST_A_RUN])
    if not waiting:
        return done
    try:
        connection = get_connection()
        connection.open()
    except (OSError, smtplib.SMTPException) as problem:
        done.stopped = _said(problem)
        logger.warning("The mail server cannot be reached: %s", done.stopped)
        Mail.objects.filter(pk__in=waiting, state=State.WAITING).update(error=done.stopped)
        return done
    try:
        for pk in waiting:
            if done.stopped:
                break
            _send_one(pk, connection, done)
    finally:
        _close(connection)
    return done


def take_up_unfinished(now: datetime) -> int:
    """What was claimed long ago and never finished: once more, then given up. Returns how many wait again."""
    before = now - timedelta(minutes=settings.MAIL_UNFINISHED_MINUTES)
    stale = Mail.objects.filter(state=State.SENDING, claimed_at__lt=before)
    stale.filter(unfinished__gte=1).update(state=State.FAILED, error=UNKNOWN)
    return stale.filter(unfinished=0).update(state=State.WAITING, unfinished=F("unfinished") + 1, error=UNKNOWN)


def _send_one(pk: int, connection: Any, done: Sent) -> None:
    now = timezone.now()
    mail = _claim(pk, now)
    if mail is None or not _may_go(mail, now):
        return
    try:
        connection.send_messages([_message(mail, connection)])
    except smtplib.SMTPServerDisconnected as problem:
        done.stopped = _uncertain(mail, problem)
    except smtplib.SMTPException as problem:
        _refused(mail, problem, now, done)
    except OSError as problem:
        done.stopped = _uncertain(mail, problem)
    except ValueError as problem:
        # No message can be made of this row (an address or subject that is none): trying again would not help.
        _finish(mail, state=State.FAILED, error=_said(problem))
        done.failed += 1
    else:
        _finish(mail, state=State.SENT, sent_at=timezone.now(), error="")
        done.sent += 1


def _claim(pk: int, now: datetime) -> Mail | None:
    """The row, for whoever changed it first."""
    own = Mail.objects.filter(pk=pk, state=State.WAITING, not_before__lte=now)
    if not own.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return None
    return Mail.objects.select_related("user", "region").get(pk=pk)


def _may_go(mail: Mail, now: datetime) -> bool:
    """Not to people who left, and not in the quiet hours, whatever the row said when it was written."""
    if not mail.user.is_active:
        _finish(mail, state=State.KEPT, error="")
        return False
    quiet = quiet_of(mail.region)
    allowed = next_allowed(now, quiet.time_zone, quiet.starts, quiet.ends)
    if allowed > now:
        _finish(mail, state=State.WAITING, not_before=allowed, attempts=mail.attempts - 1)
        return False
    return True


def _message(mail: Mail, connection: Any) -> EmailMessage:
    preferences = absolute(reverse("notices:preferences"))
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{preferences}>",
        "Content-Language": mail.language,
        # Under this number the log tells of the sending.
        incidents.HEADER: incidents.number() or incidents.new_number(),
    }
    return EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers, connection=connection)


def _refused(mail: Mail, problem: smtplib.SMTPException, now: datetime, done: Sent) -> None:
    """The server said no, so the mail did not leave: for good, or until later. The others go on.

    A sender that is refused is nobody's mail but a mistake in the settings: everything waits until it is mended.
    """
    codes = _codes(problem)
    if CLOSING in codes or isinstance(problem, smtplib.SMTPSenderRefused):
        done.stopped = _said(problem)
    permanent = bool(codes) and min(codes) >= PERMANENT and not done.stopped
    if permanent or mail.attempts >= MOST_ATTEMPTS:
        _finish(mail, state=State.FAILED, error=_said(problem))
        done.failed += 1
    else:
        pause = min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)
        _finish(mail, state=State.WAITING, not_before=now + pause, error=_said(problem))
        done.put_off += 1


def _codes(problem: smtplib.SMTPException) -> list[int]:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in problem.recipients.values()]
    return [problem.smtp_code] if isinstance(problem, smtplib.SMTPResponseException) else []


def _uncertain(mail: Mail, problem: Exception) -> str:
    """The connection broke while the mail was under way: it stays claimed; the run ends here."""
    said = _said(problem)
    _finish(mail, error=said)
    logger.warning("Mail %s was cut off: %s", mail.pk, said)
    return said


def _finish(mail: Mail, **columns: Any) -> None:
    """Only as long as the row is still this sender's."""
    Mail.objects.filter(pk=mail.pk, state=State.SENDING, claimed_at=mail.claimed_at).update(**columns)


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        replies = problem.recipients.values()
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in replies)[:500]
    return f"{type(problem).__name__}: {problem}"[:500]


def _close(connection: Any) -> None:
    """A server that is gone cannot be told good-bye."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server was gone before the connection was closed")
