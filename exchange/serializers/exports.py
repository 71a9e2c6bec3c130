"""How exports are asked for and shown through REST."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exchange.models import Export
from exchange.tables import TABLES
from organizations.models import Cohort, Region
from organizations.rest import PersonName, ScopedSerializer, reference
from organizations.roles import Can

ALL = "all"
FIRST_YEAR, LAST_YEAR = 1970, 2999


class ExportSerializer(ScopedSerializer):
    """An export: what was asked for, how far it is, its file and the snapshot that it holds."""

    region = reference(Region, "code", "name")
    cohort = reference(Cohort, "code", "label", "year")
    requested_by = PersonName()
    percent = serializers.IntegerField(read_only=True, min_value=0, max_value=100)

    class Meta:
        model = Export
        fields = (
            *("id", "uid", "region", "cohort", "tables", "format", "updated_since", "language", "requested_by"),
            *("state", "percent", "rows_done", "rows_total", "tables_done", "started_at", "finished_at", "error"),
            *("taken_at", "snapshot", "sha256", "size", "expires_at", "created_at", "updated_at"),
        )


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": [ALL]},
            {"type": "array", "items": {"type": "string", "enum": [*TABLES]}, "minItems": 1},
        ]
    }
)
class TablesField(serializers.Field):
    """Names of tables, or `all`."""

    def to_internal_value(self, data: Any) -> list[str] | None:
        if data == ALL:
            return None
        if not isinstance(data, list) or not data or not all(isinstance(each, str) for each in data):
            raise serializers.ValidationError(_("Give a list of names of tables, or “all”."))
        if unknown := sorted({each for each in data if each not in TABLES}):
            raise serializers.ValidationError(_("Not known: %(names)s.") % {"names": ", ".join(unknown)[:200]})
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class AskedExportSerializer(serializers.Serializer):
    """What is to be exported; without region and cohort everything that the person may see."""

    tables = TablesField(help_text="Names of tables as in the addresses of REST, or `all`.")
    format = serializers.ChoiceField(Export.Format.choices, default=Export.Format.CSV)
    region = serializers.CharField(required=False, max_length=5, help_text="Official code, such as 52.07.")
    cohort = serializers.CharField(required=False, max_length=40, help_text="Code of a cohort.")
    updated_since = serializers.DateTimeField(
        required=False, help_text="Only rows changed since then; archived ones are among them."
    )

    def validate_updated_since(self, moment: datetime) -> datetime:
        """No row is older; the oldest moments have no official offset of time zones."""
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise serializers.ValidationError(_("This moment is out of range."))
        return moment

    def validate_region(self, code: str) -> Region:
        found = Region.objects.allowed(self.context["request"].user, Can.VIEW).filter(code=code).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such region."))
        return found  # type: ignore[no-any-return]

    def validate_cohort(self, code: str) -> Cohort:
        found = Cohort.objects.filter(code=code).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such cohort."))
        return found
