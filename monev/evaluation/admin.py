"""Admin of published results and findings; the evaluation itself has pages of its own."""

from django.contrib import admin

from core.admin import LogAdmin, ReadOnlyAdmin, RecordAdmin
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, FrozenAssessment, Reopening
from monev.evaluation.models.closing import ResultLetter, StageJob
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalItemScore, NationalResult
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService


@admin.register(NationalResult)
class NationalResultAdmin(RecordAdmin):
    list_display = ("region", "year", "stage", "index", "computed_index", "takes_part", "instrument_code", "is_example")
    list_filter = ("year", "stage", "takes_part", "instrument_code", "is_example")
    search_fields = ("region__name", "region__code")
    autocomplete_fields = ("region",)
    list_select_related = ("region",)


@admin.register(Finding)
class FindingAdmin(RecordAdmin):
    """Findings of letters of the years before are entered here; their follow-up has pages of its own."""

    readonly_fields = (
        *RecordAdmin.readonly_fields,
        *("agency", "status", "due_on", "follow_up", "progress_percent", "verified_at", "verified_by"),
    )
    list_display = ("text", "region", "year", "kind", "status", "agency", "is_example")
    list_filter = ("year", "kind", "status", "is_example")
    search_fields = ("text", "region__name")
    autocomplete_fields = ("region",)
    list_select_related = ("region", "agency")


@admin.register(Survey)
class SurveyAdmin(ReadOnlyAdmin):
    list_display = ("region", "year", "pillar", "form", "state", "opens_on", "closes_on", "is_example")
    list_filter = ("year", "state", "is_example")
    search_fields = ("region__name", "region__code", "pillar__name_id")
    list_select_related = ("region", "pillar")


@admin.register(SurveyService)
class SurveyServiceAdmin(ReadOnlyAdmin):
    list_display = ("name", "survey", "sub_dimension", "agency", "users", "confirmed_at", "is_example")
    list_filter = ("survey__year", "is_example")
    search_fields = ("name", "agency__name", "survey__region__name")
    list_select_related = ("survey__pillar", "sub_dimension", "agency")


@admin.register(SurveyResponse)
class SurveyResponseAdmin(ReadOnlyAdmin):
    """Without the hashes: they are for counting only."""

    list_display = ("uid", "survey", "channel", "answered_at", "excluded_at", "is_example")
    list_filter = ("channel", "survey__year", "is_example")
    search_fields = ("uid", "survey__region__name", "exclusion_reason")
    list_select_related = ("survey__pillar",)
    exclude = ("phone_hash", "device_hash")


@admin.register(EvaluationRound)
class EvaluationRoundAdmin(ReadOnlyAdmin):
    list_display = ("name", "year", "instrument", "self_assessment_until", "is_example")
    list_filter = ("year", "is_example")
    search_fields = ("name", "instrument__code")
    list_select_related = ("instrument",)


@admin.register(RoundStage)
class RoundStageAdmin(ReadOnlyAdmin):
    list_display = ("round", "kind", "state", "opens_on", "closes_on", "is_example")
    list_filter = ("kind", "state", "is_example")
    search_fields = ("round__name",)
    list_select_related = ("round",)


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ("region", "round", "state", "takes_part", "submitted_at", "is_example")
    list_filter = ("state", "takes_part", "round", "is_example")
    search_fields = ("region__name", "region__code", "round__name")
    list_select_related = ("region", "round")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("assessor", "assessment", "stage", "starts_on", "ends_on", "submitted_at", "is_example")
    list_filter = ("stage__kind", "is_chair", "is_example")
    search_fields = ("assessor__name", "assessor__email", "assessment__region__name", "institution")
    list_select_related = ("assessor", "assessment__region", "assessment__round", "stage__round")


@admin.register(ItemScore)
class ItemScoreAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "item", "score", "is_not_applicable", "is_example")
    list_filter = ("is_not_applicable", "is_example")
    search_fields = ("item__code", "assignment__assessor__name", "assignment__assessment__region__name")
    list_select_related = (
        "item",
        "assignment__assessor",
        "assignment__assessment__region",
        "assignment__assessment__round",
    )


@admin.register(AssessorFinding)
class AssessorFindingAdmin(ReadOnlyAdmin):
    list_display = ("text", "kind", "assignment", "is_example")
    list_filter = ("kind", "is_example")
    search_fields = ("text", "assignment__assessor__name", "assignment__assessment__region__name")
    list_select_related = ("assignment__assessor", "assignment__assessment__region", "assignment__assessment__round")


@admin.register(Reopening)
class ReopeningAdmin(ReadOnlyAdmin):
    list_display = ("answer", "opened_at", "deadline_at", "completed_at", "is_example")
    list_filter = ("is_example",)
    search_fields = ("request", "answer__item__code", "answer__assessment__region__name")
    list_select_related = ("answer__item", "answer__assessment__region", "answer__assessment__round")


