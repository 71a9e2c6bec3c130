from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MasterplanConfig(AppConfig):
    """The plan: preparation, versions, programs, budgets, indicators, commitments, directives, meetings."""

    name = "masterplan"
    verbose_name = _("master plan")
