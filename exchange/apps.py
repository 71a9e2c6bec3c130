from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What other systems take from the portal and bring to it."""

    name = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
