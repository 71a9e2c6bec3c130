"""REST: taking a report from one state to the next, as the buttons of its page do."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Conflict, Refused
from core.rest.refusals import refusal
from exchange.api.keyed import CLASH, KEY_PARAMETER, REUSED, TOO_LARGE, UNSUPPORTED, WritingView
from exchange.serializers.steps import StepAnswerSerializer, StepBodySerializer
from exchange.services.idempotency import Answer
from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import Step
from organizations.roles import Can

TABLES: dict[str, Any] = {
    "progress-reports": ProgressReport,
    "quick-win-reports": QuickWinReport,
    "pledge-reports": PledgeReport,
}
KEY = r"^([0-9]{1,18}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
ROUTE = rf"^(?P<table>{'|'.join(TABLES)})/(?P<key>[^/]+)/(?P<step>{'|'.join(Step.values)})/$"


class Saved(APIException):
    """Somebody saved a newer version meanwhile."""

    status_code = 409
    default_code = "conflict"


class ReportStep(WritingView):
    """One step with one report; a report out of sight is 404, one that is seen but not in reach 403."""

    needs = Can.VIEW

    @extend_schema(
        operation_id="report_step",
        parameters=[
            KEY_PARAMETER,
            OpenApiParameter("table", str, OpenApiParameter.PATH, enum=list(TABLES), description="Kind of report."),
            OpenApiParameter(
                "key", str, OpenApiParameter.PATH, pattern=KEY, description="`id` or `uid` of the report."
            ),
            OpenApiParameter("step", str, OpenApiParameter.PATH, enum=Step.values, description="What is done with it."),
        ],
        request={"application/json": StepBodySerializer},
        responses={
            (200, "application/json"): OpenApiResponse(StepAnswerSerializer, description="The step is taken."),
            409: CLASH,
            413: TOO_LARGE,
            415: UNSUPPORTED,
            422: REUSED,
        },
    )
    def post(self, request: Request, table: str, key: str, step: str) -> Response:
        """Submit, withdraw, approve, decline (give back to staff), verify or return a report."""
        row = self._row(TABLES[table], key)
        return self.answered(lambda: self._take(row, step), needs_key=False)

    def _row(self, model: Any, key: str) -> Any:
        if not re.match(KEY, key):
            raise Http404
        lookup = {"pk": int(key)} if key.isdecimal() else {"uid": UUID(key)}
        return model.objects.select_related("period__region").obtain(self.person(), Can.VIEW, **lookup)

    def _take(self, row: Any, step: str) -> Answer:
        said = StepBodySerializer(data=self.content())
        said.is_valid(raise_exception=True)
        given = said.validated_data
        try:
            done = take_step(
                row, step, by=self.person(), reason=given.get("reason", ""), seen_version=given.get("version")
            )
        except Conflict as problem:
            text = _("Somebody saved this report meanwhile: it has version %(stored)s now.")
            raise Saved(text % {"stored": problem.row.version}) from problem
        except Refused as refused:
            raise refusal(refused, said.fields) from refused
        return Answer(200, dict(StepAnswerSerializer(done).data))
