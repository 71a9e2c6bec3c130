"""What people are told about results of the national evaluation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind

RESULTS = Group(
    "evaluation_results",
    _("Results of the national evaluation"),
    _("The ministry published the result of your region."),
    _("you answer for your region's Smart City"),
    "once",
)
STAGES = {"I": _("stage I, written"), "II": _("stage II, interview")}


def stage_words(code: str) -> str:
    """The stage of a round in the active language."""
    return str(STAGES.get(code, code))


PUBLISHED = Kind(
    "evaluation.published",
    RESULTS,
    _("Result published"),
    _("%(round)s: the result of %(region)s is published"),
    _("%(stage)s: scores, findings and the result letter are on the page. Recommendations are followed up from there."),
    Importance.SUCCESS,
    words={"stage": stage_words},
)
ALL = (PUBLISHED,)
