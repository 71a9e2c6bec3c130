"""REST: exports of whole tables: asking, following, the file (also in parts), cancelling, trying again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Refused
from core.openapi import DOWNLOAD, FILE, Problem
from core.rest.formats import AnyAccepted
from core.rest.moments import Carries
from core.rest.refusals import refusal
from exchange.models import Export
from exchange.serializers.exports import AskedExportSerializer, ExportSerializer
from exchange.services.exports import cancel_export, regions_of, request_export, require_own, retry_export
from organizations.pulling import concerning
from organizations.rest import ScopedViewSet, attachment
from organizations.scopes import FILES, Scope
from organizations.throttling import ON_ASKING

NOT_NOW = OpenApiResponse(Problem, description="A rule says no: too many at once, or not in this state.")


class ExportViewSet(ScopedViewSet):
    """Exports of whole tables, of a region, a cohort or all that the person may see: one ZIP with a manifest."""

    http_method_names = ["get", "head", "options", "post"]
    scopes = {"GET": Scope.EXPORT, "POST": Scope.EXPORT}
    carries = Carries(snapshot="snapshot")
    queryset = Export.objects.for_list()
    serializer_class = ExportSerializer
    filters = {"state": "state", "file_format": "format", "snapshot": "snapshot", "sha256": "sha256"}
    orderings = {"created_at": "created_at", "finished_at": "finished_at", "updated_at": "updated_at"}
    rates = ON_ASKING

    @extend_schema(
        request={"application/json": AskedExportSerializer},
        responses={
            (201, "application/json"): OpenApiResponse(ExportSerializer, description="It is asked for."),
            (200, "application/json"): OpenApiResponse(ExportSerializer, description="The same one is under way."),
            409: NOT_NOW,
        },
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask for an export. A worker compiles it from one moment of the database: follow `state` and `percent`."""
        began, person = timezone.now(), _person(request)
        asked = AskedExportSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        given = {**asked.validated_data}
        tables, file_format = given.pop("tables"), given.pop("format")
        try:
            row = request_export(tables, by=person, file_format=file_format, **given)
        except Refused as refused:
            raise refusal(refused, asked.fields) from refused
        address = request.build_absolute_uri(reverse("api:export-detail", args=[row.pk]))
        return Response(self._shown(row), status=201 if row.created_at >= began else 200, headers={"Location": address})

    @extend_schema(parameters=DOWNLOAD, responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted, scopes=FILES)
    def file(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """The ZIP, for who asked for it; its ETag is its SHA-256, and a part may be asked for with `Range`."""
        row = self.get_object()
        require_own(row, _person(request))
        if not row.is_downloadable:
            raise Http404
        concerning(
            request, rows=row.rows_done, regions=regions_of(row, by=_person(request)), everything=not row.region_id
        )
        return attachment(row.file, row.filename, request, row.sha256)

    @extend_schema(request=None, responses={(200, "application/json"): ExportSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], renderer_classes=[JSONRenderer])
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Stop an export that is not finished."""
        return self._step(request, cancel_export)

    @extend_schema(request=None, responses={(200, "application/json"): ExportSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], renderer_classes=[JSONRenderer])
    def retry(self, request: Request, **kwargs: Any) -> Response:
        """Compile an export again that failed or was cancelled."""
        return self._step(request, retry_export)

    def _step(self, request: Request, service: Callable[..., Export]) -> Response:
        try:
            row = service(self.get_object(), by=_person(request))
        except Refused as refused:
            raise refusal(refused) from refused
        return Response(self._shown(row))

    def _shown(self, row: Export) -> Any:
        stored = self.get_queryset().get(pk=row.pk)
        return ExportSerializer(stored, context=self.get_serializer_context()).data


def _person(request: Request) -> Any:
    return request.user
