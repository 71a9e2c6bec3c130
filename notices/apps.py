from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """News for people: the bell and the mail."""

    name = "notices"
    default_auto_field = "django.db.models.BigAutoField"
