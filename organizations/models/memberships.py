"""Posts of OPDs, and the roles that people hold, from a day to a day."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Record
from organizations.models.people import User
from organizations.models.places import Agency, Region
from organizations.querysets import MembershipQuerySet, PostQuerySet
from organizations.roles import AGENCY_ROLES, NATIONAL_ROLES, Role


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


def rules_of_a_role(of: str) -> list[models.CheckConstraint]:
    """Where a role may stand, and its days, for models whose rows give a role or promise it; `of` begins the names."""
    return [
        models.CheckConstraint(
            condition=(
                Q(role__in=AGENCY_ROLES, region__isnull=False, agency__isnull=False)
                | Q(role__in=NATIONAL_ROLES, region=None, agency=None)
                | (~Q(role__in=(*AGENCY_ROLES, *NATIONAL_ROLES)) & Q(region__isnull=False, agency=None))
            ),
            name=f"{of}_stands_where_its_role_needs",
            violation_error_message=_(
                "OPD roles need a region and an OPD, regional roles a region only, national roles neither."
            ),
        ),
        models.CheckConstraint(
            condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            name=f"{of}_ends_after_start",
            violation_error_message=_("The last day lies before the first."),
        ),
    ]


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
            *rules_of_a_role("membership"),
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
