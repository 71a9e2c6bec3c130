"""The instruments of the national evaluation that are known: made and published once, and never changed after that."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from monev.evaluation.instrument_content import (
    MEASURED,
    Content,
    DimensionContent,
    Head,
    IndicatorContent,
    ItemContent,
)
from monev.evaluation.item_rules import read_parameters
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.services.instrument_writing import write_content
from organizations.models import Cohort
from portal.reference.files import csv_rows, toml
from portal.reference.rows import Tally

REASON = "load_reference"


def load() -> dict[str, Tally]:
    """Those that are missing; an instrument that is there stays as it is."""
    done = Tally()
    for each in toml("reference/instruments.toml")["instrument"]:
        if Instrument.objects.filter(code=each["code"]).exists():
            done += Tally(unchanged=1)
        else:
            _make(each)
            done += Tally(created=1)
    return {"instruments": done}


@transaction.atomic
def _make(said: dict[str, Any]) -> None:
    """Written as a draft and then published: the database lets nobody add to a published one."""
    content = content_of(said)
    head = content.head
    instrument = Instrument(
        code=said["code"],
        name_id=head.name_id,
        name_en=head.name_en,
        year=head.year,
        rounding=head.rounding,
        note=head.note,
        source=head.source,
        based_on=Instrument.objects.filter(code=said.get("based_on", "")).first(),
    )
    instrument.store(by=None, reason=REASON)
    instrument.cohorts.set(Cohort.objects.filter(code__in=head.cohorts))
    write_content(instrument, content, by=None, reason=REASON)
    instrument.status, instrument.published_at = Instrument.Status.PUBLISHED, timezone.now()
    instrument.store(by=None, reason=REASON)


def content_of(said: dict[str, Any]) -> Content:
    """What a shipped instrument says."""
    head = Head(
        name_id=said["name_id"],
        name_en=said["name_en"],
        year=said["year"],
        rounding=said["rounding"],
        cohorts=tuple(said["cohorts"]),
        note=f"{said['note']}\n{toml('reference/instruments.toml')['note']['thresholds']}",
        source=said["source"],
    )
    rows = csv_rows(f"reference/instrument-{said['items']}.csv")
    rules = {(row["dimension"], row["item"]): row for row in csv_rows("reference/instrument-rules.csv")}
    return Content(head, tuple(_dimension(code, weight, said, rows, rules) for code, weight in said["weights"].items()))


def _dimension(
    code: str, weight: int, said: dict[str, Any], rows: list[dict[str, str]], rules: dict[tuple[str, str], Any]
) -> DimensionContent:
    name_id, name_en = toml("reference/instruments.toml")["names"][code]
    headings: dict[str, list[ItemContent]] = {}
    for row in rows:
        if row["dimension"] == code:
            rule = rules[(code, row["item"])]
            headings.setdefault(row["indicator"], []).append(_item(row, rule, is_assumed=said.get("assumed", False)))
    indicators = tuple(IndicatorContent(name, tuple(items)) for name, items in headings.items())
    return DimensionContent(code, name_id, name_en, Decimal(weight), indicators)


def _item(row: dict[str, str], rule: dict[str, str], *, is_assumed: bool) -> ItemContent:
    return ItemContent(
        code=row["code"],
        text=row["item"],
        pillar=rule["pillar"],
        sub_dimension=rule["sub_dimension"],
        is_survey="survey" in row["answered_by"],
        rule=rule["rule"],
        parameters=read_parameters(rule["rule"], rule["parameters"]),
        thresholds={step: limit for step in MEASURED if (limit := rule[f"threshold_{step}"])},
        lower_is_better=rule["lower_is_better"] == "true",
        is_assumed=is_assumed,
    )
