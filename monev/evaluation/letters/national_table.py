"""The national table of a stage as a document: every region by rank, and apart those without one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override, pgettext

from core.canonical import plain
from core.documents import Column, Document, Section, Table, Value
from monev.evaluation.letters.appendix import rounding_words
from monev.evaluation.letters.head import LANGUAGE, UNNUMBERED, Head, mark_of, stage_name, words
from monev.evaluation.scoring import Rounding
from monev.evaluation.selectors.stage_results import StageTable
from monev.evaluation.tables.stage_results import remark, result_columns, result_rows


def national_table(table: StageTable, head: Head, *, sha256: str) -> Document:
    """The table with the letter head of its stage."""
    with override(LANGUAGE):
        mark, explained = mark_of(head, table.is_example)
        title = gettext("Results of the Smart City evaluation %(year)s") % {"year": head.year}
        return Document(
            title=title,
            subtitle=f"{head.round_name}, {stage_name(head.kind)}",
            author=settings.MINISTRY_NAME,
            language=LANGUAGE,
            created=head.created,
            head=[
                (gettext("Number of the letter"), head.number or UNNUMBERED),
                (gettext("Place and date"), head.place_and_date),
                (gettext("Instrument"), table.stage.round.instrument.name_id),
                (gettext("Regions with a result"), str(len(table.lines))),
                (gettext("Regions that did not take part"), str(len(table.absent))),
            ],
            sections=[_ranked(table), _apart(table), Section(gettext("Signature"), [head.signatures])],
            words=words(),
            footer=gettext("Snapshot %(sha)s") % {"sha": sha256[:16]},
            mark=mark,
            mark_explained=explained,
            keywords=["smart city", str(head.year), head.kind],
        )


def table_data(table: StageTable) -> dict[str, Any]:
    """What the document is made from, to be named by its SHA-256."""
    with override(LANGUAGE):
        data: dict[str, Any] = plain(
            {
                "columns": [each.heading for each in result_columns(table)],
                "rows": result_rows(table.lines),
                "apart": [(each.region.name, remark(each)) for each in (*table.absent, *table.without)],
                "is_example": table.is_example,
            }
        )
    return data


def _ranked(table: StageTable) -> Section:
    rows = Table(
        name=gettext("Results"),
        title=gettext("Regions by rank"),
        columns=result_columns(table),
        rows=result_rows(table.lines),
        note=gettext(
            "Regions with the same index share a rank. Improvement: on the year before, of unrounded figures; "
            "– without a result of the year before. "
        )
        + rounding_words(Rounding(table.stage.round.instrument.rounding)),
        empty=gettext("No result has been computed yet."),
    )
    return Section(gettext("Results"), [rows], wide=True)


def _apart(table: StageTable) -> Section:
    rows: list[dict[str, Value]] = [
        {"number": number, "region": each.region.name, "province": each.region.province.name, "remark": remark(each)}
        for number, each in enumerate((*table.absent, *table.without), start=1)
    ]
    columns = [
        Column("number", gettext("No."), "count", share=1),
        Column("region", gettext("Kabupaten/kota"), share=4),
        Column("province", gettext("Province"), share=4),
        Column("remark", pgettext("letter", "Remark"), share=6),
    ]
    title = gettext("Regions without a rank")
    listed = Table(
        name=gettext("Without a rank"),
        title=title,
        columns=columns,
        rows=rows,
        empty=gettext("Every region has a result."),
    )
    return Section(title, [listed])
