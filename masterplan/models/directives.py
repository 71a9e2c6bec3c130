"""The course of a directive: what the OPD answered, and who took which step."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.models.preparation import Directive
from masterplan.querysets import DirectiveRows
from masterplan.workflow import Step
from organizations.models import Agency


class DirectiveAnswer(Record):
    """What an OPD answered to a directive, with evidence; an OPD may answer several times."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="answers", verbose_name=_("directive"))
    text = models.TextField(_("progress"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    objects = DirectiveRows.as_manager()

    class Meta:
        ordering = ["directive", "answered_at", "pk"]
        verbose_name = _("answer to a directive")
        verbose_name_plural = _("answers to directives")

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def agency(self) -> Agency:
        """The OPD that answers."""
        return self.directive.agency


class DirectiveStep(Record):
    """One step of a directive after it was given: who took it when, in what words; the due date that it moved to."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="steps", verbose_name=_("directive"))
    step = models.CharField(_("step"), max_length=9, choices=Step)
    words = models.TextField(_("words"), blank=True)
    due_on = models.DateField(_("new due date"), null=True, blank=True)
    answer = models.OneToOneField(
        DirectiveAnswer, models.CASCADE, null=True, blank=True, related_name="taken", verbose_name=_("answer")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = DirectiveRows.as_manager()

    class Meta:
        ordering = ["directive", "at", "pk"]
        verbose_name = _("step of a directive")
        verbose_name_plural = _("steps of directives")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(step=Step.ANSWER, answer__isnull=False)
                | ~models.Q(step=Step.ANSWER) & models.Q(answer=None),
                name="directive_step_answers_with_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.directive}"
