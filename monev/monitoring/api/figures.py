"""REST: the figures of a region at the end of a period."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.rest.conditional import weak_etag
from core.rest.moments import Carries
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.figures import figures_at, load_year
from monev.monitoring.selectors.forecasts import region_forecast
from monev.monitoring.serializers.figures import FiguresQuery, RegionFiguresSerializer
from organizations.models import Region
from organizations.rest import ScopedView
from organizations.roles import Can


class RegionFiguresView(ScopedView):
    """Achievement, S-curve, spending, traffic lights and forecast of a region, by pillar, OPD and program."""

    needs = Can.VIEW
    renderer_classes = [JSONRenderer]
    parameters = ("period", "kind", "preliminary")
    carries = Carries("is_preliminary", (False,))
    """With `preliminary=true` never `verified`: earlier points of the curve may rest on reports that are not."""

    @extend_schema(parameters=[FiguresQuery], responses=RegionFiguresSerializer, operation_id="regions_figures")
    def get(self, request: Request, code: str) -> Response:
        asked = FiguresQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        region: Region = Region.objects.select_related("province").obtain(request.user, Can.VIEW, code=code)
        period = period_of(request.user, region, asked.validated_data)
        year = load_year(region, period)
        figures = figures_at(year, period, preliminary=asked.validated_data.get("preliminary") == "true")
        forecast = region_forecast(year, figures)
        self.shows({"is_preliminary": figures.preliminary}, *(figures.programs if figures.preliminary else ()))
        shown = {**RegionFiguresSerializer(forecast, context={"request": request, "as_of": self.began}).data}
        return Response(shown, headers={"ETag": weak_etag(shown, without=("as_of",))})


def period_of(user: Any, region: Region, asked: dict[str, Any]) -> Period:
    """The period asked for, or the last one that has begun."""
    rows = Period.objects.allowed(user, Can.VIEW).of_region(region).current()
    rows = rows.filter(kind=asked.get("kind", region.rhythm))
    if text := asked.get("period"):
        year, number = text.split("-")
        rows = rows.filter(year=int(year), number=int(number))
    else:
        rows = rows.started(today_in(region.time_zone))
    period = rows.in_order().last()
    if period is None:
        raise Http404
    return period
