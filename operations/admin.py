"""Backups in the administration: looked at, written by the portal."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LogAdmin
from operations.models import BackupRun


@admin.register(BackupRun)
class BackupRunAdmin(LogAdmin):
    list_display = ("name", "state", "began_at", "finished_at", "target", "database_bytes", "files", "new_files")
    list_filter = ("state", "form", "is_sealed")
    search_fields = ("name", "target", "error")
    date_hierarchy = "began_at"
