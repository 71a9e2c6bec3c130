"""Pages of results: the national table of a stage, the result of a region down to the evidence, the letters."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.errors import Refused
from core.parts import part, with_pictures
from monev.evaluation.charts.year_bars import Series, bars
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.closing import ResultLetter
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import StageResult
from monev.evaluation.selectors.region_result import RegionResult, item_page, region_result, results_of
from monev.evaluation.selectors.stage_results import stage_table
from monev.evaluation.services.letters import File, region_letter, stage_file
from monev.evaluation.tables.region_result import dimensions_table, items_table, source_words
from monev.evaluation.tables.stage_results import apart_table, stage_data_table
from monev.evaluation.views.closing import StageScreen, closed_stage
from organizations.roles import Can
from organizations.screens import RegionScreen, Screen

CONTENT_TYPES = {
    ResultLetter.Format.PDF: "application/pdf",
    ResultLetter.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class StageResults(Screen):
    """The national table of a stage: for the nation once it is closed, for assessors (their regions) once published."""

    needs = Can.OVERSEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = RoundStage.objects.for_list().allowed(self.person, Can.VIEW)
        stage = closed_stage(rows.obtain(self.person, Can.VIEW, pk=pk))
        is_national = self.person.access.reach(Can.EVALUATE).nation
        if not stage.is_published and not is_national:
            raise Http404
        table = stage_table(stage, seen_by=self.person)
        tables = [stage_data_table(table, source=source_words(stage)), apart_table(table)]
        context = {
            "stage": stage,
            "table": table,
            "results": tables[0],
            "apart": tables[1],
            "is_national": is_national,
            "differing": sum(each.differs for each in table.lines),
        }
        return part(request, tables=tables) or render(request, "evaluation/stage_results.html", context)


class StageFile(StageScreen):
    """The national table with its letter head, as PDF or workbook."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stage = closed_stage(self.get_object())
        extension = kwargs["format"]
        name = f"hasil-evaluasi-{slugify(stage.round.name)}-{stage.kind.lower()}"
        return download(stage_file(stage, extension), name, extension)


class AssessmentScreen(RegionScreen):
    """A page about the assessment of a region that the person may see."""

    needs = Can.VIEW

    def assessment(self) -> Assessment:
        rows = Assessment.objects.for_list().filter(region=self.region, archived_at=None)
        found: Assessment = rows.obtain(self.person, Can.VIEW, pk=self.kwargs["assessment"])
        return found

    def chosen(self, assessment: Assessment, kind: str = "") -> StageResult | None:
        """The result of the stage that is asked for, else of the last one that the person may see."""
        rows = results_of(assessment, seen_by=self.person)
        return next((each for each in rows if each.stage.kind == kind), rows[0] if rows else None)


class ResultPage(AssessmentScreen):
    """Self score, each assessor's, the final and the official one, side by side: `?tahap=I`."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        assessment = self.assessment()
        stored = self.chosen(assessment, request.GET.get("tahap", ""))
        context: dict[str, Any] = {"region": self.region, "assessment": assessment, "result": stored}
        if stored is None:
            return render(request, "evaluation/result_none.html", context)
        page = region_result(stored)
        tables = [dimensions_table(page), items_table(page, assessment)]
        charts = [_chart(page)]
        context |= {
            "page": page,
            "stages": results_of(assessment, seen_by=self.person),
            "dimensions": tables[0],
            "items": tables[1],
            "charts": with_pictures(charts, request),
            "letters": ResultLetter.Format.choices,
        }
        return part(request, tables=tables, charts=charts) or render(request, "evaluation/result.html", context)


def _chart(page: RegionResult) -> Any:
    """Own score, the year before where there is one, and the final score of each dimension."""
    lines = page.result.dimensions
    series = [Series(_("Self-assessment"), [each.own for each in lines])]
    if page.result.before_year:
        series.append(Series(str(page.result.before_year), [each.before for each in lines]))
    series.append(Series(_("Final"), [each.final for each in lines]))
    return bars(
        "dimensi-grafik", _("Dimensions"), [each.name for each in lines], series, source=source_words(page.stored.stage)
    )


class ResultItem(AssessmentScreen):
    """One item: how its score came about, from the mean down to the files that prove the answer."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        assessment = self.assessment()
        stored = self.chosen(assessment, request.GET.get("tahap", ""))
        page = item_page(stored, kwargs["code"], seen_by=self.person) if stored else None
        if page is None:
            raise Http404
        context = {"region": self.region, "assessment": assessment, "result": stored, "page": page}
        return render(request, "evaluation/result_item.html", context)


class LetterFile(AssessmentScreen):
    """The result letter of a region: after publication for the region, after the close for the nation, as a draft."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = results_of(self.assessment(), seen_by=self.person)
        result = next((each for each in rows if each.stage.kind == kwargs["kind"]), None)
        if result is None:
            raise Http404
        try:
            file = region_letter(result, kwargs["format"])
        except Refused as refused:
            return HttpResponse(str(refused.message), status=409, content_type="text/plain; charset=utf-8")
        name = f"hasil-evaluasi-{self.region.code}-{result.stage.round.year}-{result.stage.kind.lower()}"
        return download(file, name, kwargs["format"])


def download(file: File, name: str, extension: str) -> HttpResponse:
    """The file under its name; a draft says so."""
    response = HttpResponse(file.content, content_type=CONTENT_TYPES[ResultLetter.Format(extension)])
    draft = "-konsep" if file.is_draft else ""
    response["Content-Disposition"] = f'attachment; filename="{name}{draft}.{extension}"'
    response["ETag"] = f'"{file.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    return response
