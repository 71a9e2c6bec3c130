"""Admin of monitoring: periods and rules are set here, reports and evidence are looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from core.admin import LogAdmin, ReadOnlyAdmin, RecordAdmin
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import (
    ActionItemProgress,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
)
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.services.standings import mark_rules


@admin.register(Period)
class PeriodAdmin(RecordAdmin):
    list_display = ("region", "year", "number", "kind", "opens_on", "closes_on", "locks_on", "locked_at")
    list_filter = ("year", "kind")
    search_fields = ("region__name", "region__code")
    autocomplete_fields = ("region",)
    readonly_fields = (*RecordAdmin.readonly_fields, "locked_at", "locked_by")
    list_select_related = ("region",)


@admin.register(RuleVersion)
class RuleVersionAdmin(RecordAdmin):
    list_display = ("code", "region", "valid_from", "note")
    search_fields = ("code", "region__name")
    autocomplete_fields = ("region",)
    list_select_related = ("region",)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Figures rest on the rules: what is kept of them is recalculated."""
        super().save_model(request, obj, form, change)
        mark_rules(obj, since=form.initial.get("valid_from"))


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnlyAdmin):
    list_display = ("program", "period", "state", "physical_percent", "is_late", "verified_at", "is_example")
    list_filter = ("state", "is_late", "period__year", "period__number", "is_example")
    search_fields = ("program__code", "program__name", "program__lead_agency__name", "period__region__name")
    list_select_related = ("program", "period")


@admin.register(QuickWinReport)
class QuickWinReportAdmin(ReadOnlyAdmin):
    list_display = ("quick_win", "period", "state", "physical_percent", "is_late")
    list_filter = ("state", "period__year")
    search_fields = ("quick_win__title", "period__region__name")
    list_select_related = ("quick_win", "period")


@admin.register(PledgeReport)
class PledgeReportAdmin(ReadOnlyAdmin):
    list_display = ("pledge", "period", "state", "pledge_state", "is_late")
    list_filter = ("state", "pledge_state", "period__year")
    search_fields = ("pledge__text", "period__region__name")
    list_select_related = ("pledge", "period")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "agency", "region", "dated_on", "uploaded_by", "is_example")
    list_filter = ("kind", "is_example")
    search_fields = ("title", "file_name", "agency__name", "region__name", "stored_file__sha256")
    list_select_related = ("agency", "region", "uploaded_by")


@admin.register(WorkbookUpload)
class WorkbookUploadAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "agency", "period", "state", "uploaded_by", "created_at")
    list_filter = ("state", "period__year")
    search_fields = ("file_name", "agency__name", "sha256")
    list_select_related = ("agency", "period", "uploaded_by")


@admin.register(ActionItemProgress)
class ActionItemProgressAdmin(ReadOnlyAdmin):
    list_display = ("action_item", "report", "state", "updated_at")
    list_filter = ("state", "report__period__year")
    search_fields = ("action_item__name", "report__program__name")
    list_select_related = ("action_item", "report__program", "report__period")


@admin.register(MilestoneProgress)
class MilestoneProgressAdmin(ReadOnlyAdmin):
    list_display = ("milestone", "report", "done_on", "updated_at")
    list_filter = ("report__period__year",)
    search_fields = ("milestone__name", "report__quick_win__title")
    list_select_related = ("milestone", "report__quick_win", "report__period")


@admin.register(RegionStanding)
class RegionStandingAdmin(LogAdmin):
    """Calculated by the portal itself; looked at here."""

    list_display = ("region", "period", "state", "programs", "reported", "verified", "computed_at")
    list_filter = ("state", "year", "kind")
    search_fields = ("region__name", "region__code")
    list_select_related = ("region", "period")
