"""Admin of what citizens see and write: looked at here, changed on its pages. Contacts of citizens stand nowhere."""

from __future__ import annotations

from django.contrib import admin

from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from core.admin import ReadOnlyAdmin


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("region", "is_published", "published_since", "accent")
    list_filter = ("is_published",)
    search_fields = ("region__name", "introduction")
    list_select_related = ("region",)


@admin.register(ProgramSwitch)
class ProgramSwitchAdmin(ReadOnlyAdmin):
    list_display = ("program_lineage", "region", "is_withheld")
    list_filter = ("is_withheld",)
    search_fields = ("program_lineage", "region__name")
    list_select_related = ("region",)


@admin.register(DocumentSwitch)
class DocumentSwitchAdmin(ReadOnlyAdmin):
    list_display = ("document", "region", "is_public")
    list_filter = ("is_public",)
    search_fields = ("document__title", "region__name")
    list_select_related = ("document", "region")


@admin.register(QuickWinStory)
class QuickWinStoryAdmin(ReadOnlyAdmin):
    list_display = ("quick_win", "is_withheld", "picture_text")
    list_filter = ("is_withheld",)
    search_fields = ("quick_win__title", "picture_text")
    list_select_related = ("quick_win",)


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "region", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("text", "answer", "program_name")
    list_select_related = ("region", "agency")
