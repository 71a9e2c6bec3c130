"""REST: national runs; starting, resuming and cancelling one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Refused
from core.rest.moments import NO_FIGURES
from core.rest.refusals import refusal
from monev.reports.api.reports import NOT_NOW, WRITES, person_of
from monev.reports.models import ReportRun
from monev.reports.serializers.runs import ReportRunSerializer, StartedRunSerializer
from monev.reports.services.runs import cancel_run, resume_run, start_run
from organizations.rest import ScopedViewSet
from organizations.roles import Can
from organizations.scopes import ASKING


class ReportRunViewSet(ScopedViewSet):
    """National runs with their progress: for those who run the national evaluation."""

    carries = NO_FIGURES
    http_method_names = WRITES
    scopes = ASKING
    needs = Can.EVALUATE
    queryset = ReportRun.objects.for_list()
    serializer_class = ReportRunSerializer
    filters = {"kind": "kind", "state": "state", "language": "language"}
    orderings = {"created_at": "created_at", "finished_at": "finished_at", "updated_at": "updated_at"}

    @extend_schema(
        request={"application/json": StartedRunSerializer},
        responses={
            (201, "application/json"): OpenApiResponse(ReportRunSerializer, description="It is started."),
            409: NOT_NOW,
        },
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Have one report compiled for each of many regions. Follow `state` and `progress` of the answer."""
        user = person_of(request)
        if not user.access.may(Can.EVALUATE):
            raise PermissionDenied
        asked = StartedRunSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        try:
            run = start_run(given["kind"], asked.params, asked.chosen, by=user, language=given["language"])
        except Refused as refused:
            raise refusal(refused, asked.fields) from refused
        address = request.build_absolute_uri(reverse("api:reportrun-detail", args=[run.pk]))
        return Response(self._shown(run), status=201, headers={"Location": address})

    @extend_schema(request=None, responses={(200, "application/json"): ReportRunSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], renderer_classes=[JSONRenderer])
    def resume(self, request: Request, **kwargs: Any) -> Response:
        """Ask for the regions that are missing, and try again what failed or was cancelled."""
        return self._step(request, resume_run)

    @extend_schema(request=None, responses={(200, "application/json"): ReportRunSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], renderer_classes=[JSONRenderer])
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Cancel what is not finished; what is ready stays."""
        return self._step(request, cancel_run)

    def _step(self, request: Request, service: Callable[..., ReportRun]) -> Response:
        try:
            run = service(self.get_object(), by=person_of(request))
        except Refused as refused:
            raise refusal(refused) from refused
        return Response(self._shown(run))

    def _shown(self, run: ReportRun) -> Any:
        stored = self.get_queryset().get(pk=run.pk)
        return ReportRunSerializer(stored, context=self.get_serializer_context()).data
