"""A result read back from its frozen data: what pages, tables and letters show, without looking anywhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from monev.evaluation import scoring
from monev.evaluation.scoring import Rounding
from monev.evaluation.selectors.stage_figures import Figures, Grid, Mark, assessed

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assessor: who, from where, the marks by item, and what they alone would come to."""

    name: str
    institution: str
    is_chair: bool
    marks: Mapping[str, Mark]
    notes: Mapping[str, str]
    figures: Figures


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item with everybody's score. `final` is None where the item does not apply."""

    code: str
    number: int
    text: str
    dimension: str
    indicator: str
    sub_dimension: str
    pillar: str
    own: Mark | None
    marks: Sequence[Mark | None]
    final: Decimal | None
    before: Decimal | None
    evidence: int

    @property
    def is_disputed(self) -> bool:
        return scoring.is_disputed([each.score if each else None for each in self.marks])


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension: weight, everybody's score, what it adds to the index, and the year before."""

    code: str
    name: str
    weight: Decimal
    own: Decimal | None
    marks: Sequence[Decimal | None]
    final: Decimal
    contribution: Decimal
    before: Decimal | None
    items: Sequence[ItemLine]

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.final - self.before


@dataclass(frozen=True, slots=True)
class FrozenResult:
    """The result of a region in a stage; `before_index` and `before_year` are None without a year before."""

    data: Data
    sheets: Sequence[Sheet]
    dimensions: Sequence[DimensionLine]
    index: Decimal
    raw: Decimal
    own_index: Decimal | None
    improvement: Decimal | None
    before_index: Decimal | None
    before_year: int | None
    rounding: Rounding

    @property
    def items(self) -> list[ItemLine]:
        return [item for dimension in self.dimensions for item in dimension.items]

    def item(self, code: str) -> ItemLine | None:
        """One item; None for a code that the instrument does not have."""
        return next((each for each in self.items if each.code == code), None)


def frozen_result(data: Data) -> FrozenResult:
    """The result in frozen data, with names in the active language."""
    instrument, results, before = data["instrument"], data["results"], data["before"] or {}
    grid = grid_of(instrument)
    sheets = [_sheet(grid, each) for each in data["assessors"]]
    lines = _items(data, sheets)
    return FrozenResult(
        data=data,
        sheets=sheets,
        dimensions=[_dimension(each, data, sheets, lines) for each in instrument["dimensions"]],
        index=Decimal(results["index"]),
        raw=Decimal(results["raw_index"]),
        own_index=decimal(results["own_index"]),
        improvement=decimal(results["improvement"]),
        before_index=decimal(before.get("index")),
        before_year=before.get("year"),
        rounding=grid.rounding,
    )


def grid_of(instrument: Data) -> Grid:
    """The calculation of a frozen instrument."""
    return Grid(
        items={each["code"]: each["dimension"] for each in instrument["items"]},
        weights={each["code"]: Decimal(each["weight"]) for each in instrument["dimensions"]},
        rounding=Rounding(instrument["rounding"]),
    )


def decimal(text: str | None) -> Decimal | None:
    return None if text in (None, "") else Decimal(text)  # type: ignore[arg-type]


def name_of(row: Data) -> str:
    """The name in the reader's language."""
    return str(row["name_en"] if (get_language() or "id").startswith("en") else row["name_id"])


def _sheet(grid: Grid, data: Data) -> Sheet:
    marks = {code: Mark(each["score"], each["is_not_applicable"]) for code, each in data["scores"].items()}
    notes = {code: each["note"] for code, each in data["scores"].items()}
    return Sheet(data["name"], data["institution"], data["is_chair"], marks, notes, assessed(grid, [marks]))


def _items(data: Data, sheets: Sequence[Sheet]) -> list[ItemLine]:
    answers, finals = data["answers"], data["results"]["items"]
    before = (data["before"] or {}).get("items", {})
    return [
        ItemLine(
            code=each["code"],
            number=number,
            text=each["text"],
            dimension=each["dimension"],
            indicator=each["indicator"],
            sub_dimension=each["sub_dimension"],
            pillar=each["pillar"],
            own=_own(answers.get(each["code"])),
            marks=[sheet.marks.get(each["code"]) for sheet in sheets],
            final=decimal(finals[each["code"]]),
            before=decimal(before.get(each["code"])),
            evidence=len(answers.get(each["code"], {}).get("evidence", [])),
        )
        for number, each in enumerate(data["instrument"]["items"], start=1)
    ]


def _own(answer: Data | None) -> Mark | None:
    return Mark(answer["score"], answer["is_not_applicable"]) if answer else None


def _dimension(row: Data, data: Data, sheets: Sequence[Sheet], lines: Sequence[ItemLine]) -> DimensionLine:
    code, results = row["code"], data["results"]
    before = (data["before"] or {}).get("dimensions", {})
    return DimensionLine(
        code=code,
        name=name_of(row),
        weight=Decimal(row["weight"]),
        own=decimal(results["own_dimensions"].get(code)),
        marks=[sheet.figures.dimensions.get(code) for sheet in sheets],
        final=Decimal(results["dimensions"][code]),
        contribution=Decimal(results["contributions"][code]),
        before=decimal(before.get(code)),
        items=[each for each in lines if each.dimension == code],
    )
