"""How national runs are shown and started through REST."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.errors import Refused
from monev.reports.models import ReportRun
from monev.reports.parameters import SHARED, Parameter
from monev.reports.selectors.run_choices import active_regions
from monev.reports.selectors.runs import progress_of
from organizations.models import Region
from organizations.rest import PersonName, ScopedSerializer, record


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "quarterly",
            summary="The quarterly report of all regions that use the portal",
            value={"kind": "quarterly", "period": "2026-3", "language": "id"},
            request_only=True,
        )
    ]
)
class StartedRunSerializer(serializers.Serializer[Any]):
    """A run that is to be started; parameters mean the same in every region."""

    kind = serializers.CharField(max_length=32, help_text="`code` of `report-kinds`.")
    period = serializers.RegexField(
        r"^[0-9]{4}-(b[0-9]{1,2}|[0-9])$", required=False, help_text="`2026-3` (quarter) or `2026-b9` (month)."
    )
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)
    pillar = serializers.SlugField(max_length=30, required=False)
    stage = serializers.UUIDField(required=False, help_text="`uid` of a published stage.")
    include_preliminary = serializers.BooleanField(required=False)
    language = serializers.ChoiceField(settings.LANGUAGES, default="id")
    regions = serializers.ListField(
        child=serializers.CharField(max_length=13),
        required=False,
        max_length=600,
        help_text="Official codes; left out: all regions that use the portal.",
    )

    @property
    def params(self) -> dict[str, Any]:
        """The parameters as a run stores them."""
        given = {str(each): self.validated_data.get(each) for each in SHARED}
        return {name: str(value) if name == Parameter.STAGE and value else value for name, value in given.items()}

    @property
    def chosen(self) -> list[Region]:
        """The regions. Raises `Refused` for a code that no region has."""
        codes = self.validated_data.get("regions")
        if codes is None:
            return active_regions()
        rows = list(Region.objects.filter(code__in=codes, archived_at=None))
        if unknown := sorted(set(codes) - {each.code for each in rows}):
            raise Refused(gettext("No region is called: %(names)s.") % {"names": ", ".join(unknown)}, field="regions")
        return rows


class RunProgressSerializer(serializers.Serializer[Any]):
    """The reports of a run by what became of them."""

    regions = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    unfinished = serializers.IntegerField()
    problems = serializers.IntegerField()
    percent = serializers.IntegerField(min_value=0, max_value=100)


class ReportRunSerializer(ScopedSerializer):
    """A national run with its progress; its reports: `compiled-reports/?run=`. `problems`: region code -> why there is
    no report."""

    requested_by = PersonName()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = ReportRun
        fields = record(
            "kind",
            "title",
            "params",
            "language",
            "include_preliminary",
            "state",
            "progress",
            "problems",
            "started_at",
            "finished_at",
            "requested_by",
        )

    @extend_schema_field(RunProgressSerializer)
    def get_progress(self, row: ReportRun) -> dict[str, Any]:
        return dict(RunProgressSerializer(progress_of(row)).data)
