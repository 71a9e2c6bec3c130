"""Input shapes of this app."""

from __future__ import annotations

from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm

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
