"""Asking for a report in the administration: which report for which region, then what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from masterplan.models.plans import Program
from masterplan.models.preparation import Meeting
from monev.evaluation.models.rounds import RoundStage
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import reports
from monev.reports.parameters import Parameter
from monev.reports.wishes import Wish
from organizations.models import Agency, Region, User
from pillars.models import Pillar
from quickwins.models import QuickWin


def reports_for(person: User) -> dict[str, Report]:
    """The reports of the catalogue that the person may ask for somewhere."""
    return {code: each for code, each in reports().items() if person.access.may(each.needs)}


class ChooseReportForm(forms.Form):
    """Which report, and for which region (nothing for a report of the nation)."""

    kind = forms.ChoiceField(label=_("Report"))
    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"), required=False, to_field_name="code")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = reports_for(person)
        self.person = person
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(code, each.title) for code, each in self.known.items()]
        regions = Region.objects.none()
        for needs in {each.needs for each in self.known.values()}:
            regions = regions | Region.objects.allowed(person, needs)
        fields["region"].queryset = regions.filter(archived_at=None).distinct().order_by("code")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        report = self.known.get(data.get("kind", ""))
        if report is None or "region" in self.errors:
            return data
        region = data.get("region")
        if region is None and not report.is_national:
            self.add_error("region", _("This report is made for a region."))
        if region is not None and report.is_national:
            self.add_error("region", _("This report is of the nation: choose no region."))
        return data


class ReportParametersForm(forms.Form):
    """What a report is about: the parameters that it has, with the rows of the region."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="id")
    number = forms.CharField(label=_("Official number"), max_length=80, required=False)
    dated_on = forms.DateField(
        label=_("Official date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, report: Report, region: Region | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.region = report, region
        self.parameters = [each for each in Parameter if each in (*report.parameters, *report.optional)]
        for each in self.parameters:
            field = _FIELDS[each](region)
            field.required = each in report.parameters and each not in (*report.optional, Parameter.PRELIMINARY)
            self.fields[str(each)] = field
        self.order_fields([str(each) for each in self.parameters])

    def wish(self) -> Wish:
        """What was chosen (valid form)."""
        chosen = {str(each): self.cleaned_data[str(each)] or None for each in self.parameters}
        preliminary = bool(chosen.pop(str(Parameter.PRELIMINARY), False))
        language = self.cleaned_data["language"]
        return Wish(self.region, language, include_preliminary=preliminary, **chosen)


def _row(label: Any, rows: QuerySet[Any]) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(rows, label=label, empty_label="–")


def _periods(region: Region | None) -> forms.ModelChoiceField:
    rows = Period.objects.of_region(region).current()
    if region is not None:
        rows = rows.started(today_in(region.time_zone))
    return _row(_("Period"), rows.order_by("-year", "-number", "kind"))


def _programs(region: Region | None) -> forms.ModelChoiceField:
    rows = Program.objects.of_region(region).filter(archived_at=None, plan_version__status="adopted")
    return _row(_("Program"), rows.order_by("code", "pk"))


_FIELDS: dict[Parameter, Callable[[Region | None], forms.Field]] = {
    Parameter.PERIOD: _periods,
    Parameter.YEAR: lambda _region: forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100),
    Parameter.AGENCY: lambda region: _row(_("OPD"), Agency.objects.of_region(region).current().order_by("name", "pk")),
    Parameter.PILLAR: lambda _region: _row(_("Pillar"), Pillar.objects.order_by("-pillar_set", "position")),
    Parameter.PROGRAM: _programs,
    Parameter.QUICK_WIN: lambda region: _row(
        _("Quick win"), QuickWin.objects.of_region(region).current().order_by("-year", "title", "pk")
    ),
    Parameter.MEETING: lambda region: _row(
        _("Meeting"), Meeting.objects.of_region(region).current().order_by("-held_on", "pk")
    ),
    Parameter.STAGE: lambda _region: _row(_("Stage"), RoundStage.objects.order_by("-round__year", "kind", "pk")),
    Parameter.PRELIMINARY: lambda _region: forms.BooleanField(label=_("Count reports that are not verified yet")),
}
