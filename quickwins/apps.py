from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuickwinsConfig(AppConfig):
    """Quick wins, their milestones, risks and replications."""

    name = "quickwins"
    verbose_name = _("quick wins")
