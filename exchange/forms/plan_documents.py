"""The upload of a plan as a document, and the choices before it is imported."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.services.plan_documents.examining import Examined
from exchange.services.plan_documents.wishes import Mode, Wish
from masterplan.forms.importing import RegionForm

NEW = "new"


class UploadForm(RegionForm):
    """A document, for which region."""

    file = forms.FileField(
        label=_("Plan as JSON"),
        help_text=_("As the portal exports it. Nothing is stored in the plan yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )


class ModeForm(forms.Form):
    """How much of the document is taken."""

    mode = forms.ChoiceField(
        label=pgettext_lazy("import of a document", "What is taken"), choices=Mode.choices, widget=forms.RadioSelect
    )


class OfficeField(forms.ChoiceField):
    """Which OPD of the region it is, or a new one; what nobody chose is new."""

    def __init__(self, own: list[tuple[str, str]], label: str) -> None:
        super().__init__(label=label, choices=[(NEW, _("Create this OPD")), *own], initial=NEW)

    def to_python(self, value: Any) -> str:
        return super().to_python(value) or NEW


class ChoicesForm(forms.Form):
    """For each OPD that the region does not have: create it, or which one of the region it is."""

    mode = forms.ChoiceField(choices=Mode.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: Examined, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        own = [(str(row.pk), row.name) for row in found.offices.own if row.archived_at is None]
        for number, (each, _at) in enumerate(found.offices.missing):
            self.fields[f"agency-{number}"] = OfficeField(own, label=each["name"])
        self.initial["mode"] = found.wish.mode

    @property
    def offices(self) -> list[forms.BoundField]:
        """The fields of OPDs."""
        return [self[name] for name in self.fields if name.startswith("agency-")]

    def wish(self) -> Wish:
        """What the person chose."""
        missing = [each["code"] for each, _at in self.found.offices.missing]
        codes = {str(row.pk): row.code for row in self.found.offices.own}
        chosen = {code: codes.get(self.cleaned_data[f"agency-{number}"]) for number, code in enumerate(missing)}
        return Wish(
            self.found.wish.region,
            self.found.wish.mode,
            create_agencies=True,
            agencies={code: own for code, own in chosen.items() if own},
        )
