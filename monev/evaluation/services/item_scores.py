"""The item scores of a region in a past evaluation: what they make by the instrument's rule, kept as history."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from core.errors import Refused
from core.numbers import round_half_up
from monev.evaluation.importing.item_scores import read_item_scores
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.results import NationalItemScore, NationalResult
from monev.evaluation.scoring import dimension_score
from monev.evaluation.services.published_results import computed, weights_of
from organizations.models import Region

STORED_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class KeptScore:
    """A score that was stored before and differs from the one of the file; the stored one stays."""

    code: str
    stored: Decimal | None
    given: Decimal | None


@dataclass
class LoadedScores:
    """What the scores make, and what of them was stored. `official` is the published result of that year, if known."""

    dimensions: dict[str, Decimal]
    final: Decimal
    raw: Decimal
    official: NationalResult | None
    ignored: tuple[str, ...] = ()
    created: int = 0
    unchanged: int = 0
    kept: list[KeptScore] = field(default_factory=list)

    @property
    def disagreeing(self) -> list[tuple[str, Decimal, Decimal]]:
        """Code, published and computed figure of what differs from the published result."""
        if self.official is None:
            return []
        published = {code: Decimal(score) for code, score in self.official.dimensions.items()}
        figures = self.dimensions | {"final": self.final}
        published["final"] = self.official.index
        return [
            (code, published[code], value) for code, value in figures.items() if published.get(code, value) != value
        ]


@transaction.atomic
def load_item_scores(
    region: Region, content: bytes, *, filename: str, instrument: Instrument, by: Any = None, source: str = ""
) -> LoadedScores:
    """Compute the dimensions and the final from the scores of a file and store the scores that are new.

    Raises `UnfitFile` before anything is written when a line cannot be understood.
    """
    weights = weights_of(instrument)
    items = list(instrument.items.select_related("indicator__dimension").order_by("position", "pk"))
    if not items:
        raise Refused(_("The instrument %(code)s has no items.") % {"code": instrument.code})
    given = read_item_scores(content, filename=filename, items={each.code: each.text for each in items})
    dimensions = dimension_scores(items, given.scores)
    silent = [code for code in weights if dimensions.get(code) is None]
    if silent:
        facts = {"names": ", ".join(silent)}
        raise Refused(_("No item applies in these dimensions, so that there is no final score: %(names)s") % facts)
    scores = {code: dimensions[code] for code in weights}
    found = computed(instrument, scores, weights)
    loaded = LoadedScores(scores, found.index, found.raw, _official(region, instrument), given.ignored)
    _store(region, instrument, given.scores, loaded, by=by, source=source or filename)
    return loaded


def dimension_scores(items: list[InstrumentItem], scores: dict[str, Decimal | None]) -> dict[str, Any]:
    """The score of each dimension that has items, by code; None where none applies."""
    grouped: dict[str, list[Decimal | None]] = {}
    for item in items:
        grouped.setdefault(item.indicator.dimension.code, []).append(scores[item.code])
    return {code: dimension_score(own) for code, own in grouped.items()}


def _official(region: Region, instrument: Instrument) -> NationalResult | None:
    """The published result of the region by this instrument, where it took part."""
    rows = NationalResult.objects.filter(
        region=region, year=instrument.year, instrument_code=instrument.code, stage=NationalResult.Stage.FINAL
    )
    return rows.filter(takes_part=True, archived_at=None).first()


def _store(
    region: Region,
    instrument: Instrument,
    scores: dict[str, Decimal | None],
    loaded: LoadedScores,
    *,
    by: Any,
    source: str,
) -> None:
    """Write what is new; what is stored otherwise stays and is told."""
    where = {"region": region, "year": instrument.year, "instrument_code": instrument.code}
    known = dict(NationalItemScore.objects.filter(**where).values_list("item_code", "score"))
    new = []
    for code, score in scores.items():
        value = None if score is None else round_half_up(score, STORED_DECIMALS)
        if code not in known:
            new.append(NationalItemScore(**where, item_code=code, score=value, source=source))
        elif known[code] != value:
            loaded.kept.append(KeptScore(code, known[code], value))
        else:
            loaded.unchanged += 1
    bulk_create_with_history(new, NationalItemScore, batch_size=400, default_user=by)
    loaded.created = len(new)
