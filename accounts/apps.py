from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Entering the portal: second factors, sessions, devices, invitations, identity providers."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse roles that do not exist; listen to allauth; make known what people can be told."""
        from django.conf import settings

        from accounts import news, receivers
        from accounts.selectors.factors import check_required_roles
        from notices import kinds

        check_required_roles(settings.MFA_REQUIRED_ROLES)
        receivers.connect()
        kinds.register(news.ALL)
