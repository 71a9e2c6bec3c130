"""What the items of an instrument scored in the year before, matched by code and text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from core.words import plain
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.results import NationalItemScore
from organizations.models import Region


def earlier_scores(
    region: Region, year: int, instrument: Instrument, items: Iterable[InstrumentItem]
) -> Mapping[int, Decimal]:
    """By item (id) its published score of the year before `year`.

    Under the same instrument the code decides. Another instrument may number its items anew: the text decides then, and
    a code counts only where the text agrees.
    """
    rows = list(
        NationalItemScore.objects.filter(region=region, year=year - 1, archived_at=None)
        .exclude(score=None)
        .order_by("pk")
    )
    same = {row.item_code: row.score for row in rows if row.instrument_code == instrument.code}
    others = {row.instrument_code for row in rows} - {instrument.code}
    by_text = _by_text(rows, others)
    found: dict[int, Decimal] = {}
    for item in items:
        score = same.get(item.code, by_text.get(_key(item.text)))
        if score is not None:
            found[item.pk] = score
    return found


def _by_text(rows: list[NationalItemScore], instruments: set[str]) -> dict[str, Decimal]:
    """By question; where two items of an instrument ask the same, neither is taken."""
    if not instruments:
        return {}
    texts = {
        (code, item): _key(text)
        for code, item, text in InstrumentItem.objects.filter(instrument__code__in=instruments).values_list(
            "instrument__code", "code", "text"
        )
    }
    found: dict[str, Decimal] = {}
    twice: set[str] = set()
    for row in rows:
        text = texts.get((row.instrument_code, row.item_code))
        if text is None or row.score is None:
            continue
        if text in found:
            twice.add(text)
        found[text] = row.score
    return {text: score for text, score in found.items() if text not in twice}


def _key(text: str) -> str:
    """A question without what does not change it: capitals, accents, spaces, the mark at its end."""
    return " ".join(plain(text).split()).rstrip(" .?:;")
