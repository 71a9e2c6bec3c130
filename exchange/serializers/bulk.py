"""Bodies and answers of bulk requests, for reading them and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.openapi import Problem, ProblemDetail
from exchange.serializers.bulk_rows import (
    IndicatorValueRowSerializer,
    PledgeRowSerializer,
    ProgressRowSerializer,
    QuickWinRowSerializer,
    SpendingRowSerializer,
)
from exchange.services.bulk_results import State
from monev.monitoring.workflow import State as ReportState


class AboveSerializer(serializers.Serializer):
    """What stands above the rows."""

    region = serializers.CharField(
        max_length=20, required=False, help_text="Official code of the region of all rows that name none."
    )
    period = serializers.CharField(
        max_length=20, required=False, help_text="Period of all rows that name none: `2026-3`, `2026-b9`."
    )


class SpendingBodySerializer(AboveSerializer):
    """Amounts of the finance system."""

    rows = SpendingRowSerializer(many=True)


class IndicatorValuesBodySerializer(AboveSerializer):
    """Values of indicators."""

    rows = IndicatorValueRowSerializer(many=True)


class ProgressReportsBodySerializer(AboveSerializer):
    """Whole reports."""

    rows = ProgressRowSerializer(many=True)


class QuickWinReportsBodySerializer(AboveSerializer):
    """Reports of quick wins."""

    rows = QuickWinRowSerializer(many=True)


class PledgeReportsBodySerializer(AboveSerializer):
    """Reports of pledges."""

    rows = PledgeRowSerializer(many=True)


class WrittenReportSerializer(serializers.Serializer):
    """The report that a row belongs to."""

    id = serializers.IntegerField()
    uid = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ReportState.choices)


class FlagSerializer(serializers.Serializer):
    """A data-quality finding of the report, as the page shows it."""

    code = serializers.CharField()
    about = serializers.CharField()
    severity = serializers.CharField()
    message = serializers.CharField()


class RowAnswerSerializer(serializers.Serializer):
    """What became of one row. `version` is that of its report: send it with the next change."""

    index = serializers.IntegerField()
    key = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    id = serializers.IntegerField(allow_null=True)
    uid = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    report = WrittenReportSerializer(allow_null=True)
    warnings = ProblemDetail(many=True)
    flags = FlagSerializer(many=True)
    errors: Any = ProblemDetail(many=True)


class CountsSerializer(serializers.Serializer):
    """Rows by state. `skipped`: nothing is wrong with the row, but all or nothing was asked for."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    skipped = serializers.IntegerField()


class BulkAnswerSerializer(serializers.Serializer):
    """What became of every row."""

    mode = serializers.ChoiceField(choices=["all", "rows"])
    dry_run = serializers.BooleanField()
    counts = CountsSerializer()
    rows = RowAnswerSerializer(many=True)


class BulkProblemSerializer(Problem):
    """All or nothing was asked for, and rows were refused: nothing was written. `errors` has those of all rows.

    Where the request itself was refused (its key), there is nothing to tell about rows.
    """

    mode = serializers.ChoiceField(choices=["all", "rows"], required=False)
    dry_run = serializers.BooleanField(required=False)
    counts = CountsSerializer(required=False)
    rows = RowAnswerSerializer(many=True, required=False)
