"""What a browser says about a file before it sends it in pieces."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.uploads import clean_name
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.selectors.subjects import KINDS


class WordsForm(forms.Form):
    """What the file is, of which day, until when it holds, what it proves, and where the photo was taken."""

    kind = forms.ChoiceField(choices=Evidence.Kind.choices, required=False)
    title = forms.CharField(max_length=200, required=False)
    dated_on = forms.DateField(required=False)
    expires_on = forms.DateField(required=False)
    proves = forms.RegexField(r"^(value|milestone)_\d{1,18}$", required=False)
    latitude = forms.DecimalField(min_value=-90, max_value=90, required=False)
    longitude = forms.DecimalField(min_value=-180, max_value=180, required=False)

    def words(self) -> dict[str, Any]:
        """As plain JSON; a place only when both of its figures are there."""
        said = {name: self.cleaned_data[name] for name in ("kind", "title", "proves")}
        days = {name: value.isoformat() for name in ("dated_on", "expires_on") if (value := self.cleaned_data[name])}
        where = [self.cleaned_data["latitude"], self.cleaned_data["longitude"]]
        place = {"place": [_micro(each) for each in where]} if None not in where else {}
        return {name: value for name, value in said.items() if value} | days | place


class UploadForm(forms.Form):
    """Which file (`uid`, made by the browser; `name`, `size`), for what (`kind`, `subject`, `period`), and words."""

    uid = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind.slug, kind.slug) for kind in KINDS])
    subject = forms.IntegerField(min_value=1)
    period = forms.IntegerField(min_value=1)
    name = forms.CharField(max_length=1000)
    size = forms.IntegerField(min_value=0)
    words = forms.JSONField(required=False)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_words(self) -> dict[str, Any]:
        given = self.cleaned_data["words"] or {}
        said = given if isinstance(given, dict) else {}
        form = WordsForm({name: str(value) for name, value in said.items() if value is not None})
        if not form.is_valid():
            name, errors = next(iter(form.errors.items()))
            raise ValidationError(_("%(field)s: %(problem)s"), params={"field": name, "problem": errors[0]})
        return form.words()


def _micro(degrees: Decimal) -> str:
    """Six places behind the point: about ten centimetres."""
    return str(degrees.quantize(Decimal("0.000001")))
