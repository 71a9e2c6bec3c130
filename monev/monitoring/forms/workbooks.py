"""Sending a workbook back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WorkbookForm(forms.Form):
    """The file; what is in it is checked by the service and the job."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("The workbook of this OPD and period, saved as XLSX by Excel, LibreOffice or WPS."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
