"""Admin of news: looked at here, written by the portal."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LogAdmin
from notices.models import Mail, Notice, Preference


@admin.register(Notice)
class NoticeAdmin(LogAdmin):
    list_display = ("created_at", "user", "kind", "key", "read_at", "mail_wish", "region")
    list_filter = ("kind", "mail_wish")
    search_fields = ("user__name", "user__email", "kind", "key", "region__name")
    date_hierarchy = "created_at"
    list_select_related = ("user", "region")


@admin.register(Mail)
class MailAdmin(LogAdmin):
    list_display = ("created_at", "to", "subject", "state", "attempts", "not_before", "sent_at", "error")
    list_filter = ("state", "language")
    search_fields = ("to", "subject", "message_id", "user__name", "region__name")
    date_hierarchy = "created_at"


@admin.register(Preference)
class PreferenceAdmin(LogAdmin):
    list_display = ("user", "language", "digest_hour")
    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)
