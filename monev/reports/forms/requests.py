"""What a person chooses when asking for a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from monev.monitoring.models.periods import Period
from monev.reports.selectors.completeness import PeriodState


class PeriodChoice(forms.ModelChoiceField):
    """A period of the region, with how complete it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sentences: dict[int, str] = {}

    def label_from_instance(self, obj: Period) -> str:
        return self.sentences.get(obj.pk, str(obj))


class ReportRequestForm(forms.Form):
    """Period, language, and whether preliminary figures count."""

    period = PeriodChoice(
        queryset=Period.objects.none(),
        label=_("Period"),
        error_messages={"invalid_choice": _("This period is not in the list, or has not begun. Choose another.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        error_messages={"invalid_choice": _("Reports are written in Indonesian or English.")},
    )
    include_preliminary = forms.BooleanField(
        label=_("Count reports that are not verified yet"),
        required=False,
        help_text=_("The report then says on its first page that its figures are preliminary."),
    )

    def __init__(self, *args: Any, periods: list[PeriodState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods_known = bool(periods)
        choice: Any = self.fields["period"]
        choice.sentences = {each.period.pk: each.sentence for each in periods}
        choice.queryset = Period.objects.filter(pk__in=choice.sentences).order_by("-year", "-number", "kind")
        choice.empty_label = None
        self.fields["language"].initial = (get_language() or "id")[:2]
        closed = next((each for each in periods if each.period.is_late()), None)
        if periods:
            self.fields["period"].initial = (closed or periods[0]).period.pk
