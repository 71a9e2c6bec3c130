"""REST: regions, OPDs, ministries, partners; who took what through REST, and who did what."""

from __future__ import annotations

from organizations.models import Agency, AuditEntry, Cohort, Ministry, Partner, Post, Province, PullEntry, Region
from organizations.rest import CatalogueViewSet, ScopedViewSet
from organizations.serializers import (
    AgencySerializer,
    AuditEntrySerializer,
    CohortSerializer,
    MinistrySerializer,
    PartnerSerializer,
    PostSerializer,
    ProvinceSerializer,
    PullEntrySerializer,
    RegionSerializer,
)


class ProvinceViewSet(CatalogueViewSet):
    """Provinces with their official codes."""

    queryset = Province.objects.order_by("code")
    serializer_class = ProvinceSerializer
    filters = {"code": "code"}
    orderings = {"code": "code", "name": "name", "updated_at": "updated_at"}
    search_fields = ("code", "name")


class CohortViewSet(CatalogueViewSet):
    """Years and groups in which regions joined."""

    queryset = Cohort.objects.order_by("year", "code")
    serializer_class = CohortSerializer
    filters = {"code": "code", "year": "year"}
    orderings = {"code": "code", "year": "year", "updated_at": "updated_at"}
    search_fields = ("label",)


class RegionViewSet(ScopedViewSet):
    """Regions, by their official code."""

    queryset = Region.objects.select_related("province", "cohort").order_by("code")
    serializer_class = RegionSerializer
    lookup_field = "code"
    lookup_value_regex = r"\d{2}(?:\.\d{2})?"
    filters = {
        "code": "code",
        "province": "province__code",
        "cohort": "cohort__code",
        "kind": "kind",
        "is_active": "is_active",
    }
    orderings = {"code": "code", "name": "name", "updated_at": "updated_at"}
    search_fields = ("code", "name")


class AgencyViewSet(ScopedViewSet):
    """OPDs, with the OPD they belong to and the one that took over."""

    queryset = Agency.objects.select_related("region", "parent", "successor").order_by("region__code", "code", "pk")
    serializer_class = AgencySerializer
    filters = {"code": "code", "parent": "parent", "successor": "successor", "is_collective": "is_collective"}
    orderings = {"region": "region__code", "code": "code", "name": "name", "updated_at": "updated_at"}
    search_fields = ("code", "name", "short_name")


class PostViewSet(ScopedViewSet):
    """Posts of OPDs, to which their work belongs."""

    queryset = Post.objects.select_related("agency").order_by("agency__region__code", "agency__code", "name", "pk")
    serializer_class = PostSerializer
    orderings = {"agency": "agency__code", "name": "name", "updated_at": "updated_at"}
    search_fields = ("name",)


class MinistryViewSet(CatalogueViewSet):
    """Ministries and national bodies."""

    queryset = Ministry.objects.order_by("code")
    serializer_class = MinistrySerializer
    filters = {"code": "code", "is_founder": "is_founder"}
    orderings = {"code": "code", "name": "name", "updated_at": "updated_at"}
    search_fields = ("code", "name", "short_name")


class PartnerViewSet(ScopedViewSet):
    """Partners of regions: companies, banks, universities, communities, media, PDPGR."""

    queryset = Partner.objects.select_related("region").order_by("region__code", "name", "pk")
    serializer_class = PartnerSerializer
    filters = {"kind": "kind"}
    orderings = {"region": "region__code", "name": "name", "updated_at": "updated_at"}
    search_fields = ("name", "note")


class PullEntryViewSet(ScopedViewSet):
    """Who took what through REST: one's own requests, and for those who watch over a region what touched its rows.

    `region` finds requests for that region alone; those that took rows of several or of all say so in `reach`.
    """

    queryset = PullEntry.objects.for_list()
    serializer_class = PullEntrySerializer
    filters = {
        "table": "table",
        "method": "method",
        "status": "status",
        "reach": "reach",
        "at_from": "at__gte",
        "at_until": "at__lte",
    }
    orderings = {"at": "at"}


class AuditEntryViewSet(ScopedViewSet):
    """The audit log: who did what, with the hashes of its chain; for administrators of the region and of the nation.

    In the order of `chain` and `position` each entry carries the hash of the one before: `docs/audit.md` says how.
    """

    queryset = AuditEntry.objects.for_list()
    serializer_class = AuditEntrySerializer
    filters = {
        "verb": "verb",
        "subject_type": "subject_type",
        "subject_uid": "subject_uid",
        "chain": "chain",
        "position_from": "position__gte",
        "position_until": "position__lte",
        "at_from": "at__gte",
        "at_until": "at__lte",
    }
    orderings = {"at": "at", "position": "position"}
    search_fields = ("subject_label",)
