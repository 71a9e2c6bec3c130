"""What a meeting has to speak about, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record
from masterplan import agenda
from masterplan.models.preparation import Meeting
from masterplan.querysets import MeetingRows


class AgendaItem(Record):
    """One item of a meeting's agenda. An archived one was taken off, and is not proposed again.

    `reference` names the row that it is about: `program:<lineage>`, or `directive:`, `pledge:`, `finding:` with a uid.
    """

    class Kind(models.TextChoices):
        DEVIATION = agenda.DEVIATION, pgettext_lazy("agenda", "behind plan")
        DIRECTIVE = agenda.DIRECTIVE, pgettext_lazy("agenda", "directive")
        FINDING = agenda.FINDING, pgettext_lazy("agenda", "finding")
        COMMITMENT = agenda.COMMITMENT, pgettext_lazy("agenda", "commitment")
        OTHER = agenda.OTHER, pgettext_lazy("agenda", "other")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_items", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    text = models.TextField(_("item"))
    reference = models.CharField(_("what it is about"), max_length=80, blank=True)
    is_own = models.BooleanField(_("written or changed by people"), default=False)
    result = models.TextField(_("result"), blank=True)

    objects = MeetingRows.as_manager()

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "reference"],
                condition=~Q(reference=""),
                name="agenda_item_once_per_reference",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
