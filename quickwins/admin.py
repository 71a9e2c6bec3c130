"""Admin of quick wins."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from core.admin import ReadOnlyAdmin, RecordAdmin
from quickwins.models import Milestone, QuickWin, Replication, Risk


class MilestoneInline(admin.TabularInline):
    model = Milestone
    fields = ("position", "name", "due_on", "done_on", "weight")
    extra = 0


class RiskInline(admin.TabularInline):
    model = Risk
    fields = ("text", "likelihood", "impact", "mitigation", "is_mitigated")
    extra = 0


@admin.register(QuickWin)
class QuickWinAdmin(RecordAdmin):
    list_display = ("title", "pillar", "agency", "region", "year", "is_practice", "is_example")
    list_filter = ("pillar", "year", "is_practice", "is_example")
    search_fields = ("title", "agency__name", "region__name")
    autocomplete_fields = ("region", "agency", "pillar", "sub_dimension", "predecessor", "partners")
    list_select_related = ("pillar", "agency", "region")
    inlines: ClassVar = [MilestoneInline, RiskInline]


@admin.register(Replication)
class ReplicationAdmin(ReadOnlyAdmin):
    list_display = ("quick_win", "requested_by", "status", "created_at")
    list_filter = ("status",)
    search_fields = ("quick_win__title", "requested_by__name")
    list_select_related = ("quick_win", "requested_by")
