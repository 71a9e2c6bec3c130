"""Rows that other systems bring: read by the fields of the pages of entry, so the texts and the limits are the same."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.form_fields import NumberField, PercentField, RupiahField
from exchange.services.bulk_places import PROGRAM_KEYS
from masterplan.models.commitments import Pledge
from monev.monitoring.models.progress import ActionItemProgress
from monev.monitoring.selectors.entry import LONGEST_TEXT

PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")
NUMBER = {"oneOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]{1,20}(\.[0-9]{1,10})?$"}]}
MAY_BE_NOTHING = {"oneOf": [*NUMBER["oneOf"], {"type": "null"}]}


@extend_schema_field(MAY_BE_NOTHING)
class Figure(serializers.Field):
    """A number of JSON, or one in a text with a point before the decimals; checked by the field of the page."""

    def __init__(self, page: NumberField, **options: Any) -> None:
        super().__init__(**options)
        self.page = page

    def to_internal_value(self, data: Any) -> Decimal:
        number = _number(data)
        if number is None:
            raise serializers.ValidationError(
                _("Give a number, with a point before the decimals and nothing between the thousands: 1500000.50."),
                code="not_a_number",
            )
        try:
            self.page.validate(number)
        except FormError as error:
            code = error.error_list[0].code or "invalid"
            raise serializers.ValidationError(" ".join(error.messages), code=code) from error
        return number

    def to_representation(self, value: Any) -> Any:
        return value


class Words(serializers.CharField):
    """A text of several lines, as long as on the page; a line ends the same way whatever sent it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, "max_length": LONGEST_TEXT, **options})

    def to_internal_value(self, data: Any) -> str:
        return str(super().to_internal_value(data)).replace("\r\n", "\n").replace("\r", "\n")


class StrictSerializer(serializers.Serializer):
    """A field that nobody reads would be an answer to another question: refused."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else ()
        if unknown:
            text = _("This field is not known here. Known are: %(names)s.") % {"names": ", ".join(self.fields)}
            raise serializers.ValidationError({name: [text] for name in unknown}, code="unknown_field")
        return super().to_internal_value(data)


class RowSerializer(StrictSerializer):
    """What a row is about: identifiers that stay the same in all versions of the plan."""

    region = serializers.CharField(
        max_length=20, required=False, help_text="Official code of the region; default: the one above the rows."
    )
    period = serializers.CharField(
        max_length=20,
        required=False,
        help_text="`2026-3` (third quarter) or `2026-b9` (September); default: the one above the rows.",
    )
    version = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="Version of the report that you saw; 0: you saw none. Without it the newest one is changed.",
    )

    naming: ClassVar[tuple[str, ...]]

    def to_internal_value(self, data: Any) -> Any:
        """With what stands above the rows; every field that is missing is told."""
        row = super().to_internal_value(data)
        row = {**self.context.get("above", {}), **row}
        missing = [name for name in ("region", "period") if name not in row]
        errors = {name: [serializers.ErrorDetail(_("This field is required."), "required")] for name in missing}
        if not any(row.get(name) for name in self.naming):
            errors[self.naming[0]] = [serializers.ErrorDetail(self._unnamed(), "required")]
        if errors:
            raise serializers.ValidationError(errors)
        return row

    def _unnamed(self) -> str:
        if len(self.naming) == 1:
            return _("This field is required.")
        return _("Name the program by one of: %(names)s.") % {"names": ", ".join(self.naming)}


class PlaceSerializer(RowSerializer):
    """Which program and period."""

    program = serializers.CharField(max_length=40, required=False, help_text="Code of the program in the plan.")
    program_uid = serializers.UUIDField(
        required=False, help_text="`uid` of the program, or its `lineage`, which is the same in all versions."
    )
    nomenclature = serializers.CharField(
        max_length=24, required=False, help_text="Code of the government's nomenclature, where the plan names it."
    )

    naming = PROGRAM_KEYS


class SpendingPartSerializer(StrictSerializer):
    """What was spent from one source, cumulative in the year."""

    source_of_funds = serializers.CharField(max_length=20, help_text="Code of the source of funds.")
    amount = Figure(
        RupiahField(required=False),
        allow_null=True,
        help_text="Rupiah, cumulative in the year; null takes the figure back.",
    )


class ValuePartSerializer(StrictSerializer):
    """The value of one indicator in the period."""

    indicator = serializers.CharField(max_length=2000, help_text="`uid` or `lineage` of the indicator, or its name.")
    value = Figure(
        NumberField(required=False), allow_null=True, help_text="In the indicator's unit; null takes the figure back."
    )


class ActionPartSerializer(StrictSerializer):
    """Where one concrete step of the program stands."""

    action_item = serializers.CharField(max_length=2000, help_text="Name of the action item.")
    state = serializers.ChoiceField(choices=ActionItemProgress.State.choices)


class SpendingRowSerializer(PlaceSerializer, SpendingPartSerializer):
    """One amount of a program, period and source of funds."""


class IndicatorValueRowSerializer(PlaceSerializer, ValuePartSerializer):
    """One value of an indicator and period."""


class WholeReportSerializer(StrictSerializer):
    """What every report holds. What a row does not name stays as it is stored."""

    physical_percent = Figure(PercentField(required=False), required=False, allow_null=True, help_text="0 to 100.")
    nil_reason = Words(help_text="Why nothing changed since the last report (nihil).")
    narrative = Words(help_text="What was done.")
    supporting_factors = Words(help_text="What helped.")
    hindering_factors = Words(help_text="Obstacles.")
    follow_up = Words(help_text="What will be done about them.")
    nil = serializers.BooleanField(
        required=False,
        help_text="Nothing changed: `nil_reason` says why, the last figures are carried on, and the report is sent.",
    )
    submit = serializers.BooleanField(required=False, help_text="Send the report to the next desk when it is complete.")


class ProgressRowSerializer(PlaceSerializer, WholeReportSerializer):
    """The report of a program for a period."""

    spending = SpendingPartSerializer(many=True, required=False)
    indicator_values = ValuePartSerializer(many=True, required=False)
    action_items = ActionPartSerializer(many=True, required=False)


class MilestonePartSerializer(StrictSerializer):
    """The day on which one milestone of a quick win was reached."""

    milestone = serializers.UUIDField(help_text="`uid` of the milestone.")
    done_on = serializers.DateField(allow_null=True, help_text="null: it is not reached.")


class QuickWinRowSerializer(RowSerializer, WholeReportSerializer):
    """The report of a quick win for a period."""

    quick_win = serializers.UUIDField(required=False, help_text="`uid` of the quick win; needed.")
    milestones = MilestonePartSerializer(many=True, required=False)

    naming = ("quick_win",)


class PledgeRowSerializer(RowSerializer, WholeReportSerializer):
    """The report of a pledge of the joint commitment for a period."""

    pledge = serializers.UUIDField(required=False, help_text="`uid` of the pledge; needed.")
    pledge_state = serializers.ChoiceField(choices=Pledge.State.choices, required=False, help_text="Where it stands.")

    naming = ("pledge",)


def _number(data: Any) -> Decimal | None:
    if isinstance(data, bool) or not isinstance(data, int | float | str):
        return None
    text = f"{Decimal(repr(data)):f}" if isinstance(data, float) else str(data).strip()
    return Decimal(text) if PLAIN.fullmatch(text) else None
