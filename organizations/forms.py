"""Input shapes of this app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from organizations.key_forms import day_input as _day
from organizations.models import User
from organizations.selectors.pulls import PullFilter


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


class PullForm(forms.Form):
    """Narrows the log of pulls by GET: who, which table, from when to when."""

    siapa = forms.CharField(label=_("Person"), required=False, max_length=100)
    tabel = forms.ChoiceField(label=_("Data"), required=False)
    dari = forms.DateField(label=_("From"), required=False, widget=_day())
    sampai = forms.DateField(label=_("Until"), required=False, widget=_day())

    def __init__(self, *args: Any, tables: Sequence[tuple[str, str]] = (), by_person: bool = True) -> None:
        super().__init__(*args)
        self.fields["tabel"].choices = [("", _("All")), *tables]  # type: ignore[attr-defined]
        if not by_person:
            del self.fields["siapa"]

    def chosen(self) -> PullFilter:
        """The filter; an input that cannot be read narrows nothing."""
        self.is_valid()
        clean = self.cleaned_data if self.is_bound else {}
        return PullFilter(
            person=clean.get("siapa", ""),
            table=clean.get("tabel", ""),
            since=clean.get("dari"),
            until=clean.get("sampai"),
        )
