"""Home: what must I do now."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView


class Home(LoginRequiredMixin, TemplateView):
    """The first page after log-in."""

    template_name = "portal/home.html"
