from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PillarsConfig(AppConfig):
    """The six pillars and their eighteen sub-dimensions."""

    name = "pillars"
    verbose_name = _("pillars")
