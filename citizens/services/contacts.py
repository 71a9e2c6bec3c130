"""The name and the address of somebody who wrote: one mail with the answer, then they are deleted."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from citizens.models import Feedback, FeedbackContact
from notices.services.writing import mails_leave

logger = logging.getLogger(__name__)
STALE = timedelta(hours=2)
MOST_A_RUN = 100


def mail_answers() -> int:
    """Send the answer to everybody who left an address; sent or refused, the address is deleted. Returns how many.

    A sender that was killed leaves its claim, and the row is taken up two hours later: an answer may come twice, never
    not at all.
    """
    if not mails_leave():
        return 0
    now = timezone.now()
    waiting = FeedbackContact.objects.due(now=now, stale=now - STALE).values_list("pk", flat=True)[:MOST_A_RUN]
    return sum(_mail_one(pk, now) for pk in list(waiting))


def _mail_one(pk: int, now: datetime) -> int:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - STALE)
    if not FeedbackContact.objects.filter(free, pk=pk).update(claimed_at=now):
        return 0
    contact = FeedbackContact.objects.select_related("feedback__region", "feedback__agency").get(pk=pk)
    try:
        _message(contact).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError):
        logger.warning("The answer to feedback %s was refused by its address", contact.feedback.uid)
    except (OSError, smtplib.SMTPException) as problem:
        logger.warning("The answer to feedback %s could not be sent: %s", contact.feedback.uid, type(problem).__name__)
        FeedbackContact.objects.filter(pk=pk).update(claimed_at=None)
        return 0
    contact.delete()
    return 1


def _message(contact: FeedbackContact) -> EmailMessage:
    row = contact.feedback
    with translation.override(row.language):
        subject = _("Answer to your feedback: %(program)s") % {"program": row.program_name[:120]}
        body = render_to_string("citizens/mail/answer.txt", {"row": row, "name": contact.name})
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[contact.email])


def forget_contacts() -> int:
    """Delete names and addresses that are not needed any more: too old, rejected, or answered without an address."""
    oldest = timezone.now() - timedelta(days=settings.FEEDBACK_CONTACT_DAYS)
    useless = Q(feedback__state=Feedback.State.ANSWERED, email="") | Q(feedback__state=Feedback.State.REJECTED)
    gone, _by_table = FeedbackContact.objects.filter(useless | Q(created_at__lt=oldest)).delete()
    return gone
