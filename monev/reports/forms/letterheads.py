"""The official head of a region, and one of the people who sign its reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from monev.reports.catalogue.registry import reports
from monev.reports.models import Letterhead, Signatory

MOST_LINES = 4
NIP_DIGITS = 18


class LetterheadForm(forms.ModelForm):  # type: ignore[type-arg]
    """Institution line by line, address, place of signing, and the arms as a file."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    arms_upload = forms.FileField(
        label=_("Arms of the region"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.svg"}),
    )
    without_arms = forms.BooleanField(label=_("Without arms"), required=False)

    class Meta:
        model = Letterhead
        fields = ("institution", "address", "place")
        labels = {
            "institution": _("Institution"),
            "address": pgettext_lazy("official head", "Address"),
            "place": _("Place of signing"),
        }
        help_texts = {
            "institution": _("One line each, the largest unit first, for example the region and then the office."),
            "address": _("Street, postal code, telephone, e-mail, website: what stands below the institution."),
            "place": _("The town that stands before the date, for example Taliwang."),
        }
        widgets = {
            "institution": forms.Textarea(attrs={"rows": 3}),
            "address": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = ("seen_version", "institution", "address", "place", "arms_upload", "without_arms")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arms_upload"].help_text = gettext(
            "PNG with a transparent background, or SVG; at most %(size)s. The file is drawn anew."
        ) % {"size": filesizeformat(settings.ARMS_MAX_BYTES)}
        if not self.instance.arms:
            del self.fields["without_arms"]
        self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None

    def clean_institution(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["institution"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(count)s lines fit into the head.") % {"count": MOST_LINES})
        return "\n".join(lines)

    def clean_arms_upload(self) -> Any:
        uploaded: Any = self.cleaned_data["arms_upload"]
        if uploaded and uploaded.size > settings.ARMS_MAX_BYTES:
            raise ValidationError(_("This file is too large. Export the arms smaller, and upload that."))
        return uploaded


class SignatoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who signs: for which report, the words above the post, post, name, NIP, rank."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    kind = forms.ChoiceField(label=_("Signs"), required=False)
    nip = forms.CharField(
        label=_("NIP"),
        required=False,
        max_length=40,
        help_text=_("18 digits; spaces are left out."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = Signatory
        fields = ("kind", "introduction", "post", "name", "rank", "nip")
        labels = {
            "introduction": _("Words above the post"),
            "post": pgettext_lazy("signatory", "Post"),
            "name": pgettext_lazy("signatory", "Name"),
            "rank": _("Rank and grade"),
        }
        help_texts = {
            "introduction": _("For example “Mengetahui”; may stay empty."),
            "name": _("With titles. Empty: a line to be filled in by hand is printed."),
            "rank": _("For example Pembina Tk. I (IV/b)."),
        }

    field_order = ("seen_version", "kind", "introduction", "post", "name", "rank", "nip")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None

    def clean_nip(self) -> str:
        number = "".join(self.cleaned_data["nip"].split())
        if number and not (number.isascii() and number.isdecimal() and len(number) == NIP_DIGITS):
            raise ValidationError(_("A NIP has 18 digits; this one has %(count)s characters.") % {"count": len(number)})
        return number


def kind_choices() -> list[tuple[str, str]]:
    """All reports without signatories of their own, then each report of the regions."""
    own = [(each.code, str(each.title)) for each in reports().values() if not each.is_national]
    return [("", gettext("All reports without signatories of their own")), *own]
