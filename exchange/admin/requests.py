"""Admin of the exchange: looked at only."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LogAdmin
from exchange.models import IdempotentRequest


@admin.register(IdempotentRequest)
class IdempotentRequestAdmin(LogAdmin):
    list_display = ("key", "user", "status", "created_at")
    list_filter = ("status",)
    search_fields = ("key", "user__name", "user__email")
    list_select_related = ("user",)
