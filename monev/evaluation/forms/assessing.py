"""Findings of an assessor, a revised score, items to be opened again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monev.evaluation.forms.rounds import long_text
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.results import Finding
from monev.evaluation.models.scores import Assignment
from monev.evaluation.selectors.score_sheets import NOT_APPLICABLE, STEPS
from monev.evaluation.services.assessor_findings import Words
from monev.evaluation.services.reopening import MOST_HOURS, PRESETS
from monev.evaluation.services.score_sheets import Mark
from organizations.models import Agency


class ItemField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An item by its code and the beginning of its question."""

    def label_from_instance(self, obj: Any) -> str:
        return shortened(obj)


def shortened(item: InstrumentItem) -> str:
    """`2.03 Apakah Dewan …`: as much as a list has room for."""
    text = f"{item.code} {item.text}"
    return text if len(text) <= 110 else f"{text[:109]}…"


class FindingForm(forms.Form):
    """A strength, weakness or recommendation; the item and the OPD that it is about are optional."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Finding.Kind.choices)
    text = forms.CharField(label=_("Finding"), max_length=4000, widget=long_text(4))
    item = ItemField(InstrumentItem.objects.none(), label=_("Item"), required=False, empty_label=_("no single item"))
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Responsible OPD"), required=False, empty_label=_("no single OPD")
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assessment = assignment.assessment
        items = InstrumentItem.objects.filter(instrument=assessment.round.instrument_id, archived_at=None)
        self.fields["item"].queryset = items.order_by("position", "pk")  # type: ignore[attr-defined]
        agencies = Agency.objects.filter(region=assessment.region_id, archived_at=None)
        self.fields["agency"].queryset = agencies.order_by("name", "pk")  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        """What was entered."""
        given = self.cleaned_data
        return Words(given["kind"], given["text"], given["item"], given["agency"])


class RevisionForm(forms.Form):
    """Another score after the talk, and why."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    score = forms.ChoiceField(
        label=_("Score"),
        choices=[*((step, step) for step in STEPS), (NOT_APPLICABLE, _("does not apply"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=long_text())
    reason = forms.CharField(
        label=_("Why you revise the score"), max_length=2000, widget=long_text(), help_text=_("What the talk showed.")
    )

    @property
    def mark(self) -> Mark:
        """The score that was chosen."""
        score = self.cleaned_data["score"]
        return Mark(int(score) if score in STEPS else None, score == NOT_APPLICABLE, self.cleaned_data["note"])


class ReopenForm(forms.Form):
    """Which items, for how many hours, and what is missing."""

    items = forms.ModelMultipleChoiceField(
        InstrumentItem.objects.none(),
        label=_("Items"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one item.")},
    )
    request = forms.CharField(
        label=_("What is missing"),
        max_length=2000,
        widget=long_text(),
        error_messages={"required": _("Say what is missing.")},
        help_text=_("The region reads this, such as: the minutes of the meeting of the Dewan in 2026."),
    )
    preset = forms.ChoiceField(
        label=_("Time for the region"),
        required=False,
        initial=str(PRESETS[0]),
        widget=forms.RadioSelect,
    )
    hours = forms.IntegerField(label=_("Other number of hours"), required=False, min_value=1, max_value=MOST_HOURS)

    def __init__(self, *args: Any, items: list[InstrumentItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = InstrumentItem.objects.filter(pk__in=[each.pk for each in items]).order_by("position", "pk")
        self.fields["items"].queryset = rows  # type: ignore[attr-defined]
        self.fields["items"].label_from_instance = shortened  # type: ignore[attr-defined]
        self.fields["preset"].choices = [  # type: ignore[attr-defined]
            *((str(hours), _("%(hours)s hours") % {"hours": hours}) for hours in PRESETS),
            ("", _("other")),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("preset") and not given.get("hours"):
            self.add_error("hours", _("Say how many hours the region has."))
        return given

    @property
    def chosen_hours(self) -> int:
        """A number that was entered goes before the one that is offered."""
        return int(self.cleaned_data.get("hours") or self.cleaned_data["preset"])
