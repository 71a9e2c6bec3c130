"""Input shapes of this app."""

from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import User


class NewPersonForm(BaseUserCreationForm):
    """A new person: e-mail, name, NIP, first password."""

    class Meta:
        model = User
        fields = ("email", "name", "nip")


class PersonForm(UserChangeForm):
    """A person as the administration edits them."""

    class Meta:
        model = User
        fields = "__all__"


class ApiKeyForm(forms.Form):
    """What a new key is for, and until when it holds."""

    name = forms.CharField(
        label=_("What the key is for"), max_length=80, help_text=_("Such as: laptop of the assessment team")
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("To the end of this day. Without a date it holds until you revoke it."),
    )

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Choose a day in the future."))
        return day

    @property
    def expires_at(self) -> datetime | None:
        """The end of the last day."""
        day: date | None = self.cleaned_data["expires_on"]
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None
