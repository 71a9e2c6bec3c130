"""'Nihil' in one press: one of the usual reasons, or another one in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REASONS = (
    ("unscheduled", _("Not scheduled in this period")),
    ("funds", _("Waiting for the budget or a transfer")),
    ("procurement", _("Procurement is under way")),
    ("others", _("Waiting for a regulation or another OPD")),
    ("finished", _("Already finished")),
)


class NilForm(forms.Form):
    """Why nothing changed. `reason` is the code of a usual reason, `nil_words` what was written; either is enough."""

    reason = forms.ChoiceField(required=False, choices=REASONS)
    nil_words = forms.CharField(
        label=_("Another reason"), required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.text and not self.errors:
            self.add_error("nil_words", _("Choose or write why nothing changed."))
        return cleaned

    @property
    def text(self) -> str:
        """The reason as it is kept: the usual one in words, what was written behind it."""
        usual = dict(REASONS).get(self.cleaned_data.get("reason", ""), "")
        written = self.cleaned_data.get("nil_words", "").strip()
        return ": ".join(str(part) for part in (usual, written) if part)
