"""REST: commitments and pledges."""

from __future__ import annotations

from core.rest.moments import NO_FIGURES
from masterplan.models.commitments import Commitment, Pledge
from masterplan.serializers.commitments import CommitmentSerializer, PledgeSerializer
from organizations.rest import ScopedViewSet


class CommitmentViewSet(ScopedViewSet):
    """Commitment sheets of OPDs."""

    queryset = Commitment.objects.select_related("region", "agency", "document").order_by(
        "region__code", "agency__code", "pk"
    )
    serializer_class = CommitmentSerializer
    filters = {"signed_from": "signed_on__gte", "signed_until": "signed_on__lte"}
    orderings = {"signed_on": "signed_on", "agency": "agency__code", "updated_at": "updated_at"}
    search_fields = ("agency__name", "signatories")


class PledgeViewSet(ScopedViewSet):
    """What OPDs pledged, and whether it is kept."""

    carries = NO_FIGURES
    queryset = Pledge.objects.for_list()
    serializer_class = PledgeSerializer
    filters = {
        "commitment": "commitment",
        "state": "state",
        "due_year": "due_year",
        "program_lineage": "program_lineage",
    }
    orderings = {"due_year": "due_year", "state": "state", "updated_at": "updated_at"}
    search_fields = ("text",)
