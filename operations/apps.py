from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the portal: health, metrics, status, backup and restore, upgrades."""

    name = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make known what administrators can be told."""
        from notices import kinds
        from operations import backup_news

        kinds.register(backup_news.ALL)
