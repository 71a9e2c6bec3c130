"""The form that citizens fill in, and the same form as a surveyor fills it in for them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.opened import opening_note, seconds_open
from monev.evaluation.selectors.survey_form import Asked, Part
from monev.evaluation.services.survey_responses import Reply
from monev.evaluation.survey_people import phone_hash, plain_number

SALT = "evaluation.survey"
YES, NO = "ya", "tidak"
STEPS = (
    ("4", _("Strongly agree")),
    ("3", _("Agree")),
    ("2", _("Neither agree nor disagree")),
    ("1", _("Disagree")),
    ("0", _("Strongly disagree")),
)
USES = ((YES, _("Yes, I have used it")), (NO, _("No, never")))
MISSING_USE = _("Say whether you have used this service.")
MISSING_STEP = _("Choose one answer.")
LONGEST = 24 * 60 * 60


class ReplyForm(forms.Form):
    """What somebody says about the services of one form; `uid` in the note makes sending it twice one answer."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        help_text=_("So that one person is counted once. It is turned into a code at once; the number is not kept."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "type": "tel"}),
    )
    consent = forms.BooleanField(
        label=_("I have read what happens with my answers, and I agree."),
        error_messages={"required": _("Without your consent the answers cannot be taken.")},
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, asked: Asked, data: Any = None, *, key: uuid.UUID | None = None) -> None:
        """`key`: the identifier that the outbox of a surveyor's browser gave the form; it needs no note."""
        super().__init__(data)
        self.asked, self.key = asked, key
        for part in asked.parts:
            self.fields[use_name(part)] = _radio(USES, _("Have you used this service?"), MISSING_USE)
            for item in part.items:
                self.fields[step_name(item)] = _radio(STEPS, item.text, MISSING_STEP, required=False)

    @property
    def parts(self) -> list[tuple[Part, Any, list[Any]]]:
        """Each service with its fields, for the page."""
        return [
            (part, self[use_name(part)], [self[step_name(item)] for item in part.items]) for part in self.asked.parts
        ]

    @property
    def mark(self) -> tuple[uuid.UUID, str]:
        """The identifier of the form that is shown now, and the note of when it was opened: what was sent, if it is
        genuine."""
        if self.is_bound:
            uid = self._sent_uid()
            if uid and self._seconds(uid) is not None:
                return uid, str(self.data.get("note"))
        uid = uuid.uuid4()
        return uid, opening_note(self._subject(uid), salt=SALT)

    def _sent_uid(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(str(self.data.get("uid", "")))
        except ValueError:
            return None

    def _subject(self, uid: uuid.UUID) -> str:
        return f"{self.asked.survey.uid}.{uid}"

    def _seconds(self, uid: uuid.UUID) -> int | None:
        return seconds_open(str(self.data.get("note", "")), self._subject(uid), salt=SALT)

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"])
        if text and plain_number(text) is None:
            raise forms.ValidationError(
                _("This is not a telephone number. Write it as 0812 3456 7890, or leave it empty.")
            )
        return text

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field stays empty: it is there for machines. Clear it and send again."))
        return ""

    def clean(self) -> dict[str, Any]:
        for part in self.asked.parts:
            if self.cleaned_data.get(use_name(part)) == YES:
                self._require_steps(part)
        uid = self.cleaned_data.get("uid")
        if not self.key and (not uid or self._seconds(uid) is None):
            self.add_error(
                None, _("The form could not be recognised. What you chose is still here: press “Send” again.")
            )
        return dict(self.cleaned_data)

    def _require_steps(self, part: Part) -> None:
        for item in part.items:
            name = step_name(item)
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, str(MISSING_STEP))

    def reply(self, channel: str, device: str = "", *, at: datetime | None = None) -> Reply:
        """What was said, without the number; statements about services that were not used are left out."""
        found, survey = self.cleaned_data, self.asked.survey
        used = [part for part in self.asked.parts if found[use_name(part)] == YES]
        number = phone_hash(found["phone"], region=survey.region.code, year=survey.year) if used else ""
        return Reply(
            uid=self.key or found["uid"],
            channel=channel,
            used=tuple(part.code for part in used),
            answers={item.code: int(found[step_name(item)]) for part in used for item in part.items},
            service=self.asked.service,
            phone_hash=number,
            device_hash=device if used else "",
            seconds=None if self.key else min(self._seconds(found["uid"]) or 0, LONGEST),
            answered_at=at or timezone.now(),
        )


def use_name(part: Part) -> str:
    """The name of the question whether the service was used."""
    return f"pakai_{part.service.pk}"


def step_name(item: Any) -> str:
    """The name of a statement."""
    return f"butir_{item.pk}"


def _radio(choices: Sequence[Any], label: Any, missing: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )
