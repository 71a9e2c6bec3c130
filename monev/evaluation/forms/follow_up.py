"""What the secretariat asks of an OPD, what the OPD reports, and what the secretariat says to that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Agency, Region
from organizations.roles import Can

LONGEST = 8000


def day_input() -> forms.DateInput:
    """A date as browsers pick it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AssignForm(forms.Form):
    """The OPD that follows it up, and until when."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("OPD"),
        empty_label=_("Choose an OPD"),
        error_messages={"required": _("Choose the OPD that follows it up.")},
    )
    due_on = forms.DateField(label=_("To be done by"), widget=day_input())
    words = forms.CharField(label=_("Words to the OPD"), required=False, max_length=LONGEST, widget=_words(3))

    def __init__(self, *args: Any, region: Region, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agency.objects.allowed(user, Can.SELF_ASSESS).current().filter(region=region)
        self.fields["agency"].queryset = rows.order_by("name", "pk")  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """How far the OPD is; evidence has inputs of its own."""

    percent = forms.IntegerField(
        label=_("Progress (%)"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 100, "step": 1}),
    )
    words = forms.CharField(
        label=_("Progress"),
        max_length=LONGEST,
        widget=_words(5),
        help_text=_("What was done, what came of it, and what is still to come until when."),
        error_messages={"required": _("Say what was done and what is still to come.")},
    )


class DecisionForm(forms.Form):
    """Words of the secretariat with its decision, and a new due date when it is sent back."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = forms.CharField(label=_("Words to the OPD"), required=False, max_length=LONGEST, widget=_words(3))
    due_on = forms.DateField(
        label=_("New due date"), required=False, widget=day_input(), help_text=_("Only when you send it back.")
    )
