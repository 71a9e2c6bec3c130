"""The table of a round: every region with its self-assessment, its assessors and its reopened items."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from core.documents import Column
from core.tables import DataTable, Line
from monev.evaluation.labels import assessment_state, team_state
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.selectors.rounds import Overview, RegionLine

PER_PAGE = 25


def regions_table(page: Overview) -> DataTable:
    """Every region that takes part."""
    return DataTable(
        id="daerah",
        title=gettext("Regions of the round"),
        columns=(
            Column("region", gettext("Region"), share=3),
            Column("code", gettext("Code")),
            Column("province", gettext("Province")),
            Column("cohort", gettext("Cohort")),
            Column("answered", gettext("Self-assessment"), "percent"),
            Column("state", gettext("State"), "state"),
            Column("submitted", gettext("Submitted"), "date"),
            Column("assigned", gettext("Assessors"), "count"),
            Column("done", gettext("Scores sent"), "count"),
            Column("team", gettext("Scoring"), "state"),
            Column("reopened", gettext("Reopened items"), "count"),
        ),
        lines=[_line(each) for each in page.lines],
        choices=("province", "cohort", "state", "team"),
        empty=gettext("No region is in the round yet."),
        source=_source(page),
        per_page=PER_PAGE,
    )


def absent_table(page: Overview) -> DataTable:
    """Regions that do not take part, with the reason: kept apart."""
    return DataTable(
        id="tidak-ikut",
        title=gettext("Regions that do not take part"),
        columns=(
            Column("region", gettext("Region")),
            Column("code", gettext("Code")),
            Column("province", gettext("Province")),
            Column("reason", gettext("Reason"), share=4),
        ),
        lines=[
            Line(
                {
                    "region": row.region.name,
                    "code": row.region.code,
                    "province": str(row.region.province),
                    "reason": row.absence_reason,
                },
                links=_links(row),
                is_example=row.is_example,
            )
            for row in page.absent
        ],
    )


def _line(line: RegionLine) -> Line:
    row = line.assessment
    region = row.region
    return Line(
        {
            "region": region.name,
            "code": region.code,
            "province": str(region.province),
            "cohort": region.cohort.label if region.cohort else "",
            "answered": line.percent,
            "state": assessment_state(
                submitted=row.is_submitted, handed_back=row.returned_until is not None, answered=line.answered
            ),
            "submitted": timezone.localtime(row.submitted_at).date() if row.submitted_at and row.is_submitted else None,
            "assigned": line.team.assigned,
            "done": line.team.submitted,
            "team": team_state(assigned=line.team.assigned, submitted=line.team.submitted),
            "reopened": line.reopened,
        },
        links=_links(row),
        is_example=row.is_example,
    )


def _links(row: Assessment) -> dict[str, str]:
    return {"region": reverse("evaluation:round-region", args=[row.pk])}


def _source(page: Overview) -> str:
    if page.stage is None:
        return ""
    return gettext("Assessors and scoring: %(stage)s.") % {"stage": page.stage.get_kind_display()}
