"""The inputs of a page of entry.

Names: physical_percent, spending_<source>, value_<indicator>, action_<action item>, milestone_<milestone>, the words,
pledge_state, seen_version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import formats
from core.form_fields import NumberField, PercentField, RupiahField
from masterplan.models.commitments import Pledge
from monev.monitoring.models.progress import ActionItemProgress
from monev.monitoring.selectors.entry import (
    LONGEST_TEXT,
    WORDS,
    EntryPlan,
    IndicatorSlot,
    Plan,
    ReportData,
    SourceSlot,
)
from monev.monitoring.selectors.entry_parts import ALL_PARTS, ActionSlot, MilestoneSlot, WinPlan
from monev.monitoring.services.completeness import missing, problems


class WordsField(forms.CharField):
    """A text of several lines; a line ends the same way whatever sent it."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


def _words(label: Any, rows: int = 3, help_text: Any = "") -> WordsField:
    return WordsField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class EntryForm(forms.Form):
    """What every report has; subclasses add figures.

    `stored` is what the database holds now, `plan` what can be entered, `previous` the last report. An input that the
    browser did not send keeps what is stored: a page that was opened before the plan changed takes nothing away.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    physical_percent = PercentField(label=_("Physical progress"), required=False)
    nil_reason = _words(
        _("Reason for no change (nihil)"), 2, _("Fill this in only if nothing changed since the last report.")
    )
    narrative = _words(_("What was done"))
    supporting_factors = _words(_("Supporting factors"), 2)
    hindering_factors = _words(_("Obstacles"), 2)
    follow_up = _words(_("Follow-up plan"), 2)

    is_pledge = False

    def __init__(
        self,
        *args: Any,
        stored: ReportData,
        version: int,
        plan: Plan = None,
        previous: Any = None,
        submitting: bool = False,
        **kwargs: Any,
    ) -> None:
        self.stored, self.plan, self.previous, self.submitting = stored, plan, previous, submitting
        kwargs["initial"] = self.initial_of(stored) | {"seen_version": version}
        super().__init__(*args, **kwargs)
        self.add_fields()

    def add_fields(self) -> None:
        """The inputs that depend on the plan."""
        percent = self.previous.physical_percent if self.previous else None
        self.fields["physical_percent"].help_text = _last(formats.percent(percent)) if percent is not None else ""

    @staticmethod
    def initial_of(stored: ReportData) -> dict[str, Any]:
        """Stored figures by the names of the inputs."""
        lists = {part.name: part.prefix for part in ALL_PARTS}
        found = {f.name: getattr(stored, f.name) for f in fields(stored) if f.name not in lists}
        for name, prefix in lists.items():
            found |= {f"{prefix}{key}": figure for key, figure in getattr(stored, name).items()}
        return found

    def clean(self) -> dict[str, Any]:
        """The same rules as the service, each at its field; when sending, also what is missing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        data = self.entered()
        found = problems(self.plan, data)
        if self.submitting:
            found += missing(self.plan, data, pledge=self.is_pledge)
        for problem in found:
            if problem.field in self.fields and problem.field not in self.errors:
                self.add_error(problem.field, str(problem.message))
        return cleaned

    def entered(self) -> ReportData:
        """Everything as entered; an input that could not be read, or did not come, keeps what is stored."""
        known = self.initial_of(self.stored)

        def value(name: str) -> Any:
            came = name in self.cleaned_data and name in self.data
            return self.cleaned_data[name] if came else known.get(name)

        words: Any = {name: value(name) or "" for name in WORDS}
        lists: Any = {part.name: self._by_id(part.prefix, value) for part in ALL_PARTS}
        return ReportData(
            physical_percent=value("physical_percent"), pledge_state=value("pledge_state") or "", **words, **lists
        )

    def understood(self) -> dict[str, str]:
        """By input: how each number was read, where that is not plain from what was typed. Amounts always say it."""
        found = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name) if self.is_bound else None
            if not isinstance(field, NumberField) or not isinstance(value, Decimal):
                continue
            if isinstance(field, RupiahField) or str(self[name].value()).strip() != field.prepare_value(value):
                found[name] = gettext("Read as %(number)s") % {"number": field.understood(value)}
        return found

    def last_words(self) -> dict[str, str]:
        """By input: the text of the last report, to be copied."""
        return {name: text for name in WORDS if name != "nil_reason" and (text := getattr(self.previous, name, ""))}

    def provable(self) -> list[tuple[str, str]]:
        """The inputs that a piece of evidence can prove by itself, with their labels."""
        return [
            (name, str(self.fields[name].label)) for name in self.fields if name.startswith(("value_", "milestone_"))
        ]

    def _by_id(self, prefix: str, value: Any) -> dict[int, Any]:
        return {int(name.removeprefix(prefix)): value(name) for name in self.fields if name.startswith(prefix)}


