"""What the annual report says beside the plan: self-assessment, citizen surveys, follow-up, documents, meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from core.uploads import clean_name
from core.zipping import Names
from masterplan.models.preparation import Decision, LegalDocument, Meeting
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.results import Finding, FindingStep, NationalResult
from monev.evaluation.models.surveys import Survey
from monev.evaluation.selectors.follow_up import FollowUpLine, lines_of
from monev.evaluation.selectors.self_assessment import DimensionSheet, ItemLine, self_assessment
from monev.evaluation.selectors.surveys import SurveyFigures, figures_of
from monev.reports.selectors.annual_evidence import file_row
from organizations.models import Region


def assessments_of(region: Region, year: int) -> list[Assessment]:
    """The assessments of the region in the rounds of that year in which it takes part."""
    rows = Assessment.objects.of_region(region).current().filter(round__year=year, takes_part=True)
    return list(rows.for_list().order_by("round__name", "pk"))


def assessment_row(assessment: Assessment) -> dict[str, Any]:
    """A self-assessment, item by item."""
    sheet = self_assessment(assessment)
    counts = sheet.counts
    return {
        "round": assessment.round.name,
        "instrument": str(assessment.round.instrument),
        "submitted_at": assessment.submitted_at if assessment.is_submitted else None,
        "until": assessment.open_until,
        "index": sheet.index,
        "total": counts.total,
        "answered": counts.answered,
        "corrected": counts.corrected,
        "bare": counts.bare,
        "dimensions": [_dimension(each) for each in sheet.dimensions],
        "items": [_item(line, each) for each in sheet.dimensions for line in each.lines],
        "is_example": assessment.is_example,
    }


def _dimension(sheet: DimensionSheet) -> dict[str, Any]:
    return {
        "code": sheet.dimension.code,
        "name": str(sheet.dimension),
        "weight": sheet.dimension.weight,
        "score": sheet.score,
        "answered": sheet.counts.answered,
        "total": sheet.counts.total,
    }


def _item(line: ItemLine, sheet: DimensionSheet) -> dict[str, Any]:
    answer = line.answer
    step = answer.score if answer else None
    said = line.proposal.measure if line.proposal else None
    words = line.item.steps.get(str(step)) or line.item.instrument.steps.get(str(step)) or ""
    return {
        "dimension": sheet.dimension.code,
        "code": line.code,
        "text": line.item.text,
        "pillar": line.item.pillar.letters if line.item.pillar else "",
        "state": line.state,
        "score": step,
        "meaning": words,
        "proposed": line.step,
        "measured": str((said.sentence or said.missing) or "") if said else "",
        "answer": answer.text if answer else "",
        "reason": answer.reason if answer else "",
        "evidence": len(line.evidence),
        "records": len(line.records),
        "last": line.last,
    }


def result_rows(region: Region, year: int) -> list[dict[str, Any]]:
    """What the ministry published, up to that year, the newest first."""
    rows = NationalResult.objects.of_region(region).current().filter(year__lte=year, takes_part=True)
    return [
        {"year": each.year, "stage": each.stage, "index": each.index, "is_example": each.is_example}
        for each in rows.order_by("-year", "stage")
    ]


def surveys_of(region: Region, year: int) -> list[Survey]:
    """The citizen surveys of that year that were opened."""
    rows = Survey.objects.of_region(region).current().filter(year=year).exclude(state=Survey.State.DRAFT)
    return list(rows.select_related("region", "pillar", "instrument").order_by("pillar__position", "pk"))


def survey_rows(surveys: Sequence[Survey]) -> list[dict[str, Any]]:
    """Each survey with its means: counts and means only, never what one person answered."""
    return [_survey(each) for each in figures_of(surveys)] if surveys else []


def _survey(found: SurveyFigures) -> dict[str, Any]:
    survey, pillar = found.survey, found.figures.pillar
    services = {each.sub_dimension_id: each.name for each in found.services}
    return {
        "pillar": survey.pillar.name,
        "letters": survey.pillar.letters,
        "state": survey.state,
        "opens_on": survey.opens_on,
        "closes_on": survey.closes_on,
        "forms": len(found.judged),
        "valid": pillar.valid,
        "mean": pillar.mean,
        "is_sufficient": pillar.is_sufficient,
        "has_surplus": pillar.has_surplus,
        "statements": [
            {
                "code": item.code,
                "text": item.text,
                "service": services.get(item.sub_dimension_id or 0, ""),
                "valid": mean.valid,
                "mean": mean.mean,
                "is_sufficient": mean.is_sufficient,
                "has_surplus": mean.has_surplus,
            }
            for item in found.items
            if (mean := found.figures.statements.get(item.code))
        ],
        "is_example": survey.is_example,
    }


def findings_of(region: Region, year: int, today: date) -> list[FollowUpLine]:
    """What is to be followed up of the evaluations up to that year, the newest evaluation first."""
    return lines_of(Finding.objects.of_region(region).tasks().filter(year__lte=year), today)


def finding_rows(lines: Sequence[FollowUpLine]) -> list[dict[str, Any]]:
    """Each finding with its course, in one query."""
    steps: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = FindingStep.objects.filter(finding__in=[each.finding for each in lines], archived_at=None)
    for step in rows.select_related("agency").order_by("at", "pk"):
        steps[step.finding_id].append(
            {
                "at": step.at,
                "step": step.step,
                "words": step.words,
                "agency": str(step.agency or ""),
                "progress": step.progress_percent,
            }
        )
    return [
        {
            "year": each.finding.year,
            "kind": each.finding.kind,
            "text": each.finding.text,
            "item": each.finding.item_code,
            "agency": str(each.finding.agency or ""),
            "due_on": each.finding.due_on,
            "progress": each.finding.progress_percent,
            "state": each.state,
            "proofs": each.proofs,
            "steps": steps[each.finding.pk],
            "is_example": each.finding.is_example,
        }
        for each in lines
    ]


def document_rows(region: Region, year: int) -> list[dict[str, Any]]:
    """Legal documents up to that year, the newest first, with their files."""
    rows = LegalDocument.objects.of_region(region).current().filter(year__lte=year)
    names = Names()
    return [
        {
            "kind": each.kind,
            "number": each.number,
            "title": each.title,
            "dated_on": each.dated_on,
            "year": each.year,
            "link": each.link,
            **file_row(str(each.file.name or ""), _place(names, gettext("documents"), each.file, each.title)),
            "is_example": each.is_example,
        }
        for each in rows.order_by("-year", "-dated_on", "title", "pk")
    ]


def meeting_rows(region: Region, year: int) -> list[dict[str, Any]]:
    """Meetings held in that year with attendance, decisions and minutes, in three queries."""
    rows = Meeting.objects.of_region(region).current().filter(held_on__year=year, state=Meeting.State.HELD)
    came = Q(attendance__archived_at=None) & (Q(attendance__present=True) | ~Q(attendance__represented_by=""))
    counted = rows.for_list().annotate(
        came=Count("attendance", filter=came, distinct=True),
        asked=Count("attendance", filter=Q(attendance__archived_at=None), distinct=True),
    )
    meetings = list(counted.order_by("held_on", "pk"))
    decisions: dict[int, list[str]] = defaultdict(list)
    for row in Decision.objects.filter(meeting__in=meetings, archived_at=None).order_by("position", "pk"):
        decisions[row.meeting_id].append(row.text)
    names = Names()
    return [
        {
            "held_on": each.held_on,
            "council": each.council.name,
            "place": each.place,
            "agenda": each.agenda,
            "came": each.came,
            "asked": each.asked,
            "decisions": decisions[each.pk],
            **file_row(
                str(each.minutes_file.name or ""),
                _place(names, gettext("minutes"), each.minutes_file, f"{each.held_on} {each.council.name}"),
            ),
            "is_example": each.is_example,
        }
        for each in meetings
    ]


def _place(names: Names, folder: str, file: Any, title: str) -> str:
    """`dokumen/SK Dewan.pdf`: named for people, with the ending of the stored file."""
    if not file:
        return ""
    ending = PurePosixPath(file.name).suffix
    return names.free(f"{folder}/{clean_name(f'{title[:80]}{ending}')}")
