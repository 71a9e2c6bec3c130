"""Opening a round, taking regions in, handing a self-assessment back."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.services.rounds import Days


def day_input() -> forms.DateInput:
    """A date as browsers pick it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def long_text(rows: int = 3) -> forms.Textarea:
    """A text of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class StagesForm(forms.Form):
    """Name, deadline and the days of both stages."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("Such as: Evaluasi Smart City 2026."))
    until_day = forms.DateField(
        label=_("Self-assessment until"), widget=day_input(), help_text=_("To the end of this day (WIB).")
    )
    first_from = forms.DateField(label=_("Stage I (written) from"), widget=day_input())
    first_until = forms.DateField(label=_("Stage I until"), widget=day_input())
    second_from = forms.DateField(label=_("Stage II (interview) from"), widget=day_input())
    second_until = forms.DateField(label=_("Stage II until"), widget=day_input())

    @property
    def until(self) -> datetime:
        """The end of the last day."""
        day = self.cleaned_data["until_day"]
        return timezone.make_aware(datetime.combine(day, time(23, 59)))

    @property
    def stages(self) -> dict[str, Days]:
        """The days of each stage by its kind."""
        given = self.cleaned_data
        return {
            RoundStage.Kind.WRITTEN: (given["first_from"], given["first_until"]),
            RoundStage.Kind.INTERVIEW: (given["second_from"], given["second_until"]),
        }


class RoundForm(StagesForm):
    """A new round: instrument, year, name, deadline, stages."""

    field_order = ("instrument", "year", "name")
    instrument = forms.ModelChoiceField(
        Instrument.objects.none(), label=_("Instrument"), empty_label=_("Choose a published instrument")
    )
    year = forms.IntegerField(label=_("Year"), min_value=2017, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].queryset = Instrument.objects.published().for_list()  # type: ignore[attr-defined]


class RoundChangeForm(StagesForm):
    """What can be changed of a round."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def initial_of(evaluation: EvaluationRound) -> dict[str, Any]:
        """What is stored."""
        stages = {each.kind: each for each in evaluation.stages.all()}
        found: dict[str, Any] = {
            "name": evaluation.name,
            "until_day": timezone.localtime(evaluation.self_assessment_until).date(),
            "seen_version": evaluation.version,
        }
        for prefix, kind in (("first", RoundStage.Kind.WRITTEN), ("second", RoundStage.Kind.INTERVIEW)):
            if kind in stages:
                found |= {f"{prefix}_from": stages[kind].opens_on, f"{prefix}_until": stages[kind].closes_on}
        return found


class RegionsForm(forms.Form):
    """Which regions come in: whole cohorts, a list of codes or names, or both."""

    cohorts = forms.TypedMultipleChoiceField(
        label=_("Cohorts"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.CharField(
        label=_("Single regions"),
        required=False,
        max_length=20000,
        widget=long_text(4),
        help_text=_("Official codes or full names, one a line or separated by commas, such as: 52.07, 35.07."),
    )

    def __init__(self, *args: Any, cohorts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohorts"].choices = cohorts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("cohorts") and not given.get("regions", "").strip():
            raise forms.ValidationError(_("Choose a cohort or name a region."))
        return given


class HandBackForm(forms.Form):
    """Until when the region may change its answers, and what it should change."""

    until = forms.DateTimeField(
        label=_("New deadline"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("Date and time (WIB)."),
    )
    reason = forms.CharField(label=_("What the region should change"), max_length=2000, widget=long_text())


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=long_text())
