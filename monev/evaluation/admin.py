"""Admin of published results, findings and external figures; the evaluation itself has pages of its own."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin, RecordAdmin
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, NationalItemScore, NationalResult


@admin.register(NationalResult)
class NationalResultAdmin(RecordAdmin):
    list_display = ("region", "year", "stage", "index", "computed_index", "takes_part", "instrument_code", "is_example")
    list_filter = ("year", "stage", "takes_part", "instrument_code", "is_example")
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
