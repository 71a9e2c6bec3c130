"""The status of entry: OPDs against periods, and what one OPD owes in one period. For everybody of the region."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.locking import standing
from monev.monitoring.selectors.matrix import status_items, status_matrix
from organizations.models import Agency
from organizations.roles import Can
from organizations.screens import RegionScreen


class StatusMatrix(RegionScreen):
    """`?tahun=2026`; without it the newest year that has begun."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("tahun", "")
        year = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) == 4 else None
        matrix = status_matrix(self.region, year, today=today_in(self.region.time_zone))
        return render(request, "monitoring/status.html", {"region": self.region, "matrix": matrix})


class StatusItems(RegionScreen):
    """What one OPD owes in one period, each with its report."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agency = Agency.objects.filter(region=self.region, pk=kwargs["pk"]).first()
        period = Period.objects.filter(region=self.region, pk=kwargs["period"], archived_at=None).first()
        if agency is None or period is None:
            raise Http404
        period.region = self.region
        context = {
            "region": self.region,
            "agency": agency,
            "year": str(period.year),
            "period": period,
            "standing": standing(period, today_in(self.region.time_zone)),
            "items": status_items(agency, period),
        }
        return render(request, "monitoring/status_items.html", context)
