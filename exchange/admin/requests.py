"""Admin of the exchange: looked at only."""

from __future__ import annotations

from django.contrib import admin

from exchange.models import IdempotentRequest
from organizations.admin import LogAdmin


@admin.register(IdempotentRequest)
class IdempotentRequestAdmin(LogAdmin):
    list_display = ("key", "user", "status", "created_at")
    list_filter = ("status",)
    search_fields = ("key", "user__name", "user__email")
    list_select_related = ("user",)
