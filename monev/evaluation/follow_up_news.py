"""What people are told about the follow-up of findings: every kind of news with its texts.

Names of params ending in `_on` are ISO dates; they are put into words of the reader's language when the news is read.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind, as_date

FOLLOW_UP = Group(
    "follow-up",
    _("Follow-up of the national evaluation"),
    _("A recommendation was given to an OPD, reported, verified or sent back, or its due date is near or past."),
    _("your OPD follows a recommendation up, or you answer for the evaluation in your region"),
    "once",
)
WORDS = {"due_on": as_date}

ASSIGNED = Kind(
    "follow-up.assigned",
    FOLLOW_UP,
    _("Recommendation given to an OPD"),
    _("Recommendation for %(agency)s, to be followed up by %(due_on)s"),
    _("“%(text)s” %(words)s Report progress, and report it as done with evidence."),
    Importance.WARNING,
    words=WORDS,
)
DUE_SOON = Kind(
    "follow-up.due_soon",
    FOLLOW_UP,
    _("Follow-up due soon"),
    _("A recommendation for %(agency)s is due on %(due_on)s"),
    _("Progress so far: %(percent)s%%. “%(text)s”"),
    words=WORDS,
)
OVERDUE = Kind(
    "follow-up.overdue",
    FOLLOW_UP,
    _("Follow-up overdue"),
    _("A recommendation for %(agency)s was due on %(due_on)s"),
    _("Progress so far: %(percent)s%%. “%(text)s”"),
    Importance.DANGER,
    words=WORDS,
)
REPORTED = Kind(
    "follow-up.reported",
    FOLLOW_UP,
    _("Follow-up reported as done"),
    _("%(agency)s reports a recommendation as done"),
    _("%(by)s on “%(text)s”: %(words)s Look at the evidence, and verify it or send it back."),
)
VERIFIED = Kind(
    "follow-up.verified",
    FOLLOW_UP,
    _("Follow-up verified"),
    _("The follow-up of %(agency)s is verified"),
    _("%(by)s on “%(text)s”. %(words)s"),
    Importance.SUCCESS,
)
RETURNED = Kind(
    "follow-up.returned",
    FOLLOW_UP,
    _("Follow-up sent back"),
    _("The follow-up of %(agency)s is sent back, due by %(due_on)s"),
    _("%(by)s on “%(text)s”: %(words)s"),
    Importance.WARNING,
    words=WORDS,
)

ALL = (ASSIGNED, DUE_SOON, OVERDUE, REPORTED, VERIFIED, RETURNED)
