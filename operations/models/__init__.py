"""The tables of this app."""

from operations.models.backups import BackupRun

__all__ = ["BackupRun"]
