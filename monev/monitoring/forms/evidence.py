"""The inputs for a piece of evidence: evidence_file or evidence_link, evidence_kind, evidence_title, evidence_date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.uploads import ACCEPT
from monev.monitoring.models.evidence import Evidence


class EvidenceForm(forms.Form):
    """A file (a phone offers its camera) or a link; what it is and of which day."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"evidence_kind": Evidence.Kind.PHOTO, "evidence_date": timezone.localdate()}
        super().__init__(*args, **kwargs)
        self.fields["evidence_file"].help_text = _(
            "PDF, photo, Word, Excel, PowerPoint, CSV or text; at most %(size)s."
        ) % {"size": filesizeformat(settings.EVIDENCE_MAX_BYTES)}

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
        }
