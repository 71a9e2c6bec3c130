"""A form field for a file that is kept: checked by its content, a picture written anew. The administration uses it for
every column that holds a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from core.errors import Refused
from core.uploads import ACCEPT, inspect, kept


class CheckedFileField(forms.FileField):
    """What is accepted as evidence is accepted here; what is cleaned is what may be stored."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        if not given or given is initial or not hasattr(given, "content_type"):
            return given
        try:
            upload = inspect(given, max_bytes=settings.EVIDENCE_MAX_BYTES)
            content = kept(given, upload).content
        except Refused as refused:
            raise ValidationError(str(refused.message)) from refused
        content.name = upload.name
        return content

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ACCEPT}
