from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the portal: health, metrics, status, backup and restore, upgrades."""

    name = "operations"
    default_auto_field = "django.db.models.BigAutoField"
