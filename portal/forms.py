"""What is chosen on pages that look back (a day, the filter of the audit log); what is asked about personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.form_fields import MomentField
from organizations.models import DataBreach, DataRequest
from portal.selectors.audit import AuditFilter
from portal.selectors.audit_words import VERBS, kinds
from portal.selectors.quick_wins import STANDINGS, QuickWinLine
from portal.tables.quick_win_words import STANDING_WORDS, years_of


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
    kunci = forms.CharField(label=_("API key"), required=False, max_length=100, widget=forms.TextInput())
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
            key=clean.get("kunci", ""),
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


class QuickWinForm(forms.Form):
    """Narrows the quick wins of a region by GET; what cannot be read narrows nothing."""

    tahun = forms.ChoiceField(label=_("Year"), required=False)
    pilar = forms.ChoiceField(label=_("Pillar"), required=False)
    opd = forms.ChoiceField(label=_("OPD"), required=False)
    keadaan = forms.ChoiceField(label=_("State"), required=False)
    praktik = forms.BooleanField(label=_("published practices only"), required=False)
    sementara = forms.BooleanField(label=_("with preliminary ones"), required=False)

    def __init__(self, *args: Any, lines: Sequence[QuickWinLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [each.quick_win for each in lines]
        choices: dict[str, list[tuple[str, str]]] = {
            "tahun": [(str(year), str(year)) for year in years_of(lines)],
            "pilar": sorted({(each.pillar.letters, f"{each.pillar.letters} {each.pillar.name}") for each in rows}),
            "opd": sorted({(str(each.agency_id), each.agency.name) for each in rows}, key=lambda pair: pair[1]),
            "keadaan": [(code, str(STANDING_WORDS[code][0])) for code in STANDINGS],
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", _("All")), *found]  # type: ignore[attr-defined]

    def fits(self, line: QuickWinLine) -> bool:
        """Whether a quick win belongs to what was asked for."""
        self.is_valid()
        asked = self.cleaned_data if self.is_bound else {}
        row = line.quick_win
        return (
            asked.get("tahun") in (None, "", str(row.year))
            and asked.get("pilar") in (None, "", row.pillar.letters)
            and asked.get("opd") in (None, "", str(row.agency_id))
            and asked.get("keadaan") in (None, "", line.standing)
            and (not asked.get("praktik") or row.is_practice)
        )


def _moment(label: Any, **more: Any) -> MomentField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return MomentField(label=label, widget=widget, **more)


def _text() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


class RequestForm(forms.ModelForm):
    """A request of somebody without an account, written down by the officer."""

    received_at = _moment(_("Received"), initial=timezone.now)

    class Meta:
        model = DataRequest
        fields = ("kind", "name", "contact", "text", "received_at")
        widgets = {"text": _text()}


class OwnRequestForm(forms.Form):
    """What somebody with an account asks about their own data."""

    kind = forms.ChoiceField(label=_("What do you ask for?"), choices=DataRequest.Kind.choices)
    text = forms.CharField(label=_("Your request"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    """The answer to a request: done, or refused with the reason."""

    state = forms.ChoiceField(
        label=_("Result"), choices=[each for each in DataRequest.State.choices if each[0] != DataRequest.State.OPEN]
    )
    answer = forms.CharField(
        label=pgettext_lazy("data request", "Answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was done. A refusal needs its reason (art. 33)."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput())


class ForgetForm(forms.Form):
    """Forgetting a person: why, and that it is meant."""

    reason = forms.CharField(label=_("Why"), max_length=200)
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))


class BreachForm(forms.ModelForm):
    """What is known of a breach."""

    noticed_at = _moment(_("Noticed"), initial=timezone.now)
    happened_at = _moment(_("Happened"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    class Meta:
        model = DataBreach
        fields = ("title", "noticed_at", "happened_at", "data_concerned", "people_concerned", "course", "measures")
        widgets = {"data_concerned": _text(), "course": _text(), "measures": _text()}
