"""An example round of the national evaluation: both regions in it, KSB submitted, three assessors, one of them at work.

KSB joined in 2022 and the neighbour in 2018. The round uses the priority instrument of 2023 where the instruments name
no cohort of 2022: of the regular one only dimensions, weights and rounding are published, its items are assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from monev.evaluation.models.assessments import Answer, Assessment
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.results import Finding
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore
from organizations.demo import DEMO_REGION, DEMO_USERS
from organizations.models import Membership, Region, User
from organizations.roles import Role
from portal.demo import self_assessment
from portal.demo.neighbour import CODE
from portal.demo.people import holder
from portal.demo.store import EXAMPLE_SOURCE, REASON, examples
from portal.demo.stories import pick

WANTED = ("2023-priority", "2023-regular")
INSTITUTIONS = ("Universitas Contoh", "Institut Contoh", "Kementerian Contoh")
BEFORE, AFTER = timedelta(days=10), timedelta(days=21)
"""Stage II began and ends this long before and after today."""
WRITTEN = timedelta(days=60)
SCORED_DIMENSIONS = 2
OWN_STEPS, GIVEN_STEPS = ("2", "3", "3", "4"), ("2", "2", "3", "3", "4")
MARK = "(contoh) "


def load(today: date) -> EvaluationRound | None:
    """The round with its regions and assessors; None where no instrument is published."""
    regions = list(Region.objects.filter(code__in=(DEMO_REGION, CODE)).select_related("cohort"))
    own = next(each for each in regions if each.code == DEMO_REGION)
    instrument = instrument_for(own)
    if instrument is None:
        return None
    made, stage = _round(instrument, today)
    assessments = {
        row.region.code: row for row in examples(Assessment(region=region, round=made) for region in regions)
    }
    submitted = assessments[DEMO_REGION]
    answer(submitted, today)
    assignments = _assignments(submitted, stage, today)
    _scores(assignments[0])
    if (other := other_instrument(instrument)) is not None:
        self_assessment.trial(own, other, today)
    return made


def instrument_for(region: Region) -> Instrument | None:
    """The published instrument of the region's cohort; where none names it, the first of those wanted."""
    rows = Instrument.objects.published().filter(code__in=WANTED)
    own = rows.filter(cohorts=region.cohort_id).first() if region.cohort_id else None
    return own or next((row for code in WANTED for row in rows if row.code == code), None)


def other_instrument(instrument: Instrument) -> Instrument | None:
    """Another published one, for practice: an instrument is used in one round a year."""
    rows = {each.code: each for each in Instrument.objects.published().filter(code__in=WANTED)}
    return next((rows[code] for code in WANTED if code in rows and rows[code].pk != instrument.pk), None)


def _round(instrument: Instrument, today: date) -> tuple[EvaluationRound, RoundStage]:
    """Stage I was passed over, stage II is open."""
    until = timezone.make_aware(datetime.combine(today - BEFORE, time(16, 0)))
    made = examples(
        [
            EvaluationRound(
                instrument=instrument,
                year=today.year,
                name=f"Evaluasi {today.year}",
                self_assessment_until=until,
            )
        ]
    )[0]
    stages = examples(
        [
            RoundStage(
                round=made,
                kind=RoundStage.Kind.WRITTEN,
                opens_on=today - WRITTEN,
                closes_on=today - WRITTEN + AFTER,
            ),
            RoundStage(
                round=made,
                kind=RoundStage.Kind.INTERVIEW,
                opens_on=today - BEFORE,
                closes_on=today + AFTER,
                state=RoundStage.State.OPEN,
            ),
        ]
    )
    return made, stages[1]


def answer(assessment: Assessment, today: date) -> None:
    """The region answered every item and submitted; an answer that stands there already stays."""
    at = timezone.make_aware(datetime.combine(today - BEFORE, time(9, 0)))
    self_assessment.answer_as_proposed(assessment, at)
    known = set(assessment.answers.values_list("item", flat=True))
    examples(
        Answer(
            assessment=assessment,
            item=item,
            score=int(pick(OWN_STEPS, f"jawaban {item.code}")),
            text=f"{MARK}Dijawab oleh sekretariat; bukti menyusul bila diminta.",
            confirmed_at=at,
            confirmed_by=holder(Role.VERIFIER),
        )
        for item in items_of(assessment)
        if item.pk not in known
    )
    if not assessment.is_submitted:
        assessment.state = Assessment.State.SUBMITTED
        assessment.submitted_at = timezone.make_aware(datetime.combine(today - BEFORE, time(10, 0)))
        assessment.submitted_by = holder(Role.VERIFIER)
        assessment.store(by=assessment.submitted_by, reason=REASON)
        self_assessment.keep_as_submitted(assessment)


def items_of(assessment: Assessment) -> Sequence[InstrumentItem]:
    """The items of the round's instrument, in order."""
    rows = InstrumentItem.objects.filter(instrument=assessment.round.instrument_id, archived_at=None)
    return list(rows.select_related("indicator__dimension").order_by("position", "pk"))


def _assignments(assessment: Assessment, stage: RoundStage, today: date) -> list[Assignment]:
    """Each demonstration assessor for the days of the stage; the membership that they have gets the same days."""
    people = [User.objects.get(email=each.email) for each in DEMO_USERS if each.role == Role.ASSESSOR]
    rows = []
    for number, (user, institution) in enumerate(zip(people, INSTITUTIONS, strict=True)):
        membership = Membership.objects.get(user=user, role=Role.ASSESSOR, region=assessment.region)
        membership.starts_on, membership.ends_on = stage.opens_on, stage.closes_on
        membership.store(by=None, reason=REASON)
        rows.append(
            Assignment(
                assessment=assessment,
                stage=stage,
                assessor=user,
                institution=institution,
                is_chair=number == 0,
                starts_on=stage.opens_on,
                ends_on=stage.closes_on,
                membership=membership,
            )
        )
    return examples(rows)


def _scores(assignment: Assignment) -> None:
    """The chair has scored the first dimensions and written two findings."""
    items = items_of(assignment.assessment)
    wanted = list(dict.fromkeys(item.indicator.dimension_id for item in items))[:SCORED_DIMENSIONS]
    examples(
        ItemScore(
            assignment=assignment,
            item=item,
            score=int(pick(GIVEN_STEPS, f"nilai {item.code}")),
            note=f"{MARK}Bukti sesuai dengan jawaban." if number % 3 == 0 else "",
        )
        for number, item in enumerate(items)
        if item.indicator.dimension_id in wanted
    )
    examples(
        AssessorFinding(assignment=assignment, kind=kind, text=f"{MARK}{text}", source=EXAMPLE_SOURCE)
        for kind, text in (
            (Finding.Kind.STRENGTH, "Kelembagaan Dewan dan Tim Pelaksana berjalan dan terdokumentasi."),
            (Finding.Kind.RECOMMENDATION, "Lengkapi bukti pelaksanaan program tahun lalu per rencana aksi."),
        )
    )
