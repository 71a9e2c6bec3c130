"""Filters of lists, for pages and REST alike; choices are narrowed to what the person may see."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from masterplan.models.plans import PlanVersion, Program
from organizations.models import Agency
from pillars.models import Pillar


class ProgramFilter(django_filters.FilterSet):
    """Programs of one version, by words, pillar and lead OPD."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Words in the name"))
    pillar = django_filters.ModelChoiceFilter(
        field_name="sub_dimension__pillar", queryset=Pillar.objects.none(), label=_("pillar")
    )
    agency = django_filters.ModelChoiceFilter(
        field_name="lead_agency", queryset=Agency.objects.none(), label=_("lead OPD")
    )

    class Meta:
        model = Program
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["pillar"].queryset = Pillar.objects.filter(pillar_set=version.pillar_set)
        self.filters["agency"].queryset = Agency.objects.filter(region=version.plan.region)