class ProgramForm(EntryForm):
    """A program: spending per source beside its ceiling, values beside target and last value, states of its steps."""

    extra_source = forms.TypedChoiceField(
        label=_("Source outside the APBD"), required=False, coerce=int, empty_value=None
    )
    extra_amount = RupiahField(label=_("Realised from this source"), required=False)

    plan: EntryPlan

    def add_fields(self) -> None:
        plan = self.plan
        self.fields["physical_percent"].help_text = _physical_help(plan)
        for slot in plan.sources:
            self.fields[f"spending_{slot.source_id}"] = RupiahField(
                label=slot.name, required=False, help_text=_source_help(slot)
            )
        for indicator in plan.indicators:
            self.fields[f"value_{indicator.indicator_id}"] = NumberField(
                label=indicator.name, required=False, help_text=_indicator_help(indicator)
            )
        for step in plan.actions:
            self.fields[f"action_{step.action_id}"] = _action_field(step)
        self.fields["extra_source"].choices = [("", "—"), *plan.extra_sources]  # type: ignore[attr-defined]
        self._place_extra()

    def _place_extra(self) -> None:
        """A source that somebody else added meanwhile has an input of its own by now: the amount belongs there."""
        name = f"spending_{self.data.get('extra_source', '')}"
        if self.is_bound and name in self.fields and name not in self.data:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[name] = data.get("extra_amount", "")
            data["extra_source"] = data["extra_amount"] = ""
            self.data = data

    def entered(self) -> ReportData:
        data = super().entered()
        source, amount = self.cleaned_data.get("extra_source"), self.cleaned_data.get("extra_amount")
        return data if source is None or amount is None else _with_spending(data, source, amount)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("extra_source") is None) != (cleaned.get("extra_amount") is None) and not (
            {"extra_source", "extra_amount"} & set(self.errors)
        ):
            self.add_error(
                "extra_amount", gettext("Choose the source of funds and enter the amount, or leave both empty.")
            )
        return cleaned

    @property
    def spending_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("spending_"))

    @property
    def action_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"action_{slot.action_id}"] for slot in self.plan.actions)

    @property
    def value_fields(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Each indicator's input and its unit."""
        return ((self[f"value_{slot.indicator_id}"], slot.unit) for slot in self.plan.indicators)


class QuickWinForm(EntryForm):
    """A quick win: percent of the whole, the day on which each milestone was reached, and words."""

    plan: WinPlan

    def add_fields(self) -> None:
        super().add_fields()
        for slot in self.plan.to_enter:
            self.fields[f"milestone_{slot.milestone_id}"] = _milestone_field(slot, self.plan)

    @property
    def milestone_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"milestone_{slot.milestone_id}"] for slot in self.plan.to_enter)


class PledgeForm(EntryForm):
    """A pledge: how far it is kept."""

    is_pledge = True
    pledge_state = forms.ChoiceField(
        label=_("State of the pledge"), required=False, choices=[("", "—"), *Pledge.State.choices]
    )

    def add_fields(self) -> None:
        super().add_fields()
        state = self.previous.get_pledge_state_display() if self.previous else ""
        self.fields["pledge_state"].help_text = _last(state) if state else ""


def _with_spending(data: ReportData, source: int, amount: Decimal) -> ReportData:
    values = {f.name: getattr(data, f.name) for f in fields(data)}
    return ReportData(**values | {"spending": {**data.spending, source: amount}})


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _last(text: str) -> str:
    return gettext("last %(value)s") % {"value": text}


def _physical_help(plan: EntryPlan) -> str:
    planned = gettext("planned %(value)s") % {"value": formats.percent(plan.planned)}
    previous, following = plan.previous_physical, plan.next_period
    then = (
        gettext("%(period)s: planned %(value)s")
        % {"period": following.label, "value": formats.percent(plan.next_planned)}
        if following
        else ""
    )
    return _joined(planned, _last(formats.percent(previous)) if previous is not None else "", then)


def _action_field(slot: ActionSlot) -> forms.ChoiceField:
    """The state of one step; where nothing is chosen, the last state stands in the empty choice."""
    states = dict(ActionItemProgress.State.choices)
    empty = _last(str(states[slot.previous])) if slot.previous else ""
    return forms.ChoiceField(
        label=slot.name,
        required=False,
        choices=[("", f"— {empty}".strip()), *states.items()],
        help_text=_joined(slot.kind, "" if slot.is_own else slot.agency),
    )


def _milestone_field(slot: MilestoneSlot, plan: WinPlan) -> forms.DateField:
    days = {"min": plan.earliest.isoformat(), "max": plan.today.isoformat()}
    return forms.DateField(
        label=slot.name,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **days}),
        help_text=gettext("due %(date)s; leave it empty until it is reached") % {"date": formats.longdate(slot.due_on)},
    )


def _source_help(slot: SourceSlot) -> str:
    ceiling = (
        gettext("no ceiling in the plan")
        if slot.ceiling is None
        else gettext("ceiling %(value)s") % {"value": formats.rupiah(slot.ceiling)}
    )
    return _joined(ceiling, _last(formats.rupiah(slot.previous)) if slot.previous is not None else "")


def _indicator_help(slot: IndicatorSlot) -> str:
    target = slot.target_text or (formats.number(slot.target) if slot.target is not None else "")
    shown = gettext("target %(value)s") % {"value": target} if target else gettext("no target this year")
    return _joined(shown, _last(formats.number(slot.previous)) if slot.previous is not None else "")
