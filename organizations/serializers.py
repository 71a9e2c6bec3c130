"""How regions, OPDs, ministries and partners are shown through REST."""

from __future__ import annotations

from organizations.models import (
    Agency,
    ApiKey,
    AuditEntry,
    Cohort,
    Ministry,
    Partner,
    Post,
    Province,
    PullEntry,
    Region,
)
from organizations.rest import PersonName, ScopedSerializer, record, reference

REGION = ("code", "name")
AGENCY = ("id", "uid", "code", "name")


class ProvinceSerializer(ScopedSerializer):
    """A province."""

    class Meta:
        model = Province
        fields = ("id", "code", "name", "updated_at")


class CohortSerializer(ScopedSerializer):
    """A year and group of the movement."""

    class Meta:
        model = Cohort
        fields = ("id", "code", "label", "year", "source", "updated_at")


class RegionSerializer(ScopedSerializer):
    """A region with its official code."""

    province = reference(Province, "code", "name")
    cohort = reference(Cohort, "code", "label", "year")

    class Meta:
        model = Region
        fields = record(
            "code", "name", "kind", "province", "cohort", "time_zone", "rhythm", "head_approves", "is_active"
        )


class AgencySerializer(ScopedSerializer):
    """An OPD; a merged one names its successor."""

    region = reference(Region, *REGION)
    parent = reference(Agency, *AGENCY)
    successor = reference(Agency, *AGENCY)

    class Meta:
        model = Agency
        fields = record(
            "region",
            "code",
            "name",
            "short_name",
            "parent",
            "successor",
            "is_collective",
            "valid_from",
            "valid_until",
        )


class PostSerializer(ScopedSerializer):
    """A post of an OPD. Who holds it is not told here."""

    agency = reference(Agency, *AGENCY)

    class Meta:
        model = Post
        fields = record("agency", "name")


class MinistrySerializer(ScopedSerializer):
    """A ministry or national body."""

    class Meta:
        model = Ministry
        fields = ("id", "code", "name", "short_name", "is_founder", "source", "updated_at")


class PartnerSerializer(ScopedSerializer):
    """A partner of a region."""

    region = reference(Region, *REGION)

    class Meta:
        model = Partner
        fields = record("region", "kind", "name", "note")


class PullEntrySerializer(ScopedSerializer):
    """One request to REST: who took what, when, from where, and whose rows may be in it (`reach`)."""

    person = PersonName(source="user", allow_null=False)
    key = reference(ApiKey, "name", "prefix")
    region = reference(Region, *REGION)

    class Meta:
        model = PullEntry
        fields = (
            *("id", "at", "person", "key", "address", "method", "path", "table", "parameters", "format", "status"),
            *("rows", "bytes", "duration_ms", "reach", "region"),
        )


class AuditEntrySerializer(ScopedSerializer):
    """One act, with its place in the chain of its region; without a position it is not sealed yet."""

    person = PersonName(source="by")
    region = reference(Region, *REGION)

    class Meta:
        model = AuditEntry
        fields = (
            *("id", "at", "person", "verb", "region", "subject_type", "subject_uid", "subject_label", "details"),
            *("form", "salt", "content", "seen", "chain", "position", "is_marked", "previous", "hash", "redacted_by"),
        )
