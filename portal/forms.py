"""What is chosen on pages that look back: a day, and the filter of the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.selectors.audit import AuditFilter
from portal.selectors.audit_words import VERBS, kinds


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


class DayForm(forms.Form):
    """A day that has been; today's at the latest. Without one: thirty days ago."""

    tanggal = _day(_("As it stood at the end of"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today, self.usual = today, today - timedelta(days=30)
        super().__init__(*args, **kwargs | {"initial": {"tanggal": self.usual}})
        self.fields["tanggal"].widget.attrs["max"] = today.isoformat()

    def clean_tanggal(self) -> date | None:
        day: date | None = self.cleaned_data["tanggal"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    @property
    def day(self) -> date:
        """The day that is asked for; one that cannot be read counts as none."""
        return (self.is_valid() and self.cleaned_data["tanggal"]) or self.usual


class AuditForm(forms.Form):
    """Narrows the audit log by GET: who, what, to which kind of record, words, from when to when."""

    siapa = forms.CharField(label=_("Person"), required=False, max_length=100, widget=forms.TextInput())
    tindakan = forms.ChoiceField(label=_("Act"), required=False)
    jenis = forms.ChoiceField(label=_("Kind of record"), required=False)
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name of the record")}),
    )
    dari = _day(_("From"))
    sampai = _day(_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("tindakan", VERBS), ("jenis", kinds())):
            choices = sorted(((code, str(text)) for code, text in words.items()), key=lambda each: each[1].casefold())
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    def chosen(self) -> AuditFilter:
        """The filter; an input that cannot be read narrows nothing."""
        self.is_valid()
        clean = self.cleaned_data if self.is_bound else {}
        return AuditFilter(
            person=clean.get("siapa", ""),
            verb=clean.get("tindakan", ""),
            kind=clean.get("jenis", ""),
            text=clean.get("q", ""),
            since=clean.get("dari"),
            until=clean.get("sampai"),
        )


class PairForm(forms.Form):
    """Which two sides are compared, at the end of which period; shows what was chosen, the view reads the address."""

    a = forms.ChoiceField()
    b = forms.ChoiceField()
    periode = forms.ChoiceField(label=_("Period"))
    sementara = forms.BooleanField(label=_("with preliminary ones"), required=False)

    def __init__(
        self,
        chosen: Mapping[str, Any],
        *,
        sides: tuple[str, str],
        choices: Sequence[tuple[str, str]],
        periods: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(initial=dict(chosen))
        for name, label in zip(("a", "b"), sides, strict=True):
            self.fields[name].label = label
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if periods:
            self.fields["periode"].choices = periods  # type: ignore[attr-defined]
        else:
            del self.fields["periode"]
        self.fields["sementara"].widget.attrs["value"] = "1"
