"""What people are told about feedback of citizens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind

FEEDBACK = Group(
    "feedback",
    _("Feedback of citizens"),
    _("A citizen wrote about a program, and it waits for moderation or for the answer of your OPD."),
    _("you moderate or answer what citizens write"),
    "digest",
)
FEEDBACK_SENT = Kind(
    "feedback.sent",
    FEEDBACK,
    _("New feedback"),
    _("New feedback of a citizen: %(program)s"),
    _("Look at it and decide whether it is shown on the public page."),
)
FEEDBACK_APPROVED = Kind(
    "feedback.approved",
    FEEDBACK,
    _("Feedback to answer"),
    _("A citizen waits for an answer: %(program)s"),
    _("%(agency)s answers in public. Write so that everybody understands it, without names of people."),
    Importance.WARNING,
)
ALL = (FEEDBACK_SENT, FEEDBACK_APPROVED)
