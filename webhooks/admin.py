"""Admin of webhooks: looked at here, changed on their pages. Secrets stand nowhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent


class LookedAt(admin.ModelAdmin):
    """Rows that the portal writes by itself."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    list_display = ("name", "region", "url", "paused_at", "pause_reason", "failing_since", "archived_at")
    list_filter = ("pause_reason", "is_example")
    search_fields = ("name", "url", "region__name", "region__code")
    list_select_related = ("region",)


@admin.register(WebhookEvent)
class WebhookEventAdmin(LookedAt):
    list_display = ("uid", "kind", "region", "occurred_at")
    list_filter = ("kind",)
    search_fields = ("region__name", "region__code", "kind")
    date_hierarchy = "occurred_at"
    list_select_related = ("region",)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(LookedAt):
    list_display = ("event", "webhook", "state", "attempt", "next_at", "status", "problem", "duration_ms")
    list_filter = ("state",)
    search_fields = ("webhook__name", "webhook__region__code", "event__kind")
    list_select_related = ("event", "webhook")
