"""Admin of official heads and signatories: looked at here, changed on their pages."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from monev.reports.models import Letterhead, Signatory


@admin.register(Letterhead)
class LetterheadAdmin(ReadOnlyAdmin):
    list_display = ("region", "institution", "place", "is_example", "archived_at")
    list_filter = ("is_example",)
    search_fields = ("region__name", "institution")
    list_select_related = ("region",)


@admin.register(Signatory)
class SignatoryAdmin(ReadOnlyAdmin):
    list_display = ("post", "name", "region", "kind", "position", "is_example", "archived_at")
    list_filter = ("kind", "is_example")
    search_fields = ("post", "name", "region__name")
    list_select_related = ("region",)
