"""REST: progress reports, indicator values and spending in bulk, with the rights and rules of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.openapi import Problem
from core.rest.problems import problem
from exchange.api.examples import (
    INDICATOR_VALUES,
    PLEDGE_REPORTS,
    PROGRESS_REPORTS,
    QUICK_WIN_REPORTS,
    REFUSED,
    SPENDING,
    STORED,
)
from exchange.api.keyed import CLASH, DRY_RUN, KEY_PARAMETER, TOO_LARGE, UNSUPPORTED, WritingView, shown
from exchange.serializers import bulk
from exchange.serializers.bulk_rows import (
    IndicatorValueRowSerializer,
    PledgeRowSerializer,
    ProgressRowSerializer,
    QuickWinRowSerializer,
    RowSerializer,
    SpendingRowSerializer,
)
from exchange.services import bulk_writing
from exchange.services.bulk_results import BulkResult, Fault
from exchange.services.idempotency import Answer
from organizations.roles import Can

MODES = ("all", "rows")
PARAMETERS = [
    KEY_PARAMETER,
    OpenApiParameter(
        "mode",
        str,
        enum=list(MODES),
        default="all",
        description="`all`: all rows or nothing. `rows`: good reports are stored, the rows of the others are listed.",
    ),
    DRY_RUN,
    OpenApiParameter(
        "flags",
        bool,
        default=True,
        description="Tell what the data-quality rules find in drafts; without it many rows take less time.",
    ),
]


def described(body: Any, example: dict[str, Any], words: str) -> Any:
    """The schema of one bulk address."""
    return extend_schema(
        parameters=PARAMETERS,
        request={"application/json": body},
        description=words,
        responses={
            (200, "application/json"): OpenApiResponse(
                bulk.BulkAnswerSerializer,
                description="Done. With `mode=rows` look at `counts.refused`: refused rows are listed, not stored.",
            ),
            409: CLASH,
            413: TOO_LARGE,
            415: UNSUPPORTED,
            422: OpenApiResponse(
                bulk.BulkProblemSerializer,
                description="Rows were refused and nothing was stored; or the key was used for another body.",
            ),
            400: OpenApiResponse(Problem, description="No key, a parameter that is not known, too many rows."),
        },
        examples=[
            OpenApiExample("rows", value=example, request_only=True),
            OpenApiExample("stored", value=STORED, response_only=True, status_codes=["200"]),
            OpenApiExample("refused", value=REFUSED, response_only=True, status_codes=["422"]),
        ],
    )


class BulkView(WritingView):
    """Rows of one kind, for people who enter for an OPD."""

    needs = Can.ENTER
    parser_classes = [JSONParser]
    parameters = ("mode", "dry_run", "flags")
    kind: ClassVar[bulk_writing.Kind]
    row_class: ClassVar[type[RowSerializer]]

    def write(self) -> Response:
        """Read the rows, have them stored, tell what became of each."""
        every = self.choice("mode", MODES) != "rows"
        asked = {"every": every, "dry_run": self.switch("dry_run", "false"), "flags": self.switch("flags", "true")}
        if asked["dry_run"]:
            return shown(self._work(asked))
        self.require_key()
        return self.answered(lambda: self._work(asked))

    def _work(self, asked: dict[str, bool]) -> Answer:
        result = bulk_writing.write_rows(self.kind, self._rows(self.content()), by=self.person(), **asked)
        body = {
            "mode": "all" if asked["every"] else "rows",
            "dry_run": asked["dry_run"],
            "counts": result.counts,
            "rows": [row.as_json() for row in result.rows],
        }
        if asked["every"] and result.is_refused:
            status = 409 if result.only_conflicts else 422
            return Answer(status, {**_problem(result, status, self.request.path), **body})
        return Answer(200, body)

    def _rows(self, content: Mapping[str, Any]) -> list[bulk_writing.Checked]:
        if unknown := sorted(set(content) - {"region", "period", "rows"}):
            text = _("This field is not known here. Known are: %(names)s.") % {"names": "region, period, rows"}
            raise ValidationError({name: [text] for name in unknown}, code="unknown_field")
        rows, most = content.get("rows"), settings.REST_WRITE_MAX_ROWS
        if not isinstance(rows, list) or not rows:
            raise ValidationError({"rows": [_("Send a list with at least one row.")]}, code="required")
        if len(rows) > most:
            text = _("At most %(most)s rows in one request; %(count)s came.") % {"most": most, "count": len(rows)}
            raise ValidationError({"rows": [text]}, code="too_many_rows")
        above = bulk.AboveSerializer(data=content)
        above.is_valid(raise_exception=True)
        reader = self.row_class(context={"above": above.validated_data})
        return [_checked(reader, row) for row in rows]


class ProgressReportsBulk(BulkView):
    """Progress reports of programs."""

    kind = bulk_writing.REPORTS
    row_class = ProgressRowSerializer

    @described(
        bulk.ProgressReportsBodySerializer,
        PROGRESS_REPORTS,
        "Enter progress of programs: figures, words, spending, values and action items, as a draft or sent at once "
        "(`submit`, or `nil` with a reason). What a row does not name stays as it is stored.",
    )
    def post(self, request: Request) -> Response:
        return self.write()


class IndicatorValuesBulk(BulkView):
    """Values of indicators."""

    kind = bulk_writing.VALUES
    row_class = IndicatorValueRowSerializer

    @described(
        bulk.IndicatorValuesBodySerializer,
        INDICATOR_VALUES,
        "Enter values of indicators into the reports of a period; a draft is opened where there is none.",
    )
    def post(self, request: Request) -> Response:
        return self.write()


class SpendingBulk(BulkView):
    """Realised spending, as the finance system knows it."""

    kind = bulk_writing.SPENDING
    row_class = SpendingRowSerializer

    @described(
        bulk.SpendingBodySerializer,
        SPENDING,
        "Enter realised spending by program and source of funds, cumulative in the year; a draft report is opened "
        "where there is none.",
    )
    def post(self, request: Request) -> Response:
        return self.write()


class QuickWinReportsBulk(BulkView):
    """Reports of quick wins."""

    kind = bulk_writing.REPORTS
    row_class = QuickWinRowSerializer

    @described(
        bulk.QuickWinReportsBodySerializer,
        QUICK_WIN_REPORTS,
        "Enter reports of quick wins: percent, words and the days on which milestones were reached, as a draft or sent "
        "at once (`submit`, or `nil` with a reason).",
    )
    def post(self, request: Request) -> Response:
        return self.write()


class PledgeReportsBulk(BulkView):
    """Reports of pledges."""

    kind = bulk_writing.REPORTS
    row_class = PledgeRowSerializer

    @described(
        bulk.PledgeReportsBodySerializer,
        PLEDGE_REPORTS,
        "Enter reports of pledges of the joint commitment: where they stand, percent and words, as a draft or sent at "
        "once (`submit`, or `nil` with a reason).",
    )
    def post(self, request: Request) -> Response:
        return self.write()


def _checked(reader: RowSerializer, row: Any) -> bulk_writing.Checked:
    """One row as the fields read it; every field that is wrong is told."""
    try:
        return reader.run_validation(row), []
    except ValidationError as error:
        return None, list(_faults(error.detail))


def _faults(detail: Any, attr: str = "") -> list[Fault]:
    """Errors of nested fields, each with its path: `spending[1].amount`."""
    if isinstance(detail, ErrorDetail):
        return [Fault(str(detail.code), str(detail), attr)]
    found: list[Fault] = []
    if isinstance(detail, dict):
        for name, each in detail.items():
            place = attr if name == "non_field_errors" else f"{attr}.{name}".lstrip(".")
            found += _faults(each, place)
        return found
    for number, each in enumerate(detail):
        found += _faults(each, attr if isinstance(each, ErrorDetail) else f"{attr}[{number}]")
    return found


def _problem(result: BulkResult, status: int, path: str) -> dict[str, Any]:
    """All-or-nothing that came to nothing, with the faults of every row."""
    errors = [fault.at(index) for index, fault in result.faults]
    code = "refused" if status == 409 else "unprocessable"
    return dict(problem(code, status, _("Nothing was stored. See what is to be mended in each row."), path, errors))
