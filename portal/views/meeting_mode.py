"""Meeting mode: one screen a step for the projector; the address holds the step, `?layar=GO`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.charts import Chart
from core.parts import part, with_pictures
from monev.monitoring.charts import s_curve
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import points
from monev.monitoring.selectors.figures import RegionFigures, YearInputs, figures_at
from portal.selectors.meeting_mode import (
    DEVIATIONS,
    DIRECTIVES,
    OVERALL,
    QUICK_WINS,
    Place,
    Step,
    figures_of,
    open_directives,
    place_at,
    quick_win_bars,
)
from portal.sentences import source_line
from portal.views.dashboards import PeriodScreen

OF_PILLAR, OF_REGION = {"width": 290, "height": 75}, {"width": 270, "height": 220}
"""The chart is drawn small and shown large: its letters are read from afar."""
TEMPLATES = {OVERALL: "overall", DEVIATIONS: "deviations", QUICK_WINS: "quick_wins", DIRECTIVES: "directives"}


class MeetingMode(PeriodScreen):
    """The region step by step: overall, each pillar, largest deviations, quick wins, open directives."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            return self.not_begun()
        year = self.load(self.period)
        figures = figures_at(year, self.period, preliminary=self.preliminary)
        place = place_at(figures, request.GET.get("layar", ""))
        if place is None:
            raise Http404
        charts = [_curve(year, figures, place.step)] if place.step.pillar or place.step.key == OVERALL else []
        if (asked_for := part(request, charts=charts)) is not None:
            return asked_for
        context = self.frame(figures) | {
            "place": place,
            "step": place.step,
            "part": f"portal/meeting/_{TEMPLATES.get(place.step.key, 'pillar')}.html",
            "charts": with_pictures(charts, request),
            "addresses": self._addresses(place),
            **self._content(year, figures, place.step),
        }
        return render(request, "portal/meeting/screen.html", context)

    def _content(self, year: YearInputs, figures: RegionFigures, step: Step) -> dict[str, Any]:
        """What only this step shows."""
        if step.key == QUICK_WINS:
            bars = quick_win_bars(self.region, figures.period, preliminary=self.preliminary, seen_by=self.person)
            return {"lines": bars}
        if step.key == DIRECTIVES:
            return {"lines": open_directives(self.region, seen_by=self.person)}
        return {"data": figures_of(year, figures, step)}

    def _addresses(self, place: Place) -> dict[str, str]:
        """Where the steps and the way out lead, with the period of this page."""
        query = self.request.GET.copy()
        query.pop("layar", None)
        leave = query.urlencode()
        found = {"leave": f"?{leave}" if leave else ""}
        for name, step in (("previous", place.previous), ("next", place.next)):
            if step is not None:
                query["layar"] = step.key
                found[name] = f"?{query.urlencode()}"
        return found


def _curve(year: YearInputs, figures: RegionFigures, step: Step) -> Chart:
    """The S-curve of the step's pillar, or of the region, drawn for reading from afar."""
    source, color = source_line(figures), {}
    curve = figures.curve
    if step.pillar:
        axis = [CurvePeriod(str(each), each.last_month) for each in year.periods]
        curve = tuple(points([each.curve for each in step.pillar.programs], axis, figures.rules))
        color = {"color": step.pillar.color} if step.pillar.color else {}
    chart = s_curve(curve, chart_id="kurva-s", source=source, **color)
    return replace(chart, spec=_for_afar(chart.spec, OF_PILLAR if step.pillar else OF_REGION))


def _for_afar(spec: dict[str, Any], size: dict[str, int]) -> dict[str, Any]:
    """The same drawing in a small frame with larger letters, its axis named by the unit alone."""
    encoding, config = spec["encoding"], spec["config"]
    height = {**encoding["y"], "title": "%", "axis": {"tickCount": 3, "titleAngle": 0}}
    letters = {"axis": {**config["axis"], "labelFontSize": 13, "titleFontSize": 13}, "text": {"fontSize": 14}}
    kept = {key: value for key, value in spec.items() if key != "autosize"}
    return kept | size | {"encoding": {**encoding, "y": height}, "config": config | letters}
