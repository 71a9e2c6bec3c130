"""The form in which people ask for an export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import MomentField
from exchange.models import Export
from exchange.services.exports import tables_for
from exchange.tables import Subject, by_subject
from organizations.models import Cohort, Region, User
from organizations.roles import Can


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
        initial=Export.Format.XLSX,
        help_text=_("Excel opens CSV and XLSX. NDJSON and JSON are for programs."),
    )
    tables = forms.MultipleChoiceField(
        label=_("Only some tables"), required=False, help_text=_("Without a tick all tables come along.")
    )
    updated_since = MomentField(
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
        self.names = tables_for(person)
        fields["tables"].choices = [(name, name) for name in self.names]
        if len(own := regions[:2]) == 1:
            fields["region"].initial = own[0].pk
        if not person.access.may(Can.OVERSEE):
            del self.fields["cohort"]

    @property
    def subjects(self) -> list[Subject]:
        """The tables to tick."""
        return by_subject(self.names)

    def asked(self) -> dict[str, Any]:
        """What the service is called with."""
        given = self.cleaned_data
        return {
            "tables": given["tables"] or None,
            "file_format": given["format"],
            "region": given["region"],
            "cohort": given.get("cohort"),
            "updated_since": given["updated_since"],
        }
