"""Forms of the editor of instruments: head, weights, dimension, indicator, item, file, copy."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.form_fields import NumberField, PercentField, plain_number
from monev.evaluation.instrument_content import MEASURED, STEPS
from monev.evaluation.item_rules import NO_RULE, choices, read_parameters, words_of, write_parameters
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.selectors.instruments import indicator_names, pillar_set_of
from organizations.models import Cohort
from pillars.models import Pillar, SubDimension

LONGEST_WORDS = 600


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SeenVersion(forms.Form):
    """The version that the person had before them."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class _Stepped(SeenVersion):
    """Words for each step of the scale, kept as one JSON column."""

    prefix_of_steps = "step"

    def add_steps(self, words: dict[str, str], label: Any) -> None:
        """One input a step."""
        for step in STEPS:
            self.fields[f"{self.prefix_of_steps}_{step}"] = forms.CharField(
                label=label % {"step": step},
                initial=words.get(step, ""),
                widget=_area(2),
                required=False,
                max_length=LONGEST_WORDS,
            )

    def steps(self) -> dict[str, str]:
        """The steps that have words."""
        found = {step: self.cleaned_data.get(f"{self.prefix_of_steps}_{step}", "").strip() for step in STEPS}
        return {step: text.replace("\r\n", "\n") for step, text in found.items() if text}


