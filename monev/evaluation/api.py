"""REST: results and findings of the national evaluation."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.openapi import DOWNLOAD, FILE
from core.rest.formats import AnyAccepted
from core.rest.moments import NO_FIGURES, PUBLISHED, Carries
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, FrozenAssessment, Reopening
from monev.evaluation.models.closing import ResultLetter
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalItemScore, NationalResult
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.evaluation.models.surveys import Survey, SurveyService
from monev.evaluation.selectors.surveys import summaries_of
from monev.evaluation.serializers.assessments import (
    AnswerEvidenceSerializer,
    AnswerSerializer,
    AssessmentSerializer,
    FrozenAssessmentSerializer,
    ReopeningSerializer,
)
from monev.evaluation.serializers.external import ExternalFigureSerializer, ExternalIndicatorSerializer
from monev.evaluation.serializers.instruments import (
    DimensionSerializer,
    InstrumentIndicatorSerializer,
    InstrumentItemSerializer,
    InstrumentSerializer,
)
from monev.evaluation.serializers.results import (
    FindingEvidenceSerializer,
    FindingSerializer,
    FindingStepSerializer,
    NationalItemScoreSerializer,
    NationalResultSerializer,
)
from monev.evaluation.serializers.rounds import EvaluationRoundSerializer, RoundStageSerializer
from monev.evaluation.serializers.scores import (
    AssessorFindingSerializer,
    AssignmentSerializer,
    ItemScoreSerializer,
    ResultLetterSerializer,
    StageResultSerializer,
)
from monev.evaluation.serializers.surveys import SurveySerializer, SurveyServiceSerializer
from organizations.rest import ScopedViewSet, attachment
from organizations.scopes import FILES


class NationalResultViewSet(ScopedViewSet):
    """Results of regions in national evaluations, as published and as computed (index 0 to 4)."""

    carries = PUBLISHED
    queryset = NationalResult.objects.for_list()
    serializer_class = NationalResultSerializer
    filters = {
        "year": "year",
        "stage": "stage",
        "instrument_code": "instrument_code",
        "takes_part": "takes_part",
    }
    orderings = {"year": "year", "index": "index", "updated_at": "updated_at"}
    search_fields = ("region__name",)


class FindingViewSet(ScopedViewSet):
    """Findings of assessors and their follow-up."""

    queryset = Finding.objects.for_list().select_related("verified_by")
    serializer_class = FindingSerializer
    filters = {
        "year": "year",
        "kind": "kind",
        "status": "status",
        "item_code": "item_code",
        "due_until": "due_on__lte",
    }
    orderings = {"year": "year", "due_on": "due_on", "updated_at": "updated_at"}
    search_fields = ("text",)


class SurveyViewSet(ScopedViewSet):
    """Citizen surveys with their means; single forms are not handed out."""

    carries = Carries("state", ("closed",))
    queryset = Survey.objects.select_related("region", "instrument", "pillar")
    serializer_class = SurveySerializer
    filters = {"year": "year", "state": "state", "pillar": "pillar__code"}
    orderings = {"year": "year", "opens_on": "opens_on", "updated_at": "updated_at"}
    search_fields = ("region__name", "pillar__name_id")
    computed = ("figures",)

    def facts(self, rows: list[Any]) -> dict[str, Any]:
        return {"figures": summaries_of(rows)}


class SurveyServiceViewSet(ScopedViewSet):
    """The services that citizen surveys ask about."""

    queryset = SurveyService.objects.select_related("survey__region", "agency", "sub_dimension", "quick_win")
    serializer_class = SurveyServiceSerializer
    filters = {"survey": "survey", "year": "survey__year"}
    orderings = {"name": "name", "users": "users", "updated_at": "updated_at"}
    search_fields = ("name",)


class FindingStepViewSet(ScopedViewSet):
    """The course of follow-ups, step by step."""

    queryset = FindingStep.objects.select_related("finding__region", "agency", "by").order_by("at", "pk")
    serializer_class = FindingStepSerializer
    filters = {"finding": "finding", "step": "step", "from": "at__gte", "until": "at__lte"}
    orderings = {"at": "at", "updated_at": "updated_at"}
    search_fields = ("words",)


class FindingEvidenceViewSet(ScopedViewSet):
    """What proves which step of a follow-up."""

    queryset = FindingEvidence.objects.select_related("step__finding__region", "evidence").order_by("step", "pk")
    serializer_class = FindingEvidenceSerializer
    filters = {"finding": "step__finding", "step": "step", "evidence": "evidence"}
    orderings = {"updated_at": "updated_at"}


class StageResultViewSet(ScopedViewSet):
    """Results of closed stages, computed; the published figure of the year is in `national-results`."""

    carries = Carries("stage.state", ("published",), snapshot="frozen.sha256")
    queryset = StageResult.objects.holding().for_list().select_related("frozen").defer("frozen__data")
    serializer_class = StageResultSerializer
    filters = {"year": "assessment__round__year", "stage": "stage__kind"}
    orderings = {"index": "index", "updated_at": "updated_at"}
    search_fields = ("assessment__region__name",)


class ResultLetterViewSet(ScopedViewSet):
    """Result letters of regions as they were issued, with their SHA-256."""

    carries = Carries("stage.state", ("published",), snapshot="basis")
    queryset = (
        ResultLetter.objects.filter(assessment__isnull=False)
        .select_related("assessment__region", "stage")
        .order_by("-created_at", "pk")
    )
    serializer_class = ResultLetterSerializer
    filters = {"year": "assessment__round__year", "stage": "stage__kind", "file_format": "format", "sha256": "sha256"}
    orderings = {"created_at": "created_at"}

    @extend_schema(parameters=DOWNLOAD, responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted, scopes=FILES)
    def file(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """The file itself."""
        row = self.get_object()
        return attachment(row.file, PurePath(row.file.name).name, request, row.sha256)


class NationalItemScoreViewSet(ScopedViewSet):
    """Scores of single items in published evaluations (0 to 4)."""

    carries = PUBLISHED
    queryset = NationalItemScore.objects.select_related("region").order_by("-year", "region__code", "item_code", "pk")
    serializer_class = NationalItemScoreSerializer
    filters = {"year": "year", "instrument_code": "instrument_code", "item_code": "item_code"}
    orderings = {"year": "year", "item_code": "item_code", "updated_at": "updated_at"}


class ExternalIndicatorViewSet(ScopedViewSet):
    """Figures of other institutions that items ask for: units and ranges; the same for everybody."""

    queryset = ExternalIndicator.objects.order_by("position", "code")
    serializer_class = ExternalIndicatorSerializer
    filters = {"code": "code"}
    orderings = {"code": "code", "position": "position", "updated_at": "updated_at"}
    search_fields = ("code", "name_id", "name_en")


class ExternalFigureViewSet(ScopedViewSet):
    """Figures of other institutions by region and year, with their source."""

    carries = PUBLISHED
    queryset = ExternalFigure.objects.select_related("region", "indicator").order_by(
        "-year", "region__code", "indicator__position", "pk"
    )
    serializer_class = ExternalFigureSerializer
    filters = {"year": "year", "indicator": "indicator__code"}
    orderings = {"year": "year", "updated_at": "updated_at"}
    search_fields = ("source", "indicator__name_id")


class InstrumentViewSet(ScopedViewSet):
    """Versions of the national instrument; drafts for the ministry only."""

    queryset = Instrument.objects.select_related("based_on").prefetch_related("cohorts").for_list()
    serializer_class = InstrumentSerializer
    filters = {"code": "code", "year": "year", "status": "status"}
    orderings = {"year": "year", "code": "code", "updated_at": "updated_at"}
    search_fields = ("code", "name_id", "name_en")


class DimensionViewSet(ScopedViewSet):
    """Dimensions of instruments with their weights."""

    queryset = Dimension.objects.select_related("instrument").order_by(
        "-instrument__year", "instrument_id", "position", "pk"
    )
    serializer_class = DimensionSerializer
    filters = {"instrument": "instrument__code", "code": "code"}
    orderings = {"position": "position", "weight": "weight", "updated_at": "updated_at"}
    search_fields = ("code", "name_id", "name_en")


class InstrumentIndicatorViewSet(ScopedViewSet):
    """Indicators of instruments."""

    queryset = InstrumentIndicator.objects.select_related("instrument", "dimension").order_by(
        "-instrument__year", "instrument_id", "dimension__position", "position", "pk"
    )
    serializer_class = InstrumentIndicatorSerializer
    filters = {"instrument": "instrument__code", "dimension": "dimension__code"}
    orderings = {"position": "position", "updated_at": "updated_at"}
    search_fields = ("name",)


class InstrumentItemViewSet(ScopedViewSet):
    """Items of instruments: what is asked, and from what the portal proposes an answer."""

    queryset = InstrumentItem.objects.select_related(
        "instrument", "indicator__dimension", "pillar", "sub_dimension"
    ).order_by("-instrument__year", "instrument_id", "position", "pk")
    serializer_class = InstrumentItemSerializer
    filters = {
        "instrument": "instrument__code",
        "dimension": "indicator__dimension__code",
        "code": "code",
        "pillar": "pillar__code",
        "rule": "rule",
        "is_survey": "is_survey",
    }
    orderings = {"position": "position", "code": "code", "updated_at": "updated_at"}
    search_fields = ("code", "text")


class AnswerViewSet(ScopedViewSet):
    """Answers of regions to the items of the national evaluation."""

    carries = Carries("assessment.state", ("submitted",))
    queryset = Answer.objects.select_related(
        "assessment__region", "assessment__round", "item", "confirmed_by"
    ).order_by("-assessment__round__year", "assessment__region__code", "item__position", "pk")
    serializer_class = AnswerSerializer
    filters = {"year": "assessment__round__year", "item_code": "item__code", "is_not_applicable": "is_not_applicable"}
    orderings = {"year": "assessment__round__year", "updated_at": "updated_at"}
    search_fields = ("item__text", "text")


class AnswerEvidenceViewSet(ScopedViewSet):
    """Evidence of answers."""

    queryset = AnswerEvidence.objects.select_related("answer__assessment__region", "answer__item", "evidence").order_by(
        "answer", "pk"
    )
    serializer_class = AnswerEvidenceSerializer
    filters = {"item_code": "answer__item__code"}
    orderings = {"updated_at": "updated_at"}
    search_fields = ("evidence__title",)


class FrozenAssessmentViewSet(ScopedViewSet):
    """Assessments as they were when they were submitted or closed."""

    carries = Carries(snapshot="sha256")
    queryset = FrozenAssessment.objects.select_related("assessment__region", "assessment__round", "taken_by").order_by(
        "-taken_at", "pk"
    )
    serializer_class = FrozenAssessmentSerializer
    filters = {"year": "assessment__round__year", "occasion": "occasion"}
    orderings = {"taken_at": "taken_at"}
    search_fields = ("assessment__region__name", "sha256")


class EvaluationRoundViewSet(ScopedViewSet):
    """Rounds of the national evaluation: one instrument in one year."""

    queryset = EvaluationRound.objects.for_list()
    serializer_class = EvaluationRoundSerializer
    filters = {"year": "year", "instrument": "instrument__code"}
    orderings = {"year": "year", "updated_at": "updated_at"}
    search_fields = ("name",)


class RoundStageViewSet(ScopedViewSet):
    """Stages of rounds: I, written (advice), and II, interview (scored)."""

    carries = NO_FIGURES
    queryset = RoundStage.objects.for_list()
    serializer_class = RoundStageSerializer
    filters = {"round": "round", "kind": "kind", "state": "state"}
    orderings = {"opens_on": "opens_on", "updated_at": "updated_at"}


class AssessmentViewSet(ScopedViewSet):
    """Regions in rounds, with the state of their self-assessment."""

    carries = NO_FIGURES
    queryset = Assessment.objects.for_list()
    serializer_class = AssessmentSerializer
    filters = {"round": "round", "state": "state", "takes_part": "takes_part"}
    orderings = {"submitted_at": "submitted_at", "updated_at": "updated_at"}
    search_fields = ("region__name",)


class AssignmentViewSet(ScopedViewSet):
    """Which assessor assesses which region in which stage, from when to when."""

    queryset = Assignment.objects.for_list()
    serializer_class = AssignmentSerializer
    filters = {"assessment": "assessment", "stage": "stage", "is_chair": "is_chair"}
    orderings = {"starts_on": "starts_on", "submitted_at": "submitted_at", "updated_at": "updated_at"}
    search_fields = ("assessor__name", "institution")


class ItemScoreViewSet(ScopedViewSet):
    """Scores of assessors: one's own; those of colleagues once both have submitted; all once a stage is published."""

    carries = Carries("assignment.stage.state", ("published",))
    queryset = ItemScore.objects.select_related(
        "assignment__assessor", "assignment__assessment__region", "assignment__stage", "item"
    ).order_by("assignment", "item__position", "pk")
    serializer_class = ItemScoreSerializer
    filters = {"assignment": "assignment", "item": "item__code", "score": "score"}
    orderings = {"score": "score", "updated_at": "updated_at"}


class AssessorFindingViewSet(ScopedViewSet):
    """Findings of assessors, seen as their scores are."""

    queryset = AssessorFinding.objects.select_related(
        "assignment__assessor", "assignment__assessment__region", "item", "agency"
    ).order_by("assignment", "kind", "position", "pk")
    serializer_class = AssessorFindingSerializer
    filters = {"assignment": "assignment", "kind": "kind"}
    orderings = {"position": "position", "updated_at": "updated_at"}
    search_fields = ("text",)


class ReopeningViewSet(ScopedViewSet):
    """Items that were opened again to a region for missing evidence."""

    queryset = Reopening.objects.select_related(
        "answer__assessment__region", "answer__item", "stage", "opened_by", "completed_by"
    ).order_by("-opened_at", "pk")
    serializer_class = ReopeningSerializer
    filters = {"stage": "stage", "item": "answer__item__code"}
    orderings = {"opened_at": "opened_at", "deadline_at": "deadline_at", "updated_at": "updated_at"}
    search_fields = ("request",)
