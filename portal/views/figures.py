"""The page on which a figure explains itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.parts import part
from portal.selectors.dashboard import WHOLE, Part, dashboard
from portal.selectors.explaining import explained, rule_lines
from portal.sentences import source_line
from portal.tables.explaining import figure_tables
from portal.views.dashboards import PeriodScreen


class FigureDetail(PeriodScreen):
    """Formula, inputs, what counts and what is left out: `/daerah/52.07/angka/capaian/?periode=2026-3&pilar=GO`."""

    @property
    def part(self) -> Part:
        """What the figure is about: the region, a pillar (`pilar=GO`) or an OPD (`opd=3`)."""
        letters, agency = self.request.GET.get("pilar", ""), self.request.GET.get("opd", "")
        if letters:
            return Part(letters=letters)
        if agency:
            return Part(agency_id=int(agency)) if agency.isascii() and agency.isdigit() else Part(agency_id=-1)
        return WHOLE

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        data = dashboard(self.load_all(self.period), preliminary=self.preliminary, part=self.part)
        figure = explained(kwargs["figure"], data) if data else None
        if data is None or figure is None:
            raise Http404
        source = source_line(data.figures)
        tables = figure_tables(figure, source=source)
        if (asked_for := part(request, tables=tables.values())) is not None:
            return asked_for
        context = self.frame(data.figures) | {
            "data": data,
            "group": data.group,
            "figure": figure,
            "tables": tables,
            "source": source,
            "rules_used": rule_lines(data.year.inputs.rules),
        }
        return render(request, "portal/figure.html", context)
