"""The filter of the ledger of evidence, as it stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.evidence_levels import UNJUDGED
from monev.monitoring.selectors.ledger import (
    BY_AGENCY,
    BY_TITLE,
    EXPIRED,
    EXPIRING,
    FILE,
    LARGEST,
    NEWEST,
    OLDEST,
    WEAKEST,
    LedgerFilter,
)
from organizations.models import Agency, Region
from organizations.roles import Can

ALL = ("", _("All"))
VERDICTS = [
    ALL,
    (UNJUDGED, EvidenceUse.Verdict.UNJUDGED.label),
    *((value, label) for value, label in EvidenceUse.Verdict.choices if value),
]
LINKS = [ALL, (FILE, pgettext_lazy("evidence", "Files only")), *Evidence.LinkState.choices]
EXPIRIES = [ALL, (EXPIRED, _("Expired")), (EXPIRING, _("Expires within 30 days"))]
SHARED = [ALL, ("1", _("In several reports or OPDs"))]
ORDERS = {
    "": (NEWEST, pgettext_lazy("order", "Newest first")),
    "lama": (OLDEST, pgettext_lazy("order", "Oldest first")),
    "judul": (BY_TITLE, pgettext_lazy("order", "Title")),
    "opd": (BY_AGENCY, pgettext_lazy("order", "OPD")),
    "ukuran": (LARGEST, pgettext_lazy("order", "Largest first")),
    "nilai": (WEAKEST, pgettext_lazy("order", "Weakest first")),
}


class LedgerForm(forms.Form):
    """Narrows the ledger by GET; OPDs and periods are those of the region."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title, file, link, SHA-256")}),
    )
    opd = forms.ModelChoiceField(Agency.objects.none(), label=_("OPD"), required=False, empty_label=_("All"))
    periode = forms.ChoiceField(label=_("Period"), required=False)
    jenis = forms.ChoiceField(label=_("Kind of evidence"), required=False, choices=[ALL, *Evidence.Kind.choices])
    nilai = forms.ChoiceField(label=_("Verdict"), required=False, choices=VERDICTS)
    tautan = forms.ChoiceField(label=_("Link"), required=False, choices=LINKS)
    berlaku = forms.ChoiceField(label=_("Validity"), required=False, choices=EXPIRIES)
    bersama = forms.ChoiceField(label=_("Same file"), required=False, choices=SHARED)
    urut = forms.ChoiceField(
        label=_("Sorted by"), required=False, choices=[(key, label) for key, (_order, label) in ORDERS.items()]
    )

    def __init__(self, *args: Any, region: Region, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = today_in(region.time_zone)
        periods = Period.objects.allowed(user, Can.VIEW).current().of_region(region).started(today)
        self.periods = {each.address: each for each in periods.order_by("-year", "-number", "kind")}
        agencies = Agency.objects.allowed(user, Can.VIEW).current().filter(region=region)
        self.fields["opd"].queryset = agencies.for_list()  # type: ignore[attr-defined]
        self.fields["periode"].choices = [ALL, *((key, str(each)) for key, each in self.periods.items())]  # type: ignore[attr-defined]

    def chosen(self) -> LedgerFilter:
        """The filter; an input that cannot be read narrows nothing."""
        self.is_valid()
        clean = self.cleaned_data if self.is_bound else {}
        agency = clean.get("opd")
        return LedgerFilter(
            agency_id=agency.pk if agency else None,
            kind=clean.get("jenis", ""),
            period_id=self.periods[clean["periode"]].pk if clean.get("periode") else None,
            verdict=clean.get("nilai", ""),
            link=clean.get("tautan", ""),
            expiry=clean.get("berlaku", ""),
            is_shared=bool(clean.get("bersama")),
            text=clean.get("q", ""),
            order=ORDERS[clean.get("urut", "")][0],
        )