@admin.register(FindingStep)
class FindingStepAdmin(ReadOnlyAdmin):
    list_display = ("step", "finding", "by", "at", "is_example")
    list_filter = ("step", "is_example")
    search_fields = ("words", "finding__text", "finding__agency__name")
    list_select_related = ("finding", "by")


@admin.register(FindingEvidence)
class FindingEvidenceAdmin(ReadOnlyAdmin):
    list_display = ("evidence", "step", "is_example")
    list_filter = ("is_example",)
    search_fields = ("evidence__title", "step__finding__text")
    list_select_related = ("evidence", "step__finding")


@admin.register(StageResult)
class StageResultAdmin(ReadOnlyAdmin):
    list_display = ("assessment", "stage", "index", "raw_index", "improvement", "is_example")
    list_filter = ("stage__kind", "stage__state", "is_example")
    search_fields = ("assessment__region__name", "assessment__region__code")
    list_select_related = ("assessment__region", "assessment__round", "stage__round")


@admin.register(StageJob)
class StageJobAdmin(LogAdmin):
    list_display = ("stage", "task", "state", "done", "total", "attempt", "created_at")
    list_filter = ("task", "state")
    search_fields = ("stage__round__name",)
    list_select_related = ("stage__round",)


@admin.register(ResultLetter)
class ResultLetterAdmin(LogAdmin):
    list_display = ("stage", "assessment", "format", "sha256", "size", "created_at")
    list_filter = ("format",)
    search_fields = ("assessment__region__name", "sha256")
    list_select_related = ("stage__round", "assessment__region", "assessment__round")


@admin.register(NationalItemScore)
class NationalItemScoreAdmin(ReadOnlyAdmin):
    list_display = ("region", "year", "instrument_code", "item_code", "score", "is_example")
    list_filter = ("year", "instrument_code", "is_example")
    search_fields = ("region__name", "region__code", "item_code")
    list_select_related = ("region",)


@admin.register(ExternalIndicator)
class ExternalIndicatorAdmin(RecordAdmin):
    """The national catalogue: ranges and grades, by the national administrator."""

    list_display = ("code", "name_id", "unit", "publisher", "lowest", "highest", "usual_from", "usual_to", "position")
    search_fields = ("code", "name_id", "name_en")


@admin.register(ExternalFigure)
class ExternalFigureAdmin(ReadOnlyAdmin):
    list_display = ("region", "indicator", "year", "value", "grade", "source", "is_example")
    list_filter = ("year", "indicator", "is_example")
    search_fields = ("region__name", "region__code", "source")
    list_select_related = ("region", "indicator")


@admin.register(Instrument)
class InstrumentAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_id", "year", "status", "rounding", "is_example")
    list_filter = ("status", "year")
    search_fields = ("code", "name_id")


@admin.register(Dimension)
class DimensionAdmin(ReadOnlyAdmin):
    list_display = ("code", "instrument", "weight", "position")
    list_filter = ("instrument",)
    search_fields = ("code", "name_id")
    list_select_related = ("instrument",)


@admin.register(InstrumentIndicator)
class InstrumentIndicatorAdmin(ReadOnlyAdmin):
    list_display = ("name", "dimension", "instrument", "position")
    list_filter = ("instrument",)
    search_fields = ("name",)
    list_select_related = ("instrument", "dimension")


@admin.register(InstrumentItem)
class InstrumentItemAdmin(ReadOnlyAdmin):
    list_display = ("code", "text", "instrument", "rule", "pillar", "is_assumed")
    list_filter = ("instrument", "rule", "is_assumed", "is_survey")
    search_fields = ("code", "text")
    list_select_related = ("instrument", "pillar")


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("assessment", "item", "proposed", "score", "is_not_applicable", "confirmed_at", "is_example")
    list_filter = ("is_not_applicable", "is_example")
    search_fields = ("item__code", "item__text", "assessment__region__name")
    list_select_related = ("assessment__region", "assessment__round", "item")


@admin.register(AnswerEvidence)
class AnswerEvidenceAdmin(ReadOnlyAdmin):
    list_display = ("answer", "evidence", "is_example")
    search_fields = ("evidence__title", "answer__item__code", "answer__assessment__region__name")
    list_select_related = ("answer__assessment__region", "answer__assessment__round", "answer__item", "evidence")


@admin.register(FrozenAssessment)
class FrozenAssessmentAdmin(LogAdmin):
    list_display = ("assessment", "number", "occasion", "sha256", "taken_at", "taken_by")
    list_filter = ("occasion",)
    search_fields = ("sha256", "assessment__region__name")
    list_select_related = ("assessment__region", "assessment__round", "taken_by")
