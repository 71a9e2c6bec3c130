"""Bases of the admin: history on every record, and read-only pages for tables that have a workflow."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from core.checked_files import CheckedFileField


class RecordAdmin(SimpleHistoryAdmin):
    """A business record: searchable, with its history; archived elsewhere, never deleted here."""

    list_per_page = 50
    formfield_overrides = {models.FileField: {"form_class": CheckedFileField}}
    readonly_fields: tuple[str, ...] = ("uid", "version", "created_at", "updated_at", "archived_at")
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through `store`, so that versions count on and the history names the person."""
        obj.store(by=request.user, reason="admin")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReferenceAdmin(admin.ModelAdmin):
    """A row of a shared catalogue."""

    list_per_page = 50
    show_full_result_count = False


class Unchanged:
    """Looked at here; the portal itself writes it, or its pages change it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class LogAdmin(Unchanged, ReferenceAdmin):
    """A table without a history of its own, written by the portal."""


class ReadOnlyAdmin(Unchanged, SimpleHistoryAdmin):
    """A table with a workflow: looked at here, changed on its pages."""

    list_per_page = 50
    show_full_result_count = False
