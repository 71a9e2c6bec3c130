"""The national table of a stage, once for the page, its files and the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from core.documents import Column, Value
from core.tables import DataTable, Line
from monev.evaluation.selectors.stage_results import StageLine, StageTable

PER_PAGE = 50


def result_columns(table: StageTable) -> list[Column]:
    """No, region, one column for each dimension, index, improvement, rank, remark."""
    dimensions = [Column(f"d-{each.code}", each.name, "index") for each in table.dimensions]
    return [
        Column("number", gettext("No."), "count", share=1),
        Column("region", gettext("Kabupaten/kota"), share=5),
        *dimensions,
        Column("index", gettext("Index"), "index"),
        Column("improvement", gettext("Improvement"), "index"),
        Column("rank", gettext("Rank"), "count"),
        Column("remark", pgettext("letter", "Remark"), share=3),
    ]


def result_rows(lines: Sequence[StageLine]) -> list[dict[str, Value]]:
    """The rows under these columns."""
    return [_row(number, each) for number, each in enumerate(lines, start=1)]


def _row(number: int, line: StageLine) -> dict[str, Value]:
    result = line.result
    scores: Mapping[str, Value] = {f"d-{code}": score for code, score in line.dimensions.items()}
    return {
        "number": number,
        "region": line.region.name,
        **scores,
        "index": result.index if result else None,
        "improvement": result.improvement if result else None,
        "rank": line.rank.place if line.rank else None,
        "remark": remark(line),
    }


def remark(line: StageLine) -> str:
    """What is to be known of the row beside its figures."""
    if not line.assessment.takes_part:
        return line.assessment.absence_reason or gettext("did not take part")
    if line.result is None:
        return gettext("no result: scores are not complete")
    if line.differs:
        return gettext("published otherwise: see the result of the region")
    return ""


def stage_data_table(table: StageTable, *, source: str) -> DataTable:
    """The regions with a result, by rank; each leads to its page."""
    columns = result_columns(table)
    rows = zip(result_rows(table.lines), table.lines, strict=True)
    return DataTable(
        id="hasil",
        title=gettext("Results by region"),
        columns=(columns[1], columns[0], Column("province", gettext("Province")), *columns[2:]),
        lines=[_line(row, each, table.stage.kind) for row, each in rows],
        choices=("province",),
        empty=gettext("No result has been computed yet."),
        source=source,
        per_page=PER_PAGE,
    )


def _line(row: dict[str, Value], line: StageLine, kind: str) -> Line:
    address = reverse("evaluation:result", args=[line.region.code, line.assessment.pk])
    return Line(
        row | {"province": line.region.province.name},
        {"region": f"{address}?tahap={kind}"},
        is_example=bool(line.result and line.result.is_example),
    )


def apart_table(table: StageTable) -> DataTable:
    """Regions without a rank: they did not take part, or their scores are not complete."""
    return DataTable(
        id="tanpa-peringkat",
        title=gettext("Without a rank"),
        columns=(
            Column("region", gettext("Kabupaten/kota")),
            Column("province", gettext("Province")),
            Column("remark", pgettext("letter", "Remark")),
        ),
        lines=[
            Line({"region": each.region.name, "province": each.region.province.name, "remark": remark(each)})
            for each in (*table.absent, *table.without)
        ],
        empty=gettext("Every region has a result."),
    )
