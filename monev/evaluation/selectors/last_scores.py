"""The score that each item had in the newest published evaluation before, found by its question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.results import NationalItemScore
from organizations.models import Region


@dataclass(frozen=True, slots=True)
class LastScore:
    """What the item got, and in which year."""

    year: int
    score: Decimal


def last_scores(region: Region, items: Iterable[InstrumentItem], *, before: int) -> dict[int, LastScore]:
    """By item (id), in two queries. The codes of another instrument mean other questions, so the question decides."""
    rows = NationalItemScore.objects.filter(region=region, year__lt=before, archived_at=None).exclude(score=None)
    known = list(rows.order_by("-year").values_list("year", "instrument_code", "item_code", "score"))
    codes = {code for _year, code, _item, _score in known}
    asked = InstrumentItem.objects.filter(instrument__code__in=codes).values_list("instrument__code", "code", "text")
    texts = {(instrument, code): _plain(text) for instrument, code, text in asked}
    by_text: dict[str, LastScore] = {}
    for year, instrument, code, score in known:
        if (text := texts.get((instrument, code))) is not None:
            by_text.setdefault(text, LastScore(year, score))
    return {each.pk: by_text[_plain(each.text)] for each in items if _plain(each.text) in by_text}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
