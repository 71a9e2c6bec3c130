"""Who is this and where do they stand: regions, OPDs, ministries, partners, people, roles, keys, audit."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models import Record, Reference
from organizations.access import Access, Standing
from organizations.querysets import (
    AgencyQuerySet,
    AuditQuerySet,
    MembershipQuerySet,
    OwnKeyQuerySet,
    PartnerQuerySet,
    PostQuerySet,
    RegionQuerySet,
)
from organizations.roles import AGENCY_ROLES, NATIONAL_ROLES, Role


class Province(Reference):
    """A province with its official code (two digits)."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["code"]
        verbose_name = _("province")
        verbose_name_plural = _("provinces")

    def __str__(self) -> str:
        return self.name


class Cohort(Reference):
    """The year and group in which regions joined the movement, as published."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["year", "code"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")

    def __str__(self) -> str:
        return self.label


class Region(Record):
    """A kabupaten or kota (Daerah): the tenant. Official code such as 52.07."""

    class Kind(models.TextChoices):
        KABUPATEN = "kabupaten", _("Kabupaten")
        KOTA = "kota", _("Kota")
        PROVINCE = "province", _("Province")

    class Rhythm(models.TextChoices):
        MONTH = "month", _("monthly")
        QUARTER = "quarter", _("quarterly")

    code = models.CharField(_("code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    province = models.ForeignKey(Province, models.PROTECT, related_name="regions", verbose_name=_("province"))
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="regions", verbose_name=_("cohort")
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    rhythm = models.CharField(_("reporting rhythm"), max_length=8, choices=Rhythm, default=Rhythm.QUARTER)
    head_approves = models.BooleanField(_("OPD head approves before verification"), default=False)
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(6))
    is_active = models.BooleanField(_("uses the portal"), default=False, db_index=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class Agency(Record):
    """An OPD (Perangkat Daerah). A merged or renamed OPD names its successor and keeps its own past."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="agencies", verbose_name=_("region"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    is_collective = models.BooleanField(_("stands for several OPDs"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code", "name"]
        verbose_name = _("OPD")
        verbose_name_plural = _("OPDs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "code"], name="agency_code_once_per_region"),
            models.CheckConstraint(condition=Q(successor=None) | ~Q(successor=F("id")), name="agency_succeeds_another"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="agency_parent_is_another"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class Ministry(Reference):
    """A ministry or national body."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    is_founder = models.BooleanField(_("founder of the movement"), default=False)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("ministry")
        verbose_name_plural = _("ministries")

    def __str__(self) -> str:
        return self.short_name


class Partner(Record):
    """A partner of a region: company, bank, university, community, media, PDPGR team."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        BANK = "bank", _("bank")
        UNIVERSITY = "university", _("university")
        COMMUNITY = "community", _("community")
        MEDIA = "media", _("media")
        PDPGR = "pdpgr", _("PDPGR team")
        REGION = "region", _("another region")
        OTHER = "other", _("other")

    region = models.ForeignKey(Region, models.PROTECT, related_name="partners", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    note = models.TextField(_("note"), blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "name"], name="partner_name_once_per_region")
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the log-in and is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from `access`, nothing else."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_example = models.BooleanField(_("example data"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nip="") | Q(nip__regex=r"^[0-9]{18}$"),
                name="user_nip_18_digits",
                violation_error_message=_("A NIP has 18 digits."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def access(self) -> Access:
        """The rights of this person today, in the memberships that are in force; read once per request."""
        rows = self.memberships.in_force(timezone.localdate()).values_list("role", "region_id", "agency_id")
        return Access.of(Standing(*row) for row in rows)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Post(Record):
    """A post (jabatan) of an OPD. Work belongs to it, whoever holds it today; memberships say who does."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts", verbose_name=_("OPD"))
    name = models.CharField(_("name"), max_length=150)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "name"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "name"], name="post_once_per_agency")]

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """A role held by a person in a region or an OPD, from a date to a date; perhaps as acting official (Plt)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("region")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("OPD")
    )
    post = models.CharField(_("post"), max_length=150, blank=True)
    held_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("post in the OPD")
    )
    is_acting = models.BooleanField(_("acting (Plt)"), default=False)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user", "starts_on"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(role__in=AGENCY_ROLES, region__isnull=False, agency__isnull=False)
                    | Q(role__in=NATIONAL_ROLES, region=None, agency=None)
                    | (~Q(role__in=(*AGENCY_ROLES, *NATIONAL_ROLES)) & Q(region__isnull=False, agency=None))
                ),
                name="membership_stands_where_its_role_needs",
                violation_error_message=_(
                    "OPD roles need a region and an OPD, regional roles a region only, national roles neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(held_post=None) | Q(agency__isnull=False),
                name="membership_post_needs_an_agency",
                violation_error_message=_("A post of an OPD needs the OPD."),
            ),
            models.UniqueConstraint(
                F("user"),
                F("role"),
                Coalesce("region", 0),
                Coalesce("agency", 0),
                Coalesce("held_post", 0),
                F("starts_on"),
                name="membership_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def clean(self) -> None:
        """The OPD lies in the region, the post in the OPD; nobody assesses a region in which they have another role."""
        if self.agency and self.region_id != self.agency.region_id:
            raise ValidationError({"agency": _("This OPD belongs to another region.")})
        if self.held_post and self.agency_id != self.held_post.agency_id:
            raise ValidationError({"held_post": _("This post belongs to another OPD.")})
        if self.region_id and self.user_id and self.archived_at is None and self._conflicts():
            raise ValidationError(
                _("Conflict of interest: this person assesses the region. End the assignment of the assessor first.")
                if self.role != Role.ASSESSOR
                else _("Conflict of interest: this person holds or held another role in the region.")
            )

    def _conflicts(self) -> bool:
        """An assessor has no other role in the region, before or now; who assesses it takes no other role meanwhile."""
        others = Membership.objects.filter(user=self.user_id, region=self.region_id, archived_at=None)
        others = others.exclude(pk=self.pk)
        if self.role == Role.ASSESSOR:
            return others.exclude(role=Role.ASSESSOR).exists()
        meanwhile = Q(ends_on=None) | Q(ends_on__gte=self.starts_on)
        return others.filter(meanwhile, role=Role.ASSESSOR).exists()


class ApiKey(models.Model):
    """A key for REST: shown once, kept as SHA-256, acts with the reach of its owner, reads and asks for reports."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("first characters"), max_length=12, unique=True)
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = OwnKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_usable(self) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())


class AuditEntry(models.Model):
    """One act of a person on one record; written by services, never changed."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    subject_type = models.CharField(_("kind of record"), max_length=60)
    subject_uid = models.CharField(_("record"), max_length=40, db_index=True)
    subject_label = models.CharField(_("name of the record"), max_length=250)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}"


class BoundaryMap(Reference):
    """The shapes of the regions, as `load_boundaries` last took them from a file; one row at most.

    `content` is what a browser draws: TopoJSON (object `regions`) or GeoJSON, each area with its official `code` only.
    """

    slot = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    kind = models.CharField(_("format"), max_length=8, choices=[("topojson", "TopoJSON"), ("geojson", "GeoJSON")])
    content = models.TextField(_("shapes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file_name = models.CharField(_("file name"), max_length=200)
    notice = models.TextField(_("source and licence"), blank=True)
    areas = models.PositiveIntegerField(_("areas with a shape"))

    class Meta:
        verbose_name = _("map of boundaries")
        verbose_name_plural = _("maps of boundaries")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(slot=1), name="boundary_map_only_one"),
            models.CheckConstraint(condition=Q(areas__gte=1), name="boundary_map_has_areas"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def mark(self) -> str:
        """The beginning of the hash, for addresses that may be cached for good."""
        return self.sha256[:16]
