from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that combine apps: home, dashboards, search, meeting mode, public pages. No tables."""

    name = "portal"

    def ready(self) -> None:
        """Make known what people can be told about directives."""
        from notices import kinds
        from portal import key_news, news, trail_news

        kinds.register(news.ALL)
        kinds.register(key_news.ALL)
        kinds.register(trail_news.ALL)
