"""Commitments of OPDs and what they pledged."""

from __future__ import annotations

from masterplan.models.commitments import Commitment, Pledge
from masterplan.serializers import references
from organizations.rest import ScopedSerializer, record, reference


class CommitmentSerializer(ScopedSerializer):
    """The commitment sheet of an OPD."""

    region = references.region()
    agency = references.agency()
    document = references.document()

    class Meta:
        model = Commitment
        fields = record("region", "agency", "signed_on", "signed_text", "signatories", "document")


class PledgeSerializer(ScopedSerializer):
    """One thing an OPD pledged."""

    region = references.region("commitment.region")
    agency = references.agency("commitment.agency")
    commitment = reference(Commitment, "id", "uid", "signed_on")

    class Meta:
        model = Pledge
        fields = record("region", "agency", "commitment", "text", "program_lineage", "due_year", "state")
