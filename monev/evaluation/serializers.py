"""Results of the national evaluation, and its findings."""

from __future__ import annotations

from masterplan.serializers import references
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.results import Finding, NationalItemScore, NationalResult
from organizations.rest import ScopedSerializer, record, reference


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
