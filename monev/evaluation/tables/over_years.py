"""Results over the years as tables: years, dimensions, items, each beside the median of the cohort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext, ngettext

from core.documents import Column, Kind, State, Value
from core.tables import DataTable, Line
from monev.evaluation.selectors.cohort import FEWEST, Median
from monev.evaluation.selectors.over_years import Comparison, ResultLine, ScoreLine

PER_PAGE = 200


def cohort_words(median: Median) -> str:
    """Of how many regions a median is, or that they are too few."""
    if not median.regions:
        return ""
    if median.value is None:
        return gettext("fewer than %(fewest)s regions") % {"fewest": FEWEST}
    return ngettext("%(count)s region", "%(count)s regions", median.regions) % {"count": median.regions}


def results_table(page: Comparison) -> DataTable:
    """One line for each year, official and computed side by side."""
    return DataTable(
        id="hasil",
        title=gettext("Results over the years"),
        columns=(
            Column("year", gettext("Year")),
            Column("instrument", gettext("Instrument")),
            Column("index", gettext("Official index"), "score"),
            Column("computed", gettext("Index as computed"), "score"),
            Column("agrees", gettext("Official and computed"), "state"),
            Column("improvement", gettext("Improvement as computed"), "index"),
            Column("official_improvement", gettext("Improvement as published"), "index"),
            *_median_columns((each.cohort for each in page.results), "score"),
        ),
        lines=[_result(each) for each in page.results],
        empty=gettext("No result of the region has been published yet."),
        source=gettext(
            "The official index stays as it was published; the computed one follows from the published dimensions."
            " An improvement needs a result of the year before; it is computed before rounding."
        ),
    )


def _result(line: ResultLine) -> Line:
    row = line.result
    ranked = row.is_ranked
    return Line(
        {
            "year": str(row.year),
            "instrument": row.instrument_code,
            "index": row.index if ranked else None,
            "computed": row.computed_index if ranked else None,
            "agrees": agreement(line),
            "improvement": line.improvement,
            "official_improvement": row.improvement,
            "median": line.cohort.value,
            "regions": cohort_words(line.cohort),
        },
        is_example=row.is_example,
    )


def agreement(line: ResultLine) -> State:
    """Whether official and computed index are the same."""
    row = line.result
    if not row.is_ranked:
        return State(gettext("did not take part"), "none", "absent")
    if row.computed_index is None:
        return State(gettext("not computed"), "none", "unknown")
    if row.agrees:
        return State(gettext("agrees"), "good", "agrees")
    return State(gettext("differs"), "warning", "differs")


def _median_columns(medians: Iterable[Median], kind: Kind) -> list[Column]:
    """The columns of the cohort; none where no line has a median (the page says why)."""
    if all(each.value is None for each in medians):
        return []
    difference = [Column("difference", gettext("Own score minus median"), kind)] if kind == "index" else []
    return [
        Column("median", gettext("Median of the cohort"), kind),
        *difference,
        Column("regions", gettext("Median of")),
    ]


def _years(years: Sequence[int]) -> list[Column]:
    return [Column(f"y{year}", str(year), "index") for year in years]


def dimensions_table(page: Comparison) -> DataTable:
    """One line for each dimension, its published scores by year."""
    newest = page.newest
    year = newest.result.year if newest else 0
    return DataTable(
        id="dimensi",
        title=gettext("Dimensions over the years"),
        columns=(
            Column("name", gettext("Dimension"), share=3),
            Column("weight", gettext("Weight"), "number", "%"),
            *_years(page.years),
            *_median_columns((each.cohort for each in page.dimensions), "index"),
        ),
        lines=[
            Line({"name": each.name, "weight": each.weight, **_scores(each), **_cohort(each, year)})
            for each in page.dimensions
        ],
        empty=gettext("No scores of dimensions have been published yet."),
        source=gettext("Scores 0 to 4 as published; weight and median belong to the newest year."),
    )


def items_table(page: Comparison) -> DataTable:
    """One line for each item: own scores by year, and the median of the cohort."""
    year = page.item_years[0] if page.item_years else 0
    return DataTable(
        id="butir",
        title=gettext("Item by item"),
        columns=(
            Column("code", gettext("Code")),
            Column("name", gettext("Item"), share=5),
            Column("dimension", gettext("Dimension")),
            *_years(page.item_years),
            *_median_columns((each.cohort for each in page.items), "index"),
            *([Column("note", gettext("Note"), share=3)] if any(item_note(each) for each in page.items) else []),
        ),
        lines=[
            Line(
                {
                    "code": each.code,
                    "name": each.name,
                    "dimension": each.dimension,
                    "note": item_note(each),
                    **_scores(each),
                    **_cohort(each, year),
                }
            )
            for each in page.items
        ],
        choices=("dimension",),
        empty=gettext("No scores of single items have been published for the region yet."),
        source=gettext(
            "Scores 0 to 4, means over the assessors. An item is the same in two instruments when its text is the same,"
            " whatever its code."
        ),
        per_page=PER_PAGE,
    )


def item_note(line: ScoreLine) -> str:
    """Other codes that the item had, and that it is not asked any more."""
    parts = [gettext("%(code)s in %(year)s") % {"code": code, "year": year} for year, code in line.codes.items()]
    if not line.is_asked:
        parts.append(gettext("not asked any more"))
    return ", ".join(parts)


def _scores(line: ScoreLine) -> dict[str, Value]:
    return {f"y{year}": score for year, score in line.scores.items()}


def _cohort(line: ScoreLine, year: int) -> dict[str, Value]:
    return {
        "median": line.cohort.value,
        "difference": line.difference(year),
        "regions": cohort_words(line.cohort),
    }
