"""Example answers of the self-assessment, on what the portal proposes; and a trial round that is still open.

This year's round is submitted, so that the assessors can work; in the trial one the region is half through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.selectors.proposals import as_kept
from monev.evaluation.selectors.self_assessment import ItemLine, Sheet, self_assessment
from monev.evaluation.services.submitting import freeze_sheet
from monev.monitoring.models.evidence import Evidence
from organizations.models import Region, User
from organizations.roles import Role
from portal.demo.people import holder
from portal.demo.store import examples

MARK = "(contoh) "
CORRECTED = 9
"""Every so many proposals one is corrected by a step."""
SHOWN = 3
"""Every so many answers one shows a piece of evidence of the ledger."""
OPEN_FOR = timedelta(days=17)
STAGE = timedelta(days=14)


def answer_as_proposed(assessment: Assessment, at: datetime, *, part: float = 1) -> list[Answer]:
    """Answers to the items that the portal proposes an answer for, in order, `part` of them; evidence with some."""
    sheet = self_assessment(assessment)
    proposed = [each for each in sheet.lines if each.step is not None and each.answer is None]
    by = holder(Role.VERIFIER)
    made = examples(_answers(assessment, proposed[: round(len(proposed) * part)], by, at))
    examples(_evidence(made, assessment.region))
    return made


def _answers(assessment: Assessment, lines: Iterable[ItemLine], by: User, at: datetime) -> Iterator[Answer]:
    for number, line in enumerate(lines, start=1):
        step = line.step or 0
        is_corrected = number % CORRECTED == 0 and step > 1
        yield Answer(
            assessment=assessment,
            item=line.item,
            proposed=step,
            proposal=as_kept(line.item, line.proposal),
            score=step - 1 if is_corrected else step,
            reason=f"{MARK}Sebagian bukti belum lengkap, dinilai lebih rendah dari usulan." if is_corrected else "",
            confirmed_at=at,
            confirmed_by=by,
        )


def _evidence(answers: list[Answer], region: Region) -> Iterator[AnswerEvidence]:
    pieces = list(Evidence.objects.filter(region=region, archived_at=None).order_by("-dated_on", "pk")[: len(answers)])
    shown = answers[::SHOWN]
    for answer, piece in zip(shown, pieces, strict=False):
        yield AnswerEvidence(answer=answer, evidence=piece)


def keep_as_submitted(assessment: Assessment) -> Sheet:
    """What was submitted is frozen as a real one would be."""
    sheet = self_assessment(assessment)
    freeze_sheet(sheet, assessment, by=assessment.submitted_by)
    return sheet


def trial(region: Region, instrument: Instrument, today: date) -> Assessment:
    """A round to practise in, open for some weeks: two thirds of what is proposed is confirmed."""
    now = timezone.make_aware(datetime.combine(today, time(9, 0)))
    last = today + OPEN_FOR
    named = {"instrument": instrument, "year": today.year, "name": f"Uji coba penilaian mandiri {today.year}"}
    until = timezone.make_aware(datetime.combine(last, time(16, 0)))
    made = examples([EvaluationRound(self_assessment_until=until, **named)])[0]
    days = {"opens_on": last + timedelta(days=1), "closes_on": last + STAGE}
    examples([RoundStage(round=made, kind=RoundStage.Kind.INTERVIEW, **days)])
    assessment = examples([Assessment(region=region, round=made)])[0]
    answer_as_proposed(assessment, now, part=2 / 3)
    return assessment
