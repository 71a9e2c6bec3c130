"""What narrows the list of reports and the queue, by GET; an input that cannot be read narrows nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monev.reports.models import CompiledReport
from monev.reports.selectors.queues import Sifted
from monev.reports.selectors.shelves import Narrowed, Narrowing
from organizations.models import Region
from organizations.roles import Can

ALL = ("", _("All"))


class ShelfForm(forms.Form):
    """Kind, period or year, state, OPD; only what occurs in the list."""

    kind = forms.ChoiceField(label=_("Report"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *CompiledReport.State.choices])
    agency = forms.ChoiceField(label=_("OPD"), required=False)

    def __init__(self, *args: Any, narrowing: Narrowing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(each), str(each)) for each in narrowing.years]
        choices: dict[str, list[Any]] = {
            "kind": list(narrowing.kinds),
            "period": [(_("Year"), years), (_("Period"), list(narrowing.periods))] if narrowing.periods else years,
            "agency": [(str(key), name) for key, name in narrowing.agencies],
        }
        for name, found in choices.items():
            field: Any = self.fields[name]
            field.choices = [ALL, *found]
            if not found:
                del self.fields[name]

    def chosen(self) -> Narrowed:
        """What the list is narrowed to."""
        self.is_valid()
        clean = self.cleaned_data if self.is_bound else {}
        about, agency = clean.get("period") or "", clean.get("agency")
        return Narrowed(
            kind=clean.get("kind") or "",
            year=int(about) if about.isdecimal() else None,
            period="" if about.isdecimal() else about,
            state=clean.get("state") or "",
            agency=int(agency) if agency else None,
        )


class QueueForm(forms.Form):
    """Region, kind and state, for the queue over all regions."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"), required=False, empty_label=_("All"))
    kind = forms.ChoiceField(label=_("Report"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *CompiledReport.State.choices])

    def __init__(self, *args: Any, person: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region, kind = self.fields["region"], self.fields["kind"]
        asked = CompiledReport.objects.allowed(person, Can.VIEW).current().exclude(region=None).order_by()
        region.queryset = Region.objects.filter(pk__in=asked.values("region")).order_by("name")  # type: ignore[attr-defined]
        kind.choices = [ALL, *kinds]  # type: ignore[attr-defined]

    def chosen(self) -> Sifted:
        """What the queue is narrowed to."""
        self.is_valid()
        clean = self.cleaned_data if self.is_bound else {}
        region = clean.get("region")
        return Sifted(
            region=region.pk if region else None, kind=clean.get("kind") or "", state=clean.get("state") or ""
        )
