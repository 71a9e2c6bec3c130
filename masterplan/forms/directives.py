"""What the council asks of an OPD, what the OPD answers, and what the council says to that."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from masterplan.models.plans import Program
from masterplan.models.preparation import Meeting
from organizations.models import Agency, Region
from organizations.roles import Can

DUE_IN = timedelta(days=14)


def day_input() -> forms.DateInput:
    """A date as browsers pick it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DirectiveForm(forms.Form):
    """OPD, program (optional; one that the OPD leads), meeting, text and due date. Choices are those of the region."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("OPD"), empty_label=_("Choose an OPD"))
    program = forms.TypedChoiceField(label=_("Program"), required=False, empty_value=None)
    text = forms.CharField(
        label=_("What has to be done"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what the OPD has to do.")},
    )
    due_on = forms.DateField(label=_("Answer due by"), widget=day_input())
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("Given in the meeting"), required=False, empty_label=_("outside a meeting")
    )

    def __init__(self, *args: Any, region: Region, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.allowed(user, Can.DIRECT).current().filter(region=region)
        self.fields["agency"].queryset = agencies.order_by("name", "pk")  # type: ignore[attr-defined]
        meetings = Meeting.objects.allowed(user, Can.DIRECT).current().of_region(region)
        self.fields["meeting"].queryset = meetings.exclude(  # type: ignore[attr-defined]
            state=Meeting.State.CANCELLED
        ).for_list()
        self.fields["program"].choices = _by_agency(region, user)  # type: ignore[attr-defined]

    def clean_program(self) -> Any:
        """The identifier of the program across versions."""
        return self.cleaned_data["program"] or None


def _by_agency(region: Region, user: Any) -> list[Any]:
    """The programs of the plan in force, under the OPD that leads them."""
    rows = Program.objects.allowed(user, Can.VIEW).in_force().of_region(region).select_related("lead_agency")
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows.order_by("lead_agency__name", "code", "name", "pk"):
        groups[str(row.lead_agency)].append((str(row.lineage), f"{row.code} {row.name}".strip()))
    return [("", _("no single program")), *groups.items()]


class AnswerForm(forms.Form):
    """What the OPD did; evidence has inputs of its own."""

    text = forms.CharField(
        label=_("Progress"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was done, what came of it, and what is still to come until when."),
        error_messages={"required": _("Say what was done and what is still to come.")},
    )


class StepForm(forms.Form):
    """Words of the council with a step, and a new due date where the step may move it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = forms.CharField(
        label=_("Words to the OPD"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(label=_("New due date"), required=False, widget=day_input())

    def __init__(self, *args: Any, moves_due: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not moves_due:
            del self.fields["due_on"]
