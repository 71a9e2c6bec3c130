"""Everything the annual report says, as plain data; and what it will hold, for the person who asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from core.canonical import plain
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment
from monev.evaluation.models.surveys import Survey
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.inputs import last_day
from monev.reports.previews import Lack, Preview
from monev.reports.selectors.annual_evidence import evidence_rows, verified_uses
from monev.reports.selectors.annual_parts import (
    assessment_row,
    assessments_of,
    document_rows,
    finding_rows,
    findings_of,
    meeting_rows,
    result_rows,
    survey_rows,
    surveys_of,
)
from monev.reports.selectors.completeness import PeriodState, period_states
from monev.reports.selectors.contents import quarterly_contents, region_data
from monev.reports.wishes import Wish
from organizations.models import Region

FORMAT = 1
"""Version of the shape of the data."""
LISTS = ("assessments", "results", "surveys", "findings", "documents", "meetings", "evidence")


def last_period(region: Region, year: int, today: date) -> Period | None:
    """The last period of the year that has begun; quarters before months. The report has its figures from there."""
    rows = Period.objects.of_region(region).current().filter(year=year).started(today)
    return max(rows, key=lambda each: (each.kind == Period.Kind.QUARTER, each.number), default=None)


def annual_contents(region: Region, year: int, *, language: str, taken_at: datetime) -> dict[str, Any]:
    """The data of the annual report; `plan` holds the figures of the year as the quarterly report has them."""
    today = taken_at.astimezone(ZoneInfo(region.time_zone)).date()
    with override(language):
        period = last_period(region, year, today)
        assessments, lines = assessments_of(region, year), findings_of(region, year, today)
        plan = period and quarterly_contents(region, period, language=language, preliminary=False, taken_at=taken_at)
        data: dict[str, Any] = {
            "format": FORMAT,
            "language": language,
            "taken_at": taken_at.isoformat(timespec="seconds"),
            "code_version": settings.VERSION,
            "ministry": settings.MINISTRY_NAME,
            "region": region_data(region),
            "year": year,
            "rules": plan["rules"] if plan else {},
            "plan": plan,
            "assessments": [assessment_row(each) for each in assessments],
            "results": result_rows(region, year),
            "surveys": survey_rows(surveys_of(region, year)),
            "findings": finding_rows(lines),
            "documents": document_rows(region, year),
            "meetings": meeting_rows(region, year),
            "evidence": evidence_rows(region, year, assessments=assessments, findings=[each.finding for each in lines]),
        }
        data["examples"] = _examples(data)
        return dict(plain(data))


def _examples(data: dict[str, Any]) -> dict[str, int]:
    """How many of the rows were made up for the demonstration."""
    of_plan = data["plan"]["examples"] if data["plan"] else {"rows": 0, "of": 0}
    marks = [row["is_example"] for name in LISTS for row in data[name]]
    return {"rows": sum(marks) + of_plan["rows"], "of": len(marks) + of_plan["of"]}


def annual_preview(wish: Wish) -> Preview:
    """How complete the year is, and which parts the report will not have."""
    region, year = wish.required_region, wish.required_year
    period = last_period(region, year, today_in(region.time_zone))
    state = _period_state(region, period)
    assessments, surveys = assessments_of(region, year), surveys_of(region, year)
    pieces = _evidence(region, year, assessments)
    facts = [
        (gettext("Figures of"), period.label if period else gettext("no period")),
        (gettext("Programs verified"), _of(state.verified, state.programs) if state else "0"),
        (gettext("Citizen surveys"), str(len(surveys))),
        (gettext("Pieces of evidence"), f"{pieces['count']} ({filesizeformat(pieces['size'])})"),
    ]
    lacks = [*_lacks_of_plan(region, year, state), *_lacks_of_assessment(region, assessments)]
    lacks += _lacks_of_surveys(region, surveys)
    return Preview(facts, lacks, rows=(state.programs if state else 0) + pieces["count"] + _items(assessments))


def evidence_bytes(wish: Wish) -> int:
    """How large the files of the evidence are together."""
    region, year = wish.required_region, wish.required_year
    return _evidence(region, year, assessments_of(region, year))["size"]


def _of(part: int, whole: int) -> str:
    return gettext("%(counted)s of %(total)s") % {"counted": part, "total": whole}


def _period_state(region: Region, period: Period | None) -> PeriodState | None:
    if period is None:
        return None
    return next((each for each in period_states(region, last_day(period)) if each.period.pk == period.pk), None)


def _evidence(region: Region, year: int, assessments: Sequence[Assessment]) -> dict[str, int]:
    """How many pieces there are, and how many bytes their files have."""
    uses = verified_uses(region, year).values("evidence")
    answers = AnswerEvidence.objects.filter(answer__assessment__in=assessments, archived_at=None).values("evidence")
    rows = Evidence.objects.filter(archived_at=None).filter(pk__in=uses) | Evidence.objects.filter(
        archived_at=None, pk__in=answers
    )
    found = rows.aggregate(size=Sum("stored_file__size"))
    return {"count": rows.count(), "size": found["size"] or 0}


def _items(assessments: Sequence[Assessment]) -> int:
    return Answer.objects.filter(assessment__in=assessments).count() if assessments else 0


def _lacks_of_plan(region: Region, year: int, state: PeriodState | None) -> Iterator[Lack]:
    if state is None:
        yield Lack(gettext("The region has no reporting period in %(year)s: no figures of the plan.") % {"year": year})
        return
    if missing := state.programs - state.handed_in:
        text = ngettext("%(count)s program has no report.", "%(count)s programs have no report.", missing)
        yield Lack(text % {"count": missing})
    if waiting := state.handed_in - state.verified:
        text = ngettext("%(count)s report is not verified yet.", "%(count)s reports are not verified yet.", waiting)
        yield Lack(text % {"count": waiting})


def _lacks_of_assessment(region: Region, assessments: Sequence[Assessment]) -> Iterator[Lack]:
    if not assessments:
        yield Lack(gettext("The region takes part in no evaluation of this year: no self-assessment."))
    for each in assessments:
        if not each.is_submitted:
            text = gettext("The self-assessment “%(round)s” is not submitted yet; the report shows it as it is now.")
            url = reverse("evaluation:assessment-detail", args=[region.code, each.pk])
            yield Lack(text % {"round": each.round.name}, url)


def _lacks_of_surveys(region: Region, surveys: Sequence[Survey]) -> Iterator[Lack]:
    url = reverse("evaluation:survey-list", args=[region.code])
    if not surveys:
        yield Lack(gettext("No citizen survey was opened in this year."), url)
    running = [each for each in surveys if each.state == Survey.State.OPEN]
    if running:
        text = ngettext(
            "%(count)s citizen survey is still open; its means may change.",
            "%(count)s citizen surveys are still open; their means may change.",
            len(running),
        )
        yield Lack(text % {"count": len(running)}, url)
