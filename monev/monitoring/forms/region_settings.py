"""The settings of a region."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monev.monitoring.services.region_settings import Settings
from organizations.models import Region


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SettingsForm(forms.Form):
    """Rhythm, approval, quiet hours. What may not be chosen now is said by the service, at its field."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    rhythm = forms.ChoiceField(
        label=_("Reporting rhythm"),
        choices=Region.Rhythm.choices,
        help_text=_("New periods are created in this rhythm. It changes when all created periods are locked."),
    )
    head_approves = forms.BooleanField(label=_("The OPD head approves before verification"), required=False)
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=_clock())
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        widget=_clock(),
        help_text=_("No e-mail goes out in these hours, by the clocks of the region; the same time twice: none."),
    )

    @classmethod
    def of(cls, region: Region) -> SettingsForm:
        """The form over what is stored."""
        names = ("rhythm", "head_approves", "quiet_from", "quiet_until")
        initial: dict[str, Any] = {name: getattr(region, name) for name in names}
        return cls(initial=initial | {"seen_version": region.version})

    @property
    def chosen(self) -> Settings:
        """What was chosen, once it is valid."""
        return Settings(**{name: self.cleaned_data[name] for name in Settings.__slots__})
