"""How quick wins are shown through REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from organizations.models import Agency, Region
from organizations.rest import ScopedSerializer, record, reference
from pillars.models import Pillar, SubDimension
from quickwins.models import Milestone, QuickWin, Replication, Risk

REGION = ("code", "name")
AGENCY = ("id", "uid", "code", "name")
QUICK_WIN = ("id", "uid", "title", "year")


class QuickWinSerializer(ScopedSerializer):
    """A quick win as the evaluation asks for it."""

    region = reference(Region, *REGION)
    agency = reference(Agency, *AGENCY)
    pillar = reference(Pillar, "id", "code", "name_id", "name_en")
    sub_dimension = reference(SubDimension, "code", "name_id", "name_en")
    predecessor = reference(QuickWin, *QUICK_WIN)
    partners = serializers.SerializerMethodField()

    class Meta:
        model = QuickWin
        fields = record(
            "region",
            "agency",
            "pillar",
            "sub_dimension",
            "program_lineage",
            "predecessor",
            "title",
            "year",
            "problem",
            "innovation",
            "benefit",
            "uniqueness",
            "sustainability",
            "resources",
            "partners",
            "is_practice",
        )

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_partners(self, row: Any) -> list[str]:
        return [partner.name for partner in row.partners.all()]


class MilestoneSerializer(ScopedSerializer):
    """A step with its due date."""

    region = reference(Region, *REGION, source="quick_win.region")
    quick_win = reference(QuickWin, *QUICK_WIN)

    class Meta:
        model = Milestone
        fields = record("region", "quick_win", "name", "due_on", "done_on", "weight", "position")


class RiskSerializer(ScopedSerializer):
    """A risk and its mitigation."""

    region = reference(Region, *REGION, source="quick_win.region")
    quick_win = reference(QuickWin, *QUICK_WIN)

    class Meta:
        model = Risk
        fields = record("region", "quick_win", "text", "likelihood", "impact", "mitigation", "is_mitigated")


class ReplicationSerializer(ScopedSerializer):
    """A region asks to replicate a practice."""

    quick_win = reference(QuickWin, *QUICK_WIN)
    owner = reference(Region, *REGION, source="quick_win.region")
    requested_by = reference(Region, *REGION)

    class Meta:
        model = Replication
        fields = record("quick_win", "owner", "requested_by", "status", "message", "answer")
