"""Everything that the result of one region in one stage rests on, as plain data: what a closed stage freezes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from core.canonical import plain
from monev.evaluation import scoring
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentItem
from monev.evaluation.models.results import NationalItemScore, NationalResult
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore
from monev.evaluation.scoring import Rounding
from monev.evaluation.selectors.stage_figures import Figures, Grid, Mark, assessed, own, shown_score

Data = dict[str, Any]
FORMAT = 1


@dataclass(frozen=True)
class StageReading:
    """A stage with its instrument, read once for all its regions."""

    stage: RoundStage

    @cached_property
    def instrument(self) -> Instrument:
        return self.stage.round.instrument

    @cached_property
    def dimensions(self) -> list[Dimension]:
        return list(self.instrument.dimensions.filter(archived_at=None).order_by("position", "pk"))

    @cached_property
    def items(self) -> list[InstrumentItem]:
        rows = self.instrument.items.filter(archived_at=None).select_related(
            "indicator__dimension", "pillar", "sub_dimension"
        )
        return list(
            rows.order_by("indicator__dimension__position", "indicator__dimension", "indicator__position", "position")
        )

    @cached_property
    def grid(self) -> Grid:
        return Grid(
            items={each.code: each.indicator.dimension.code for each in self.items},
            weights={each.code: each.weight for each in self.dimensions},
            rounding=Rounding(self.instrument.rounding),
        )

    @cached_property
    def instrument_data(self) -> Data:
        """The version of the instrument, whole: a letter is written from it years later."""
        row = self.instrument
        return {
            "uid": str(row.uid),
            "code": row.code,
            "year": row.year,
            "version": row.version,
            "rounding": row.rounding,
            "name_id": row.name_id,
            "name_en": row.name_en,
            "dimensions": [_dimension(each) for each in self.dimensions],
            "items": [_item(each) for each in self.items],
        }


@dataclass(frozen=True, slots=True)
class Contents:
    """The frozen data of one region, and the figures in it."""

    data: Data
    figures: Figures
    own: Figures | None
    improvement: Decimal | None


def stage_contents(reading: StageReading, assessment: Assessment, *, taken_at: datetime) -> Contents:
    """What is frozen for `assessment` when its stage closes; a fixed number of queries."""
    sheets = _sheets(assessment, reading.stage)
    figures = assessed(reading.grid, [sheet.marks for sheet in sheets])
    answers = _answers(assessment)
    own_figures = own(reading.grid, {code: _mark(row) for code, row in answers.items()})
    before = year_before(assessment)
    improvement = scoring.improvement(figures.raw, before.raw) if before and figures.raw is not None else None
    region, stage = assessment.region, reading.stage
    data = {
        "format": FORMAT,
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "code_version": settings.VERSION,
        "ministry": settings.MINISTRY_NAME,
        "is_example": any((region.is_example, assessment.is_example, stage.is_example, stage.round.is_example)),
        "region": {"code": region.code, "name": region.name, "kind": region.kind, "province": region.province.name},
        "round": {"uid": str(stage.round.uid), "name": stage.round.name, "year": stage.round.year},
        "stage": {"uid": str(stage.uid), "kind": stage.kind},
        "assessment": str(assessment.uid),
        "submitted_at": assessment.submitted_at,
        "instrument": reading.instrument_data,
        "assessors": [sheet.data for sheet in sheets],
        "missing_assessors": _missing(assessment, stage),
        "answers": _answers_data(answers, assessment),
        "findings": _findings(assessment, stage),
        "before": before.data if before else None,
        "results": _results(figures, own_figures if assessment.is_submitted else None, improvement),
    }
    return Contents(plain(data), figures, own_figures if assessment.is_submitted else None, improvement)


def _dimension(row: Dimension) -> Data:
    return {"code": row.code, "name_id": row.name_id, "name_en": row.name_en, "weight": row.weight}


def _item(row: InstrumentItem) -> Data:
    return {
        "code": row.code,
        "text": row.text,
        "dimension": row.indicator.dimension.code,
        "indicator": row.indicator.name,
        "pillar": row.pillar.letters if row.pillar else "",
        "sub_dimension": row.sub_dimension.name_id if row.sub_dimension else "",
        "is_survey": row.is_survey,
    }


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of one assessor who submitted."""

    marks: Mapping[str, Mark]
    data: Data


def _submitted(assessment: Assessment, stage: RoundStage) -> Any:
    return Assignment.objects.filter(assessment=assessment, stage=stage, archived_at=None)


def _sheets(assessment: Assessment, stage: RoundStage) -> list[Sheet]:
    """Each submitted assessor with scores and notes; two queries."""
    rows = _submitted(assessment, stage).filter(submitted_at__isnull=False).select_related("assessor")
    assignments = list(rows.order_by("-is_chair", "pk"))
    scores: dict[int, Data] = {each.pk: {} for each in assignments}
    columns = ("assignment_id", "item__code", "score", "is_not_applicable", "note")
    for pk, code, score, absent, note in ItemScore.objects.filter(
        assignment__in=assignments, archived_at=None
    ).values_list(*columns):
        scores[pk][code] = {"score": score, "is_not_applicable": absent, "note": note}
    return [_sheet(each, scores[each.pk]) for each in assignments]


