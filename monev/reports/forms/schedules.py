"""What a schedule is set to, in the words of the person who sets it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from monev.reports.catalogue.base import Report
from monev.reports.models import ReportSchedule
from monev.reports.parameters import Parameter
from monev.reports.selectors.schedules import CLOCKS, months_after, people_to_tell, pillars_of
from monev.reports.services.schedules import reports_to_schedule
from organizations.models import Agency, Region, User
from organizations.roles import REGION_ROLES, Role

WHOLE, EACH = "region", "each"
TOLD_ROLES = [role for role in (*REGION_ROLES, Role.AGENCY_HEAD) if role != Role.ASSESSOR]


class ScheduleForm(forms.Form):
    """Which report, about what, when, and who is told."""

    kind = forms.ChoiceField(label=_("Report"))
    about = forms.ChoiceField(
        label=_("About"), help_text=_("“Every OPD” makes one report for each OPD that leads a program.")
    )
    pillar = forms.ChoiceField(label=_("Pillar"), required=False)
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=ReportSchedule.Rhythm.choices,
        widget=forms.RadioSelect,
        help_text=_("Each time the period or year is taken that ended last."),
    )
    month_offset = forms.TypedChoiceField(label=_("In which month (every quarter or year)"), coerce=int, required=False)
    day = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=31,
        help_text=_("In a shorter month its last day."),
    )
    hour = forms.TypedChoiceField(label=_("At"), coerce=int)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    include_preliminary = forms.BooleanField(
        label=_("Count reports that are not verified yet"),
        required=False,
        help_text=_("The report then says on its first page that its figures are preliminary."),
    )
    recipient_roles = forms.MultipleChoiceField(
        label=_("Tell everybody who is"),
        choices=[(role.value, role.label) for role in TOLD_ROLES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    recipients = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Tell these people too"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("They are told by the bell and by e-mail when the reports are ready."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, help_text=_("Empty: it is named after the report.")
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, region: Region, schedule: ReportSchedule | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(schedule))
        super().__init__(*args, **kwargs)
        self.region, self.schedule = region, schedule
        self.kinds = {each.code: each for each in reports_to_schedule()}
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(code, each.title) for code, each in self.kinds.items()]
        self.agencies = list(Agency.objects.of_region(region).current().order_by("name", "pk"))
        fields["about"].choices = self._about()
        fields["pillar"].choices = [("", "–"), *pillars_of(region)]
        fields["month_offset"].choices = [(each, months_after(each)) for each in range(12)]
        zone = CLOCKS.get(region.time_zone, region.time_zone)
        fields["hour"].choices = [(hour, f"{hour:02d}.00 {zone}") for hour in range(24)]
        fields["recipients"].queryset = User.objects.filter(pk__in=self._people()).order_by("name", "pk")
        self._leave_out()

    def _about(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = [(WHOLE, _("The whole region"))]
        if takes(self.kinds.values(), Parameter.AGENCY):
            found.append((EACH, _("Every OPD")))
            found.append((gettext("One OPD"), [(str(each.uid), str(each)) for each in self.agencies]))
        return found

    def _people(self) -> set[int]:
        """Those with a role today, and those who are told already."""
        kept = self.schedule.recipients.values_list("pk", flat=True) if self.schedule else ()
        return {each.pk for each in people_to_tell(self.region)} | set(kept)

    def _leave_out(self) -> None:
        """What no report takes is not asked for."""
        if not takes(self.kinds.values(), Parameter.PILLAR):
            del self.fields["pillar"]
        if len(self.fields["about"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["about"].widget = forms.HiddenInput()

    def schedule_for(self, stored: ReportSchedule | None = None) -> ReportSchedule:
        """The schedule as it was entered (valid form), not saved."""
        data, about = self.cleaned_data, self.cleaned_data["about"]
        row = stored or ReportSchedule(region=self.region)
        row.kind, row.language, row.rhythm = data["kind"], data["language"], data["rhythm"]
        row.day, row.hour, row.month_offset = data["day"], data["hour"], self._offset()
        row.include_preliminary, row.recipient_roles = data["include_preliminary"], data["recipient_roles"]
        row.each_agency, row.params = about == EACH, {}
        if about not in (WHOLE, EACH):
            row.params[str(Parameter.AGENCY)] = about
        if data.get("pillar"):
            row.params[str(Parameter.PILLAR)] = data["pillar"]
        row.name = data["name"] or self._named(row)
        return row

    def _offset(self) -> int:
        """It has no meaning where every month is due."""
        if self.cleaned_data["rhythm"] == ReportSchedule.Rhythm.MONTHLY:
            return 0
        return self.cleaned_data["month_offset"] or 0

    def _named(self, row: ReportSchedule) -> str:
        about = dict(flat(self.fields["about"].choices))[self.cleaned_data["about"]]  # type: ignore[attr-defined]
        return f"{self.kinds[row.kind].title}, {about}"[:150]


def initial_of(schedule: ReportSchedule | None) -> dict[str, Any]:
    """What stands in the form at first."""
    if schedule is None:
        return {"about": WHOLE, "day": 10, "hour": 7, "rhythm": "monthly", "language": (get_language() or "id")[:2]}
    copied = ("kind", "rhythm", "month_offset", "day", "hour", "language", "include_preliminary", "recipient_roles")
    return {name: getattr(schedule, name) for name in (*copied, "name")} | {
        "about": EACH if schedule.each_agency else schedule.params.get(Parameter.AGENCY, WHOLE),
        "pillar": schedule.params.get(Parameter.PILLAR),
        "recipients": [str(pk) for pk in schedule.recipients.order_by("name", "pk").values_list("pk", flat=True)],
        "seen_version": schedule.version,
    }


def takes(kinds: Iterable[Report], parameter: Parameter) -> bool:
    """Whether one of the reports has this parameter."""
    return any(parameter in (*each.parameters, *each.optional) for each in kinds)


def flat(choices: Iterable[Any]) -> list[tuple[str, str]]:
    """Choices without their groups."""
    found: list[tuple[str, str]] = []
    for value, label in choices:
        found += flat(label) if isinstance(label, list) else [(str(value), str(label))]
    return found


def differences(typed: ScheduleForm, stored: ScheduleForm) -> list[tuple[str, str]]:
    """Label and stored text of each input in which what was typed differs from what is stored now."""
    names = [name for name in stored.fields if not stored[name].is_hidden]
    return [
        (str(stored[name].label), _shown(stored, name))
        for name in names
        if _plain(typed[name].value()) != _plain(stored[name].value())
    ]


def _plain(value: Any) -> list[str]:
    """As a browser sends it: nothing, one text, or several."""
    if isinstance(value, list):
        return sorted(str(each) for each in value)
    return [] if value is None or value is False or value == "" else [str(value)]


def _shown(form: ScheduleForm, name: str) -> str:
    field: Any = form.fields[name]
    known = dict(flat(getattr(field, "choices", ())))
    return ", ".join(known.get(each, each) for each in _plain(form[name].value()))
