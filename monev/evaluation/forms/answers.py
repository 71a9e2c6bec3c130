"""The inputs with which a region answers an item: a step of the scale or 'does not apply', words, reason, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import formats
from monev.evaluation.models.assessments import Answer
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.services.self_assessment import Words
from monev.monitoring.forms.conflicts import STORED, Comparison, Difference, Taken, comparable
from monev.monitoring.forms.evidence import EvidenceForm
from monev.monitoring.models.evidence import Evidence
from organizations.models import Agency

NOT_APPLICABLE = "na"
FIELDS = ("answer", "reason", "text")
"""What is compared when two people answered the same item."""


def step_words(item: InstrumentItem, step: int) -> str:
    """What a step of the scale means for this item."""
    return str(item.steps.get(str(step)) or item.instrument.steps.get(str(step)) or "")


def values_of(answer: Answer | None) -> dict[str, str]:
    """The answer as it stands in the inputs."""
    if answer is None:
        return dict.fromkeys(FIELDS, "")
    chosen = NOT_APPLICABLE if answer.is_not_applicable else "" if answer.score is None else str(answer.score)
    return {"answer": chosen, "reason": answer.reason, "text": answer.text}


class AnswerForm(forms.Form):
    """An answer. `seen_version`: the version that the page showed, 0 before there was one; `step`: what is proposed."""

    seen_version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=_("Own score"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where your score differs from the proposal, and where the item does not apply."),
    )
    text = forms.CharField(
        label=_("Answer in words"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was done, where it can be seen. The assessors read it beside the evidence."),
    )

    def __init__(
        self, data: Any = None, *, item: InstrumentItem, answer: Answer | None, step: int | None = None
    ) -> None:
        initial = {"seen_version": answer.version if answer else 0, **values_of(answer)}
        if answer is None and step is not None:
            initial["answer"] = str(step)
        super().__init__(data, initial=initial)
        steps = [(str(step), _step_label(item, step)) for step in range(5)]
        self.fields["answer"].choices = [*steps, (NOT_APPLICABLE, _("does not apply"))]  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        """What was typed, as far as it can be read."""
        given = {name: self.cleaned_data.get(name, "") or "" for name in FIELDS}
        chosen = given["answer"]
        return Words(
            score=int(chosen) if chosen.isdecimal() else None,
            is_not_applicable=chosen == NOT_APPLICABLE,
            text=given["text"],
            reason=given["reason"],
        )

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("seen_version") or 0

    def shown(self, name: str, value: str) -> str:
        """A value in words."""
        if name == "answer":
            return str(dict(self.fields["answer"].choices).get(value, "")) or formats.NOTHING  # type: ignore[attr-defined]
        return value or formats.NOTHING


def _step_label(item: InstrumentItem, step: int) -> str:
    words = step_words(item, step)
    return f"{step}: {words}" if words else str(step)


def compare(form: AnswerForm, stored: Answer, posted: Mapping[str, Any]) -> Comparison:
    """What both changed, and what only the other person changed: `base_…` says what this browser saw before."""
    other = values_of(stored)
    rows: list[Difference] = []
    theirs: dict[str, Taken] = {}
    for name in FIELDS:
        mine = form.cleaned_data.get(name) or ""
        if comparable(mine) == comparable(other[name]):
            continue
        base = posted.get(f"base_{name}")
        if base is not None and comparable(mine) == comparable(base):
            theirs[name] = Taken(other[name], form.shown(name, other[name]))
        elif base is None or comparable(base) != comparable(other[name]):
            label = str(form.fields[name].label)
            rows.append(Difference(name, label, form.shown(name, mine), form.shown(name, other[name]), other[name]))
    return Comparison(tuple(rows), theirs)


def choose(posted: Any, answer: Answer | None) -> Any:
    """What was posted, with the stored value wherever that was preferred after a conflict."""
    chosen = [name for name in FIELDS if posted.get(f"keep_{name}") == STORED]
    if not chosen:
        return posted
    data, stored = posted.copy(), values_of(answer)
    for name in chosen:
        data[name] = stored[name]
    return data


class AnswerEvidenceForm(EvidenceForm):
    """A file or link of an OPD, or a piece that stands in the ledger of the region already."""

    evidence_agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=_("OPD that it belongs to"), required=False
    )
    evidence_known = forms.ChoiceField(label=_("Evidence of the ledger"), required=False)

    def __init__(
        self, *args: Any, agencies: Any, known: Iterable[tuple[str, Iterable[Evidence]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evidence_proves"]
        self.fields["evidence_agency"].queryset = agencies  # type: ignore[attr-defined]
        groups = [
            (label, [(str(row.pk), f"{row.title} · {row.dated_on.year} · {row.agency}") for row in rows])
            for label, rows in known
        ]
        self.fields["evidence_known"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *(group for group in groups if group[1]),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("evidence_file") or cleaned.get("evidence_link")) and not cleaned.get("evidence_agency"):
            self.add_error("evidence_agency", _("Choose the OPD that it belongs to."))
        return cleaned

    @property
    def known(self) -> int | None:
        """The chosen piece of the ledger."""
        chosen = self.cleaned_data.get("evidence_known", "")
        return int(chosen) if chosen else None

    @property
    def is_given(self) -> bool:
        return super().is_given or self.known is not None
