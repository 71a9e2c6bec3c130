"""The mails of invitations: the link is made here, in the worker, and is nowhere but in the mail."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException

from allauth.account import app_settings
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.models import Invitation
from notices.services.writing import absolute, one_line

logger = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(minutes=5)
MOST_A_RUN = 100


def digest_of(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def send_invitation(pk: int) -> bool:
    """Make the link and send it. Of two workers one sends: whoever sets `digest` first; `sent_at` once it has left.

    A worker that is killed between the two leaves a claim that `to_send` takes up later, with a new link.
    """
    now, token = timezone.now(), secrets.token_urlsafe(32)
    claim = {"digest": digest_of(token), "updated_at": now, "problem": ""}
    if not Invitation.objects.to_send(now).filter(pk=pk).update(**claim):
        return False
    mine = Invitation.objects.filter(pk=pk, digest=claim["digest"])
    row = Invitation.objects.select_related("region", "agency", "invited_by").get(pk=pk)
    try:
        _send(row, token)
    except (SMTPException, OSError) as problem:
        logger.warning("The mail of invitation %s did not leave: %s", row.uid, problem)
        with override(row.language):
            words = gettext("The mail server did not take the mail; the portal tries again.")
        mine.update(digest=None, problem=words)
        return False
    mine.update(sent_at=timezone.now())
    return True


def send_waiting() -> int:
    """Send what waits: its message was lost, or the mail server was away."""
    now = timezone.now()
    late = Q(updated_at__lt=now - AGAIN_AFTER)
    waiting = Invitation.objects.to_send(now).filter(late).order_by("pk").values_list("pk", flat=True)
    return sum(send_invitation(pk) for pk in list(waiting[:MOST_A_RUN]))


def _send(row: Invitation, token: str) -> None:
    with override(row.language):
        words = {
            "invitation": row,
            "link": absolute(reverse("people:invitation", kwargs={"token": token})),
            "days": settings.INVITATION_DAYS,
        }
        subject = one_line(render_to_string("account/email/invitation_subject.txt", words))
        body = render_to_string("account/email/invitation_message.txt", words).strip() + "\n"
    send_mail(f"{app_settings.EMAIL_SUBJECT_PREFIX}{subject}", body, None, [row.email])
