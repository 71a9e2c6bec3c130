"""News, mails and what a person chose for them: everybody sees their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView

from notices.forms import PreferencesForm
from notices.selectors.wishes import wishes_of
from notices.services.preferences import keep_preferences
from notices.services.writing import mails_leave


class Preferences(LoginRequiredMixin, FormView):
    """What comes by mail, when, in which language."""

    form_class = PreferencesForm
    template_name = "notices/preferences.html"
    success_url = reverse_lazy("notices:preferences")

    def get_form_kwargs(self) -> dict[str, Any]:
        pk: Any = self.request.user.pk
        return super().get_form_kwargs() | {"wishes": wishes_of([pk])[pk]}

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        user: Any = self.request.user
        chosen = form.cleaned_data
        keep_preferences(user, language=chosen["language"], digest_hour=chosen["digest_hour"], mails=form.mails)
        messages.success(self.request, _("Your choices are kept."))
        return super().form_valid(form)

    def form_invalid(self, form: PreferencesForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"mails_leave": mails_leave()} | kwargs)
