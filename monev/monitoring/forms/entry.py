"""The inputs of a page of entry. Names: physical_percent, spending_<source>, value_<indicator>, words, seen_version."""

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
from monev.monitoring.selectors.entry import WORDS, EntryPlan, IndicatorSlot, ReportData, SourceSlot
from monev.monitoring.services.completeness import missing, problems

LONGEST_TEXT = 5000


def _words(label: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class EntryForm(forms.Form):
    """What every report has; subclasses add figures. `stored` is what the database holds now."""

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
    plan: EntryPlan | None = None

    def __init__(self, *args: Any, stored: ReportData, version: int, submitting: bool = False, **kwargs: Any) -> None:
        self.stored, self.submitting = stored, submitting
        kwargs["initial"] = self.initial_of(stored) | {"seen_version": version}
        super().__init__(*args, **kwargs)

    @staticmethod
    def initial_of(stored: ReportData) -> dict[str, Any]:
        """Stored figures by the names of the inputs."""
        flat = {f.name: getattr(stored, f.name) for f in fields(stored) if f.name not in ("spending", "values")}
        spending = {f"spending_{key}": amount for key, amount in stored.spending.items()}
        return flat | spending | {f"value_{key}": value for key, value in stored.values.items()}

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
        """Everything as entered; an input that could not be read keeps what is stored."""
        known = self.initial_of(self.stored)

        def value(name: str) -> Any:
            return self.cleaned_data[name] if name in self.cleaned_data else known.get(name)

        return ReportData(
            physical_percent=value("physical_percent"),
            pledge_state=value("pledge_state") or "",
            spending=self._by_id("spending_", value),
            values=self._by_id("value_", value),
            **{name: value(name) or "" for name in WORDS},
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

    def _by_id(self, prefix: str, value: Any) -> dict[int, Any]:
        return {int(name.removeprefix(prefix)): value(name) for name in self.fields if name.startswith(prefix)}


class ProgramForm(EntryForm):
    """A program: spending per source beside its ceiling, indicator values beside target and last value."""

    extra_source = forms.TypedChoiceField(
        label=_("Source outside the APBD"), required=False, coerce=int, empty_value=None
    )
    extra_amount = RupiahField(label=_("Realised from this source"), required=False)

    def __init__(self, *args: Any, plan: EntryPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["physical_percent"].help_text = _physical_help(plan)
        for slot in plan.sources:
            self.fields[f"spending_{slot.source_id}"] = RupiahField(
                label=slot.name, required=False, help_text=_source_help(slot)
            )
        for indicator in plan.indicators:
            self.fields[f"value_{indicator.indicator_id}"] = NumberField(
                label=indicator.name, required=False, help_text=_indicator_help(indicator)
            )
        self.fields["extra_source"].choices = [("", "—"), *plan.extra_sources]  # type: ignore[attr-defined]

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
    def value_fields(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Each indicator's input and its unit."""
        return ((self[f"value_{slot.indicator_id}"], slot.unit) for slot in (self.plan.indicators if self.plan else ()))


class QuickWinForm(EntryForm):
    """A quick win: percent of the whole, and words."""


class PledgeForm(EntryForm):
    """A pledge: how far it is kept."""

    is_pledge = True
    pledge_state = forms.ChoiceField(
        label=_("State of the pledge"), required=False, choices=[("", "—"), *Pledge.State.choices]
    )


def _with_spending(data: ReportData, source: int, amount: Decimal) -> ReportData:
    values = {f.name: getattr(data, f.name) for f in fields(data)}
    return ReportData(**values | {"spending": {**data.spending, source: amount}})


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _last(text: str) -> str:
    return gettext("last %(value)s") % {"value": text}


def _physical_help(plan: EntryPlan) -> str:
    planned = gettext("planned %(value)s") % {"value": formats.percent(plan.planned)}
    previous = plan.previous_physical
    return _joined(planned, _last(formats.percent(previous)) if previous is not None else "")


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
