"""How far each region is before a stage is closed, as a table."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from core.documents import Column, State
from core.tables import DataTable, Line
from monev.evaluation.selectors.closing import Gaps, RegionGap

PER_PAGE = 50


def gaps_table(gaps: Gaps) -> DataTable:
    """Every region that takes part: first those that would have no result, then where something is missing."""
    rows = sorted(gaps.regions, key=lambda each: (each.is_countable, each.is_whole, each.assessment.region.code))
    return DataTable(
        id="daerah",
        title=gettext("Regions of the stage"),
        columns=(
            Column("region", gettext("Region")),
            Column("own", gettext("Self-assessment"), "state"),
            Column("assessors", gettext("Assessors submitted"), "text"),
            Column("disputed", gettext("Items to talk about"), "count"),
            Column("reopened", gettext("Open again"), "count"),
            Column("state", gettext("State"), "state"),
            Column("reason", gettext("What is missing")),
        ),
        lines=[_line(each) for each in rows],
        choices=("state",),
        empty=gettext("No region takes part."),
        per_page=PER_PAGE,
    )


def _line(gap: RegionGap) -> Line:
    submitted = gap.assessment.is_submitted
    of = gettext("%(submitted)s of %(assigned)s") % {"submitted": gap.submitted, "assigned": gap.assigned}
    return Line(
        {
            "region": f"{gap.assessment.region.name} ({gap.assessment.region.code})",
            "own": State(gettext("submitted"), "good") if submitted else State(gettext("not submitted"), "warning"),
            "assessors": of,
            "disputed": gap.disputed,
            "reopened": gap.reopened,
            "state": _state(gap),
            "reason": reason(gap),
        },
        is_example=gap.assessment.is_example,
    )


def _state(gap: RegionGap) -> State:
    if not gap.is_countable:
        return State(gettext("no result"), "bad", "none")
    if not gap.is_whole:
        return State(gettext("something is missing"), "warning", "gap")
    return State(gettext("complete"), "good", "whole")


def reason(gap: RegionGap) -> str:
    """Why no result can be computed; nothing where one can."""
    if not gap.submitted:
        return gettext("No assessor has submitted scores.")
    if gap.unscored:
        return ngettext(
            "%(count)s item has no score from any assessor who submitted.",
            "%(count)s items have no score from any assessor who submitted.",
            gap.unscored,
        ) % {"count": gap.unscored}
    if gap.empty:
        return gettext("No item of %(dimensions)s applies; the instrument gives its weight to no other dimension.") % {
            "dimensions": ", ".join(gap.empty)
        }
    return ""


def problem_words(problem: dict[str, object]) -> str:
    """What the work behind a stage could not do for a region."""
    codes = ", ".join(str(each) for each in problem.get("codes", []))  # type: ignore[attr-defined]
    match problem["kind"]:
        case "nobody":
            return gettext("No assessor has submitted scores.")
        case "unscored":
            return gettext("No assessor scored: %(codes)s.") % {"codes": codes}
        case "gap":
            return gettext("No item applies in: %(codes)s.") % {"codes": codes}
        case "items_differ":
            return gettext("Item scores that are published already differ, and stay: %(codes)s.") % {"codes": codes}
    return gettext("The published index %(published)s stays; %(computed)s was computed.") % problem


def problems_table(problems: list[dict[str, object]]) -> DataTable:
    """The regions for which something was not computed or not written over."""
    return DataTable(
        id="masalah",
        title=gettext("Regions to look at"),
        columns=(Column("region", gettext("Region")), Column("words", gettext("What happened"))),
        lines=[Line({"region": f"{each['name']} ({each['code']})", "words": problem_words(each)}) for each in problems],
    )
