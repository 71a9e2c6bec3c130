"""The national evaluation: instruments, rounds, assessments, scores, surveys, results and findings."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, FrozenAssessment, Reopening
from monev.evaluation.models.closing import ResultLetter, StageJob
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import (
    Finding,
    FindingEvidence,
    FindingStep,
    NationalItemScore,
    NationalResult,
)
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from tests.factories.frozen import thawed
from tests.factories.organizations import AgencyFactory, RegionFactory, UserFactory
from tests.factories.pillars import PillarFactory, SubDimensionFactory
from tests.factories.quickwins import QuickWinFactory
from tests.factories.trail import EvidenceFactory

A_MOMENT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


class InstrumentFactory(DjangoModelFactory):
    """A published instrument without dimensions; `status="draft", published_at=None` makes a draft."""

    class Meta:
        model = Instrument

    code = factory.Sequence(lambda n: f"instrumen-{n}")
    name_id = factory.Sequence(lambda n: f"Instrumen {n}")
    name_en = factory.Sequence(lambda n: f"Instrument {n}")
    year = 2026
    status = Instrument.Status.PUBLISHED
    rounding = Instrument.Rounding.TOTAL
    published_at = A_MOMENT


class _OfInstrument(DjangoModelFactory):
    """A row of an instrument, also of a published one: as if it had been there before it was published."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        instrument = kwargs["instrument"]
        if instrument.is_draft:
            return super()._create(model_class, *args, **kwargs)
        rows = Instrument.objects.filter(pk=instrument.pk)
        with thawed("published_evaluation_instrument_update"):
            rows.update(status=Instrument.Status.DRAFT)
            made = super()._create(model_class, *args, **kwargs)
            rows.update(status=Instrument.Status.PUBLISHED)
        return made


class DimensionFactory(_OfInstrument):
    class Meta:
        model = Dimension

    instrument = factory.SubFactory(InstrumentFactory)
    code = factory.Sequence(lambda n: f"dimensi-{n}")
    name_id = factory.Sequence(lambda n: f"Dimensi {n}")
    name_en = factory.Sequence(lambda n: f"Dimension {n}")
    weight = Decimal(100)
    position = factory.Sequence(lambda n: n + 1)


def draft_instrument(**columns):
    """A draft that could be published: two dimensions, an indicator and an item in each."""
    instrument = InstrumentFactory(status=Instrument.Status.DRAFT, published_at=None, **columns)
    for number, weight in ((1, 40), (2, 60)):
        dimension = DimensionFactory(instrument=instrument, code=f"dimensi-{number}", weight=weight, position=number)
        indicator = InstrumentIndicatorFactory(dimension=dimension, name=f"Indikator {number}")
        InstrumentItemFactory(indicator=indicator, code=f"{number}.01", position=number)
    return instrument


class InstrumentIndicatorFactory(_OfInstrument):
    class Meta:
        model = InstrumentIndicator

    dimension = factory.SubFactory(DimensionFactory)
    instrument = factory.SelfAttribute("dimension.instrument")
    name = factory.Sequence(lambda n: f"Indikator instrumen {n}")


class InstrumentItemFactory(_OfInstrument):
    class Meta:
        model = InstrumentItem

    indicator = factory.SubFactory(InstrumentIndicatorFactory)
    instrument = factory.SelfAttribute("indicator.instrument")
    code = factory.Sequence(lambda n: f"9.{n:02d}")
    text = factory.Sequence(lambda n: f"Butir {n}")
    position = factory.Sequence(lambda n: n + 1)


class EvaluationRoundFactory(DjangoModelFactory):
    class Meta:
        model = EvaluationRound

    instrument = factory.SubFactory(InstrumentFactory)
    year = 2026
    name = factory.Sequence(lambda n: f"Evaluasi {n}")
    self_assessment_until = datetime(2026, 12, 15, 16, 59, tzinfo=UTC)


class RoundStageFactory(DjangoModelFactory):
    class Meta:
        model = RoundStage

    round = factory.SubFactory(EvaluationRoundFactory)
    kind = RoundStage.Kind.INTERVIEW
    opens_on = date(2026, 1, 1)
    closes_on = date(2027, 12, 31)
    state = RoundStage.State.OPEN


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    region = factory.SubFactory(RegionFactory)
    round = factory.SubFactory(EvaluationRoundFactory)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    assessment = factory.SubFactory(AssessmentFactory)
    item = factory.SubFactory(
        InstrumentItemFactory,
        indicator__dimension__instrument=factory.SelfAttribute("....assessment.round.instrument"),
    )
    score = 3


class AnswerEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = AnswerEvidence

    answer = factory.SubFactory(AnswerFactory)
    evidence = factory.SubFactory(EvidenceFactory, region=factory.SelfAttribute("..answer.assessment.region"))


class ReopeningFactory(DjangoModelFactory):
    class Meta:
        model = Reopening

    answer = factory.SubFactory(AnswerFactory)
    stage = factory.SubFactory(RoundStageFactory, round=factory.SelfAttribute("..answer.assessment.round"))
    request = "Lampirkan notulen rapat"
    opened_at = A_MOMENT
    deadline_at = datetime(2027, 12, 31, 1, 0, tzinfo=UTC)


class FrozenAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = FrozenAssessment

    assessment = factory.SubFactory(AssessmentFactory)
    occasion = FrozenAssessment.Occasion.SUBMITTED
    number = factory.Sequence(lambda n: n + 1)
    data = factory.LazyFunction(dict)
    sha256 = "0" * 64
    code_version = "0"


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    assessment = factory.SubFactory(AssessmentFactory)
    stage = factory.SubFactory(RoundStageFactory, round=factory.SelfAttribute("..assessment.round"))
    assessor = factory.SubFactory(UserFactory)
    institution = "Universitas Contoh"
    starts_on = date(2026, 1, 1)
    ends_on = date(2027, 12, 31)


