"""What is chosen on the pages of those who check reports: the filter of the queue, the reason, the lock, the year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.verification import BY_AGE, BY_AGENCY, BY_NAME, BY_RISK, WAITING, QueueFilter
from monev.monitoring.workflow import State
from organizations.models import Agency
from organizations.roles import Can

STATES = [
    (WAITING, pgettext_lazy("queue", "Waiting for me")),
    (State.RETURNED, State.RETURNED.label),
    (State.VERIFIED, State.VERIFIED.label),
]
AGES = [("", _("Any")), ("3", _("3 days or more")), ("7", _("7 days or more")), ("14", _("14 days or more"))]

ORDERS = [
    ("", pgettext_lazy("order of a queue", "Risk")),
    ("umur", pgettext_lazy("order of a queue", "Longest waiting")),
    ("opd", pgettext_lazy("order of a queue", "OPD")),
    ("nama", pgettext_lazy("order of a queue", "Name")),
]
_ORDER_OF = {"": BY_RISK, "umur": BY_AGE, "opd": BY_AGENCY, "nama": BY_NAME}


class QueueForm(forms.Form):
    """Narrows a queue by GET; OPDs and periods are those that the person can check."""

    opd = forms.ModelChoiceField(Agency.objects.none(), label=_("OPD"), required=False, empty_label=_("All"))
    periode = forms.ModelChoiceField(Period.objects.none(), label=_("Period"), required=False, empty_label=_("All"))
    status = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    umur = forms.ChoiceField(label=_("Waiting since"), required=False, choices=AGES)
    urut = forms.ChoiceField(label=_("Sorted by"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, user: Any, can: Can, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods = Period.objects.allowed(user, Can.VIEW).current().filter(locked_at=None)
        self.fields["opd"].queryset = Agency.objects.allowed(user, can).current().for_list()  # type: ignore[attr-defined]
        self.fields["periode"].queryset = periods.in_order()  # type: ignore[attr-defined]

    def chosen(self) -> QueueFilter:
        """The filter; an input that cannot be read narrows nothing."""
        self.is_valid()
        clean = self.cleaned_data if self.is_bound else {}
        agency, period = clean.get("opd"), clean.get("periode")
        return QueueFilter(
            agency_id=agency.pk if agency else None,
            state=clean.get("status") or WAITING,
            older_than=int(clean.get("umur") or 0),
            period_id=period.pk if period else None,
            order=_ORDER_OF[clean.get("urut") or ""],
        )


class DecisionForm(forms.Form):
    """A decision on a report. `reason` is asked for by the rules of the step, not here."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=_("Reason or note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to return a report: say what to correct. The OPD reads it."),
    )


class LockForm(forms.Form):
    """Locking is final: where something is missing, one says that one knows."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    confirm = forms.BooleanField(
        label=_("I have seen what is missing. It stays out of the published figures."),
        error_messages={"required": _("Confirm that you have seen what is missing.")},
    )

    def __init__(self, *args: Any, complete: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if complete:
            del self.fields["confirm"]


class YearForm(forms.Form):
    """The year whose periods are created."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
