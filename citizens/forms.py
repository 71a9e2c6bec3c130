"""Forms of citizens and of the people who deal with what they write."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens import spam
from citizens.models import Publication

OLD_OR_FAST = {
    spam.Age.TOO_FAST: _("That was very fast. Read your text once more, then press “Send” again."),
    spam.Age.TOO_OLD: _("The form was open for long. What you typed is still here: press “Send” again."),
    spam.Age.UNKNOWN: _("The form could not be recognised. What you typed is still here: press “Send” again."),
}


class FeedbackForm(forms.Form):
    """What a citizen writes about a program. `lineage`: the program whose form it is."""

    text = forms.CharField(
        label=_("Your feedback"),
        help_text=_("What did you notice, what went well, what should be better? Up to 2,000 characters."),
        min_length=spam.SHORTEST,
        max_length=spam.LONGEST,
        widget=forms.Textarea(attrs={"rows": 7, "maxlength": spam.LONGEST}),
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("For the answer only; it is never shown in public."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("For the answer only: it is deleted when the answer has been sent."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, lineage: uuid.UUID, data: Any = None) -> None:
        super().__init__(data)
        self.lineage = lineage

    @property
    def new_token(self) -> str:
        """The note of time for the page that is shown now, whatever was sent."""
        return spam.make_token(self.lineage)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if spam.has_too_many_links(text):
            raise forms.ValidationError(_("Write at most one link; the others make it look like advertising."))
        return text

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field stays empty: it is there for machines. Clear it and send again."))
        return ""

    def clean(self) -> dict[str, Any]:
        age = spam.age_of(str(self.cleaned_data.get("token", "")), self.lineage)
        if age in OLD_OR_FAST and not self.errors:
            self.add_error("text", OLD_OR_FAST[age])
        return dict(self.cleaned_data)


class PublicationForm(forms.ModelForm):
    """What the public page of a region says and which parts it shows."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Publication
        fields = (
            *("introduction", "contact", "contact_email", "accent"),
            *("shows_spending", "shows_quick_wins", "shows_documents", "shows_path", "shows_data", "shows_feedback"),
        )
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 5, "maxlength": 2000}),
            "contact": forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
            "accent": forms.TextInput(attrs={"type": "color"}),
        }
        help_texts = {
            "introduction": _(
                "Two or three sentences for citizens: what the plan is for. Empty lines part paragraphs."
            ),
            "contact": _("The office that answers for the plan, with its address and hours. No names of people."),
            "accent": _("For headings, links and buttons. Its contrast on white must be at least 4.5 : 1."),
        }


class PictureForm(forms.Form):
    """A picture for the story of a quick win: an uploaded one, or a photo of verified evidence."""

    upload = forms.FileField(
        label=_("A photo from this device"),
        help_text=_("JPEG, PNG or WebP. It is copied without place, date and camera."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    evidence = forms.UUIDField(label=_("A photo from verified evidence"), required=False)
    picture_text = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("For people who cannot see it, and for search engines: one sentence."),
        max_length=200,
    )
    consent = forms.BooleanField(
        label=_("People who can be recognised in the picture agreed to its publication, or there are none."),
    )

    def clean(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        if not self.errors and bool(found.get("upload")) == bool(found.get("evidence")):
            self.add_error("upload", _("Choose one photo: from this device or from the evidence."))
        return found


class AnswerForm(forms.Form):
    """The answer of an OPD to a citizen."""

    answer = forms.CharField(
        label=_("Answer of the OPD"),
        help_text=_("Everybody reads it. Plain words, no names of people; say what happens next and when."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 2000}),
    )
