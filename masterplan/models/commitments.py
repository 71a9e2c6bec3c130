"""The joint commitment: what each OPD signed, and what it pledged."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.models.preparation import LegalDocument
from masterplan.querysets import AgencyRows, PledgeQuerySet
from organizations.models import Agency, Region


class Commitment(Record):
    """The commitment sheet of one OPD, signed with the regional head."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="commitments", verbose_name=_("region"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="commitments", verbose_name=_("OPD"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_text = models.CharField(_("signed, as published"), max_length=120, blank=True)
    signatories = models.TextField(_("signatories, one a line"), blank=True)
    document = models.ForeignKey(
        LegalDocument, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("document")
    )

    objects = AgencyRows.as_manager()

    class Meta:
        ordering = ["agency"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

    def __str__(self) -> str:
        return str(self.agency)


class Pledge(Record):
    """One thing an OPD pledged; a program of the plan where it names one (by its identifier across versions)."""

    class State(models.TextChoices):
        OPEN = "open", _("not started")
        RUNNING = "running", _("running")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("not kept")

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="pledges", verbose_name=_("commitment"))
    text = models.TextField(_("pledge"))
    program_lineage = models.UUIDField(_("program (across versions)"), null=True, blank=True, db_index=True)
    due_year = models.PositiveSmallIntegerField(_("due year"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["commitment", "pk"]
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")

    def __str__(self) -> str:
        return self.text[:80]

    def is_behind(self, year: int) -> bool:
        """Not kept, or due and not kept: its year is over, or it is the last one and nothing was begun."""
        if self.state in (self.State.KEPT, self.State.BROKEN) or self.due_year is None:
            return self.state == self.State.BROKEN
        return self.due_year < year or (self.due_year == year and self.state == self.State.OPEN)
