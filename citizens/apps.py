from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitizensConfig(AppConfig):
    """What a region shows to everybody: public pages, open data, feedback."""

    name = "citizens"
    verbose_name = _("citizens")

    def ready(self) -> None:
        """Make known what people can be told about feedback of citizens."""
        from citizens import news
        from notices import kinds

        kinds.register(news.ALL)