def _sheet(row: Assignment, scores: Data) -> Sheet:
    marks = {code: Mark(each["score"], each["is_not_applicable"]) for code, each in scores.items()}
    data = {
        "uid": str(row.uid),
        "name": row.assessor.name,
        "institution": row.institution,
        "is_chair": row.is_chair,
        "submitted_at": row.submitted_at,
        "scores": scores,
    }
    return Sheet(marks, data)


def _missing(assessment: Assessment, stage: RoundStage) -> list[Data]:
    """Assessors who had not submitted when the stage was closed: their scores do not count, their names are kept."""
    rows = _submitted(assessment, stage).filter(submitted_at=None).select_related("assessor").order_by("pk")
    return [{"name": each.assessor.name, "institution": each.institution} for each in rows]


def _answers(assessment: Assessment) -> dict[str, Answer]:
    rows = assessment.answers.filter(archived_at=None).select_related("item").order_by("pk")
    return {each.item.code: each for each in rows}


def _mark(row: Answer) -> Mark:
    return Mark(row.score, row.is_not_applicable)


def _answers_data(answers: Mapping[str, Answer], assessment: Assessment) -> Data:
    evidence = _evidence(assessment)
    return {
        code: {
            "score": row.score,
            "is_not_applicable": row.is_not_applicable,
            "text": row.text,
            "reason": row.reason,
            "proposed": row.proposed,
            "proposal": _exact(row.proposal),
            "evidence": evidence.get(row.pk, []),
        }
        for code, row in answers.items()
    }


def _exact(value: Any) -> Any:
    """JSON as it was stored, its broken numbers as text: frozen data know no binary floats."""
    return json.loads(json.dumps(value), parse_float=str)


def _evidence(assessment: Assessment) -> dict[int, list[Data]]:
    """By answer: each file with its SHA-256, each link."""
    rows = AnswerEvidence.objects.filter(answer__assessment=assessment, archived_at=None)
    found: dict[int, list[Data]] = {}
    for each in rows.select_related("evidence__stored_file").order_by("pk"):
        proof = each.evidence
        found.setdefault(each.answer_id, []).append(
            {
                "uid": str(proof.uid),
                "title": proof.title,
                "file_name": proof.file_name,
                "sha256": proof.stored_file.sha256 if proof.stored_file else "",
                "link": proof.link,
            }
        )
    return found


def _findings(assessment: Assessment, stage: RoundStage) -> list[Data]:
    rows = AssessorFinding.objects.filter(
        assignment__assessment=assessment,
        assignment__stage=stage,
        assignment__submitted_at__isnull=False,
        archived_at=None,
    ).select_related("assignment__assessor", "item", "agency")
    return [_finding(each) for each in rows.order_by("-assignment__is_chair", "assignment", "kind", "position", "pk")]


def _finding(row: AssessorFinding) -> Data:
    return {
        "uid": str(row.uid),
        "kind": row.kind,
        "text": row.text,
        "item": row.item.code if row.item else "",
        "agency": row.agency.code if row.agency else "",
        "position": row.position,
        "assessor": row.assignment.assessor.name,
        "institution": row.assignment.institution,
        "is_example": row.is_example,
    }


@dataclass(frozen=True, slots=True)
class Before:
    """The final result of the year before, with its index before rounding."""

    raw: Decimal
    data: Data


def year_before(assessment: Assessment) -> Before | None:
    """The final result of the region in the year before; None where it had none or did not take part."""
    year = assessment.round.year - 1
    row = NationalResult.objects.filter(
        region=assessment.region_id, year=year, stage=NationalResult.Stage.FINAL, takes_part=True, archived_at=None
    ).first()
    if row is None:
        return None
    items = NationalItemScore.objects.filter(
        region=assessment.region_id, year=year, instrument_code=row.instrument_code, archived_at=None
    )
    raw = unrounded(row)
    data = {
        "year": year,
        "instrument_code": row.instrument_code,
        "index": row.index,
        "raw_index": raw,
        "dimensions": row.dimensions,
        "items": {each.item_code: _text(each.score) for each in items},
    }
    return Before(raw, data)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def unrounded(row: NationalResult) -> Decimal:
    """The index before rounding: as stored, else made of the dimensions, else the published one."""
    if row.raw_index is not None:
        return row.raw_index
    weights = dict(
        Dimension.objects.filter(instrument__code=row.instrument_code, archived_at=None).values_list("code", "weight")
    )
    if weights and all(row.dimensions.get(code) for code in weights):
        return scoring.raw_index({code: Decimal(row.dimensions[code]) for code in weights}, weights)
    return row.index


def _results(figures: Figures, own_figures: Figures | None, improvement: Decimal | None) -> Data:
    return {
        "index": figures.index,
        "raw_index": figures.raw,
        "dimensions": dict(figures.dimensions),
        "contributions": dict(figures.contributions),
        "items": {code: shown_score(score) for code, score in figures.items.items()},
        "improvement": improvement,
        "own_index": own_figures.index if own_figures else None,
        "own_dimensions": dict(own_figures.dimensions) if own_figures else {},
    }
