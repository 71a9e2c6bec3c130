"""Which post of an OPD answers for what: work belongs to a post, not to a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.models.commitments import Pledge
from monev.monitoring.querysets import DutyQuerySet
from organizations.models import Post
from quickwins.models import QuickWin


class Duty(Record):
    """A program (across plan versions), quick win or pledge that a post reports on; what has no duty is the OPD's."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="duties", verbose_name=_("post"))
    program_lineage = models.UUIDField(_("program (across versions)"), null=True, blank=True)
    quick_win = models.ForeignKey(
        QuickWin, models.CASCADE, null=True, blank=True, related_name="duties", verbose_name=_("quick win")
    )
    pledge = models.ForeignKey(
        Pledge, models.CASCADE, null=True, blank=True, related_name="duties", verbose_name=_("pledge")
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["post", "pk"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(program_lineage__isnull=False, quick_win=None, pledge=None)
                    | Q(program_lineage=None, quick_win__isnull=False, pledge=None)
                    | Q(program_lineage=None, quick_win=None, pledge__isnull=False)
                ),
                name="duty_has_one_subject",
            ),
            *(
                models.UniqueConstraint(
                    fields=[subject],
                    condition=Q(**{f"{subject}__isnull": False, "archived_at": None}),
                    name=f"duty_once_per_{subject}",
                )
                for subject in ("program_lineage", "quick_win", "pledge")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.quick_win or self.pledge or self.program_lineage}"
