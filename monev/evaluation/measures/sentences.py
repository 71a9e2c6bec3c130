"""The sentences with which the rules explain what they measured, and what the region enters when they cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

FOUND: Mapping[str, Any] = {
    "plan_regulation_named": ngettext_lazy(
        "%(total)s document (%(kinds)s) adopts the plan; the version in force (%(plan)s) names it.",
        "%(total)s documents (%(kinds)s) adopt the plan; the version in force (%(plan)s) names one of them.",
        "total",
    ),
    "plan_regulation": ngettext_lazy(
        "%(total)s document (%(kinds)s) is entered; the version in force (%(plan)s) names none as its regulation.",
        "%(total)s documents (%(kinds)s) are entered; the version in force (%(plan)s) names none as its regulation.",
        "total",
    ),
    "plan_regulation_only": ngettext_lazy(
        "%(total)s document (%(kinds)s) is entered; no version of the plan is in force.",
        "%(total)s documents (%(kinds)s) are entered; no version of the plan is in force.",
        "total",
    ),
    "council_meetings": ngettext_lazy(
        "%(bodies)s held %(total)s meeting in %(year)s.", "%(bodies)s held %(total)s meetings in %(year)s.", "total"
    ),
    "council_functions": _(
        "%(body)s meets %(met)s of 4 conditions in %(year)s: formed by a decree in force, met (%(meetings)s), "
        "took decisions (%(decisions)s), closed its directives (%(closed)s of %(directives)s)."
    ),
    "programs_run": ngettext_lazy(
        "%(done)s of %(total)s program of the plan reported verified progress in %(year)s (%(share)s).",
        "%(done)s of %(total)s programs of the plan reported verified progress in %(year)s (%(share)s).",
        "total",
    ),
    "pillar_programs": ngettext_lazy(
        "%(done)s of %(total)s program of this pillar reported verified progress in %(year)s (%(share)s).",
        "%(done)s of %(total)s programs of this pillar reported verified progress in %(year)s (%(share)s).",
        "total",
    ),
    "actions_run": ngettext_lazy(
        "%(done)s of %(total)s action item planned for %(year)s ran, by verified reports (%(share)s).",
        "%(done)s of %(total)s action items planned for %(year)s ran, by verified reports (%(share)s).",
        "total",
    ),
    "actions_of_kind": ngettext_lazy(
        "%(done)s of %(total)s action item of the kind “%(kind)s” planned for %(year)s ran, by verified "
        "reports (%(share)s).",
        "%(done)s of %(total)s action items of the kind “%(kind)s” planned for %(year)s ran, by verified "
        "reports (%(share)s).",
        "total",
    ),
    "agencies_involved": ngettext_lazy(
        "%(done)s of %(total)s OPD leads or supports a program that ran in %(year)s (%(share)s).",
        "%(done)s of %(total)s OPDs lead or support a program that ran in %(year)s (%(share)s).",
        "total",
    ),
    "apbd_share": _(
        "The programs that ran in %(year)s have an APBD ceiling of %(amount)s: %(share)s of the regional "
        "budget of %(of_year)s."
    ),
    "other_funds": _("Programs of %(year)s use %(sources)s sources outside APBD and %(partners)s partnerships."),
    "external_value": _("%(name)s %(figure_year)s: %(value)s %(unit)s (source: %(source)s)."),
    "external_grade": _("%(name)s %(figure_year)s: %(grade)s (source: %(source)s)."),
    "programs_continued": ngettext_lazy(
        "%(done)s of %(total)s program that ran in %(last)s goes on with verified progress in %(year)s (%(share)s).",
        "%(done)s of %(total)s programs that ran in %(last)s go on with verified progress in %(year)s (%(share)s).",
        "total",
    ),
    "programs_new": ngettext_lazy(
        "%(total)s program is new in %(year)s.", "%(total)s programs are new in %(year)s.", "total"
    ),
    "public_role": _(
        "In %(year)s citizens take part in %(surveys)s surveys and %(partners)s partnerships with communities, "
        "universities and media."
    ),
    "quick_win_words": ngettext_lazy(
        "%(done)s of %(total)s quick win of %(year)s describes this (%(share)s).",
        "%(done)s of %(total)s quick wins of %(year)s describe this (%(share)s).",
        "total",
    ),
    "quick_win_partners": ngettext_lazy(
        "%(done)s of %(total)s quick win of %(year)s has a partner (%(share)s).",
        "%(done)s of %(total)s quick wins of %(year)s have a partner (%(share)s).",
        "total",
    ),
    "risks_identified": ngettext_lazy(
        "%(done)s of %(total)s quick win of %(year)s names its risks (%(share)s).",
        "%(done)s of %(total)s quick wins of %(year)s name their risks (%(share)s).",
        "total",
    ),
    "risks_mitigated": ngettext_lazy(
        "%(done)s of %(total)s risk has a mitigation (%(share)s); %(finished)s are mitigated.",
        "%(done)s of %(total)s risks have a mitigation (%(share)s); %(finished)s are mitigated.",
        "total",
    ),
    "quick_wins_continued": ngettext_lazy(
        "%(done)s of %(total)s quick win of %(last)s is continued in %(year)s (%(share)s).",
        "%(done)s of %(total)s quick wins of %(last)s are continued in %(year)s (%(share)s).",
        "total",
    ),
    "quick_wins_new": ngettext_lazy(
        "%(total)s quick win is new in %(year)s.", "%(total)s quick wins are new in %(year)s.", "total"
    ),
    "collaboration": ngettext_lazy(
        "%(total)s case of working with another region in this pillar in %(year)s: programs %(programs)s, "
        "quick wins %(wins)s, replications %(copies)s.",
        "%(total)s cases of working with another region in this pillar in %(year)s: programs %(programs)s, "
        "quick wins %(wins)s, replications %(copies)s.",
        "total",
    ),
    "survey_mean": _(
        "Mean of the citizen survey: %(mean)s from %(answers)s valid answers. It is evidence; the assessors "
        "score the statement themselves."
    ),
    "survey_mean_few": _(
        "Mean of the citizen survey: %(mean)s, insufficient with %(answers)s of 50 valid answers. It is "
        "evidence; the assessors score the statement themselves."
    ),
}
MISSING: Mapping[str, Any] = {
    "no_council": _(
        "The portal knows no such body of the region (%(body)s). Enter it with its decree, and its meetings."
    ),
    "no_programs": _("No plan in force has programs for %(year)s. Import or adopt the master plan."),
    "no_pillar_programs": _("The plan in force has no program of this pillar for %(year)s."),
    "no_actions": _("The plan has no action items for %(year)s. Enter them with the programs of the plan."),
    "no_actions_of_kind": _(
        "The plan has no action items of the kind “%(kind)s” for %(year)s. Enter them with the programs of the plan."
    ),
    "no_agencies": _("The portal knows no OPDs of the region."),
    "no_apbd_total": _(
        "The total of the regional budget (APBD) is not entered. Enter it for %(year)s among the external figures."
    ),
    "no_figure": _("“%(name)s” is not entered for %(year)s or a year before. Enter it among the external figures."),
    "unknown_grade": _(
        "The grade “%(grade)s” of “%(name)s” does not stand on its list of grades. Correct it among the "
        "external figures."
    ),
    "nothing_ran_last_year": _("No program has verified progress in %(last)s, so nothing could go on."),
    "no_quick_wins": _("There are no quick wins of %(year)s. Enter them."),
    "no_risks": _("The quick wins of %(year)s name no risks. Enter them with their mitigation."),
    "no_quick_wins_last_year": _(
        "There are no quick wins of %(last)s in the portal. Enter them, and which quick win continues which."
    ),
    "no_survey": _("There are no answers of the citizen survey to this statement yet. Open the survey of the pillar."),
}
SENTENCES: Mapping[str, Any] = {**FOUND, **MISSING}

BODIES: Mapping[str, Any] = {
    "council": _("Smart City Council (Dewan)"),
    "team": _("implementation team (Tim Pelaksana)"),
    "forum": _("Smart City Forum"),
}
KINDS: Mapping[str, Any] = {
    "people": _("human capacity (SDM)"),
    "infrastructure": _("infrastructure"),
    "software": _("application"),
    "literacy": _("literacy"),
}
FIELDS = ("problem", "innovation", "benefit", "uniqueness", "sustainability", "resources")
"""What a quick win describes."""
