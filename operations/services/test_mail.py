"""A test mail: sent at once, past the outbox, so that the answer of the mail server is seen."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from notices.services.writing import mails_leave
from organizations import audit
from organizations.models import User

PAUSE_SECONDS = 60


def send_test_mail(*, by: User) -> str:
    """Send one to the person who asks; returns what to tell them. Refused with the words of the mail server."""
    if not mails_leave():
        raise Refused(_("No mail leaves this portal: set EMAIL_HOST and the log-in of the mail server."))
    if not cache.add(f"test-mail-{by.pk}", 1, PAUSE_SECONDS):
        raise Refused(_("You have just sent one. Wait a minute before the next."))
    mail = EmailMessage(
        _("Test mail of the Smart City portal"),
        _("This mail was sent from the status page of %(url)s on %(at)s. If you read it, mails leave the portal.")
        % {"url": settings.PORTAL_URL, "at": f"{timezone.localtime():%Y-%m-%d %H.%M %Z}"},
        to=[by.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as problem:
        said = f"{type(problem).__name__}: {problem}"[:300]
        raise Refused(_("The mail server did not take it: %(said)s") % {"said": said}) from problem
    audit.record(by, "operations.test_mail", by, region=None)
    return _("The mail server took a mail to %(address)s. Look whether it arrives, also among the spam.") % {
        "address": by.email
    }