class ItemScoreFactory(DjangoModelFactory):
    class Meta:
        model = ItemScore

    assignment = factory.SubFactory(AssignmentFactory)
    item = factory.SubFactory(
        InstrumentItemFactory,
        indicator__dimension__instrument=factory.SelfAttribute("....assignment.assessment.round.instrument"),
    )
    score = 3


class AssessorFindingFactory(DjangoModelFactory):
    class Meta:
        model = AssessorFinding

    assignment = factory.SubFactory(AssignmentFactory)
    kind = Finding.Kind.RECOMMENDATION
    text = factory.Sequence(lambda n: f"Catatan asesor {n}")


class StageResultFactory(DjangoModelFactory):
    class Meta:
        model = StageResult

    assessment = factory.SubFactory(AssessmentFactory)
    stage = factory.SubFactory(RoundStageFactory, round=factory.SelfAttribute("..assessment.round"))
    frozen = factory.SubFactory(
        FrozenAssessmentFactory,
        assessment=factory.SelfAttribute("..assessment"),
        stage=factory.SelfAttribute("..stage"),
        occasion=FrozenAssessment.Occasion.CLOSED,
    )
    index = Decimal("2.51")
    raw_index = Decimal("2.504")


class ExternalIndicatorFactory(DjangoModelFactory):
    class Meta:
        model = ExternalIndicator

    code = factory.Sequence(lambda n: f"luar-{n}")
    name_id = factory.Sequence(lambda n: f"Indeks luar {n}")
    name_en = factory.Sequence(lambda n: f"External index {n}")


class ExternalFigureFactory(DjangoModelFactory):
    class Meta:
        model = ExternalFigure

    region = factory.SubFactory(RegionFactory)
    indicator = factory.SubFactory(ExternalIndicatorFactory)
    year = 2025
    value = Decimal("2.85")
    source = "BPS"


class SurveyFactory(DjangoModelFactory):
    class Meta:
        model = Survey

    region = factory.SubFactory(RegionFactory)
    instrument = factory.SubFactory(InstrumentFactory)
    year = factory.Sequence(lambda n: 2026 + n)
    pillar = factory.SubFactory(PillarFactory)
    state = Survey.State.OPEN
    opens_on = date(2026, 1, 1)
    closes_on = date(2027, 12, 31)


class SurveyServiceFactory(DjangoModelFactory):
    class Meta:
        model = SurveyService

    survey = factory.SubFactory(SurveyFactory)
    sub_dimension = factory.SubFactory(SubDimensionFactory, pillar=factory.SelfAttribute("..survey.pillar"))
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..survey.region"))
    quick_win = factory.SubFactory(
        QuickWinFactory, region=factory.SelfAttribute("..survey.region"), agency=factory.SelfAttribute("..agency")
    )
    name = factory.Sequence(lambda n: f"Layanan {n}")
    users = 400


class SurveyResponseFactory(DjangoModelFactory):
    class Meta:
        model = SurveyResponse

    survey = factory.SubFactory(SurveyFactory)
    channel = SurveyResponse.Channel.LINK
    consented_at = A_MOMENT
    answered_at = A_MOMENT
    seconds = 180


class NationalResultFactory(DjangoModelFactory):
    class Meta:
        model = NationalResult

    region = factory.SubFactory(RegionFactory)
    year = factory.Sequence(lambda n: 2000 + n % 20)  # before any year of which a test publishes a result itself
    instrument_code = "2022"
    index = Decimal("3.28")


class NationalItemScoreFactory(DjangoModelFactory):
    class Meta:
        model = NationalItemScore

    region = factory.SubFactory(RegionFactory)
    year = 2022
    instrument_code = "2022"
    item_code = factory.Sequence(lambda n: f"1.{n:02d}")
    score = Decimal("2.75")


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    region = factory.SubFactory(RegionFactory)
    year = 2025
    kind = Finding.Kind.RECOMMENDATION
    text = factory.Sequence(lambda n: f"Tindak lanjuti rekomendasi {n}")


class FindingStepFactory(DjangoModelFactory):
    class Meta:
        model = FindingStep

    finding = factory.SubFactory(FindingFactory)
    step = FindingStep.Step.PROGRESS
    words = "Rapat koordinasi sudah diadakan"


class FindingEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = FindingEvidence

    step = factory.SubFactory(FindingStepFactory)
    evidence = factory.SubFactory(EvidenceFactory, region=factory.SelfAttribute("..step.finding.region"))


class StageJobFactory(DjangoModelFactory):
    class Meta:
        model = StageJob

    stage = factory.SubFactory(RoundStageFactory)
    task = StageJob.Task.CLOSE
    state = StageJob.State.DONE


class ResultLetterFactory(DjangoModelFactory):
    class Meta:
        model = ResultLetter

    assessment = factory.SubFactory(AssessmentFactory)
    stage = factory.SubFactory(
        RoundStageFactory,
        round=factory.SelfAttribute("..assessment.round"),
        state=RoundStage.State.PUBLISHED,
        closed_at=A_MOMENT,
    )
    format = ResultLetter.Format.PDF
    basis = factory.Sequence(lambda n: f"{n:064d}")
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7 contoh", "surat.pdf"))
    sha256 = "0" * 64
    size = 15
