"""Forms of a stage: its letter head, and the reason why it is opened again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.services.publishing import HEAD


class LetterHeadForm(forms.Form):
    """Number, date, place and signatory of the letters of a stage."""

    letter_number = forms.CharField(label=_("Number of the letter"), max_length=80)
    letter_date = forms.DateField(
        label=_("Date of the letter"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    letter_place = forms.CharField(label=_("Place"), max_length=80)
    signer_post = forms.CharField(label=_("Post of the signatory"), max_length=150)
    signer_name = forms.CharField(label=_("Name of the signatory"), max_length=150)
    signer_nip = forms.CharField(
        label=_("NIP of the signatory"),
        max_length=18,
        required=False,
        validators=[RegexValidator(r"^\d{18}$", _("A NIP has 18 digits."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    @classmethod
    def of(cls, stage: RoundStage) -> LetterHeadForm:
        """The form over what is stored."""
        initial: dict[str, Any] = {name: getattr(stage, name) for name in HEAD}
        return cls(initial=initial)
