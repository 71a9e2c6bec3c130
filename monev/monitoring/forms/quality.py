"""Which rules of data quality apply in a region, from which period, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monev.monitoring.models.periods import Period
from monev.monitoring.quality_catalogue import CATALOGUE


class RuleSwitchForm(forms.Form):
    """The rules that are on; those left out are switched off from the period on."""

    on = forms.MultipleChoiceField(
        label=_("Rules that are on"),
        required=False,
        choices=[(each.code, each.title) for each in CATALOGUE],
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.ModelChoiceField(
        Period.objects.none(),
        label=_("Valid from period"),
        empty_label=None,
        help_text=_("Earlier periods keep the rules that they had."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the reason stays with the rules.")},
    )

    def __init__(self, *args: Any, region: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Period.objects.filter(region=region, archived_at=None, locked_at=None)
        self.fields["since"].queryset = rows.in_order()  # type: ignore[attr-defined]
