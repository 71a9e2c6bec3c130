"""The inputs for a piece of evidence.

Names: evidence_file or evidence_link, evidence_kind, evidence_title, evidence_date, evidence_expires, evidence_proves,
evidence_latitude and evidence_longitude.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.numbers import round_half_up
from core.uploads import ACCEPT
from monev.monitoring.models.evidence import Evidence


def _degrees() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "-8.123456"})


class EvidenceForm(forms.Form):
    """A file (a phone offers its camera) or a link; what it is, of which day, until when it holds, what it proves.

    `provable`: names and labels of the figures that can be proven by themselves.
    """

    evidence_file = forms.FileField(
        label=_("File or photo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    evidence_link = forms.CharField(
        label=_("or link"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )
    evidence_kind = forms.ChoiceField(label=_("Kind of evidence"), required=False, choices=Evidence.Kind.choices)
    evidence_title = forms.CharField(label=_("What it shows"), required=False, max_length=200)
    evidence_date = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    evidence_expires = forms.DateField(
        label=_("Holds until (if it expires)"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    evidence_proves = forms.ChoiceField(label=_("What it proves"), required=False)
    evidence_latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, localize=True, widget=_degrees()
    )
    evidence_longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, localize=True, widget=_degrees()
    )

    def __init__(self, *args: Any, provable: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {"evidence_kind": Evidence.Kind.OTHER, "evidence_date": timezone.localdate()}
        super().__init__(*args, **kwargs)
        self.fields["evidence_file"].help_text = _(
            "PDF, photo, Word, Excel, PowerPoint, CSV or text; at most %(size)s."
        ) % {"size": filesizeformat(settings.EVIDENCE_MAX_BYTES)}

        whole = _("the whole report")
        self.fields["evidence_proves"].choices = [("", whole), *provable]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A place has both of its figures."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        where = ("evidence_latitude", "evidence_longitude")
        if not set(where) & set(self.errors) and (cleaned.get(where[0]) is None) != (cleaned.get(where[1]) is None):
            self.add_error(where[1], _("A place has a latitude and a longitude."))
        return cleaned

    @property
    def place(self) -> tuple[Decimal, Decimal] | None:
        """Where the photo was taken, to about ten centimetres."""
        found = [self.cleaned_data.get(name) for name in ("evidence_latitude", "evidence_longitude")]
        latitude, longitude = (None if value is None else round_half_up(value, 6) for value in found)
        return None if latitude is None or longitude is None else (latitude, longitude)

    @property
    def is_given(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.cleaned_data.get("evidence_file") is not None or self.cleaned_data.get("evidence_link"))

    @property
    def words(self) -> dict[str, Any]:
        """What was said about it, as the services take it."""
        return {
            "kind": self.cleaned_data.get("evidence_kind") or Evidence.Kind.OTHER,
            "title": self.cleaned_data.get("evidence_title", ""),
            "dated_on": self.cleaned_data.get("evidence_date"),
            "expires_on": self.cleaned_data.get("evidence_expires"),
            "place": self.place,
            "proves": self.cleaned_data.get("evidence_proves", ""),
        }
