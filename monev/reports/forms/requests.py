"""What a person chooses when asking for a report: one form for every kind, built from its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.parameters import Parameter
from monev.reports.selectors.choices import choices_for, closed_period
from monev.reports.wishes import Wish, wish_from
from organizations.models import Region
from organizations.roles import Can

LABELS = {
    Parameter.PERIOD: _("Period"),
    Parameter.YEAR: _("Year"),
    Parameter.AGENCY: _("OPD"),
    Parameter.PILLAR: _("Pillar"),
    Parameter.PROGRAM: _("Program"),
    Parameter.QUICK_WIN: _("Quick win"),
    Parameter.MEETING: _("Meeting"),
    Parameter.STAGE: _("Stage of the evaluation"),
}
NOTHING = {
    Parameter.PERIOD: _("No period has begun. The region administrator opens periods."),
    Parameter.YEAR: _("No period has begun. The region administrator opens periods."),
    Parameter.AGENCY: _("No OPD is entered yet."),
    Parameter.PROGRAM: _("The master plan has no program yet."),
    Parameter.QUICK_WIN: _("No quick win is entered yet."),
    Parameter.MEETING: _("No meeting of the council is entered yet."),
    Parameter.STAGE: _("No stage of the national evaluation is planned yet."),
}
SEARCHED = (Parameter.PROGRAM, Parameter.QUICK_WIN, Parameter.AGENCY)
WHOLE = {Parameter.AGENCY: _("Whole region"), Parameter.PILLAR: _("All pillars")}
NO_CHOICE = _("This is not in the list. Choose from the list.")


class ReportRequestForm(forms.Form):
    """The parameters of one kind of report; the names of the fields are those of the parameters."""

    def __init__(self, *args: Any, report: Report, region: Region | None, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.region = report, region
        self.wish: Wish | None = None
        self.lacking: list[Any] = []
        for each in [*report.parameters, *report.optional]:
            if each is not Parameter.PRELIMINARY:
                self._add_choice(each, person)
        if Parameter.PRELIMINARY in (*report.parameters, *report.optional):
            self.fields[str(Parameter.PRELIMINARY)] = _preliminary()
        self.fields["language"] = _language()
        if report.needs is not Can.VIEW:
            self.fields |= _official()

    def _add_choice(self, parameter: Parameter, person: Any) -> None:
        found = list(choices_for(parameter, self.region, person))
        optional = parameter in self.report.optional
        if not found and not optional:
            self.lacking.append(NOTHING.get(parameter, NO_CHOICE))
        first = WHOLE.get(parameter, _("All")) if optional else _("Choose …")
        attrs = {"data-search": LABELS[parameter]} if parameter in SEARCHED and len(found) > 1 else {}
        field = forms.ChoiceField(
            label=LABELS[parameter],
            choices=[("", first), *found],
            required=not optional,
            widget=forms.Select(attrs=attrs),
            error_messages={"invalid_choice": NO_CHOICE, "required": _("Choose what the report is about.")},
        )
        field.initial = self._start(parameter, found)
        self.fields[str(parameter)] = field

    def _start(self, parameter: Parameter, found: list[Any]) -> str:
        """The newest closed period, the newest year; elsewhere nothing is chosen for anybody."""
        if parameter is Parameter.PERIOD:
            closed = closed_period(self.region)
            known = [value for value, _label in found]
            return closed if closed in known else next(iter(known), "")
        if parameter in (Parameter.YEAR, Parameter.STAGE) and parameter not in self.report.optional:
            return found[0][0] if found else ""
        return ""

    def begin(self, given: Mapping[str, Any]) -> None:
        """Fill in what an address names, and the usual choice elsewhere; errors only about what the address names."""
        self.data = self.starting | {name: given[name] for name in self.fields if name in given}  # type: ignore[assignment]
        self.is_bound = True
        self.full_clean()
        for name in [name for name in self.errors if name in self.fields and name not in given]:
            del self.errors[name]

    @property
    def starting(self) -> dict[str, Any]:
        """What the form shows before anything is chosen."""
        return {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}

    @property
    def may_start(self) -> bool:
        """Whether there is something to choose for everything that must be chosen."""
        return not self.lacking

    def clean(self) -> dict[str, Any]:
        """The wish behind the parameters; what does not fit stands at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        params = {str(each): cleaned[str(each)] for each in Parameter if cleaned.get(str(each))}
        try:
            self.wish = wish_from(self.region, params, language=cleaned["language"])
        except Refused as refused:
            self.refuse(refused)
        return cleaned

    def refuse(self, refused: Refused) -> None:
        """A rule said no: at its field, or over the form where it has none."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.message))

    @property
    def head(self) -> dict[str, Any]:
        """Number and date of an official report, as far as they were entered."""
        number: str = self.cleaned_data.get("number", "")
        dated_on: date | None = self.cleaned_data.get("dated_on")
        return {"number": number, "dated_on": dated_on}


def _preliminary() -> forms.Field:
    return forms.BooleanField(
        label=_("Count reports that are not verified yet"),
        required=False,
        help_text=_("The report then says on its first page that its figures are preliminary."),
    )


def _language() -> forms.Field:
    return forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        initial=(get_language() or "id")[:2],
        error_messages={"invalid_choice": _("Reports are written in Indonesian or English.")},
    )


def _official() -> dict[str, forms.Field]:
    """Number and date of the letter, for reports that are sent on."""
    return {
        "number": forms.CharField(
            label=_("Official number"),
            required=False,
            max_length=80,
            help_text=_("Left empty, a line is printed on which it can be written."),
        ),
        "dated_on": forms.DateField(
            label=_("Official date"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        ),
    }
