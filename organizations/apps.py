from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    """Regions, OPDs, posts, people, roles: who may do what, who sees which rows, and the audit log."""

    name = "organizations"
    verbose_name = _("regions, OPDs and people")
