"""External indicators and figures."""

from __future__ import annotations

from masterplan.serializers import references
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from organizations.rest import ScopedSerializer, record, reference


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
