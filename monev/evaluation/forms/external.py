"""The form of one external figure: a number or a grade, its source, and a reason where it is unusual."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import NumberField
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.services.external import Given

SOURCE_LENGTH = 400
REASON_LENGTH = 1000
LARGEST_FILE = 5 * 1024 * 1024


class FigureForm(forms.Form):
    """Whether the value can be right is asked by the service."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    value = NumberField(label=_("Value"))
    grade = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect)
    source = forms.CharField(
        label=_("Source"),
        max_length=SOURCE_LENGTH,
        help_text=_("Where it was published: publication, number and date, or an address."),
    )
    unusual_reason = forms.CharField(
        label=_("Why the value is right although it looks unusual"),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, indicator: ExternalIndicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if indicator.grades:
            del self.fields["value"], self.fields["unusual_reason"]
            grade: Any = self.fields["grade"]
            grade.choices = [(each, each) for each in indicator.grades]
        else:
            del self.fields["grade"]

    @classmethod
    def of(cls, indicator: ExternalIndicator, figure: ExternalFigure | None) -> FigureForm:
        """The form over what is stored, or an empty one."""
        if figure is None:
            return cls(indicator=indicator)
        names = ("value", "grade", "source", "unusual_reason")
        initial: dict[str, Any] = {name: getattr(figure, name) for name in names}
        return cls(indicator=indicator, initial=initial | {"seen_version": figure.version})

    @property
    def given(self) -> Given:
        """What was entered, once it is valid."""
        data = self.cleaned_data
        return Given(
            value=data.get("value"),
            grade=data.get("grade", ""),
            source=data["source"].strip(),
            unusual_reason=data.get("unusual_reason", "").strip(),
        )


class FiguresFileForm(forms.Form):
    """A file of external figures."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("Columns: kode, tahun, nilai (number or grade), sumber; alasan where a value is unusual."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is too large; at most 5 MB are read."))
        return file
