"""What the pages of reports in the administration share: looked at there, changed by services only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from organizations.roles import Can


class WithinReach:
    """Staff who are no superusers see the rows of the regions that their roles reach."""

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)  # type: ignore[misc]
        user: Any = request.user
        return rows if user.is_superuser else rows.allowed(user, Can.VIEW)


class ReportRecordAdmin(WithinReach, ReadOnlyAdmin):
    """A record with a history."""


class LookedAtAdmin(admin.ModelAdmin):
    """A table that is only looked at; it has no history of its own."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReportPartAdmin(WithinReach, LookedAtAdmin):
    """Rows of a region without a history of their own."""
