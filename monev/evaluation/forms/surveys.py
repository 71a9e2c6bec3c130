"""Forms with which a region sets a citizen survey up and an OPD takes part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.surveys import Survey
from monev.evaluation.selectors.survey_setup import Subject
from monev.evaluation.services.surveys import Choice, SurveyPlan
from pillars.models import Pillar

EARLIEST, LATEST = 2018, 2100
MOST_USERS = 100_000_000
DATE = {"type": "date"}


class SurveyForm(forms.Form):
    """Pillar, year, instrument, form, dates, contact."""

    pillar = forms.ModelChoiceField(label=_("Pillar"), queryset=Pillar.objects.none())
    year = forms.IntegerField(label=_("Year of the evaluation"), min_value=EARLIEST, max_value=LATEST)
    instrument = forms.ModelChoiceField(
        label=_("Instrument"),
        help_text=_("Its statements are asked. Choose the one by which the region is evaluated in that year."),
        queryset=Instrument.objects.none(),
    )
    form = forms.ChoiceField(
        label=_("Form"),
        help_text=_(
            "One form of nine: 50 people answer for the whole pillar. Three forms of three: 50 people for each "
            "service, where hardly anybody uses all three."
        ),
        choices=Survey.Form.choices,
        widget=forms.RadioSelect,
        initial=Survey.Form.ONE,
    )
    opens_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    closes_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    contact = forms.CharField(
        label=_("Contact for questions"),
        help_text=_(
            "Office with telephone or e-mail; the privacy note names it, as Law 27/2022 asks. No private number."
        ),
        max_length=200,
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, pillars: Any, instruments: Any, data: Any = None, survey: Survey | None = None) -> None:
        super().__init__(data, initial=_initial(survey) if survey else None)
        self.fields["pillar"].queryset = pillars  # type: ignore[attr-defined]
        self.fields["instrument"].queryset = instruments  # type: ignore[attr-defined]
        if survey:
            for name in ("pillar", "year"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        first, last = found.get("opens_on"), found.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The last day lies before the first."))
        return found

    @property
    def plan(self) -> SurveyPlan:
        """What was chosen."""
        return SurveyPlan(**{key: value for key, value in self.cleaned_data.items() if key != "seen_version"})


def _initial(survey: Survey) -> dict[str, Any]:
    names = ("year", "form", "opens_on", "closes_on", "contact")
    found = {name: getattr(survey, name) for name in names}
    keys = {"pillar": survey.pillar_id, "instrument": survey.instrument_id, "seen_version": survey.version}
    return found | keys


class ServiceForm(forms.Form):
    """Which program or quick win stands for a sub-dimension, what people call its service, how many use it."""

    subject = forms.ChoiceField(
        label=_("Program or quick win"),
        help_text=_("Its OPD takes part in the survey and is told so."),
        error_messages={"required": _("Choose a program or a quick win.")},
    )
    name = forms.CharField(
        label=_("Name of the service"),
        help_text=_("As people know it, for example the name of the application or of the counter."),
        max_length=200,
    )
    users = forms.IntegerField(
        label=_("Number of users, if the OPD has told you"),
        help_text=_("The OPD confirms it; no more answers count than there are users."),
        required=False,
        min_value=1,
        max_value=MOST_USERS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, groups: list[tuple[str, list[Subject]]], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.subjects = {each.key: each for _label, rows in groups for each in rows}
        choices = [(label, [(each.key, each.label) for each in rows]) for label, rows in groups if rows]
        self.fields["subject"].choices = [("", _("Choose …")), *choices]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        text = " ".join(str(self.cleaned_data["name"]).split())
        if not any(char.isalnum() for char in text):
            raise forms.ValidationError(_("Give the service a name that people recognise."))
        return text

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        subject = self.subjects[self.cleaned_data["subject"]]
        return Choice(self.cleaned_data["name"], program=subject.program, quick_win=subject.quick_win)


class UsersForm(forms.Form):
    """The OPD takes part and says how many people use the service."""

    users = forms.IntegerField(
        label=_("How many people use this service?"),
        help_text=_("People, not visits, in the year of the survey. Assessors compare it with the number of answers."),
        min_value=1,
        max_value=MOST_USERS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ReasonForm(forms.Form):
    """Why forms are left out."""

    reason = forms.CharField(
        label=_("Why these answers are left out"),
        help_text=_("The history keeps it; assessors may ask."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
    )


class ImportForm(forms.Form):
    """A CSV file of paper forms."""

    upload = forms.FileField(
        label=_("CSV file"),
        help_text=_("Made from the template below, one form a row. Nothing is written while one row has an error."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
