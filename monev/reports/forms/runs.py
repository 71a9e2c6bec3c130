"""What a person of the ministry chooses for a national run: the shared parameters, the language, the regions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from monev.reports.parameters import Parameter
from monev.reports.selectors.run_choices import (
    active_regions,
    cohort_choices,
    period_choices,
    pillar_choices,
    regions_named,
    regions_of_cohorts,
    stage_choices,
    year_choices,
)
from organizations.models import Region

ALL, CHOSEN = "all", "chosen"
CHOICES: dict[Parameter, Any] = {
    Parameter.PERIOD: (_("Period"), period_choices, _("A region without this period is left out, with the reason.")),
    Parameter.YEAR: (_("Year"), year_choices, ""),
    Parameter.STAGE: (_("Stage"), stage_choices, _("Published stages of the national evaluation.")),
    Parameter.PILLAR: (_("Pillar"), pillar_choices, ""),
}


class RunForm(forms.Form):
    """The parameters of one kind of report, and for which regions."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    which = forms.ChoiceField(
        label=_("Regions"), choices=((ALL, ""), (CHOSEN, _("Only those chosen below"))), widget=forms.RadioSelect
    )
    cohorts = forms.TypedMultipleChoiceField(
        label=_("Cohorts"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.CharField(
        label=_("Single regions"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Official codes or names, one a line or separated by commas, such as: 52.07, Kota Malang."),
    )

    def __init__(self, *args: Any, parameters: list[Parameter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameters = parameters
        shared: dict[str, forms.Field] = {}
        for each in parameters:
            if each in CHOICES:
                label, choices, help_text = CHOICES[each]
                shared[str(each)] = forms.ChoiceField(label=label, choices=choices(), help_text=help_text)
            elif each is Parameter.PRELIMINARY:
                shared[str(each)] = forms.BooleanField(
                    label=_("Count reports that are not verified yet"), required=False
                )
        self.fields = shared | self.fields
        self.active = active_regions()
        self._offer_regions()

    def _offer_regions(self) -> None:
        count = len(self.active)
        said = ngettext("The %(count)s region that uses the portal", "All %(count)s regions that use the portal", count)
        which, cohorts, language = (self.fields[name] for name in ("which", "cohorts", "language"))
        which.choices = ((ALL, said % {"count": count}), (CHOSEN, _("Only those chosen below")))  # type: ignore[attr-defined]
        which.initial = ALL
        cohorts.choices = cohort_choices()  # type: ignore[attr-defined]
        language.initial = (get_language() or "id")[:2]

    def clean_regions(self) -> list[Region]:
        found = regions_named(self.cleaned_data["regions"])
        if found.unknown:
            raise forms.ValidationError(
                _("No region is called: %(names)s.") % {"names": ", ".join(list(found.unknown)[:10])}
            )
        return list(found.regions)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and given["which"] == CHOSEN and not self.chosen:
            raise forms.ValidationError(_("Choose a cohort or name a region."))
        return given

    @property
    def chosen(self) -> list[Region]:
        """The regions of the run."""
        given = self.cleaned_data
        if given["which"] == ALL:
            return self.active
        of_cohorts = regions_of_cohorts(given["cohorts"]) if given["cohorts"] else []
        return [*of_cohorts, *given["regions"]]

    @property
    def params(self) -> dict[str, Any]:
        """The shared parameters as a run stores them."""
        given = {str(name): self.cleaned_data.get(str(name)) for name in self.parameters}
        if given.get(Parameter.YEAR):
            given[str(Parameter.YEAR)] = int(str(given[Parameter.YEAR]))
        return given
