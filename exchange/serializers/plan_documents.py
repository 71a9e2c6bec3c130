"""REST shapes of the import of a plan: what is asked for, and what came of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.openapi import Problem
from exchange.services.plan_documents.importing import Imported
from exchange.services.plan_documents.wishes import Mode, Wish
from masterplan.models.plans import PlanVersion
from organizations.models import Region


class ImportWishSerializer(serializers.Serializer[Any]):
    """The parameters in the address of an import."""

    region = serializers.CharField(max_length=5, help_text="Official code of the region that gets the plan.")
    mode = serializers.ChoiceField(
        choices=Mode.choices,
        default=Mode.WHOLE,
        help_text=(
            "`whole`: all versions as they are, with pledges and quick wins, where the region does not have the plan. "
            "`draft`: only the programs of its newest version, as a draft."
        ),
    )
    dry_run = serializers.BooleanField(default=False, help_text="Do everything, then take it back.")
    create_agencies = serializers.BooleanField(
        default=False, help_text="Create OPDs that the region does not have; else they are refused by name."
    )
    agency = serializers.ListField(
        child=serializers.RegexField(r"^[^:]{1,40}:[^:]{1,40}$"),
        required=False,
        max_length=3000,
        help_text="`code in the document:code in the region`: which OPD it is; may be given several times.",
    )

    def validate_agency(self, pairs: list[str]) -> list[str]:
        codes = [pair.partition(":")[0] for pair in pairs]
        if len(set(codes)) < len(codes):
            raise serializers.ValidationError(_("An OPD of the document is named twice."))
        return pairs

    def wish(self, region: Region) -> Wish:
        """The wish for this region."""
        values = self.validated_data
        pairs = [pair.partition(":") for pair in values.get("agency", ())]
        return Wish(
            region,
            Mode(values["mode"]),
            values["create_agencies"],
            {code: own for code, _colon, own in pairs},
        )


class NoteSerializer(serializers.Serializer[Any]):
    """Something worth knowing, with its place in the document."""

    code = serializers.CharField()
    pointer = serializers.CharField(allow_blank=True, help_text="JSON pointer (RFC 6901) into the document.")
    detail = serializers.CharField(source="text")


class MadeVersionSerializer(serializers.Serializer[Any]):
    """A version that was made."""

    id = serializers.IntegerField(allow_null=True, help_text="None after a dry run.")
    uid = serializers.UUIDField()
    number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=PlanVersion.Status.choices)


class MadePlanSerializer(serializers.Serializer[Any]):
    """The plan that was made or went on."""

    id = serializers.IntegerField(allow_null=True, help_text="None after a dry run that would make it.")
    uid = serializers.UUIDField()
    title = serializers.CharField()


class PlanImportedSerializer(serializers.Serializer[Any]):
    """What came of an import."""

    dry_run = serializers.BooleanField()
    mode = serializers.ChoiceField(choices=Mode.choices)
    region = serializers.CharField()
    content_sha256 = serializers.CharField(help_text="Of the canonical content of the document.")
    plan = MadePlanSerializer()
    versions = MadeVersionSerializer(many=True)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="How many rows of each kind were taken.")
    notes = NoteSerializer(many=True)


class PlanRefusedSerializer(Problem):
    """What is wrong with the document: nothing was stored. `errors` names the first 200 mistakes by JSON pointer.

    Where the request itself was refused (its key), there is nothing to tell about the document.
    """

    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    dry_run = serializers.BooleanField(required=False)
    region = serializers.CharField(required=False)
    count = serializers.IntegerField(required=False, help_text="How many mistakes there are.")


def told(made: Imported, *, dry_run: bool) -> dict[str, Any]:
    """The answer to an import. What a dry run took back has no number."""
    known = made.found.plan
    return {
        "dry_run": dry_run,
        "mode": made.found.wish.mode,
        "region": made.found.wish.region.code,
        "content_sha256": made.found.reading.sha256,
        "plan": {
            "id": None if dry_run and known is None else made.plan.pk,
            "uid": made.plan.uid,
            "title": made.plan.title,
        },
        "versions": [
            {
                "id": None if dry_run else row.pk,
                "uid": row.uid,
                "number": row.number,
                "status": row.status,
            }
            for row in made.versions
        ],
        "counts": made.found.counts,
        "notes": made.notes,
    }
