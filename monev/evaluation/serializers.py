"""Results of the national evaluation, and its findings."""

from __future__ import annotations

from typing import Any

from masterplan.serializers import references
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, NationalItemScore, NationalResult
from organizations.models import Cohort
from organizations.rest import ScopedSerializer, record, reference
from pillars.models import Pillar, SubDimension


class NationalResultSerializer(ScopedSerializer):
    """The published result of a region in one year."""

    region = references.region()

    class Meta:
        model = NationalResult
        fields = record(
            *("region", "year", "instrument_code", "stage", "takes_part", "index", "computed_index", "raw_index"),
            *("improvement", "dimensions", "published_on"),
        )


class FindingSerializer(ScopedSerializer):
    """What assessors wrote, and what became of it."""

    region = references.region()
    agency = references.agency()

    class Meta:
        model = Finding
        fields = record("region", "agency", "year", "kind", "text", "position", "status", "due_on", "follow_up")


class NationalItemScoreSerializer(ScopedSerializer):
    """The score of one item in a published evaluation; null where it did not apply."""

    region = references.region()

    class Meta:
        model = NationalItemScore
        fields = record("region", "year", "instrument_code", "item_code", "score")


class ExternalIndicatorSerializer(ScopedSerializer):
    """A figure that another institution publishes, with the range in which it lies."""

    class Meta:
        model = ExternalIndicator
        fields = record(
            *("code", "name_id", "name_en", "unit", "publisher", "lowest", "highest", "usual_from", "usual_to"),
            *("grades", "position"),
        )


class ExternalFigureSerializer(ScopedSerializer):
    """The figure of a region for a year, with its source."""

    region = references.region()
    indicator = reference(ExternalIndicator, "id", "uid", "code", "name_id", "name_en", "unit")

    class Meta:
        model = ExternalFigure
        fields = record("region", "indicator", "year", "value", "grade", "unusual_reason")


def instrument() -> Any:
    """An instrument by code and year."""
    return reference(Instrument, "id", "uid", "code", "year")


class InstrumentSerializer(ScopedSerializer):
    """A version of the national instrument; `steps` are the words of the scale by step."""

    based_on = instrument()
    cohorts = reference(Cohort, "code", "label", many=True)

    class Meta:
        model = Instrument
        fields = record(
            *("code", "name_id", "name_en", "year", "status", "rounding", "steps", "cohorts", "based_on", "note"),
            "published_at",
        )


class DimensionSerializer(ScopedSerializer):
    """A dimension with its weight in percent."""

    instrument = instrument()

    class Meta:
        model = Dimension
        fields = record("instrument", "code", "name_id", "name_en", "weight", "position")


class InstrumentIndicatorSerializer(ScopedSerializer):
    """A heading under which a dimension asks its items."""

    instrument = instrument()
    dimension = reference(Dimension, "id", "uid", "code")

    class Meta:
        model = InstrumentIndicator
        fields = record("instrument", "dimension", "name", "position")


class InstrumentItemSerializer(ScopedSerializer):
    """A question; `thresholds` are the least measured value of each step, the greatest where lower is better."""

    instrument = instrument()
    dimension = reference(Dimension, "id", "uid", "code", source="indicator.dimension")
    indicator = reference(InstrumentIndicator, "id", "uid", "name")
    pillar = reference(Pillar, "code", "name_id", "name_en")
    sub_dimension = reference(SubDimension, "code", "name_id", "name_en")

    class Meta:
        model = InstrumentItem
        fields = record(
            *("instrument", "dimension", "indicator", "code", "text", "guidance", "pillar", "sub_dimension"),
            *("is_survey", "rule", "parameters", "thresholds", "lower_is_better", "steps", "is_assumed", "position"),
        )
