from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the portal: health, metrics, status, backup and restore, upgrades."""

    name = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Settings are looked at, log-ins counted, errors reported where wanted; what can be told is known."""
        import logging

        from django.conf import settings

        from core import error_reports
        from notices import kinds
        from operations import backup_news, checks, logins  # noqa: F401 - checks register themselves

        logging.captureWarnings(settings.LOG_FORMAT == "json")
        logins.connect()
        error_reports.start()
        kinds.register(backup_news.ALL)
