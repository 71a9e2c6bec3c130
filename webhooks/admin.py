"""Admin of webhooks: looked at here, changed on their pages. Secrets stand nowhere."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LogAdmin, ReadOnlyAdmin
from organizations.admin import WithinReach
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent


@admin.register(Webhook)
class WebhookAdmin(WithinReach, ReadOnlyAdmin):
    list_display = ("name", "region", "url", "paused_at", "pause_reason", "failing_since", "archived_at")
    list_filter = ("pause_reason", "is_example")
    search_fields = ("name", "url", "region__name", "region__code")
    list_select_related = ("region",)


@admin.register(WebhookEvent)
class WebhookEventAdmin(WithinReach, LogAdmin):
    list_display = ("uid", "kind", "region", "occurred_at")
    list_filter = ("kind",)
    search_fields = ("region__name", "region__code", "kind")
    date_hierarchy = "occurred_at"
    list_select_related = ("region",)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(WithinReach, LogAdmin):
    list_display = ("event", "webhook", "state", "attempt", "next_at", "status", "problem", "duration_ms")
    list_filter = ("state",)
    search_fields = ("webhook__name", "webhook__region__code", "event__kind")
    list_select_related = ("event", "webhook")
