"""REST: the catalogue of reports; asking for one, following it, its files, its log, the data it was compiled from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.canonical import text_of
from core.errors import Refused
from core.openapi import DOWNLOAD, FILE, Problem
from core.rest.formats import AnyAccepted
from core.rest.moments import Carries
from core.rest.refusals import refusal
from monev.reports.catalogue.registry import reports
from monev.reports.models import CompiledReport, ReportFile, ReportLog, Snapshot
from monev.reports.serializers.asking import (
    AskedReportSerializer,
    PreviewSerializer,
    ReportKindsSerializer,
)
from monev.reports.serializers.reports import CompiledReportSerializer, ReportFileSerializer, ReportLogSerializer
from monev.reports.services.requests import cancel_report, request_report, retry_report
from organizations.models import User
from organizations.rest import ScopedView, ScopedViewSet, attachment
from organizations.roles import Can
from organizations.scopes import ASKING, FILES
from organizations.throttling import ON_ASKING

WRITES = ["get", "head", "options", "post"]
PIECE = 64 * 1024
NOT_NOW = OpenApiResponse(Problem, description="A rule says no: too many at once, too large, or not in this state.")
SAME = OpenApiResponse(description="Not changed since the version that `If-None-Match` names.")


class ReportKindsView(ScopedView):
    """The reports that can be asked for, and what each needs to know."""

    tells_of_regions = False
    needs = Can.VIEW
    renderer_classes = [JSONRenderer]

    @extend_schema(responses=ReportKindsSerializer, operation_id="report_kinds_list")
    def get(self, request: Request) -> Response:
        return Response(ReportKindsSerializer({"results": list(reports().values())}).data)


class CompiledReportViewSet(ScopedViewSet):
    """Monev reports: asked for, being compiled, ready."""

    carries = Carries("include_preliminary", (False,), snapshot="snapshot.sha256")
    http_method_names = WRITES
    scopes = ASKING
    queryset = (
        CompiledReport.objects.for_list().select_related("snapshot", "run", "schedule").defer("snapshot__data", "frame")
    )
    serializer_class = CompiledReportSerializer
    filters = {
        "kind": "kind",
        "state": "state",
        "period": "period",
        "year": "period__year",
        "number": "period__number",
        "language": "language",
        "include_preliminary": "include_preliminary",
        "series": "series",
        "edition": "edition",
        "check_code": "check_code",
        "schedule": "schedule",
        "due_on": "due_on",
        "run": "run",
    }
    orderings = {"created_at": "created_at", "finished_at": "finished_at", "updated_at": "updated_at"}
    rates = ON_ASKING

    @extend_schema(
        request={"application/json": AskedReportSerializer},
        responses={
            (201, "application/json"): OpenApiResponse(CompiledReportSerializer, description="It is asked for."),
            (200, "application/json"): OpenApiResponse(
                CompiledReportSerializer, description="The same report is under way; this is it."
            ),
            409: NOT_NOW,
        },
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask for a report. It is compiled by a worker: follow `state`, `progress` and `step` of the answer."""
        began, user, asked = timezone.now(), person_of(request), _asked(request)
        given = asked.validated_data
        papers = {"number": given.get("number", ""), "dated_on": given.get("dated_on")}
        try:
            report, wish = asked.wish(user)
            row = request_report(report.code, wish, by=user, **papers)
        except Refused as refused:
            raise refusal(refused, asked.fields) from refused
        is_new = row.created_at >= began and row.requested_by_id == user.pk
        address = request.build_absolute_uri(reverse("api:compiledreport-detail", args=[row.pk]))
        return Response(self._shown(row), status=201 if is_new else 200, headers={"Location": address})

    @extend_schema(
        request={"application/json": AskedReportSerializer},
        responses={(200, "application/json"): PreviewSerializer, 409: NOT_NOW},
    )
    @action(detail=False, methods=["post"], renderer_classes=[JSONRenderer])
    def preview(self, request: Request, **kwargs: Any) -> Response:
        """What the report would hold and what is missing, without asking for it."""
        asked = _asked(request)
        try:
            report, wish = asked.wish(person_of(request))
            found = report.preview(wish)
        except Refused as refused:
            raise refusal(refused, asked.fields) from refused
        shown = {
            "facts": [{"label": label, "value": value} for label, value in found.facts],
            "lacks": found.lacks,
            "rows": found.rows,
            "most_rows": report.most_rows,
        }
        return Response(PreviewSerializer(shown).data)

    @extend_schema(request=None, responses={(200, "application/json"): CompiledReportSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], renderer_classes=[JSONRenderer])
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Stop a report that is not finished."""
        return self._step(request, cancel_report)

    @extend_schema(request=None, responses={(200, "application/json"): CompiledReportSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], renderer_classes=[JSONRenderer])
    def retry(self, request: Request, **kwargs: Any) -> Response:
        """Compile a report again that failed or was cancelled, from the snapshot that it has."""
        return self._step(request, retry_report)

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT, 304: SAME})
    @action(detail=True, content_negotiation_class=AnyAccepted, renderer_classes=[JSONRenderer], scopes=FILES)
    def snapshot(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """The frozen data in their canonical form: the SHA-256 of these bytes is `snapshot.sha256` and the ETag."""
        row = self.get_object()
        if row.snapshot_id is None:
            raise Http404
        return _unless_known(
            request,
            row.snapshot.sha256,
            lambda: StreamingHttpResponse(_pieces(row.snapshot_id), content_type="application/json"),
        )

    def _step(self, request: Request, service: Any) -> Response:
        """One step on one report; who sees it but may not gets 403 from the service."""
        try:
            row = service(self.get_object(), by=person_of(request))
        except Refused as refused:
            raise refusal(refused) from refused
        return Response(self._shown(row))

    def _shown(self, row: CompiledReport) -> Any:
        stored = self.get_queryset().get(pk=row.pk)
        return CompiledReportSerializer(stored, context=self.get_serializer_context()).data


def person_of(request: Request) -> User:
    """Who asks; nobody gets here without having logged in."""
    user: Any = request.user
    return user  # type: ignore[no-any-return]


def _asked(request: Request) -> AskedReportSerializer:
    """What is asked for; somebody who may have nothing compiled anywhere learns nothing about the fields."""
    if not any(person_of(request).access.may(each.needs) for each in reports().values()):
        raise PermissionDenied
    asked = AskedReportSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked


def _pieces(snapshot_id: int) -> Iterator[bytes]:
    """The canonical bytes of a snapshot; read when the answer is sent, not when it is only compared."""
    content = text_of(Snapshot.objects.values_list("data", flat=True).get(pk=snapshot_id)).encode()
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def _unless_known(request: Request, sha256: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer that `make` gives, or 304 for a caller who has these bytes already: then nothing is opened."""
    etag = f'"{sha256}"'
    answer = get_conditional_response(request._request, etag=etag) or make()
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


