"""Self score, each assessor's, final and official score side by side: by dimension with the total, and by item."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from core.documents import Column, Kind, State, Value
from core.tables import DataTable, Line
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.frozen_result import DimensionLine, FrozenResult, ItemLine
from monev.evaluation.selectors.region_result import RegionResult
from monev.evaluation.selectors.stage_figures import Mark

ITEMS_PER_PAGE = 20


def source_words(stage: RoundStage) -> str:
    """Which evaluation the figures are of, and whether they are published."""
    state = gettext("published") if stage.is_published else gettext("draft, not published")
    return f"{stage.round.name}, {stage.get_kind_display()}; {stage.round.instrument.name}; {state}."


def sheet_columns(result: FrozenResult, kind: Kind) -> list[Column]:
    """One column for each assessor; the page lists the names under these numbers."""
    return [
        Column(f"a{number}", gettext("Assessor %(number)s") % {"number": number}, kind)
        for number, _each in enumerate(result.sheets, start=1)
    ]


def _columns(result: FrozenResult, *, given: Kind = "index") -> list[Column]:
    """`given`: the scores that people gave are whole, those of dimensions have two decimals."""
    before = [Column("before", str(result.before_year), "index")] if result.before_year else []
    return [
        Column("own", pgettext("score", "Self"), given),
        *sheet_columns(result, given),
        Column("final", pgettext("score", "Final"), "index"),
        Column("official", pgettext("score", "Official"), "index"),
        *before,
    ]


def dimensions_table(page: RegionResult) -> DataTable:
    """Each dimension, and the index as the last row."""
    result = page.result
    change = [Column("difference", gettext("Improvement"), "index")] if result.before_year else []
    return DataTable(
        id="dimensi",
        title=gettext("Scores by dimension and index"),
        columns=(
            Column("dimension", gettext("Dimension")),
            Column("weight", gettext("Weight"), "number", "%"),
            *_columns(result),
            *change,
            Column("contribution", gettext("Contribution"), "number"),
        ),
        lines=[*(_dimension(page, each) for each in result.dimensions), _total(page)],
        source=source_words(page.stored.stage),
    )


def _dimension(page: RegionResult, line: DimensionLine) -> Line:
    return Line(
        {
            "dimension": line.name,
            "weight": line.weight,
            "own": line.own,
            **_numbered(line.marks),
            "final": line.final,
            "official": page.official.dimensions.get(line.code),
            "before": line.before,
            "difference": line.difference,
            "contribution": line.contribution,
        },
        {"dimension": f"?tahap={page.stored.stage.kind}&butir.dimension={line.name}#table-butir"},
    )


def _total(page: RegionResult) -> Line:
    result = page.result
    return Line(
        {
            "dimension": gettext("Index"),
            "weight": sum((each.weight for each in result.dimensions), Decimal(0)),
            "own": result.own_index,
            **_numbered([each.figures.index for each in result.sheets]),
            "final": result.index,
            "official": page.official.index,
            "before": result.before_index,
            "difference": result.improvement,
            "contribution": sum((each.contribution for each in result.dimensions), Decimal(0)),
        }
    )


def _numbered(values: Sequence[Value]) -> dict[str, Value]:
    return {f"a{number}": value for number, value in enumerate(values, start=1)}


def items_table(page: RegionResult, assessment: Assessment) -> DataTable:
    """Each item; its code leads to the page that shows how the score came about."""
    result = page.result
    names = {each.code: each.name for each in result.dimensions}
    return DataTable(
        id="butir",
        title=gettext("Scores by item"),
        columns=(
            Column("code", gettext("Item")),
            Column("text", gettext("Question")),
            Column("dimension", gettext("Dimension")),
            *_columns(result, given="count"),
            Column("evidence", gettext("Evidence"), "count"),
            Column("remark", gettext("Remark"), "state"),
        ),
        lines=[_item(page, each, names[each.dimension], assessment) for each in result.items],
        choices=("dimension", "remark"),
        source=source_words(page.stored.stage),
        per_page=ITEMS_PER_PAGE,
    )


def _item(page: RegionResult, line: ItemLine, dimension: str, assessment: Assessment) -> Line:
    address = reverse("evaluation:result-item", args=[page.result.data["region"]["code"], assessment.pk, line.code])
    return Line(
        {
            "code": line.code,
            "text": line.text,
            "dimension": dimension,
            "own": marked(line.own),
            **_numbered([marked(each) for each in line.marks]),
            "final": line.final if line.final is not None else absent(),
            "official": page.official.items.get(line.code),
            "before": line.before,
            "evidence": line.evidence,
            "remark": State(pgettext("scores", "differ"), "warning", "disputed") if line.is_disputed else None,
        },
        {"code": f"{address}?tahap={page.stored.stage.kind}"},
    )


def marked(mark: Mark | None) -> Value:
    """A score, that the item does not apply, or nothing."""
    if mark is None:
        return None
    return absent() if mark.is_not_applicable else mark.score


def absent() -> State:
    return State(gettext("does not apply"), "none", "absent")
