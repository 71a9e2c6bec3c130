"""Admin of the handbook: looked at here, written by the portal."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LogAdmin
from handbook.models import TourSeen


@admin.register(TourSeen)
class TourSeenAdmin(LogAdmin):
    list_display = ("user", "tour", "seen_at")
    list_filter = ("tour",)
    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)
