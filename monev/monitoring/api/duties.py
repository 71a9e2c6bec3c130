"""REST: what the posts of OPDs answer for."""

from __future__ import annotations

from monev.monitoring.models.duties import Duty
from monev.monitoring.serializers.duties import DutySerializer
from organizations.rest import ScopedViewSet


class DutyViewSet(ScopedViewSet):
    """What each post answers for: a program across versions of the plan, a quick win or a pledge."""

    queryset = Duty.objects.select_related("post__agency", "quick_win", "pledge").order_by("post", "pk")
    serializer_class = DutySerializer
    filters = {
        "post": "post",
        "program_lineage": "program_lineage",
        "quick_win": "quick_win",
        "pledge": "pledge",
    }
    orderings = {"post": "post__name", "updated_at": "updated_at"}
