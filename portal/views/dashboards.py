"""Dashboards: the region, one pillar, one OPD; their charts as pictures, their tables as files."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core import formats
from core.charts import Chart
from core.parts import DOWNLOAD, PICTURE, part, with_pictures
from monev.monitoring.charts import s_curve
from monev.monitoring.labels import light_rule, missing_rule, predicate_rule
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.figures import RegionFigures, YearInputs, load_year
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.region_year import RegionYear
from organizations.roles import Can
from organizations.screens import RegionScreen
from portal.charts.dashboard import sources_chart
from portal.charts.heat_map import heat_chart
from portal.charts.radar import radar_chart
from portal.selectors.answers import answers
from portal.selectors.dashboard import (
    WHOLE,
    Dashboard,
    Part,
    all_periods,
    begun,
    chosen_period,
    dashboard,
    load_dashboard_year,
)
from portal.selectors.region_version import region_version
from portal.sentences import source_line
from portal.tables.dashboard import dashboard_tables
from portal.views.kept import kept_parts, sight_of

KEPT = {"content": "portal/_dashboard_content.html"}


class PeriodScreen(RegionScreen):
    """A page of a region at the end of a period: `?periode=2026-3`, with preliminary figures by `&sementara=1`."""

    needs = Can.VIEW

    @cached_property
    def all_periods(self) -> tuple[Period, ...]:
        """Every period of the region, also those to come: the axis of the S-curve needs them."""
        return all_periods(self.region)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods that have begun, newest first."""
        return begun(self.all_periods, today_in(self.region.time_zone))

    @cached_property
    def period(self) -> Period | None:
        """The period of the address, else the newest closed one; None in a region that has not begun."""
        return chosen_period(self.periods, self.request.GET.get("periode", ""))

    @property
    def preliminary(self) -> bool:
        """Whether reports that are not verified yet count."""
        return self.request.GET.get("sementara") == "1"

    def load(self, period: Period) -> YearInputs:
        """What all figures of the period's year rest on."""
        return load_year(self.region, period, periods=self.all_periods)

    def frame(self, figures: RegionFigures) -> dict[str, Any]:
        """What every page of figures says: region, period, state, rules."""
        return {
            "region": self.region,
            "period": self.period,
            "periods": self.periods,
            "preliminary": self.preliminary,
            "figures": figures,
            "rule_sentences": (
                predicate_rule(figures.rules),
                light_rule(figures.rules),
                missing_rule(figures.rules),
            ),
            "query": self.address(),
            "as_of": formats.longdate(self.as_of(figures)),
        }

    def address(self, **more: str) -> str:
        """What a link to another page of figures keeps: period and state, and `more`."""
        kept = {"periode": self.period.address} if self.period else {}
        return urlencode({**kept, **({"sementara": "1"} if self.preliminary else {}), **more})

    def as_of(self, figures: RegionFigures) -> date:
        """The day of which figures are true: the end of their period, while it runs today."""
        return min(last_day(figures.period), today_in(self.region.time_zone))

    def load_all(self, period: Period) -> RegionYear:
        """The same, and everything else that a dashboard shows, in four queries."""
        return load_dashboard_year(self.region, period, self.all_periods, seen_by=self.person)

    def not_begun(self) -> HttpResponse:
        """A region without periods has no figures: say so, and what to do."""
        return render(self.request, "portal/dashboard_empty.html", {"region": self.region})


class DashboardScreen(PeriodScreen):
    """The region, a pillar or an OPD: are we on track, where not, why, who must act."""

    template_name = "portal/dashboard.html"

    @property
    def part(self) -> Part:
        """What the address is about."""
        return WHOLE

    def charts(self, data: Dashboard) -> list[Chart]:
        """The charts of the page."""
        return part_charts(data)

    def more(self, data: Dashboard) -> dict[str, Any]:
        """What only one kind of page shows."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        if DOWNLOAD in request.GET or PICTURE in request.GET:
            data = self.data(self.period)
            tables, charts = dashboard_tables(data, source=source_line(data.figures)), self.charts(data)
            if (asked_for := part(request, tables=tables.values(), charts=charts)) is not None:
                return asked_for
        return self.whole(self.period)

    def whole(self, period: Period) -> HttpResponse:
        """The page."""
        return render(self.request, self.template_name, self.content(period))

    def data(self, period: Period) -> Dashboard:
        data = dashboard(self.load_all(period), preliminary=self.preliminary, part=self.part)
        if data is None:
            raise Http404
        return data

    def content(self, period: Period) -> dict[str, Any]:
        """What the page shows."""
        data = self.data(period)
        source = source_line(data.figures)
        return self.frame(data.figures) | {
            "data": data,
            "group": data.group,
            "total": data.group,
            "answers": answers(data),
            "expected": data.forecast.achievement.leading(data.year.inputs.rules),
            "expected_physical": data.forecast.physical.leading(data.year.inputs.rules),
            "charts": with_pictures(self.charts(data), self.request),
            "tables": dashboard_tables(data, source=source),
            "source": source,
            "figure_query": self.address(**self.part.address),
            **self.more(data),
        }


class RegionDashboard(DashboardScreen):
    """The whole region. What figures fill is kept while nothing changes that it shows."""

    def whole(self, period: Period) -> HttpResponse:
        kept = kept_parts(self.request, KEPT, lambda: self.content(period), lambda: self.state(period))
        frame = {"region": self.region, "period": period, "query": self.address(), "kept": kept}
        return render(self.request, self.template_name, frame)

    def state(self, period: Period) -> tuple[Any, ...]:
        """What the page depends on."""
        today = today_in(self.region.time_zone)
        return region_version(self.region, period), period.pk, today, sight_of(self.person)

    def charts(self, data: Dashboard) -> list[Chart]:
        source = source_line(data.figures)
        return [
            radar_chart(data.figures.pillars, source=source),
            *part_charts(data),
        ]


class PillarDashboard(DashboardScreen):
    """One pillar, by its two letters."""

    template_name = "portal/group.html"

    @property
    def part(self) -> Part:
        return Part(letters=self.kwargs["letters"])

    def more(self, data: Dashboard) -> dict[str, Any]:
        subs = (each.program.sub_dimension for each in data.group.programs)
        return {"pillar": next((each.pillar for each in subs if each), None)}


class AgencyDashboard(DashboardScreen):
    """One OPD."""

    template_name = "portal/group.html"

    @property
    def part(self) -> Part:
        return Part(agency_id=self.kwargs["pk"])

    def more(self, data: Dashboard) -> dict[str, Any]:
        return {"score": data.quality.of(self.kwargs["pk"]), "agency": data.year.agencies.get(self.kwargs["pk"])}


def part_charts(data: Dashboard) -> list[Chart]:
    """The charts that every dashboard has: S-curve, sources of funds, heat map."""
    source = source_line(data.figures)
    color = {"color": data.group.color} if data.group.color else {}
    return [
        s_curve(data.curve, data.forecast.curve_end, chart_id="kurva-s", source=source, **color),
        sources_chart(data.group.sources, source=source),
        heat_chart(data.course, source=source),
    ]
