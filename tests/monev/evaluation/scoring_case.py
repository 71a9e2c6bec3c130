"""A round that is scored: an instrument of two dimensions, KSB submitted, stage II open, three assessors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

from monev.evaluation.models.instruments import Instrument
from organizations.roles import Role
from tests.factories.evaluation import (
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    DimensionFactory,
    EvaluationRoundFactory,
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    RoundStageFactory,
)
from tests.factories.organizations import MembershipFactory, UserFactory

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def make_instrument(*, is_published=True, **columns):
    """Two dimensions of two items each."""
    instrument = InstrumentFactory(status=Instrument.Status.DRAFT, published_at=None, **columns)
    items = []
    for number, code in ((1, "output"), (2, "impact")):
        dimension = DimensionFactory(instrument=instrument, code=code, weight=50, position=number)
        indicator = InstrumentIndicatorFactory(dimension=dimension)
        items += [
            InstrumentItemFactory(indicator=indicator, code=f"{number}.0{each}", text=f"Butir {number}.{each}")
            for each in (1, 2)
        ]
    if is_published:
        Instrument.objects.filter(pk=instrument.pk).update(status=Instrument.Status.PUBLISHED, published_at=NOW)
    instrument.refresh_from_db()
    return instrument, items


def assessor(region, name):
    """Somebody with a role of assessor in the region for the days of the stage."""
    user = UserFactory(name=name)
    membership = MembershipFactory(user=user, role=Role.ASSESSOR, region=region, starts_on=FIRST, ends_on=LAST)
    return user, membership


def make_scoring(region, admin, *, is_published=True) -> SimpleNamespace:
    """`assignments` of Ana (chair), Budi and Citra; nothing is scored yet."""
    instrument, items = make_instrument(is_published=is_published)
    evaluation = EvaluationRoundFactory(instrument=instrument)
    first = RoundStageFactory(round=evaluation, kind="I", state="planned", opens_on=FIRST, closes_on=LAST)
    stage = RoundStageFactory(round=evaluation, opens_on=FIRST, closes_on=LAST)
    submitted = {"state": "submitted", "submitted_at": NOW, "submitted_by": admin}
    assessment = AssessmentFactory(region=region, round=evaluation, **submitted)
    answers = [AnswerFactory(assessment=assessment, item=item, score=3) for item in items]
    assignments = []
    for name in ("Ana", "Budi", "Citra"):
        user, membership = assessor(region, name)
        assignments.append(
            AssignmentFactory(
                assessment=assessment,
                stage=stage,
                assessor=user,
                is_chair=name == "Ana",
                starts_on=FIRST,
                ends_on=LAST,
                membership=membership,
            )
        )
    return SimpleNamespace(
        instrument=instrument,
        items=items,
        round=evaluation,
        first=first,
        stage=stage,
        assessment=assessment,
        answers=answers,
        assignments=assignments,
    )
