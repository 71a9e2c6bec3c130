"""What is said about a piece of evidence that another system hands in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from exchange.serializers.bulk_rows import StrictSerializer
from exchange.services.bulk_places import PROGRAM_KEYS
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.serializers.evidence import EvidenceSerializer

SUBJECTS = (*PROGRAM_KEYS, "quick_win", "pledge")


class HandedInSerializer(StrictSerializer):
    """A file or a link, the report that it belongs to, and what it proves there."""

    region = serializers.CharField(max_length=20, help_text="Official code of the region.")
    period = serializers.CharField(max_length=20, help_text="`2026-3` or `2026-b9`.")
    program = serializers.CharField(max_length=40, required=False, help_text="Code of the program.")
    program_uid = serializers.UUIDField(required=False, help_text="`uid` or `lineage` of the program.")
    nomenclature = serializers.CharField(max_length=24, required=False, help_text="Code of the nomenclature.")
    quick_win = serializers.UUIDField(required=False, help_text="`uid` of the quick win.")
    pledge = serializers.UUIDField(required=False, help_text="`uid` of the pledge.")
    file = serializers.FileField(required=False, allow_empty_file=True, help_text="The file (multipart only).")
    link = serializers.CharField(max_length=1000, required=False, help_text="Or an address on the web.")
    kind = serializers.ChoiceField(choices=Evidence.Kind.choices, required=False, default=Evidence.Kind.OTHER)
    title = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    dated_on = serializers.DateField(required=False, default=None, allow_null=True)
    expires_on = serializers.DateField(required=False, default=None, allow_null=True)
    latitude = serializers.DecimalField(
        max_digits=8, decimal_places=6, min_value=-90, max_value=90, required=False, allow_null=True
    )
    longitude = serializers.DecimalField(
        max_digits=9, decimal_places=6, min_value=-180, max_value=180, required=False, allow_null=True
    )
    indicator = serializers.CharField(
        max_length=2000, required=False, help_text="What it proves: an indicator of the program. Default: the report."
    )
    milestone = serializers.UUIDField(required=False, help_text="What it proves: a milestone of the quick win.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in SUBJECTS if attrs.get(name)]
        errors: dict[str, str] = {}
        if not given or len({name if name not in PROGRAM_KEYS else "program" for name in given}) > 1:
            errors["program"] = _("Name one of: %(names)s.") % {"names": ", ".join(SUBJECTS)}
        if (attrs.get("file") is None) == (not attrs.get("link")):
            errors["file"] = _("Send a file or a link, one of both.")
        if (attrs.get("latitude") is None) != (attrs.get("longitude") is None):
            errors["longitude"] = _("A place has a latitude and a longitude.")
        if errors:
            raise serializers.ValidationError(errors)
        return attrs

    def words(self) -> dict[str, Any]:
        """What was said about it, as the services take it."""
        given = self.validated_data
        place = (given.get("latitude"), given.get("longitude"))
        return {name: given[name] for name in ("kind", "title", "dated_on", "expires_on")} | {
            "place": None if None in place else place
        }


class HandedInReportSerializer(serializers.Serializer):
    """The report that shows the evidence."""

    id = serializers.IntegerField()
    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.CharField()


class HandedInAnswerSerializer(serializers.Serializer):
    """The evidence, its use as proof, and where the same file is shown too."""

    dry_run = serializers.BooleanField()
    evidence = EvidenceSerializer(allow_null=True)
    use = serializers.IntegerField(allow_null=True, help_text="`id` in `evidence-uses`.")
    report = HandedInReportSerializer(allow_null=True)
    also_used_by = serializers.ListField(child=serializers.CharField())
