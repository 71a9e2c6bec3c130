"""Input of the steps of a plan's version."""

from __future__ import annotations

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
