"""Dashboards: the region, one pillar, one OPD; and their charts as pictures."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.charts import Chart
from core.parts import is_part, part, with_pictures
from monev.monitoring.charts import s_curve
from monev.monitoring.labels import light_rule, missing_rule, predicate_rule
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import points
from monev.monitoring.selectors.corrections import counting_corrections
from monev.monitoring.selectors.evidence_levels import region_level
from monev.monitoring.selectors.figures import RegionFigures, YearInputs, figures_at, load_year
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.selectors.quality import RegionQuality, quality_scores
from monev.monitoring.workflow import PUBLISHED
from organizations.roles import Can
from organizations.screens import RegionScreen
from portal.charts.dashboard import pillars_chart, sources_chart
from portal.selectors.dashboard import (
    LIGHTS,
    Choice,
    all_periods,
    begun,
    chosen_period,
    dashboard,
    group_of,
    worst_deviations,
)
from portal.sentences import source_line


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
            "query": self.request.GET.urlencode(),
        }

    def quality(self, year: YearInputs, period: Period) -> RegionQuality:
        """How complete, punctual and proven each OPD reports; needs nothing of the year to be read again."""
        return quality_scores(self.region, period, inputs=year.programs, rules=year.rules)

    def not_begun(self) -> HttpResponse:
        """A region without periods has no figures: say so, and what to do."""
        return render(self.request, "portal/dashboard_empty.html", {"region": self.region})


class Dashboard(PeriodScreen):
    """The region: are we on track, where not, why, who must act."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        year = self.load(self.period)
        if is_part(request):
            figures = figures_at(year, self.period, preliminary=self.preliminary)
            return part(request, charts=region_charts(figures)) or self.not_begun()
        data = dashboard(year, self.period, preliminary=self.preliminary, seen_by=request.user)
        choice = Choice(*(request.GET.get(name, "") for name in ("lampu", "pilar", "opd")))
        context = self.frame(data.now) | {
            "data": data,
            "total": data.now.total,
            "charts": with_pictures(region_charts(data.now), request),
            "choice": choice,
            "programs": [each for each in data.now.programs if choice.fits(each)],
            "lights": LIGHTS,
            "evidence": region_level(
                self.period, states=PRELIMINARY if self.preliminary else PUBLISHED, seen_by=request.user
            ),
            "quality": self.quality(year, self.period),
            "corrections": counting_corrections(self.region, self.period, seen_by=request.user),
        }
        return render(request, "portal/dashboard.html", context)


class GroupScreen(PeriodScreen):
    """One pillar or OPD: its figures, sub-dimensions or pillars, programs."""

    def group(self, figures: RegionFigures) -> GroupFigure | None:
        """The group that the address names."""
        raise NotImplementedError

    def parts(self, figures: RegionFigures) -> list[GroupFigure]:
        """The groups within it."""
        return []

    def more(self, group: GroupFigure, year: YearInputs) -> dict[str, Any]:
        """What only one kind of group shows."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        year = self.load(self.period)
        figures = figures_at(year, self.period, preliminary=self.preliminary)
        group = self.group(figures)
        if group is None:
            raise Http404
        charts = group_charts(group, figures, year.periods)
        if (asked_for := part(request, charts=charts)) is not None:
            return asked_for
        context = self.frame(figures) | {
            "group": group,
            "parts": self.parts(figures),
            "worst": worst_deviations(group.programs),
            "charts": with_pictures(charts, request),
            **self.more(group, year),
        }
        return render(request, "portal/group.html", context)


class PillarDashboard(GroupScreen):
    """One pillar, by its two letters."""

    def group(self, figures: RegionFigures) -> GroupFigure | None:
        return group_of(figures.pillars, letters=self.kwargs["letters"])

    def parts(self, figures: RegionFigures) -> list[GroupFigure]:
        return [each for each in figures.sub_dimensions if each.letters == self.kwargs["letters"]]


class AgencyDashboard(GroupScreen):
    """One OPD."""

    def group(self, figures: RegionFigures) -> GroupFigure | None:
        return group_of(figures.agencies, object_id=self.kwargs["pk"])

    def more(self, group: GroupFigure, year: YearInputs) -> dict[str, Any]:
        """The quality of the OPD's reporting, and the corrections behind its figures."""
        if self.period is None:
            return {}
        corrections = counting_corrections(self.region, self.period, seen_by=self.person)
        return {
            "score": self.quality(year, self.period).of(group.object_id),
            "corrections": [each for each in corrections if each.report.agency.pk == group.object_id],
        }


def region_charts(figures: RegionFigures) -> list[Chart]:
    """The charts of a region's dashboard."""
    source = source_line(figures)
    return [
        pillars_chart(figures.pillars, source=source),
        s_curve(figures.curve, chart_id="kurva-s", source=source),
        sources_chart(figures.total.sources, source=source),
    ]


def group_charts(group: GroupFigure, figures: RegionFigures, periods: tuple[Period, ...]) -> list[Chart]:
    """The charts of one pillar or OPD."""
    axis = [CurvePeriod(str(each), each.last_month) for each in periods]
    curve = points([each.curve for each in group.programs], axis, figures.rules)
    source = source_line(figures)
    return [
        s_curve(curve, chart_id="kurva-s", source=source, **({"color": group.color} if group.color else {})),
        sources_chart(group.sources, source=source),
    ]
