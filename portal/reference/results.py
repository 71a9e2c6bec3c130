"""Published results of the national evaluation: facts, with the letter that published them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from monev.evaluation.models.results import NationalResult
from organizations.models import Region
from portal.reference.files import csv_rows
from portal.reference.rows import Tally, bring

YEAR = 2022
SOURCE = "Surat B-1004/DJAI/AI.01.04/12/2022 (6 Desember 2022), hasil evaluasi implementasi Smart City 2022"
PUBLISHED_ON = date(2022, 12, 6)
DIMENSIONS = ("baseline", "output", "outcome", "impact", "quick_win")
CENT = Decimal("0.01")


def load() -> dict[str, Tally]:
    """The results of 2022: 42 regions with their dimensions; those that did not take part stand there with zeros."""
    codes = {row["region"]: row["region_code"] for row in csv_rows("reference/cohorts.csv")}
    regions = dict(Region.objects.values_list("code", "pk"))
    rows = (_result(row, regions[codes[row["region"]]]) for row in csv_rows("reference/national-results-2022.csv"))
    return {"national results": bring(NationalResult, ("region_id", "year", "stage"), rows)}


def _result(row: dict[str, str], region_id: int) -> dict[str, Any]:
    """One region; the instrument differs by the group in which it was evaluated (its weights, not its items)."""
    return {
        "region_id": region_id,
        "year": YEAR,
        "stage": NationalResult.Stage.FINAL,
        "instrument_code": f"{YEAR} {row['cohort']}",
        "index": Decimal(row["final"]).quantize(CENT),
        "dimensions": {name: str(Decimal(row[name]).quantize(CENT)) for name in DIMENSIONS},
        "published_on": PUBLISHED_ON,
        "source": SOURCE,
    }