class HeadForm(_Stepped, forms.ModelForm):  # type: ignore[type-arg]
    """What holds for the whole instrument."""

    prefix_of_steps = "scale"

    class Meta:
        model = Instrument
        fields = ("code", "year", "name_id", "name_en", "rounding", "cohorts", "note", "source")
        labels = {"source": _("Source"), "note": _("Note")}
        help_texts = {
            "code": _("Short and for good: results and files name the instrument by it, such as 2024-priority."),
            "rounding": _("The published results of 2022 follow the first rule, those of 2023 the second."),
            "cohorts": _("The regions for which this instrument is meant. None chosen: it is meant for all."),
        }
        widgets = {
            "note": _area(3),
            "cohorts": forms.CheckboxSelectMultiple,
            "year": forms.NumberInput(attrs={"min": 2015, "max": 2100}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instrument: Instrument = self.instance
        cohorts = Cohort.objects.order_by("year", "code")
        self.fields["cohorts"].queryset = cohorts  # type: ignore[attr-defined]
        self.fields["rounding"].choices = Instrument.Rounding.choices  # type: ignore[attr-defined]
        self.fields["year"].validators.append(_plausible_year)
        if instrument.pk:
            chosen = set(instrument.cohorts.values_list("pk", flat=True))
            self.initial["cohorts"] = [str(each.pk) for each in cohorts if each.pk in chosen]
        self.fields["seen_version"].initial = instrument.version
        self.add_steps(instrument.steps, _("Words of step %(step)s"))

    def save(self, commit: bool = True) -> Any:
        """The instrument as typed; stored by the service."""
        made = super().save(commit=False)
        made.steps = self.steps()
        return made


class CopyForm(forms.Form):
    """The code and year of the next instrument."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    year = forms.IntegerField(label=_("Year"), min_value=2015, max_value=2100)


class WeightsForm(SeenVersion):
    """The weights of all dimensions on one page, so that their sum can be balanced."""

    def __init__(self, *args: Any, instrument: Instrument, dimensions: list[Dimension], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = instrument.version
        self.dimensions = dimensions
        for each in dimensions:
            field = PercentField(label=each.name, initial=each.weight)
            field.widget.attrs["data-adds-up"] = ""
            self.fields[f"weight_{each.pk}"] = field

    def rows(self) -> Iterator[tuple[Dimension, forms.BoundField]]:
        """Each dimension with its input."""
        return ((each, self[f"weight_{each.pk}"]) for each in self.dimensions)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for each in self.dimensions:
            if cleaned.get(f"weight_{each.pk}") == 0:
                self.add_error(f"weight_{each.pk}", _("A weight lies above 0 and at most at 100 percent."))
        return cleaned

    def weights(self) -> dict[int, Decimal]:
        """By dimension."""
        return {each.pk: self.cleaned_data[f"weight_{each.pk}"] for each in self.dimensions}


class DimensionForm(SeenVersion, forms.ModelForm):  # type: ignore[type-arg]
    """A dimension: code, names, weight."""

    weight = PercentField(label=_("Weight (%)"))

    class Meta:
        model = Dimension
        fields = ("code", "name_id", "name_en", "weight")
        help_texts = {"code": _("As files and results name it, such as baseline or quick_win.")}

    def __init__(self, *args: Any, others: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version
        self.fields["weight"].help_text = _("The other dimensions make %(sum)s percent together.") % {
            "sum": plain_number(others)
        }

    def clean_weight(self) -> Decimal:
        """Above 0."""
        weight: Decimal = self.cleaned_data["weight"]
        if weight == 0:
            raise ValidationError(_("A weight lies above 0 and at most at 100 percent."))
        return weight


class IndicatorForm(SeenVersion, forms.ModelForm):  # type: ignore[type-arg]
    """A heading for items."""

    class Meta:
        model = InstrumentIndicator
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version


class _ByDimension(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.dimension.name} – {obj.name}"


class _ByPillar(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.pillar.name} – {obj.name}"


class ItemForm(_Stepped, forms.ModelForm):  # type: ignore[type-arg]
    """An item with its rule, thresholds, pillar and the words of its steps. `proposal`: rule and parameters in one."""

    proposal = forms.ChoiceField(
        label=_("Rule of the proposal"),
        required=False,
        help_text=_(
            "From which records of the region the portal proposes an answer. The region confirms or corrects it."
        ),
    )

    class Meta:
        model = InstrumentItem
        fields = (
            *("code", "indicator", "text", "guidance", "pillar", "sub_dimension", "is_survey", "is_assumed"),
            "lower_is_better",
        )
        field_classes = {"indicator": _ByDimension, "sub_dimension": _ByPillar}
        labels = {"is_assumed": _("Assumed: taken over from another instrument, not published for this one")}
        help_texts = {"lower_is_better": _("Thresholds are then the greatest value of each step, such as for poverty.")}
        widgets = {"text": _area(3), "guidance": _area(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: InstrumentItem = self.instance
        self._narrow(item.instrument)
        self.fields["seen_version"].initial = item.version
        proposal = f"{item.rule}|{write_parameters(item.parameters)}" if item.rule else ""
        self.fields["proposal"].choices = self._proposals(item, proposal)  # type: ignore[attr-defined]
        self.fields["proposal"].initial = proposal
        for step in MEASURED:
            self.fields[f"threshold_{step}"] = NumberField(
                label=_("Threshold of step %(step)s") % {"step": step}, required=False, initial=_number(item, step)
            )
        self.add_steps(item.steps, _("Words of step %(step)s"))
        self.order_fields([*self.Meta.fields[:-1], "proposal", "lower_is_better"])

    def _narrow(self, instrument: Instrument) -> None:
        """Only headings of this instrument, pillars of its year."""
        pillar_set = pillar_set_of(instrument.year)
        headings = InstrumentIndicator.objects.filter(instrument=instrument).select_related("dimension")
        subs = SubDimension.objects.filter(pillar__pillar_set=pillar_set).select_related("pillar")
        fields: Any = self.fields
        fields["indicator"].queryset = headings.order_by("dimension__position", "position", "pk")
        fields["indicator"].empty_label = None
        fields["pillar"].empty_label = fields["sub_dimension"].empty_label = _("none (belongs to no pillar)")
        fields["pillar"].queryset = Pillar.objects.filter(pillar_set=pillar_set).order_by("position")
        fields["sub_dimension"].queryset = subs.order_by("pillar__position", "position")

    def _proposals(self, item: InstrumentItem, stored: str) -> list[tuple[str, Any]]:
        names = indicator_names()
        known = list(choices(names))
        if stored and stored not in dict(known):
            known.append((stored, words_of(item.rule, item.parameters, names)))
        return [("", NO_RULE), *known]

    def clean(self) -> dict[str, Any]:
        """A sub-dimension says the pillar."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sub_dimension") and not cleaned.get("pillar"):
            cleaned["pillar"] = cleaned["sub_dimension"].pillar
        return cleaned

    def main_fields(self) -> list[forms.BoundField]:
        """All inputs but thresholds and words of steps."""
        return [self[name] for name in self.fields if not name.startswith(("threshold_", "step_"))]

    def threshold_fields(self) -> list[forms.BoundField]:
        return [self[f"threshold_{step}"] for step in MEASURED]

    def step_fields(self) -> list[forms.BoundField]:
        return [self[f"step_{step}"] for step in STEPS]

    @property
    def has_steps(self) -> bool:
        """Whether the item has words of its own, or an input of them is wrong."""
        return any(field.value() or field.errors for field in self.step_fields())

    def save(self, commit: bool = True) -> Any:
        """The item as typed; stored by the service."""
        made = super().save(commit=False)
        rule, _bar, parameters = self.cleaned_data["proposal"].partition("|")
        made.pillar = self.cleaned_data["pillar"]
        made.rule, made.parameters = rule, read_parameters(rule, parameters)
        given = {step: self.cleaned_data[f"threshold_{step}"] for step in MEASURED}
        made.thresholds = {step: _text(value) for step, value in given.items() if value is not None}
        made.steps = self.steps()
        return made


class FileForm(SeenVersion):
    """A file that takes the place of the draft's content."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with the columns of an exported instrument."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


def _number(item: InstrumentItem, step: str) -> Decimal | None:
    text = item.thresholds.get(step)
    return Decimal(text) if text else None


def _text(value: Decimal) -> str:
    """As JSON keeps it: without needless zeros."""
    return f"{value.normalize():f}"


def _plausible_year(value: int) -> None:
    if not 2015 <= value <= 2100:
        raise ValidationError(_("Write the year with four digits."))
