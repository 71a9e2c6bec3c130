"""What the handbook remembers of people: which tours they have seen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.roles import Role


class TourSeen(models.Model):
    """One person has seen, or put aside, the tour of one role: it is not offered to them again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tours_seen", verbose_name=_("person")
    )
    tour = models.CharField(_("tour of the role"), max_length=20, choices=Role)
    seen_at = models.DateTimeField(_("seen"), default=timezone.now)

    class Meta:
        ordering = ["user", "tour"]
        verbose_name = _("tour that was seen")
        verbose_name_plural = _("tours that were seen")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "tour"], name="tour_seen_once")]

    def __str__(self) -> str:
        return self.get_tour_display()
