"""How official heads and signatories are shown through REST."""

from __future__ import annotations

from monev.reports.models import Letterhead, Signatory
from organizations.models import Region
from organizations.rest import ScopedSerializer, record, reference


class LetterheadSerializer(ScopedSerializer):
    """The official head of a region's reports; its arms by their SHA-256."""

    region = reference(Region, "code", "name")

    class Meta:
        model = Letterhead
        fields = record("region", "institution", "address", "place", "arms_sha256")


class SignatorySerializer(ScopedSerializer):
    """Who signs which reports of a region, in order."""

    region = reference(Region, "code", "name")

    class Meta:
        model = Signatory
        fields = record("region", "kind", "introduction", "post", "name", "nip", "rank", "position")
