from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """The documentation inside the portal, and help in place."""

    name = "handbook"
    default_auto_field = "django.db.models.BigAutoField"
