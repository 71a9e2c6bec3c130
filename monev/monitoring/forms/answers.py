"""The evidence that an OPD hands in with its answer to a directive: as with a report, but several files at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from core.uploads import ACCEPT
from monev.monitoring.forms.evidence import EvidenceForm

MOST = 10
"""Files with one answer; more follow with the next one."""


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is checked when it is kept."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[File[Any]]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(FilesField, self).clean(each, initial) for each in given]
        if len(files) > MOST:
            raise forms.ValidationError(
                _("At most %(most)s files at once; the others follow with the next answer.") % {"most": MOST}
            )
        return files


class AnswerEvidenceForm(EvidenceForm):
    """Photos and files, or a link; what it is and of which day."""

    evidence_file = FilesField(
        label=_("Files or photos"),
        required=False,
        allow_empty_file=True,
        widget=_Files(attrs={"accept": ACCEPT, "multiple": True, "data-shrinks": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evidence_proves"]

    @property
    def chosen_files(self) -> list[File[Any]]:
        """What was chosen."""
        return self.cleaned_data.get("evidence_file") or []
