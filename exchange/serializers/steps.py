"""Bodies of the steps of reports."""

from __future__ import annotations

from rest_framework import serializers

from exchange.serializers.bulk_rows import StrictSerializer
from monev.monitoring.workflow import State


class StepBodySerializer(StrictSerializer):
    """What a step may say."""

    version = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="Version of the report that you saw; 409 when somebody saved meanwhile.",
    )
    reason = serializers.CharField(
        max_length=5000,
        required=False,
        allow_blank=True,
        help_text="Why; needed for `return` and `decline`: the OPD reads it.",
    )


class StepAnswerSerializer(serializers.Serializer):
    """The report as it stands after the step."""

    id = serializers.IntegerField()
    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    is_late = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    return_reason = serializers.CharField(allow_blank=True)
