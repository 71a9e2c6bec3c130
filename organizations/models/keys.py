"""Keys with which programs use REST for a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.people import User
from organizations.models.places import Region
from organizations.querysets import OwnKeyQuerySet
from organizations.scopes import Scope, usual_scopes


class ApiKey(models.Model):
    """A key for REST: shown once, kept as SHA-256, acts for its owner within its scopes, regions, addresses and days.

    `is_limited`: it reaches only `regions` (a key whose regions are gone reaches nothing, not everything).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("first characters"), max_length=12, unique=True)
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    scopes = models.JSONField(_("may"), default=usual_scopes)
    is_limited = models.BooleanField(_("some regions only"), default=False)
    regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("regions"))
    networks = models.JSONField(_("addresses from which it may be used"), default=list, blank=True)
    replaces = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="replaced_by", verbose_name=_("takes the place of")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True, db_index=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    last_address = models.GenericIPAddressField(_("last used from"), null=True, blank=True)

    objects = OwnKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=models.F("id")), name="api_key_replaces_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_usable(self) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    def may(self, scope: str) -> bool:
        """Whether the key was given this scope."""
        return scope in self.scopes

    @property
    def scope_words(self) -> list[str]:
        """Its scopes in words."""
        return [str(Scope(each).label) for each in self.scopes if each in Scope.values]
