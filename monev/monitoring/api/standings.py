"""REST: where regions stand at the end of a period."""

from __future__ import annotations

from core.rest.moments import PUBLISHED
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.serializers.standings import RegionStandingSerializer
from organizations.rest import ScopedViewSet


class RegionStandingViewSet(ScopedViewSet):
    """The kept figures of the regions one may see, one row a period; the national view shows the same rows."""

    carries = PUBLISHED
    queryset = (
        RegionStanding.objects.with_staleness()
        .select_related("region", "period")
        .order_by("-year", "-last_month", "region__code", "pk")
    )
    serializer_class = RegionStandingSerializer
    filters = {"kind": "kind", "year": "year", "last_month": "last_month"}
    orderings = {"year": "year", "last_month": "last_month", "updated_at": "updated_at"}
