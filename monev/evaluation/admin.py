"""Admin of published results and findings; the evaluation itself has pages of its own."""

from django.contrib import admin

from core.admin import RecordAdmin
from monev.evaluation.models.results import Finding, NationalResult


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
