"""Input shapes: inviting, accepting, roles, a link to a new password."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.giving import needs_agency
from accounts.selectors.members import WANTED_STATES, PeopleFilter, agencies_of
from accounts.services.inviting import Wanted
from accounts.services.resets import ask_for_reset
from organizations.key_forms import day_input
from organizations.models import Agency, Membership, Region, User
from organizations.roles import Role


class QuietResetForm(ResetPasswordForm):
    """Asks for a link to a new password; says and does the same for every address."""

    def clean_email(self) -> str:
        email: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        ask_for_reset(request, email, (get_language() or settings.LANGUAGE_CODE)[:5])
        return email


class RoleForm(forms.Form):
    """A role in a region or the nation, from a day to a day."""

    role = forms.ChoiceField(label=_("Role"))
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("OPD"),
        required=False,
        help_text=_("Only for OPD staff and OPD heads."),
    )
    starts_on = forms.DateField(label=_("From"), widget=day_input())
    ends_on = forms.DateField(
        label=_("Until"), required=False, widget=day_input(), help_text=_("Empty: until somebody ends it.")
    )

    def __init__(self, *args: Any, region: Region | None, roles: tuple[Role, ...]) -> None:
        super().__init__(*args)
        self.region = region
        self.fields["role"].choices = [("", "—"), *((role.value, role.label) for role in roles)]  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies_of(region)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate
        if not any(needs_agency(role) for role in roles):
            del self.fields["agency"]

    def wanted(self, email: str, name: str) -> Wanted:
        """What was asked for."""
        clean = self.cleaned_data
        agency = clean.get("agency") if needs_agency(clean["role"]) else None
        return Wanted(email, name, clean["role"], self.region, agency, clean["starts_on"], clean["ends_on"])


class InviteForm(RoleForm):
    """Whom to invite, and to what."""

    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The link goes to this address; it is what the person logs in with.")
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    field_order = ("email", "name", "role", "agency", "starts_on", "ends_on")


class EndForm(forms.Form):
    """The last day of a role; a page shows one for each role of a person."""

    last_day = forms.DateField(label=_("Last day"), widget=day_input())

    def __init__(self, data: Any = None, *, role: Membership) -> None:
        super().__init__(data, prefix=f"role-{role.pk}")
        self.fields["last_day"].initial = timezone.localdate
        if role.ends_on:
            self.fields["last_day"].widget.attrs["max"] = role.ends_on.isoformat()


class PeopleFilterForm(forms.Form):
    """Narrows the list of people by GET."""

    cari = forms.CharField(label=_("Name, e-mail or OPD"), required=False, max_length=100)
    peran = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *Role.choices])
    keadaan = forms.ChoiceField(label=pgettext_lazy("person", "State"), required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["keadaan"].choices = [("", _("All")), *WANTED_STATES.items()]  # type: ignore[attr-defined]

    def chosen(self) -> PeopleFilter:
        """An input that cannot be read narrows nothing."""
        self.is_valid()
        clean = self.cleaned_data if self.is_bound else {}
        return PeopleFilter(clean.get("cari", ""), clean.get("peran", ""), clean.get("keadaan", ""))


class AcceptForm(forms.Form):
    """Name and password of a person who was invited. One field: the password can be shown, so it is not typed twice."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-shows": ""}),
    )

    def __init__(self, *args: Any, person: User) -> None:
        super().__init__(*args)
        self.initial = {"name": person.name}
        self.person = person
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """The rules look at the name that was just given."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        self.person.name = clean.get("name", self.person.name)
        if "password" in clean:
            try:
                get_adapter().clean_password(clean["password"], user=self.person)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return clean


class PeopleFileForm(forms.Form):
    """A file with one invitation a row."""

    file = forms.FileField(
        label=_("File (CSV or XLSX)"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"})
    )
