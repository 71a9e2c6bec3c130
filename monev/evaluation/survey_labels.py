"""Words for what the guards of a citizen survey found, in the reader's language."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext_lazy as _

from monev.evaluation.survey_checks import LIMITS, Flag, Standing

STANDINGS = {
    Standing.VALID: _("counts"),
    Standing.EXCLUDED: _("excluded by a person"),
    Standing.NON_USER: _("used none of the services"),
    Standing.REPEATED: _("same telephone number again"),
    Standing.ELSEWHERE: _("answered for another pillar before"),
    Standing.SURPLUS: _("more answers than users"),
}
FLAGS = {
    Flag.SAME: _("all answers the same"),
    Flag.ZEROS: _("zeros only"),
    Flag.FAST: _("answered in seconds"),
    Flag.BURST: _("many from one device"),
}
STANDING_RULES = {
    Standing.EXCLUDED: _("Somebody of the secretariat left it out, with a reason that the history keeps."),
    Standing.NON_USER: _("Only people who say that they used the service are counted; others are thanked."),
    Standing.REPEATED: _("One person answers once: the first form with a telephone number counts, later ones do not."),
    Standing.ELSEWHERE: _("One person answers for one pillar: the form that came first counts, in whichever pillar."),
    Standing.SURPLUS: _("No more answers count than the OPD says its service has users; the first ones count."),
}
FLAG_RULES = {
    Flag.SAME: _(
        "From %(same_least)s answers on all the same; of fewer answers only if all stand at an end of the scale."
    ),
    Flag.ZEROS: _("Every statement got 0: perhaps the person does not know the service."),
    Flag.FAST: _(
        "Sent in less than %(seconds_before)s seconds plus %(seconds_per_statement)s for each statement: nobody reads "
        "that fast."
    ),
    Flag.BURST: _("More than %(burst_most)s forms from one device within %(burst_minutes)s minutes."),
}


def rule_of(what: Standing | Flag) -> str:
    """How a guard decides, with its limits."""
    if isinstance(what, Standing):
        return str(STANDING_RULES[what])
    return str(FLAG_RULES[what]) % asdict(LIMITS)


def label_of(what: Standing | Flag) -> str:
    """What a guard found, in a few words."""
    return str(STANDINGS[what] if isinstance(what, Standing) else FLAGS[what])
