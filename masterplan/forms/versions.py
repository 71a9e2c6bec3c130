"""Input of the steps of a plan's version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from masterplan.models.plans import PlanVersion
from masterplan.models.preparation import LegalDocument
from organizations.roles import Can


class NewVersionForm(forms.Form):
    """Why a new version is needed."""

    note = forms.CharField(label=_("reason for this version"), widget=forms.Textarea(attrs={"rows": 3}))


class AdoptForm(forms.Form):
    """When and by which regulation a draft was adopted."""

    adopted_on = forms.DateField(
        label=_("adopted on"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    document = forms.ModelChoiceField(LegalDocument.objects.none(), label=_("regulation"), required=False)

    def __init__(self, *args: Any, version: PlanVersion, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents: Any = LegalDocument.objects.allowed(user, Can.VIEW).of_region(version.plan.region).current()
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """With which other version of the plan this one is compared; shows the choice, the view reads the address."""

    dari = forms.ChoiceField(label=_("Compare with"))

    def __init__(self, versions: Sequence[PlanVersion], *, initial: dict[str, Any]) -> None:
        super().__init__(initial=initial)
        words = _("version %(number)s (%(state)s)")
        self.fields["dari"].choices = [  # type: ignore[attr-defined]
            (each.pk, words % {"number": each.number, "state": each.get_status_display()}) for each in versions
        ]
