"""Editing the rows of a draft: weights, dimensions, indicators, items."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refused
from monev.evaluation.forms.instruments import DimensionForm, IndicatorForm, ItemForm, WeightsForm
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.services import instrument_rows as service
from monev.evaluation.views.instruments import DraftForm
from organizations.roles import Can
from organizations.screens import StepScreen


class WeightsChange(DraftForm):
    """All weights on one page, with their sum."""

    template_name = "evaluation/instrument_weights.html"
    said = gettext_lazy("The weights are saved.")
    title = gettext_lazy("Weights")

    def form(self, row: Instrument, *data: Any) -> WeightsForm:
        return WeightsForm(*data, instrument=row, dimensions=list(row.dimensions.order_by("position", "pk")))

    def save(self, row: Instrument, form: WeightsForm) -> Instrument:
        return service.save_weights(
            row, form.weights(), by=self.person, seen_version=form.cleaned_data["seen_version"] or 0
        )


class RowForm(DraftForm):
    """One form about a row of a draft."""

    anchor = ""

    def next_url(self, done: Any) -> str:
        return f"{super().next_url(done)}#{self.anchor}-{done.pk}"


class DimensionNew(RowForm):
    """A dimension at the end of a draft."""

    anchor = "dimension"
    said = gettext_lazy("The dimension is added.")
    title = gettext_lazy("Add a dimension")

    def form(self, row: Instrument, *data: Any) -> DimensionForm:
        return DimensionForm(*data, instance=Dimension(instrument=row), others=_others(row))

    def save(self, row: Instrument, form: DimensionForm) -> Dimension:
        return service.save_dimension(form.save(commit=False), by=self.person)


class DimensionChange(RowForm):
    """Code, names and weight of a dimension."""

    anchor = "dimension"
    queryset = Dimension.objects.select_related("instrument")
    said = gettext_lazy("The dimension is saved.")
    title = gettext_lazy("Change the dimension")

    def form(self, row: Dimension, *data: Any) -> DimensionForm:
        return DimensionForm(*data, instance=row, others=_others(row.instrument, row))

    def save(self, row: Dimension, form: DimensionForm) -> Dimension:
        return service.save_dimension(
            form.save(commit=False), by=self.person, seen_version=form.cleaned_data["seen_version"] or 0
        )


class IndicatorNew(RowForm):
    """An indicator at the end of a dimension."""

    anchor = "indicator"
    queryset = Dimension.objects.select_related("instrument")
    said = gettext_lazy("The indicator is added.")
    title = gettext_lazy("Add an indicator")

    def form(self, row: Dimension, *data: Any) -> IndicatorForm:
        return IndicatorForm(*data, instance=InstrumentIndicator(instrument=row.instrument, dimension=row))

    def save(self, row: Dimension, form: IndicatorForm) -> InstrumentIndicator:
        return service.save_indicator(form.save(commit=False), by=self.person)


class IndicatorChange(RowForm):
    """The name of an indicator."""

    anchor = "indicator"
    queryset = InstrumentIndicator.objects.select_related("instrument", "dimension")
    said = gettext_lazy("The indicator is saved.")
    title = gettext_lazy("Change the indicator")

    def form(self, row: InstrumentIndicator, *data: Any) -> IndicatorForm:
        return IndicatorForm(*data, instance=row)

    def save(self, row: InstrumentIndicator, form: IndicatorForm) -> InstrumentIndicator:
        return service.save_indicator(
            form.save(commit=False), by=self.person, seen_version=form.cleaned_data["seen_version"] or 0
        )


class ItemNew(RowForm):
    """An item at the end of an indicator."""

    anchor = "item"
    template_name = "evaluation/item_form.html"
    queryset = InstrumentIndicator.objects.select_related("instrument", "dimension")
    said = gettext_lazy("The item is added.")
    title = gettext_lazy("Add an item")

    def form(self, row: InstrumentIndicator, *data: Any) -> ItemForm:
        return ItemForm(*data, instance=InstrumentItem(instrument=row.instrument, indicator=row))

    def save(self, row: InstrumentIndicator, form: ItemForm) -> InstrumentItem:
        return service.save_item(form.save(), by=self.person)


class ItemChange(RowForm):
    """Everything about an item."""

    anchor = "item"
    template_name = "evaluation/item_form.html"
    queryset = InstrumentItem.objects.select_related("instrument", "indicator__dimension")
    said = gettext_lazy("The item of the instrument is saved.")
    title = gettext_lazy("Change the item")

    def form(self, row: InstrumentItem, *data: Any) -> ItemForm:
        return ItemForm(*data, instance=row)

    def save(self, row: InstrumentItem, form: ItemForm) -> InstrumentItem:
        return service.save_item(form.save(), by=self.person, seen_version=form.cleaned_data["seen_version"] or 0)


class RowStep(StepScreen):
    """One place up or down, or away: `action`."""

    needs = Can.CATALOGUE
    anchor: str

    def step(self, row: Any) -> Any:
        action = self.posted_text("action")
        if action == "remove":
            service.remove_row(row, by=self.person)
            return _("It is taken away; the history keeps it.")
        if action not in ("up", "down"):
            raise Refused(_("Choose what to do."))
        service.move_row(row, up=action == "up", by=self.person)
        return _("The order is changed.")

    def next_url(self, row: Any) -> str:
        page = reverse("evaluation:instrument-detail", args=[row.instrument_id])
        return f"{page}#{self.anchor}-{row.pk}" if row.pk else page

    def refused(self, row: Any) -> HttpResponse:
        return redirect("evaluation:instrument-detail", pk=row.instrument_id)


class DimensionStep(RowStep):
    """A step with a dimension."""

    queryset = Dimension.objects.select_related("instrument")
    anchor = "dimension"


class IndicatorStep(RowStep):
    """A step with an indicator."""

    queryset = InstrumentIndicator.objects.select_related("instrument")
    anchor = "indicator"


class ItemStep(RowStep):
    """A step with an item."""

    queryset = InstrumentItem.objects.select_related("instrument")
    anchor = "item"


def _others(instrument: Instrument, dimension: Dimension | None = None) -> Decimal:
    """What the other dimensions weigh together."""
    rows = instrument.dimensions.exclude(pk=dimension.pk) if dimension else instrument.dimensions.all()
    return rows.aggregate(sum=Sum("weight"))["sum"] or Decimal(0)
