"""Admin of regions, OPDs and people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin import LogAdmin, ReadOnlyAdmin, RecordAdmin, ReferenceAdmin
from organizations.forms import NewPersonForm, PersonForm
from organizations.models import (
    Agency,
    ApiKey,
    AuditAnchor,
    AuditCheck,
    AuditEntry,
    BoundaryMap,
    Cohort,
    DataBreach,
    DataRequest,
    Membership,
    Ministry,
    Partner,
    Province,
    PullEntry,
    Region,
    RetentionRun,
    User,
)
from organizations.roles import Can

admin.site.site_header = _("Portal Smart City: administration")
admin.site.site_title = _("Portal Smart City")
admin.site.index_title = _("Reference data and people")
admin.site.unregister(Group)


@admin.register(Province)
class ProvinceAdmin(ReferenceAdmin):
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Cohort)
class CohortAdmin(ReferenceAdmin):
    list_display = ("code", "label", "year")
    search_fields = ("code", "label")


@admin.register(Ministry)
class MinistryAdmin(ReferenceAdmin):
    list_display = ("code", "short_name", "name", "is_founder")
    list_filter = ("is_founder",)
    search_fields = ("code", "name", "short_name")


@admin.register(Region)
class RegionAdmin(RecordAdmin):
    list_display = ("code", "name", "kind", "province", "cohort", "is_active", "is_example")
    list_filter = ("is_active", "kind", "cohort", "province")
    search_fields = ("code", "name")
    list_select_related = ("province", "cohort")


@admin.register(Agency)
class AgencyAdmin(RecordAdmin):
    list_display = ("code", "name", "region", "parent", "successor", "is_example")
    list_filter = ("is_example", "is_collective")
    search_fields = ("code", "name", "short_name", "region__name", "region__code")
    autocomplete_fields = ("region", "parent", "successor")
    list_select_related = ("region", "parent", "successor")


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = ("name", "kind", "region", "is_example")
    list_filter = ("kind", "is_example")
    search_fields = ("name", "region__name")
    autocomplete_fields = ("region",)
    list_select_related = ("region",)


class MembershipInline(admin.TabularInline):
    """Roles are ended, never deleted."""

    can_delete = False
    model = Membership
    fields = ("role", "region", "agency", "post", "is_acting", "starts_on", "ends_on")
    autocomplete_fields = ("region", "agency")
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People log in by e-mail; roles are memberships, not groups."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = ("email", "name", "nip", "is_active", "is_staff", "is_example")
    list_filter = ("is_active", "is_staff", "is_example", "memberships__role")
    search_fields = ("email", "name", "nip")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("person"), {"fields": ("name", "nip", "is_example")}),
        (_("access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "nip", "password1", "password2")}),)
    inlines: ClassVar = [MembershipInline]


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("user", "role", "region", "agency", "post", "is_acting", "starts_on", "ends_on")
    list_filter = ("role", "is_acting")
    search_fields = ("user__name", "user__email", "post", "region__name", "agency__name")
    autocomplete_fields = ("user", "region", "agency")
    list_select_related = ("user", "region", "agency")


class WithinReach:
    """Staff who are no superusers see the rows of the regions that their roles reach."""

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)  # type: ignore[misc]
        user: Any = request.user
        return rows if user.is_superuser else rows.allowed(user, Can.VIEW)


class WithinProtection:
    """Personal data for those who look after it, also in the administration."""

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)  # type: ignore[misc]
        user: Any = request.user
        return rows if user.is_superuser else rows.allowed(user, Can.PROTECT)


@admin.register(AuditEntry)
class AuditEntryAdmin(LogAdmin):
    list_display = ("at", "by", "verb", "subject_label", "region")
    list_filter = ("verb",)
    search_fields = ("subject_label", "subject_uid", "by__name", "by__email", "region__name")
    date_hierarchy = "at"
    list_select_related = ("by", "region")


@admin.register(AuditAnchor)
class AuditAnchorAdmin(LogAdmin):
    list_display = ("at", "number", "hash", "file")
    search_fields = ("hash", "file")
    date_hierarchy = "at"


@admin.register(AuditCheck)
class AuditCheckAdmin(LogAdmin):
    list_display = ("at", "is_intact", "is_whole", "entries")
    list_filter = ("is_intact", "is_whole")
    search_fields = ("problems",)
    date_hierarchy = "at"


@admin.register(DataRequest)
class DataRequestAdmin(WithinProtection, ReadOnlyAdmin):
    list_display = ("received_at", "kind", "region", "state", "due_at", "answered_at")
    list_filter = ("kind", "state")
    search_fields = ("name", "contact", "person__name", "region__name")
    list_select_related = ("region",)


@admin.register(DataBreach)
class DataBreachAdmin(WithinProtection, ReadOnlyAdmin):
    list_display = ("title", "region", "noticed_at", "authority_told_at", "people_told_at", "closed_at")
    search_fields = ("title", "region__name")
    list_select_related = ("region",)


@admin.register(RetentionRun)
class RetentionRunAdmin(LogAdmin):
    list_display = ("at", "rule", "days", "rows", "problem")
    list_filter = ("rule",)
    search_fields = ("rule", "problem")


@admin.register(ApiKey)
class ApiKeyAdmin(LogAdmin):
    list_display = ("name", "user", "prefix", "created_at", "expires_at", "revoked_at", "last_used_at", "last_address")
    search_fields = ("name", "user__name", "user__email", "prefix")
    exclude = ("digest",)
    list_select_related = ("user",)


@admin.register(BoundaryMap)
class BoundaryMapAdmin(LogAdmin):
    list_display = ("file_name", "kind", "areas", "created_at")
    search_fields = ("file_name", "notice")
    exclude = ("content",)


@admin.register(PullEntry)
class PullEntryAdmin(LogAdmin):
    list_display = ("at", "user", "key", "address", "method", "table", "status", "rows", "reach", "region")
    list_filter = ("reach", "method", "status")
    search_fields = ("user__name", "user__email", "path", "key__prefix")
    date_hierarchy = "at"
    list_select_related = ("user", "key", "region")
