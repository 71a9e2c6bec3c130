"""A region over the years and beside its cohort, item by item."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.parts import part, with_pictures
from monev.evaluation.charts.over_years import comparison_charts
from monev.evaluation.selectors.cohort import FEWEST
from monev.evaluation.selectors.over_years import Comparison, comparison
from monev.evaluation.tables.over_years import dimensions_table, items_table, results_table
from organizations.roles import Can
from organizations.screens import RegionScreen


class ComparisonScreen(RegionScreen):
    """`/daerah/<code>/evaluasi/banding/`."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = comparison(self.region, seen_by=self.person)
        source = _("Source: published results of the national evaluation.")
        charts = comparison_charts(page, source)
        tables = {"results": results_table(page), "dimensions": dimensions_table(page), "items": items_table(page)}
        if (file := part(request, tables=tables.values(), charts=charts)) is not None:
            return file
        context = {
            "region": self.region,
            "page": page,
            "newest": page.newest,
            "tables": tables,
            "charts": with_pictures(charts, request).values(),
            "cohort_note": cohort_note(page),
        }
        return render(request, "evaluation/over_years.html", context)


def cohort_note(page: Comparison) -> str:
    """What the medians rest on, and when they are not shown."""
    cohort = page.region.cohort
    if cohort is None:
        return _("The cohort of the region is not known, so that there is no median to compare with.")
    return _(
        "Median of the regions of the cohort %(cohort)s that were evaluated in the same year by the same instrument and"
        " took part, this region included. With fewer than %(fewest)s regions it is not shown, because it would tell"
        " the scores of others."
    ) % {"cohort": cohort.label, "fewest": FEWEST}
