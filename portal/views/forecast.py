"""The forecast of a region: what the year will end with at the pace so far, in words, and which programs will miss."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.charts import Chart
from core.parts import part, with_pictures
from core.tables import DataTable
from monev.monitoring import sentences
from monev.monitoring.charts import s_curve
from monev.monitoring.forecast import MISS
from monev.monitoring.labels import forecast_rule
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import figures_at
from monev.monitoring.selectors.forecasts import ProgramForecast, RegionForecast, region_forecast
from organizations.roles import Can
from portal.sentences import source_line
from portal.tables.forecast import PROGRAMS, agencies_table, pillars_table, programs_table, verdict
from portal.views.dashboards import PeriodScreen

MOST = 10
"""So many programs stand on top with their reason; the table has all of them."""


class Forecast(PeriodScreen):
    """The end of the year by earned value and by a straight line, side by side."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        year = self.load(self.period)
        figures = figures_at(year, self.period, preliminary=self.preliminary)
        forecast = region_forecast(year, figures)
        source = source_line(figures)
        tables = self.tables(forecast, source)
        charts = [s_curve(figures.curve, forecast.total.curve_end, chart_id="kurva-s", source=source)]
        if (asked_for := part(request, tables=tables, charts=charts)) is not None:
            return asked_for
        return render(request, "portal/forecast.html", self.context(forecast, tables, charts))

    def tables(self, forecast: RegionForecast, source: str) -> list[DataTable]:
        """Programs, pillars and OPDs."""
        query = self.asked_period()
        return [
            programs_table(forecast, source=source, query=query),
            pillars_table(forecast, source=source, query=query),
            agencies_table(forecast, source=source, query=query),
        ]

    def asked_period(self) -> str:
        """Period and state of this page, for the links that lead on from it."""
        query = self.request.GET.copy()
        for name in set(query) - {"periode", "sementara"}:
            del query[name]
        return query.urlencode()

    def context(self, forecast: RegionForecast, tables: list[DataTable], charts: list[Chart]) -> dict[str, Any]:
        """What the page shows."""
        total, period = forecast.total, forecast.figures.period
        frame = self.frame(forecast.figures)
        return frame | {
            "query": self.asked_period(),
            "forecast": forecast,
            "total": total,
            "leading": {
                name: getattr(total, name).leading(total.rules) for name in ("achievement", "physical", "absorption")
            },
            "spending": total.spending.leading(total.rules),
            "headline": sentences.headline_words(total),
            "by_index": words_by_index(forecast, period),
            "by_line": words_by_line(forecast, period),
            "charts": with_pictures(charts, self.request),
            "worst": [worst_line(each) for each in total.missing[:MOST]],
            "may_direct": self.person.access.reach(Can.DIRECT).covers(region_id=self.region.pk),
            "more": max(len(total.missing) - MOST, 0),
            "programs_id": PROGRAMS,
            "missing_code": MISS,
            "programs": tables[0],
            "groups": tables[1:],
            "rule_sentences": (forecast_rule(total.rules), *frame["rule_sentences"]),
        }


def words_by_index(forecast: RegionForecast, period: Period) -> list[str]:
    """The paragraphs of the method of earned value."""
    total = forecast.total
    found = (
        sentences.schedule_words(total, period),
        sentences.earned_schedule_words(total),
        sentences.cost_words(total),
        sentences.completion_words(total),
        sentences.achievement_words(total, by_line=False),
    )
    return [each for each in found if each]


def words_by_line(forecast: RegionForecast, period: Period) -> list[str]:
    """The paragraphs of the straight line."""
    total = forecast.total
    return [
        sentences.line_words(total, period),
        sentences.spending_line_words(total, period),
        sentences.achievement_words(total, by_line=True),
    ]


def worst_line(forecast: ProgramForecast) -> dict[str, Any]:
    """A program that will miss its target: by how much, why, and what the OPD says about it."""
    return {
        "program": forecast.figure.program,
        "entry": forecast.figure.entry,
        "verdict": verdict(forecast.state),
        "reason": sentences.reason_words(forecast),
    }
