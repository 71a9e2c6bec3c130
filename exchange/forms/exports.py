"""The form in which people ask for an export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.models import Export
from exchange.services.exports import tables_for
from organizations.models import Cohort, Region, User
from organizations.roles import Can

EVERYTHING, SOME = "all", "some"


class ExportForm(forms.Form):
    """Which tables, of whom, in which format."""

    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), required=False, empty_label=_("All that I may see")
    )
    cohort = forms.ModelChoiceField(
        label=_("Cohort"), queryset=Cohort.objects.all(), required=False, empty_label=_("All cohorts")
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=Export.Format.choices,
        help_text=_("Excel opens CSV and XLSX. NDJSON and JSON are for programs."),
    )
    which = forms.ChoiceField(
        label=_("Tables"),
        choices=((EVERYTHING, _("All tables")), (SOME, pgettext_lazy("tables", "Only those chosen below"))),
        widget=forms.RadioSelect,
        initial=EVERYTHING,
    )
    tables = forms.MultipleChoiceField(
        label=_("Single tables"), required=False, widget=forms.SelectMultiple(attrs={"size": 10})
    )
    updated_since = forms.DateTimeField(
        label=_("Only rows changed since"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Leave empty for all rows. Archived rows come along only when a moment is given."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        regions = Region.objects.allowed(person, Can.VIEW).filter(is_active=True, archived_at=None).order_by("name")
        fields["region"].queryset = regions
        fields["tables"].choices = [(name, name) for name in tables_for(person)]
        if not person.access.may(Can.OVERSEE):
            del self.fields["cohort"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("which") == SOME and not given.get("tables"):
            self.add_error("tables", _("Choose at least one table."))
        return given

    def asked(self) -> dict[str, Any]:
        """What the service is called with."""
        given = self.cleaned_data
        return {
            "tables": given["tables"] if given["which"] == SOME else None,
            "file_format": given["format"],
            "region": given["region"],
            "cohort": given.get("cohort"),
            "updated_since": given["updated_since"],
        }
