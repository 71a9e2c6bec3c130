"""REST: how complete, punctual and proven each OPD of a region reports in a period."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.rest.moments import Carries
from monev.monitoring.api.figures import period_of
from monev.monitoring.selectors.quality import quality_scores
from monev.monitoring.serializers.quality import QualityQuery, RegionQualitySerializer
from organizations.models import Region
from organizations.rest import ScopedView
from organizations.roles import Can


class RegionQualityView(ScopedView):
    """Quality scores of the OPDs: complete, on time, with evidence, unquestioned."""

    needs = Can.VIEW
    renderer_classes = [JSONRenderer]
    parameters = ("period", "kind")
    carries = Carries("is_locked", (True,))

    @extend_schema(parameters=[QualityQuery], responses=RegionQualitySerializer, operation_id="regions_quality_scores")
    def get(self, request: Request, code: str) -> Response:
        asked = QualityQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        region: Region = Region.objects.select_related("province").obtain(request.user, Can.VIEW, code=code)
        period = period_of(request.user, region, asked.validated_data)
        self.shows({"is_locked": period.locked_at is not None})
        return Response(RegionQualitySerializer(quality_scores(region, period), context={"request": request}).data)
