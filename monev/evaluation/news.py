"""What people are told about the national evaluation: every kind of news with its texts.

Names ending in `_on` are ISO dates, in `_at` moments as text of the region's clocks.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind, as_date

EVALUATION = Group(
    "evaluation",
    _("National evaluation of the region"),
    _("A self-assessment is due, comes back for changes, or an item is opened again for missing evidence."),
    _("you answer the national evaluation for your region"),
    "once",
)
ASSESSING = Group(
    "assessing",
    _("Assessing regions"),
    _("A region was assigned to you, the dates changed, or your scores were given back."),
    _("you assess regions in the national evaluation"),
    "once",
)
STAGES = {"I": _("stage I, written"), "II": _("stage II, interview")}


def stage_words(code: str) -> str:
    """The stage of a round in the active language."""
    return str(STAGES.get(code, code))


WORDS = {"starts_on": as_date, "ends_on": as_date, "until_on": as_date, "stage": stage_words}

ROUND_OPENED = Kind(
    "evaluation.round_opened",
    EVALUATION,
    _("Evaluation opened"),
    _("%(round)s is open: the self-assessment of %(region)s is due on %(until_on)s"),
    _("The portal proposes answers from what it holds; confirm or correct them, add evidence, and submit."),
    words=WORDS,
)
HANDED_BACK = Kind(
    "evaluation.handed_back",
    EVALUATION,
    _("Self-assessment handed back"),
    _("%(round)s: the self-assessment of %(region)s can be changed until %(until_at)s"),
    _("What to change: %(reason)s. Submit it again before the deadline."),
    Importance.WARNING,
)
ITEM_REOPENED = Kind(
    "evaluation.item_reopened",
    EVALUATION,
    _("Items opened again"),
    _("%(region)s: evidence is missing for %(items)s, until %(until_at)s"),
    _("What is missing: %(request)s. What comes after the deadline does not count."),
    Importance.WARNING,
)
ASSIGNED = Kind(
    "evaluation.assigned",
    ASSESSING,
    _("Region assigned"),
    _("You assess %(region)s, %(stage)s, from %(starts_on)s to %(ends_on)s"),
    _("%(round)s: the answers, the evidence and last year's scores stand on your scoring sheet."),
    words=WORDS,
)
ASSIGNMENT_CHANGED = Kind(
    "evaluation.assignment_changed",
    ASSESSING,
    _("Assignment changed"),
    _("Changed: you assess %(region)s, %(stage)s, from %(starts_on)s to %(ends_on)s"),
    _("%(round)s: you read the region and score it between these days only."),
    words=WORDS,
)
ASSIGNMENT_ENDED = Kind(
    "evaluation.assignment_ended",
    ASSESSING,
    _("Assignment withdrawn"),
    _("You no longer assess %(region)s, %(stage)s"),
    _("%(round)s: your assignment was withdrawn. The reason: %(reason)s"),
    Importance.WARNING,
    words=WORDS,
)
SCORES_GIVEN_BACK = Kind(
    "evaluation.scores_given_back",
    ASSESSING,
    _("Scores given back"),
    _("Your scores of %(region)s, %(stage)s, were given back to you"),
    _("%(round)s: change them and submit again. The reason: %(reason)s"),
    Importance.WARNING,
    words=WORDS,
)

SUBMITTED = Kind(
    "evaluation.submitted",
    ASSESSING,
    _("Self-assessment submitted"),
    _("%(region)s submitted its self-assessment"),
    _("%(round)s: %(by)s submitted it with an own score of %(index)s. Its answers no longer change."),
)
ITEM_COMPLETED = Kind(
    "evaluation.item_completed",
    ASSESSING,
    _("Missing evidence handed in"),
    _("%(region)s completed item %(item)s"),
    _("%(round)s: what was missing is handed in. It stands on your scoring sheet."),
)

ALL = (
    ROUND_OPENED,
    HANDED_BACK,
    ITEM_REOPENED,
    ASSIGNED,
    ASSIGNMENT_CHANGED,
    ASSIGNMENT_ENDED,
    SCORES_GIVEN_BACK,
    SUBMITTED,
    ITEM_COMPLETED,
)
