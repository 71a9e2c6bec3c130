from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Entering the portal: second factors, sessions, devices, invitations, identity providers."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
