"""Meetings: date and place, minutes, who came, what was decided, and the items of the agenda."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.errors import Refused
from masterplan.forms.directives import day_input
from masterplan.models.preparation import Attendance, Council, CouncilMember, Decision, Meeting
from masterplan.services.meetings import MINUTES, Came, check_minutes
from organizations.models import Region
from organizations.roles import Can

SPARE = 3
"""Empty rows for decisions to come."""
ACCEPT = ",".join(f".{ending}" for ending in MINUTES)


class MeetingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A meeting of one of the region's bodies. `minutes_upload`: a file that is added or takes the place of another."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    minutes_upload = forms.FileField(
        label=_("Minutes as a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, Word (DOCX) or a photo of the signed page."),
    )

    class Meta:
        model = Meeting
        fields = ("council", "state", "held_on", "starts_at", "place", "agenda", "minutes")
        labels = {
            "council": _("Body"),
            "held_on": _("Date"),
            "agenda": _("Subject"),
            "minutes": _("Minutes"),
            "state": _("State"),
        }
        widgets = {
            "held_on": day_input(),
            "starts_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "agenda": forms.Textarea(attrs={"rows": 2}),
            "minutes": forms.Textarea(attrs={"rows": 8}),
        }

    field_order = ("council", "held_on", "starts_at", "place", "agenda", "state", "minutes", "minutes_upload")

    def __init__(self, *args: Any, region: Region, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        councils = Council.objects.allowed(user, Can.DIRECT).current().of_region(region)
        self.fields["council"].queryset = councils.order_by("kind", "name")  # type: ignore[attr-defined]
        self.fields["council"].empty_label = None  # type: ignore[attr-defined]
        if self.instance._state.adding:
            del self.fields["minutes"], self.fields["minutes_upload"]
        else:
            self.fields["seen_version"].initial = self.instance.version

    def clean_minutes_upload(self) -> Any:
        """Only what is accepted, by its content."""
        uploaded: Any = self.cleaned_data["minutes_upload"]
        if not uploaded:
            return None
        try:
            check_minutes(uploaded)
        except Refused as refused:
            raise ValidationError(str(refused.message)) from refused
        return uploaded


class AttendanceForm(forms.Form):
    """Each member present, represented or absent; `seats`: members with what was written down before."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, seats: Iterable[tuple[CouncilMember, Attendance | None]], version: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = [member for member, _row in seats]
        self.fields["seen_version"].initial = version
        for member, row in seats:
            self.fields[f"kind_{member.pk}"] = forms.ChoiceField(
                label=pgettext_lazy("attendance", "How"),
                required=False,
                choices=[("", _("not written down")), *Attendance.Kind.choices],
                initial=row.kind if row else "",
                widget=forms.Select(attrs={"aria-label": str(member)}),
            )
            self.fields[f"represented_by_{member.pk}"] = forms.CharField(
                label=_("represented by"),
                required=False,
                max_length=150,
                initial=row.represented_by if row else "",
                widget=forms.TextInput(attrs={"placeholder": _("represented by")}),
            )

    def rows(self) -> Iterator[tuple[CouncilMember, forms.BoundField, forms.BoundField]]:
        """For each member the two inputs."""
        return ((each, self[f"kind_{each.pk}"], self[f"represented_by_{each.pk}"]) for each in self.members)

    def came(self) -> dict[int, Came]:
        """What was chosen, by member; those of whom nothing is known are left out. A name alone means represented."""
        found = {}
        for each in self.members:
            kind, by = self.cleaned_data[f"kind_{each.pk}"], self.cleaned_data[f"represented_by_{each.pk}"]
            if kind or by:
                found[each.pk] = Came(kind or Attendance.Kind.REPRESENTED, by)
        return found


class DecisionsForm(forms.Form):
    """The decisions in order, and empty rows for more; a text that is emptied takes its decision away."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, decisions: Iterable[Decision], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = version
        self.keys: list[tuple[str, int | None]] = []
        for each in decisions:
            self._add(f"decision_{each.pk}", each.pk, each.text)
        for number in range(1, SPARE + 1):
            self._add(f"new_{number}", None, "")

    def _add(self, name: str, key: int | None, text: str) -> None:
        self.keys.append((name, key))
        self.fields[name] = forms.CharField(
            label=_("Decision %(number)s") % {"number": len(self.keys)},
            required=False,
            max_length=2000,
            initial=text,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def texts(self) -> list[tuple[int | None, str]]:
        """The row (None: a new one) and its text, in order."""
        return [(key, self.cleaned_data[name]) for name, key in self.keys]


class ItemForm(forms.Form):
    """The words of an item of the agenda, and what came of it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(label=_("Item"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    result = forms.CharField(
        label=_("Result"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
