"""Why something that was reported is corrected, or a correction withdrawn; and which OPD is reminded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Agency


class ReasonForm(forms.Form):
    """The reason stands beside the figures in every report that follows, so it is asked for."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why: the reason stands beside the figures in every report that follows.")},
    )


class RemindForm(forms.Form):
    """One OPD of the period's region, or all that owe something."""

    agency = forms.ModelChoiceField(Agency.objects.none(), required=False)

    def __init__(self, *args: Any, region: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(region=region)  # type: ignore[attr-defined]
