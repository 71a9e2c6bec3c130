from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    """Periods, progress, evidence, verification, and every figure that is shown."""

    name = "monev.monitoring"
    label = "monitoring"
    verbose_name = _("monitoring")

    def ready(self) -> None:
        """Make known what people can be told about reporting."""
        from monev.monitoring import news
        from notices import kinds

        kinds.register(news.ALL)
