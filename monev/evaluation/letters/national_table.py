"""The national table of a stage as a document: every region by rank, and apart those without one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
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
        contents = table_contents(table)
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
                *table_facts(contents),
            ],
            sections=[ranked(contents), apart(contents), Section(gettext("Signature"), [head.signatures])],
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


def table_contents(table: StageTable) -> dict[str, Any]:
    """All that the document says of the table, as plain data in the active language: a document can be written from
    these years later. Figures are text, as they are frozen."""
    contents: dict[str, Any] = plain(
        {
            "instrument": table.stage.round.instrument.name_id,
            "rounding": str(table.stage.round.instrument.rounding),
            "columns": result_columns(table),
            "rows": result_rows(table.lines),
            "regions": len(table.lines),
            "absent": len(table.absent),
            "apart": [
                {"number": number, "region": each.region.name, "province": each.region.province.name}
                | {"remark": remark(each)}
                for number, each in enumerate((*table.absent, *table.without), start=1)
            ],
            "is_example": table.is_example,
        }
    )
    return contents


def table_facts(contents: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands about the table on the first page."""
    return [
        (gettext("Instrument"), contents["instrument"]),
        (gettext("Regions with a result"), str(contents["regions"])),
        (gettext("Regions that did not take part"), str(contents["absent"])),
    ]


def columns_of(contents: Mapping[str, Any]) -> list[Column]:
    """The columns of the table."""
    return [Column(**each) for each in contents["columns"]]


def rows_of(contents: Mapping[str, Any]) -> list[dict[str, Value]]:
    """The rows of the table, indices as numbers again."""
    indices = {each.key for each in columns_of(contents) if each.kind == "index"}
    return [
        {key: Decimal(value) if key in indices and value is not None else value for key, value in row.items()}
        for row in contents["rows"]
    ]


def ranked(contents: Mapping[str, Any]) -> Section:
    """Every region with a result, by rank."""
    rows = Table(
        name=gettext("Results"),
        title=gettext("Regions by rank"),
        columns=columns_of(contents),
        rows=rows_of(contents),
        note=gettext(
            "Regions with the same index share a rank. Improvement: on the year before, of unrounded figures; "
            "– without a result of the year before. "
        )
        + rounding_words(Rounding(contents["rounding"])),
        empty=gettext("No result has been computed yet."),
    )
    return Section(gettext("Results"), [rows], wide=True)


def apart(contents: Mapping[str, Any]) -> Section:
    """The regions without a rank, with the reason."""
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
        rows=contents["apart"],
        empty=gettext("Every region has a result."),
    )
    return Section(title, [listed])
