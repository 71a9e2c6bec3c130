"""Assigning assessors: one by one, and many at once from a table that was pasted or uploaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monev.evaluation.forms.rounds import day_input, long_text
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from organizations.intake import take_in

LARGEST = 1024 * 1024
"""Bytes of an uploaded table: ten thousand lines."""


class DaysForm(forms.Form):
    """From when to when."""

    starts_on = forms.DateField(label=_("From"), widget=day_input())
    ends_on = forms.DateField(label=_("Until"), widget=day_input())


class StageField(forms.ModelChoiceField):
    """A stage by its kind and days."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_kind_display())


class AssignForm(DaysForm):
    """One assessor for one region."""

    field_order = ("stage", "email", "institution", "is_chair", "starts_on", "ends_on")
    stage = StageField(RoundStage.objects.none(), label=_("Stage"), empty_label=None)
    email = forms.EmailField(
        label=_("E-mail of the assessor"), help_text=_("Somebody who has an account; the log-in is the e-mail.")
    )
    institution = forms.CharField(label=_("Institution"), max_length=150, required=False)
    is_chair = forms.BooleanField(label=_("Chairs the team"), required=False)

    def __init__(self, *args: Any, evaluation: EvaluationRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = assignable(evaluation)  # type: ignore[attr-defined]


class AssignManyForm(DaysForm):
    """A table with the columns region, e-mail, institution, chair; for the same stage and days."""

    field_order = ("stage", "starts_on", "ends_on", "lines", "file")
    stage = StageField(RoundStage.objects.none(), label=_("Stage"), empty_label=None)
    lines = forms.CharField(
        label=_("Lines"),
        required=False,
        max_length=LARGEST,
        widget=long_text(8),
        help_text=_(
            "One assessor of one region a line: region (code or name), e-mail, institution, chair (ya or empty). "
            "Separated by commas, semicolons or tabs; pasted from a spreadsheet it is right already."
        ),
    )
    file = forms.FileField(
        label=_("Or a CSV file"), required=False, widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"})
    )

    def __init__(self, *args: Any, evaluation: EvaluationRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = assignable(evaluation)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given and given.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("lines", "").strip() and not given.get("file"):
            raise forms.ValidationError(_("Paste lines or choose a file."))
        return given

    def take_in(self, by: Any) -> None:
        """Count the file and have it looked at. Raises `Refused`."""
        if file := self.cleaned_data.get("file"):
            take_in(file, by=by)

    @property
    def text(self) -> str:
        """What was pasted, and below it what the file holds."""
        file = self.cleaned_data.get("file")
        uploaded = file.read().decode("utf-8-sig", errors="replace") if file else ""
        return "\n".join(part for part in (self.cleaned_data["lines"], uploaded) if part).replace("\x00", "")


class AssignmentForm(DaysForm):
    """What can be changed of an assignment."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    institution = forms.CharField(label=_("Institution"), max_length=150, required=False)
    is_chair = forms.BooleanField(label=_("Chairs the team"), required=False)


def assignable(evaluation: EvaluationRound) -> Any:
    """The stages of a round that are not closed, the later one first: it is the one that is scored."""
    states = (RoundStage.State.PLANNED, RoundStage.State.OPEN)
    return RoundStage.objects.filter(round=evaluation, state__in=states).order_by("-state", "-kind")
