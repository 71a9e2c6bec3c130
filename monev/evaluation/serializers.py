"""Results of the national evaluation, and its findings."""

from __future__ import annotations

from masterplan.serializers import references
from monev.evaluation.models.results import Finding, NationalResult
from organizations.rest import ScopedSerializer, record


class NationalResultSerializer(ScopedSerializer):
    """The published result of a region in one year."""

    region = references.region()

    class Meta:
        model = NationalResult
        fields = record("region", "year", "instrument_code", "stage", "index", "dimensions", "published_on")


class FindingSerializer(ScopedSerializer):
    """What assessors wrote, and what became of it."""

    region = references.region()
    agency = references.agency()

    class Meta:
        model = Finding
        fields = record("region", "agency", "year", "kind", "text", "position", "status", "due_on", "follow_up")
