from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The reports, compiled from frozen data."""

    name = "monev.reports"
    label = "reports"
    verbose_name = _("monev reports")

    def ready(self) -> None:
        """Make known what people can be told about reports."""
        from monev.reports import news
        from notices import kinds

        kinds.register(news.ALL)
