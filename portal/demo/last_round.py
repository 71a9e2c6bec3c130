"""Last year's example round, closed and published: both regions scored by three assessors, and the year before it.

Everything goes through the services, so that the pages and letters show what a real round would show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from monev.evaluation import scoring
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore
from monev.evaluation.scoring import Rounding
from monev.evaluation.services.closing import close_stage
from monev.evaluation.services.publishing import publish_stage, save_letter_head
from monev.evaluation.services.stage_jobs import run_job
from monev.monitoring.models.evidence import Evidence
from organizations.demo import DEMO_REGION, DEMO_USERS
from organizations.models import Region, User
from organizations.roles import Role
from portal.demo.evaluation import INSTITUTIONS, MARK, instrument_for, items_of
from portal.demo.neighbour import CODE
from portal.demo.people import holder
from portal.demo.store import EXAMPLE_SOURCE, examples
from portal.demo.stories import pick

OWN_STEPS = {DEMO_REGION: ("3", "3", "4", "4"), CODE: ("2", "3", "3", "4")}
GIVEN_STEPS = {DEMO_REGION: ("2", "3", "3", "3", "4"), CODE: ("1", "2", "2", "3", "3")}
BEFORE = {DEMO_REGION: ("2.35", "2.61", "2.48", "2.72", "2.90"), CODE: ("1.95", "2.04", "2.30", "2.11", "2.25")}
"""The scores of the dimensions in the year before, in their order, taken again from the start where there are more."""
FINDINGS = (
    (Finding.Kind.STRENGTH, "Program prioritas berjalan sesuai peta jalan dan memiliki data dukung."),
    (Finding.Kind.WEAKNESS, "Rapat Dewan Smart City belum terjadwal dan notulennya tidak lengkap."),
    (Finding.Kind.RECOMMENDATION, "Jadwalkan rapat Dewan Smart City setiap triwulan dan unggah notulennya."),
)
PROVEN = 6
"""So many answers of the first region have a file or link of its own as proof."""
HEAD = {
    "letter_place": "Jakarta",
    "signer_post": "Pejabat Contoh",
    "signer_name": "Nama Contoh",
    "signer_nip": "",
}


def load(today: date) -> EvaluationRound | None:
    """The round of last year; None where no instrument is published."""
    regions = list(Region.objects.filter(code__in=(DEMO_REGION, CODE)).select_related("cohort").order_by("-code"))
    instrument = instrument_for(regions[0])
    if instrument is None:
        return None
    year = today.year - 1
    stage = _stage(instrument, year)
    _year_before(instrument, regions, year - 1)
    for region in regions:
        assessment = _assessment(stage.round, region, year)
        _answers(assessment)
        _scores(assessment, stage)
    _close(stage, year)
    return stage.round


def _stage(instrument: Instrument, year: int) -> RoundStage:
    until = timezone.make_aware(datetime.combine(date(year, 10, 31), time(16, 0)))
    named = {"instrument": instrument, "year": year, "name": f"Evaluasi {year}", "self_assessment_until": until}
    made = examples([EvaluationRound(**named)])[0]
    days = {"opens_on": date(year, 11, 3), "closes_on": date(year, 11, 21)}
    return examples([RoundStage(round=made, kind="II", state=RoundStage.State.OPEN, **days)])[0]


def _year_before(instrument: Instrument, regions: Sequence[Region], year: int) -> None:
    dimensions = list(instrument.dimensions.filter(archived_at=None).order_by("position", "pk"))
    weights = {each.code: each.weight for each in dimensions}
    rows = []
    for region in regions:
        scores = {
            each.code: Decimal(BEFORE[region.code][number % len(BEFORE[region.code])])
            for number, each in enumerate(dimensions)
        }
        index = scoring.final_index(scores, weights, Rounding(instrument.rounding))
        rows.append(
            NationalResult(
                region=region,
                year=year,
                instrument_code=instrument.code,
                index=index,
                computed_index=index,
                raw_index=scoring.raw_index(scores, weights),
                dimensions={code: str(score) for code, score in scores.items()},
            )
        )
    examples(rows)


def _assessment(made: EvaluationRound, region: Region, year: int) -> Assessment:
    return examples(
        [
            Assessment(
                region=region,
                round=made,
                state=Assessment.State.SUBMITTED,
                submitted_at=timezone.make_aware(datetime.combine(date(year, 10, 30), time(10, 0))),
                submitted_by=holder(Role.VERIFIER) if region.code == DEMO_REGION else None,
            )
        ]
    )[0]


def _answers(assessment: Assessment) -> None:
    code = assessment.region.code
    rows = examples(
        Answer(
            assessment=assessment,
            item=item,
            score=int(pick(OWN_STEPS[code], f"jawaban lalu {code} {item.code}")),
            text=f"{MARK}Dijawab oleh sekretariat dengan data dukung.",
            confirmed_at=assessment.submitted_at,
        )
        for item in items_of(assessment)
    )
    proofs = Evidence.objects.filter(region=assessment.region, archived_at=None).order_by("pk")[:PROVEN]
    examples(AnswerEvidence(answer=row, evidence=proof) for row, proof in zip(rows, proofs, strict=False))


def _scores(assessment: Assessment, stage: RoundStage) -> None:
    people = [User.objects.get(email=each.email) for each in DEMO_USERS if each.role == Role.ASSESSOR]
    items = items_of(assessment)
    for number, (person, institution) in enumerate(zip(people, INSTITUTIONS, strict=False)):
        assignment = examples(
            [
                Assignment(
                    assessment=assessment,
                    stage=stage,
                    assessor=person,
                    institution=institution,
                    is_chair=number == 0,
                    starts_on=stage.opens_on,
                    ends_on=stage.closes_on,
                    submitted_at=timezone.make_aware(datetime.combine(stage.closes_on, time(9 + number, 0))),
                )
            ]
        )[0]
        examples(_score(assignment, item, assessment.region.code, number) for item in items)
        examples(
            AssessorFinding(
                assignment=assignment, kind=kind, text=f"{MARK}{text}", position=position, source=EXAMPLE_SOURCE
            )
            for position, (kind, text) in enumerate(FINDINGS, start=1)
            if (position + number) % 3 or number == 0
        )


def _score(assignment: Assignment, item: InstrumentItem, code: str, number: int) -> ItemScore:
    score = int(pick(GIVEN_STEPS[code], f"nilai lalu {code} {number} {item.code}"))
    note = f"{MARK}Bukti sesuai dengan jawaban." if score == 4 else ""
    return ItemScore(assignment=assignment, item=item, score=score, note=note)


def _close(stage: RoundStage, year: int) -> None:
    """Closed and published by the national administrator of the demonstration."""
    by = holder(Role.NATIONAL_ADMIN)
    run_job(close_stage(stage, by=by, confirmed=True).pk)
    head = HEAD | {"letter_number": f"CONTOH-001/EVALUASI/{year}", "letter_date": date(year, 12, 1)}
    save_letter_head(stage, by=by, head=head)
    run_job(publish_stage(stage, by=by).pk)
