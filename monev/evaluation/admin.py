"""Admin of published results and findings, a look at surveys; the evaluation itself has pages of its own."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin, RecordAdmin
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService


@admin.register(NationalResult)
class NationalResultAdmin(RecordAdmin):
    list_display = ("region", "year", "stage", "index", "instrument_code", "is_example")
    list_filter = ("year", "stage", "is_example")
    search_fields = ("region__name", "region__code")
    autocomplete_fields = ("region",)
    list_select_related = ("region",)


@admin.register(Finding)
class FindingAdmin(RecordAdmin):
    list_display = ("text", "region", "year", "kind", "status", "agency", "is_example")
    list_filter = ("year", "kind", "status", "is_example")
    search_fields = ("text", "region__name")
    autocomplete_fields = ("region", "agency")
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