class ReportFileViewSet(ScopedViewSet):
    """Files of finished monev reports with their SHA-256. A large one comes in parts, counted from 1."""

    carries = Carries("report.include_preliminary", (False,), snapshot="report.snapshot.sha256")
    queryset = (
        ReportFile.objects.filter(report__state=CompiledReport.State.DONE)
        .select_related("report__region", "report__snapshot")
        .defer("report__snapshot__data", "report__frame")
        .order_by("-created_at", "pk")
    )
    serializer_class = ReportFileSerializer
    filters = {"report": "report", "file_format": "format", "part": "part", "sha256": "sha256"}
    orderings = {"created_at": "created_at"}

    @extend_schema(parameters=DOWNLOAD, responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted, scopes=FILES)
    def file(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """The file itself; its ETag is its SHA-256."""
        row = self.get_object()
        return _unless_known(
            request, row.sha256, lambda: attachment(row.file, PurePath(row.file.name).name, request, row.sha256)
        )


class ReportLogViewSet(ScopedViewSet):
    """What happened to each report, line by line."""

    queryset = ReportLog.objects.select_related("report__region").defer("report__frame").order_by("-at", "-pk")
    serializer_class = ReportLogSerializer
    filters = {"report": "report", "code": "code"}
    orderings = {"at": "at"}
