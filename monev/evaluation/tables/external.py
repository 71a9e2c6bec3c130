"""External figures as a table: every figure with its source, to sort, narrow and take along as a file."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from core.documents import Column
from core.tables import DataTable, Line
from monev.evaluation.models.external import ExternalFigure
from monev.evaluation.selectors.external import ExternalFigures

PER_PAGE = 50


def figures_table(page: ExternalFigures, *, may_enter: bool) -> DataTable:
    """One line for each figure, the newest year first."""
    return DataTable(
        id="angka",
        title=gettext("All external figures with their sources"),
        columns=(
            Column("indicator", gettext("Figure"), share=4),
            Column("code", gettext("Code")),
            Column("year", gettext("Year")),
            Column("value", gettext("Value"), "number"),
            Column("grade", gettext("Grade")),
            Column("unit", gettext("Unit")),
            Column("source", gettext("Source"), share=4),
            Column("unusual", gettext("Why it is right although unusual"), share=3),
        ),
        lines=[_line(page, each, may_enter) for each in page.figures],
        choices=("year",),
        empty=gettext("Nothing has been entered yet."),
        per_page=PER_PAGE,
    )


def _line(page: ExternalFigures, figure: ExternalFigure, may_enter: bool) -> Line:
    return Line(
        {
            "indicator": figure.indicator.name,
            "code": figure.indicator.code,
            "year": str(figure.year),
            "value": figure.value,
            "grade": figure.grade,
            "unit": figure.indicator.unit,
            "source": figure.source,
            "unusual": figure.unusual_reason,
        },
        {"indicator": figure_url(page.region.code, figure.indicator.code, figure.year)} if may_enter else {},
        is_example=figure.is_example,
    )


def figure_url(region: str, indicator: str, year: int) -> str:
    """The page of one figure."""
    return reverse("evaluation:external-figure", args=[region, indicator, year])
