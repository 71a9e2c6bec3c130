"""Quick wins of a region as stories and as a table, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from core.charts import Chart
from core.parts import part, with_pictures
from core.tables import DataTable
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.remarks import known_labels
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen
from portal.charts.quick_win import milestone_chart, progress_chart, risk_chart
from portal.forms import QuickWinForm
from portal.selectors.quick_wins import QuickWinPage, quick_win_lines, quick_win_page
from portal.tables.proofs import evidence_count, evidence_table, finding_table, obstacle_table, remark_table
from portal.tables.quick_win_words import answers, list_sentence, standing_state
from portal.tables.quick_wins import (
    milestone_table,
    progress_table,
    quick_win_table,
    replication_table,
    report_table,
    risk_table,
)
from quickwins.models import QuickWin


class QuickWinList(RegionScreen):
    """The quick wins of a region, narrowed by the address: year, pillar, OPD, how they stand, published practices."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        preliminary = request.GET.get("sementara") == "1"
        every = quick_win_lines(self.region, preliminary=preliminary, seen_by=request.user)
        form = QuickWinForm(request.GET or None, lines=every)
        lines = [each for each in every if form.fits(each)]
        table = quick_win_table(lines, source=source_of(preliminary=preliminary))
        if (answer := part(request, tables=[table])) is not None:
            return answer
        context = {
            "region": self.region,
            "form": form,
            "lines": [(each, standing_state(each)) for each in lines],
            "table": table,
            "sentence": list_sentence(lines),
            "total": len(every),
            "reset_url": reverse("quickwins:quick-win-list", args=[self.region.code]),
            "preliminary": preliminary,
        }
        return render(request, "portal/quick_wins.html", context)


class QuickWinDetail(ScopedScreen):
    """One quick win: is it on track, where not, why, who must act; its story, milestones, risks, who replicates it."""

    needs = Can.VIEW
    queryset: Any = QuickWin.objects.for_list().select_related("predecessor", "sub_dimension")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quick_win = self.get_object()
        region = self.place(quick_win.region)
        preliminary = request.GET.get("sementara") == "1"
        page = quick_win_page(quick_win, preliminary=preliminary, seen_by=request.user)
        charts, tables = quick_win_charts(page, today=today_in(region.time_zone)), quick_win_tables(page)
        if (answer := part(request, charts=charts, tables=tables)) is not None:
            return answer
        context = {
            "region": region,
            "page": page,
            "line": page.line,
            "quick_win": quick_win,
            "charts": with_pictures(charts, request),
            "tables": {each.id: each for each in tables},
            "answers": answers(page),
            "standing": standing_state(page.line),
            "proven": evidence_count(page.reports),
            "preliminary": preliminary,
        }
        return render(request, "portal/quick_win.html", context)


def source_of(*, preliminary: bool) -> str:
    """Which reports count on the page."""
    if preliminary:
        return gettext("Source: reports of the OPDs, also preliminary.")
    return gettext("Source: verified reports of the OPDs.")


def quick_win_charts(page: QuickWinPage, *, today: date) -> list[Chart]:
    """Milestones, progress by period, the matrix of risks: those of which there is something to draw."""
    source = source_of(preliminary=page.preliminary)
    charts = []
    if page.line.milestones:
        table = milestone_table(page.line.milestones, source=source)
        charts.append(milestone_chart(page, today=today, table=table, source=source))
    if page.progress:
        charts.append(progress_chart(page, table=progress_table(page.progress, source=source), source=source))
    if page.risks:
        charts.append(risk_chart(page, table=risk_table(page)))
    return charts


def quick_win_tables(page: QuickWinPage) -> list[DataTable]:
    """The tables beside those of the charts."""
    source = gettext("Source: all reports of the OPD, whatever their state.")
    return [
        report_table(page.reports, source=source),
        obstacle_table(page.reports, source=source),
        remark_table(page.remarks, remark_label(page), source=source),
        finding_table(page.findings, source=source),
        evidence_table(page.reports, source=source),
        replication_table(page.replications),
    ]


def remark_label(page: QuickWinPage) -> Callable[[str], str]:
    """What the inputs are called that open remarks are about."""
    names = {each.field for each in page.remarks}
    known = known_labels(page.reports[0].report, names) if names and page.reports else {}
    return lambda name: known.get(name, gettext("an input that is not there any more"))
