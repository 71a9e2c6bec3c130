"""The settings of a region, for its administrator, with what each of them does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from monev.monitoring.forms.region_settings import SettingsForm
from monev.monitoring.selectors.region_settings import approval_state
from monev.monitoring.services.region_settings import change_settings
from organizations.roles import Can
from organizations.screens import RegionScreen


class RegionSettings(RegionScreen):
    """`/daerah/<code>/pengaturan/`."""

    needs = Can.ADMINISTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(SettingsForm.of(self.region))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SettingsForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            change_settings(self.region, form.chosen, by=self.person, seen_version=form.cleaned_data["seen_version"])
        except Conflict as conflict:
            self.region = self.place(conflict.row)
            messages.warning(
                request, _("Somebody else changed the settings meanwhile. They are shown as they are now.")
            )
            return self.page(SettingsForm.of(self.region), status=409)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, status=422)
        messages.success(request, _("The settings are saved."))
        return redirect("monitoring:region-settings", region=self.region.code)

    def page(self, form: SettingsForm, status: int = 200) -> HttpResponse:
        context = {"region": self.region, "form": form, "approval": approval_state(self.region)}
        return render(self.request, "monitoring/region_settings.html", context, status=status)
