"""The appendix of a result letter, in the order in which regions read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from core import formats
from core.charts import svg
from core.documents import Block, Chart, Column, Entry, Facts, Section, State, Table, Text, Value
from monev.evaluation.charts.year_bars import Series, bars
from monev.evaluation.models.results import Finding
from monev.evaluation.scoring import Rounding
from monev.evaluation.selectors.frozen_result import Data, DimensionLine, FrozenResult, ItemLine

CHART_FONT = "Liberation Sans"
BLANK = " "
"""A cell of a total that says nothing, not even that nothing is known."""


def dimensions(result: FrozenResult) -> Section:
    """Each dimension with its weight, its score and what it adds to the index."""
    places = 2 if result.rounding is Rounding.EACH_CONTRIBUTION else 4
    rows: list[dict[str, Value]] = [
        {
            "number": str(number),
            "dimension": each.name,
            "weight": each.weight,
            "own": each.own,
            "score": each.final,
            "contribution": each.contribution,
        }
        for number, each in enumerate(result.dimensions, start=1)
    ]
    table = Table(
        name=gettext("Dimensions"),
        title=gettext("Score of each dimension and the index"),
        columns=[
            Column("number", gettext("No."), share=1),
            Column("dimension", gettext("Dimension"), share=4),
            Column("weight", gettext("Weight"), "number", "%", share=2),
            Column("own", gettext("Self-assessment"), "index", share=2),
            Column("score", pgettext("letter", "Score"), "index", share=2),
            Column("contribution", gettext("Contribution"), "index" if places == 2 else "number", share=2),
        ],
        rows=rows,
        total={
            "number": BLANK,
            "dimension": gettext("Index"),
            "weight": sum((each.weight for each in result.dimensions), Decimal(0)),
            "own": result.own_index,
            "score": result.index,
            "contribution": sum((each.contribution for each in result.dimensions), Decimal(0)),
        },
        note=rounding_words(result.rounding),
    )
    return Section(gettext("Dimensions and index"), [_assessors(result), table])


def rounding_words(rounding: Rounding) -> str:
    """How the index is rounded."""
    if rounding is Rounding.EACH_CONTRIBUTION:
        return gettext("Each contribution (score × weight) is rounded half up to two decimals, then they are added.")
    return gettext("The contributions (score × weight) are added, then the total is rounded half up to two decimals.")


def _assessors(result: FrozenResult) -> Facts:
    """Who scored; who was assigned and had not submitted."""
    chair = gettext("chair")
    names = [f"{each.name}, {each.institution}" + (f" ({chair})" if each.is_chair else "") for each in result.sheets]
    facts = [(gettext("Assessors"), "\n".join(names))]
    if missing := result.data["missing_assessors"]:
        late = "\n".join(f"{each['name']}, {each['institution']}" for each in missing)
        facts.append((gettext("Assigned, without scores"), late))
    return Facts(facts)


def items(result: FrozenResult) -> Section:
    """One table for each dimension: No, indicator, sub-dimension where there is one, question, score."""
    return Section(gettext("Score of each item"), [_items(each) for each in result.dimensions])


def _items(dimension: DimensionLine) -> Table:
    nested = any(each.sub_dimension for each in dimension.items)
    sub = [Column("sub", gettext("Sub-indicator"), share=4)] if nested else []
    absent = sum(each.final is None for each in dimension.items)
    note = ngettext(
        "%(count)s item did not apply; it is left out of the mean.",
        "%(count)s items did not apply; they are left out of the mean.",
        absent,
    ) % {"count": absent}
    return Table(
        name=dimension.name,
        title=gettext("Dimension %(name)s") % {"name": dimension.name},
        columns=[
            Column("number", gettext("No."), share=1),
            Column("indicator", gettext("Indicator"), share=4),
            *sub,
            Column("question", gettext("Question"), share=9),
            Column("score", pgettext("letter", "Score"), "index", share=2),
        ],
        rows=[_item(each) for each in dimension.items],
        total=dict.fromkeys(("number", "indicator", "sub"), BLANK)
        | {"question": gettext("Score of the dimension"), "score": dimension.final},
        note=note if absent else "",
    )


def _item(line: ItemLine) -> dict[str, Value]:
    score: Value = State(gettext("does not apply")) if line.final is None else line.final
    return {
        "number": line.code,
        "indicator": line.indicator,
        "sub": line.sub_dimension,
        "question": line.text,
        "score": score,
    }


def years(result: FrozenResult) -> Section:
    """This year beside the one before: a drawing, and its table."""
    title = gettext("Comparison with the year before")
    if result.before_year is None:
        return Section(title, [Text(gettext("There is no result of the year before to compare with."))])
    year, before = str(result.data["round"]["year"]), str(result.before_year)
    drawn = bars(
        "years",
        gettext("Dimensions, %(before)s and %(year)s") % {"before": before, "year": year},
        [each.name for each in result.dimensions],
        [
            Series(before, [each.before for each in result.dimensions]),
            Series(year, [each.final for each in result.dimensions]),
        ],
    )
    drawing = svg(drawn.spec, width=620, font=CHART_FONT)
    return Section(title, [Chart(drawn.title, drawing, drawn.summary), _years_table(result, before, year)])


def _years_table(result: FrozenResult, before: str, year: str) -> Table:
    return Table(
        name=gettext("Years"),
        title=gettext("Score of each dimension in both years"),
        columns=[
            Column("dimension", gettext("Dimension"), share=4),
            Column("before", before, "index"),
            Column("now", year, "index"),
            Column("difference", gettext("Difference"), "index"),
        ],
        rows=[
            {"dimension": each.name, "before": each.before, "now": each.final, "difference": each.difference}
            for each in result.dimensions
        ],
        total={
            "dimension": gettext("Index"),
            "before": result.before_index,
            "now": result.index,
            "difference": result.improvement,
        },
        note=gettext("The improvement of the index is that of the figures before rounding."),
    )


def strengths(result: FrozenResult) -> Section:
    """What assessors find strong."""
    return Section(gettext("Strengths"), _findings(result.data, Finding.Kind.STRENGTH))


def weaknesses(result: FrozenResult) -> Section:
    """What assessors find weak."""
    return Section(gettext("Weaknesses"), _findings(result.data, Finding.Kind.WEAKNESS))


def recommendations(result: FrozenResult) -> Section:
    """What assessors recommend."""
    return Section(gettext("Recommendations"), _findings(result.data, Finding.Kind.RECOMMENDATION))


def _findings(data: Data, kind: str) -> Sequence[Block]:
    """Under the name and institution of each assessor, numbered in their order."""
    by_assessor: dict[tuple[str, str], list[Data]] = {}
    for each in data["findings"]:
        if each["kind"] == kind:
            by_assessor.setdefault((each["assessor"], each["institution"]), []).append(each)
    if not by_assessor:
        return [Text(gettext("The assessors wrote none."))]
    return [
        Entry(name, institution, [(f"{number}.", _worded(each)) for number, each in enumerate(rows, start=1)])
        for (name, institution), rows in by_assessor.items()
    ]


def _worded(finding: Data) -> str:
    item = gettext("item %(code)s") % {"code": finding["item"]} if finding["item"] else ""
    return f"{finding['text']} ({item})" if item else str(finding["text"])


def _moment(iso: str) -> str:
    """Date and time in the time zone of the ministry."""
    moment = timezone.localtime(datetime.fromisoformat(iso))
    return f"{formats.longdate(moment)} {moment:%H.%M %Z}"


def origin(result: FrozenResult, sha256: str) -> Section:
    """How one knows that it is true: the data it was written from."""
    data = result.data
    instrument = data["instrument"]
    facts = [
        (gettext("Instrument"), f"{instrument['name_id']} ({instrument['code']})"),
        (gettext("Index before rounding"), formats.number(result.raw, 4)),
        (gettext("Snapshot (SHA-256)"), sha256),
        (gettext("Snapshot taken"), _moment(data["taken_at"])),
        (gettext("Software"), f"Portal Smart City {data['code_version']}"),
    ]
    words = gettext(
        "The result was computed from data that no longer change: the answers of the region with their evidence, the "
        "scores and notes of each assessor, and the version of the instrument."
    )
    return Section(gettext("Origin of the figures"), [Text(words), Facts(facts)])
