"""What people are told about directives: every kind of news with its texts. Names ending in `_on` are ISO dates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind, as_date

DIRECTIVES = Group(
    "directives",
    _("Directives of the council"),
    _("A directive was given, answered, sent back or closed, or its due date is near or has passed."),
    _("your OPD answers to the council, or you gave this directive"),
    "once",
)
WORDS = {"due_on": as_date}

GIVEN = Kind(
    "directive.given",
    DIRECTIVES,
    _("Directive given"),
    _("Directive to %(agency)s, to be answered by %(due_on)s"),
    _("%(by)s asks: “%(text)s”"),
    Importance.WARNING,
    words=WORDS,
)
ANSWERED = Kind(
    "directive.answered",
    DIRECTIVES,
    _("Directive answered"),
    _("%(agency)s answered a directive"),
    _("%(by)s on “%(text)s”: %(words)s Read it, and close the directive or send it back."),
)
SENT_BACK = Kind(
    "directive.sent_back",
    DIRECTIVES,
    _("Directive sent back"),
    _("The council wants more of %(agency)s, by %(due_on)s"),
    _("%(by)s on “%(text)s”: %(words)s"),
    Importance.WARNING,
    words=WORDS,
)
REOPENED = Kind(
    "directive.reopened",
    DIRECTIVES,
    _("Directive reopened"),
    _("A directive to %(agency)s is open again, until %(due_on)s"),
    _("%(by)s on “%(text)s”: %(words)s"),
    Importance.WARNING,
    words=WORDS,
)
CLOSED = Kind(
    "directive.closed",
    DIRECTIVES,
    _("Directive closed"),
    _("The council closed a directive to %(agency)s"),
    _("%(by)s on “%(text)s”. %(words)s"),
    Importance.SUCCESS,
)
DUE_SOON = Kind(
    "directive.due_soon",
    DIRECTIVES,
    _("Directive due soon"),
    _("A directive to %(agency)s is due on %(due_on)s"),
    _("Not answered yet: “%(text)s”"),
    words=WORDS,
)
OVERDUE = Kind(
    "directive.overdue",
    DIRECTIVES,
    _("Directive overdue"),
    _("A directive to %(agency)s was due on %(due_on)s"),
    _("Still not answered: “%(text)s” It stands on the agenda of the next meeting."),
    Importance.DANGER,
    words=WORDS,
)

WEBHOOKS = Group(
    "webhooks",
    _("Webhooks"),
    _("A webhook was paused because nothing arrived for a week, or the receiver wants no more."),
    _("you made this webhook or administer its region"),
    "once",
)
WEBHOOK_PAUSED = Kind(
    "webhook.paused",
    WEBHOOKS,
    _("Webhook paused"),
    _("The webhook “%(name)s” is paused: nothing arrived for a week"),
    _(
        "The system at %(host)s accepted no message. What happens meanwhile is kept. Have it put right, then let the "
        "webhook go on."
    ),
    Importance.WARNING,
)
WEBHOOK_GONE = Kind(
    "webhook.gone",
    WEBHOOKS,
    _("Webhook switched off by its receiver"),
    _("The webhook “%(name)s” is paused: its receiver wants no more messages"),
    _(
        "The system at %(host)s answered 410 (gone). What happens meanwhile is kept. Take the webhook out of use, or "
        "let it go on once the system is back."
    ),
    Importance.WARNING,
)

ALL = (GIVEN, ANSWERED, SENT_BACK, REOPENED, CLOSED, DUE_SOON, OVERDUE, WEBHOOK_PAUSED, WEBHOOK_GONE)
