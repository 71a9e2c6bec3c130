"""The commitments of the joint signing: all of a region, and one pledge with its history."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.parts import part
from masterplan.models.commitments import Pledge
from monev.monitoring.periods import today_in
from organizations.roles import Can
from organizations.screens import ScopedScreen
from portal.selectors.commitments import commitments, pledge_page
from portal.selectors.dashboard import chosen_period, periods_of
from portal.tables.commitments import commitments_table, pledge_state, report_source, reports_table
from portal.tables.directives import directives_table
from portal.views.dashboards import PeriodScreen


class CommitmentList(PeriodScreen):
    """Which OPD pledged what, and what was kept at the end of a period: `?periode=`, `&sementara=1`."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = commitments(self.region, self.period, preliminary=self.preliminary, seen_by=self.person)
        table = commitments_table(page)
        context = {
            "region": self.region,
            "page": page,
            "period": self.period,
            "periods": self.periods,
            "preliminary": self.preliminary,
            "table": table,
            "states": [(pledge_state(code), count) for code, count in page.counts.items()],
            "is_example": any(each.pledge.is_example for each in page.lines),
        }
        return part(request, tables=[table]) or render(request, "portal/commitments.html", context)


class PledgeDetail(ScopedScreen):
    """One pledge: what came of it, report by report, its evidence, and the directives about it."""

    needs = Can.VIEW
    queryset: Any = Pledge.objects.select_related(
        "commitment__agency", "commitment__region", "commitment__document"
    ).filter(archived_at=None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        pledge = self.get_object()
        region = self.place(pledge.commitment.region)
        today = today_in(region.time_zone)
        periods = periods_of(region, today)
        period = chosen_period(periods, request.GET.get("periode", ""))
        preliminary = request.GET.get("sementara") == "1"
        page = pledge_page(pledge, period, preliminary=preliminary, seen_by=self.person)
        reports = reports_table(page.reports, report_source(page))
        orders = directives_table(page.directives, today, with_agency=False)
        context = {
            "pledge": pledge,
            "region": region,
            "page": page,
            "line": page.line,
            "state": pledge_state(page.line.state),
            "period": period,
            "periods": periods,
            "preliminary": preliminary,
            "reports": reports,
            "orders": orders,
        }
        return part(request, tables=[reports, orders]) or render(request, "portal/pledge_detail.html", context)
