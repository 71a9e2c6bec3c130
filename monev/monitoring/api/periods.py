"""REST: periods and calculation rules."""

from __future__ import annotations

from typing import Any

from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.serializers.periods import PeriodSerializer, RuleVersionSerializer
from organizations.rest import ScopedViewSet


class PeriodViewSet(ScopedViewSet):
    """Reporting periods of regions: when they open, warn, close and lock."""

    queryset = Period.objects.select_related("region", "locked_by").order_by("-year", "-number", "region__code", "pk")
    serializer_class = PeriodSerializer
    filters = {"kind": "kind", "year": "year", "number": "number", "not_locked": "locked_at__isnull"}
    orderings = {"year": "year", "number": "number", "closes_on": "closes_on", "updated_at": "updated_at"}


class RuleVersionViewSet(ScopedViewSet):
    """Versions of the calculation rules: the national ones, and those of the regions one may see."""

    queryset = RuleVersion.objects.select_related("region").order_by("-valid_from", "pk")
    serializer_class = RuleVersionSerializer
    filters = {"code": "code", "national": "region__isnull", "valid_until": "valid_from__lte"}
    orderings = {"valid_from": "valid_from", "code": "code", "updated_at": "updated_at"}
    search_fields = ("code", "note")

    def get_queryset(self) -> Any:
        national = RuleVersion.objects.select_related("region").filter(region=None)
        return (super().get_queryset() | national).order_by("-valid_from", "pk")
