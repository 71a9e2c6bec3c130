"""Who may take a report from which state to which: a table that an official can read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a report stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    APPROVED = "approved", _("approved by the OPD head")
    RETURNED = "returned", _("returned")
    VERIFIED = "verified", _("verified")
