"""Home: what must I do now."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from portal.selectors.home import home_of


class Home(LoginRequiredMixin, TemplateView):
    """The first page after log-in; everybody who is logged in has one."""

    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(home=home_of(self.request.user), **kwargs)
