"""REST: a plan as a document, its JSON Schema, and the import of one."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, UserRateThrottle

from core.openapi import Problem
from exchange.interchange.document import bytes_of
from exchange.interchange.problems import Problem as Wrong
from exchange.interchange.schema import json_schema
from exchange.selectors.plan_documents import plan_document
from exchange.serializers.plan_documents import ImportWishSerializer, PlanImportedSerializer, told
from exchange.services.plan_documents.importing import Unacceptable, import_document
from masterplan.models.plans import MasterPlan, PlanVersion
from organizations.models import Region
from organizations.rest import ScopedView
from organizations.roles import Can

JSON = "application/json"
SCHEMA_JSON = "application/schema+json"
SAME = OpenApiResponse(description="Not changed since the version that `If-None-Match` names.")
DOCUMENT = OpenApiResponse(
    OpenApiTypes.OBJECT,
    description="The document, as `/api/v1/schemas/plan/1.0/` describes it. The ETag is the SHA-256 of these bytes.",
)


class PlanImportThrottle(UserRateThrottle):
    """How often one person imports."""

    scope = "ask"


class TooLarge(APIException):
    """The document is larger than is accepted."""

    status_code = 413
    default_code = "too_large"


class DocumentParser(BaseParser):
    """The body as it is, so that its mistakes can be named where they stand; never more than is accepted."""

    media_type = JSON

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream.read(settings.PLAN_MAX_BYTES + 1)


class PlanDocumentView(ScopedView):
    """A whole plan with all versions, programs, pledges and quick wins, as a document that can be imported."""

    needs = Can.VIEW
    renderer_classes = [JSONRenderer]

    @extend_schema(operation_id="plans_document", responses={(200, JSON): DOCUMENT, 304: SAME})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        plan = MasterPlan.objects.select_related("region").obtain(request.user, self.needs, pk=pk)
        return document_answer(request, plan_document(plan))


class VersionDocumentView(ScopedView):
    """One version of a plan alone, without pledges and quick wins, as a document that can be imported."""

    needs = Can.VIEW
    renderer_classes = [JSONRenderer]

    @extend_schema(operation_id="plan_versions_document", responses={(200, JSON): DOCUMENT, 304: SAME})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        version = PlanVersion.objects.select_related("plan__region").obtain(request.user, self.needs, pk=pk)
        return document_answer(request, plan_document(version.plan, version=version))


class PlanSchemaView(ScopedView):
    """The JSON Schema (2020-12) of documents of plans; it is for everybody."""

    needs = Can.VIEW
    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    renderer_classes = [JSONRenderer]

    @extend_schema(operation_id="schemas_plan", auth=[], responses={(200, SCHEMA_JSON): OpenApiTypes.OBJECT, 304: SAME})
    def get(self, request: Request) -> HttpResponseBase:
        return _answer(request, bytes_of(json_schema()), SCHEMA_JSON, "public, max-age=3600")


class PlanImportView(ScopedView):
    """Bring a plan into a region."""

    needs = Can.PLAN
    http_method_names = ["post", "options"]
    parameters = ("region", "mode", "dry_run", "create_agencies", "agency")
    parser_classes = [DocumentParser]
    renderer_classes = [JSONRenderer]

    def get_throttles(self) -> list[BaseThrottle]:
        return [*super().get_throttles(), PlanImportThrottle()]

    @extend_schema(
        operation_id="plans_import",
        parameters=[ImportWishSerializer],
        request={JSON: OpenApiTypes.OBJECT},
        responses={
            (201, JSON): OpenApiResponse(PlanImportedSerializer, description="It is stored."),
            (200, JSON): OpenApiResponse(PlanImportedSerializer, description="A dry run: nothing is stored."),
            413: OpenApiResponse(Problem, description="The document is larger than is accepted."),
        },
    )
    def post(self, request: Request) -> Response:
        """The body is the document itself. What is wrong with it is told with a JSON pointer (`attr`); then, and after
        a dry run, nothing is stored."""
        asked = ImportWishSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wish, dry_run = asked.wish(self._region(request, asked)), asked.validated_data["dry_run"]
        data: Any = request.data  # without a body it is no bytes but empty
        data = data or b""
        if len(data) > settings.PLAN_MAX_BYTES:
            raise TooLarge(_("The document is too large."))
        user: Any = request.user
        try:
            made = import_document(data, wish, by=user, dry_run=dry_run)
        except Unacceptable as refused:
            raise ValidationError(errors_of(refused.found.problems)) from refused
        answer = PlanImportedSerializer(told(made, dry_run=dry_run)).data
        if dry_run:
            return Response(answer)
        address = request.build_absolute_uri(reverse("api:masterplan-detail", args=[made.plan.pk]))
        return Response(answer, status=201, headers={"Location": address})

    def _region(self, request: Request, asked: ImportWishSerializer) -> Region:
        """The region of the address; one that the person does not see is unknown."""
        code = asked.validated_data["region"]
        row = Region.objects.allowed(request.user, Can.VIEW).filter(code=code).first()
        if row is None:
            raise ValidationError({"region": [_("No region has the code %(code)s.") % {"code": code}]})
        if not Region.objects.allowed(request.user, self.needs).filter(pk=row.pk).exists():
            raise PermissionDenied
        return row


def errors_of(problems: list[Wrong]) -> dict[str, list[ErrorDetail]]:
    """Problems by their JSON pointers; the document as a whole is `document`."""
    found: dict[str, list[ErrorDetail]] = {}
    for each in problems:
        found.setdefault(each.pointer or "document", []).append(ErrorDetail(each.text, code=each.code))
    return found


def document_answer(request: Request, document: dict[str, Any]) -> HttpResponseBase:
    """The document as a file; 304 for a caller who has it already."""
    return _answer(request, bytes_of(document), JSON, "private, no-cache")


def _answer(request: Request, content: bytes, media_type: str, caching: str) -> HttpResponseBase:
    etag = f'"{sha256(content).hexdigest()}"'
    answer = get_conditional_response(request._request, etag=etag) or HttpResponse(content, content_type=media_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = caching
    return answer
