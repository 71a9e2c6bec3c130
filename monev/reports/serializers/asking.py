"""Asking for a report through REST: the catalogue, what is asked for, and what the report would hold."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import report_named
from monev.reports.parameters import NAMES, Parameter
from monev.reports.wishes import Wish, wish_from
from organizations.models import Region, User
from organizations.roles import Can


class ReportKindSerializer(serializers.Serializer[Report]):
    """A report of the catalogue. `parameters` must be given, `optional` ones may be; `needs` is the right to ask."""

    code = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    audience = serializers.CharField()
    formats = serializers.ListField(child=serializers.CharField())
    parameters = serializers.ListField(child=serializers.ChoiceField(NAMES))
    optional = serializers.ListField(child=serializers.ChoiceField(NAMES))
    needs = serializers.CharField()
    is_national = serializers.BooleanField()
    most_rows = serializers.IntegerField()


class ReportKindsSerializer(serializers.Serializer[Any]):
    """The catalogue, in its order."""

    results = ReportKindSerializer(many=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "quarterly",
            summary="The quarterly report of a region",
            value={"kind": "quarterly", "region": "52.07", "period": "2026-3", "language": "id"},
            request_only=True,
        )
    ]
)
class AskedReportSerializer(serializers.Serializer[Any]):
    """What is asked for. Parameters are stable identifiers: `uid` of rows, `lineage` of a program, code of a pillar."""

    kind = serializers.CharField(max_length=32, help_text="`code` of `report-kinds`.")
    region = serializers.CharField(
        max_length=13, required=False, help_text="Official code, such as 52.07; left out for a report of the nation."
    )
    period = serializers.RegexField(
        r"^[0-9]{4}-(b[0-9]{1,2}|[0-9])$", required=False, help_text="`2026-3` (quarter) or `2026-b9` (month)."
    )
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)
    agency = serializers.UUIDField(required=False, help_text="`uid` of the OPD.")
    pillar = serializers.SlugField(max_length=30, required=False)
    program = serializers.UUIDField(required=False, help_text="`lineage` of the program.")
    quick_win = serializers.UUIDField(required=False)
    meeting = serializers.UUIDField(required=False)
    stage = serializers.UUIDField(required=False)
    include_preliminary = serializers.BooleanField(required=False)
    language = serializers.ChoiceField(settings.LANGUAGES, default="id")
    number = serializers.CharField(max_length=80, required=False, allow_blank=True, help_text="Official number.")
    dated_on = serializers.DateField(required=False, allow_null=True, help_text="Official date.")

    def wish(self, user: User) -> tuple[Report, Wish]:
        """The report and what it is to be about. Raises `Refused` at the field, PermissionDenied without the right."""
        given = self.validated_data
        report = report_named(given["kind"])
        region = _region(given.get("region"), report, user)
        params = {str(each): _stored(given[each]) for each in Parameter if given.get(each) not in (None, False)}
        return report, wish_from(region, params, language=given["language"])


def _stored(value: Any) -> Any:
    """As parameters are stored: identifiers as text."""
    return value if isinstance(value, int) else str(value)


def _region(code: str | None, report: Report, user: User) -> Region | None:
    """A hidden region and a missing one are refused with the same words."""
    region = Region.objects.allowed(user, Can.VIEW).filter(code=code).first() if code else None
    if code and region is None:
        raise Refused(_("There is no region with this code, or it is not yours to see."), field="region")
    if region is None and not report.is_national:
        raise Refused(_("This report is made for a region."), field="region")
    reach = user.access.reach(report.needs)
    if not (reach.covers(region_id=region.pk) if region else reach.nation):
        raise PermissionDenied
    return region


class LackSerializer(serializers.Serializer[Any]):
    """Something that the report will not hold; `url` is the page where it is mended."""

    sentence = serializers.CharField()
    url = serializers.CharField(allow_blank=True)


class FactSerializer(serializers.Serializer[Any]):
    """One thing that the report will hold."""

    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Any]):
    """What the report will hold and what is missing; with more `rows` than `most_rows` it is refused."""

    facts = FactSerializer(many=True)
    lacks = LackSerializer(many=True)
    rows = serializers.IntegerField()
    most_rows = serializers.IntegerField()
