"""Input shapes of API keys: what a key may do, where, from which addresses, until when."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Region, User
from organizations.networks import APART, read_networks
from organizations.roles import Can
from organizations.scopes import Scope
from organizations.services.keys import LONGEST_GRACE, LONGEST_LIFE, USUAL_LIFE

MOST_TO_TICK = 12
"""Regions that are offered one by one; more are named by their codes."""


def day_input() -> forms.DateInput:
    """A day, with the calendar of the browser."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ApiKeyForm(forms.Form):
    """What a new key is for, what it may do, where, from where, and until when it holds."""

    name = forms.CharField(
        label=_("What the key is for"), max_length=80, help_text=_("Such as: laptop of the assessment team")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"),
        choices=Scope.choices,
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the key may do.")},
        help_text=_("Give it only what the program needs."),
    )
    regions = forms.Field()
    networks = forms.CharField(
        label=_("Only from these addresses"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Addresses or networks, such as 103.10.20.30 or 103.10.20.0/24. Empty: from everywhere."),
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=day_input(),
        help_text=_("To the end of this day, two years at most. Without a date it holds for one year."),
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.own = Region.objects.allowed(user, Can.VIEW).order_by("code")
        some = list(self.own[: MOST_TO_TICK + 1])
        self.fields["regions"] = _by_code() if len(some) > MOST_TO_TICK else _to_tick(some)
        if len(some) < 2:
            del self.fields["regions"]
        self.fields["expires_on"].initial = timezone.localdate() + USUAL_LIFE

    def clean_regions(self) -> list[Region] | None:
        """The regions with these codes; None where none is named."""
        said = self.cleaned_data["regions"]
        codes = said if isinstance(said, list) else list(filter(None, APART.split(said)))
        if not codes:
            return None
        found = {region.code: region for region in self.own.filter(code__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(_("No region that you may see has the code %(code)s.") % {"code": unknown[0]})
        return list(found.values())

    def clean_networks(self) -> list[str]:
        try:
            return read_networks(self.cleaned_data["networks"])
        except ValueError as error:
            raise forms.ValidationError(_("“%(word)s” is not an address.") % {"word": error}) from error

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Choose a day in the future."))
        if day is not None and day > timezone.localdate() + LONGEST_LIFE:
            raise forms.ValidationError(_("A key holds for two years at most."))
        return day

    @property
    def limits(self) -> dict[str, Any]:
        """What `make_key` takes beside the name."""
        day: date | None = self.cleaned_data["expires_on"]
        return {
            "expires_at": timezone.make_aware(datetime.combine(day, time(23, 59))) if day else None,
            "scopes": self.cleaned_data["scopes"],
            "regions": self.cleaned_data.get("regions"),
            "networks": self.cleaned_data["networks"],
        }


def _to_tick(regions: list[Region]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=_("Only these regions"),
        required=False,
        choices=[(each.code, f"{each.code} {each.name}") for each in regions],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: all regions that you may see, also later ones."),
    )


def _by_code() -> forms.Field:
    return forms.CharField(
        label=_("Only these regions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Official codes, such as 52.07, 52.04. Empty: all regions that you may see, also later ones."),
    )


class RotateForm(forms.Form):
    """How long the old secret holds beside the new one."""

    grace_days = forms.IntegerField(
        label=_("The old key holds for"),
        min_value=0,
        max_value=LONGEST_GRACE,
        initial=7,
        help_text=_("Days, 0 to 30: time to put the new key into your programs. With 0 the old one ends at once."),
    )
