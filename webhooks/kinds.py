"""What other systems can be told, by its code. What is behind a code is known by whoever emits it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The events. A code never changes its meaning; a new meaning gets a new code."""

    REPORT_SUBMITTED = "report.submitted", _("A progress report was submitted")
    REPORT_VERIFIED = "report.verified", _("A progress report was verified")
    REPORT_RETURNED = "report.returned", _("A progress report was returned")
    PERIOD_LOCKED = "period.locked", _("A period was locked")
    COMPILED_REPORT_READY = "compiled_report.ready", _("A monev report is ready")
    ASSESSMENT_PUBLISHED = "assessment.published", _("A result of the national evaluation was published")
    PING = "ping", _("Test message")


CHOSEN = tuple(each for each in Kind if each is not Kind.PING)
CHOICES = [(each.value, each.label) for each in CHOSEN]
"""The events that a webhook chooses from; the test message goes to the webhook that is tested."""
