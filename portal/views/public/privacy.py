"""The privacy notice for citizens and users, made from the inventory of personal data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.personal_data.inventory import HOLDINGS
from portal.personal_data.kinds import Whose
from portal.selectors.protection import kept_words
from portal.views.public.base import Made, PublicView, site_of


class PrivacyNotice(PublicView):
    """What is kept about whom, why, on which basis, for how long, who sees it, and which rights people have."""

    def make(self, **kwargs: Any) -> Made:
        groups = [
            (str(whose.label), [(each, kept_words(each)) for each in HOLDINGS if each.whose == whose])
            for whose in Whose
        ]
        context = {
            "title": _("Privacy notice"),
            "description": _("Which personal data this portal holds, why, for how long, and which rights you have."),
            "groups": groups,
            "contact": settings.PRIVACY_CONTACT,
            "site": site_of(self.request.path),
            "image": "",
        }
        return Made(render_to_string("portal/public/privacy.html", context).encode())
