from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Tells other systems what happened here."""

    name = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
