"""REST: official heads of regions and who signs their reports."""

from __future__ import annotations

from monev.reports.models import Letterhead, Signatory
from monev.reports.serializers.letterheads import LetterheadSerializer, SignatorySerializer
from organizations.rest import ScopedViewSet


class LetterheadViewSet(ScopedViewSet):
    """Official heads of regions."""

    queryset = Letterhead.objects.current().select_related("region").order_by("region__code", "pk")
    serializer_class = LetterheadSerializer
    orderings = {"updated_at": "updated_at"}
    search_fields = ("institution", "place")


class SignatoryViewSet(ScopedViewSet):
    """Who signs the reports of regions."""

    queryset = Signatory.objects.current().select_related("region").order_by("region__code", "kind", "position", "pk")
    serializer_class = SignatorySerializer
    filters = {"kind": "kind"}
    orderings = {"updated_at": "updated_at"}
    search_fields = ("post", "name")
