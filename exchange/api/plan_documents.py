"""REST: a plan as a document, its JSON Schema, and the import of one."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.openapi import Problem
from core.rest.problems import problem
from exchange.api.keyed import KEY_PARAMETER, TOO_LARGE, UNSUPPORTED, TooLarge, WritingView, shown
from exchange.api.plan_examples import IMPORTED, PLAN, REFUSED, SCHEMA
from exchange.interchange.document import bytes_of
from exchange.interchange.problems import Problem as Wrong
from exchange.interchange.schema import json_schema
from exchange.selectors.plan_documents import plan_document
from exchange.serializers.plan_documents import (
    ImportWishSerializer,
    PlanImportedSerializer,
    PlanRefusedSerializer,
    told,
)
from exchange.services.idempotency import Answer
from exchange.services.plan_documents.importing import Unacceptable, import_document
from exchange.services.plan_documents.wishes import Wish
from masterplan.models.plans import MasterPlan, PlanVersion
from organizations.models import Region
from organizations.pulling import concerning
from organizations.rest import ScopedView
from organizations.roles import Can
from organizations.scopes import FILES

JSON = "application/json"
SCHEMA_JSON = "application/schema+json"
SAME = OpenApiResponse(description="Not changed since the version that `If-None-Match` names.")
DOCUMENT = OpenApiResponse(
    OpenApiTypes.OBJECT,
    description="The document, as `/api/v1/schemas/plan/1.0/` describes it. The ETag is the SHA-256 of these bytes.",
)
ANSWERS = {(200, JSON): DOCUMENT, 304: SAME}
TAKEN = OpenApiExample("plan", value=PLAN, response_only=True, description="Shortened: a document names every field.")
UNREADABLE = ("not_json", "not_utf8", "not_a_number")
THERE_ALREADY = ("plan_exists", "draft_exists")


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
    scopes = FILES
    renderer_classes = [JSONRenderer]

    @extend_schema(operation_id="plans_document", responses=ANSWERS, examples=[TAKEN])
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        plan = MasterPlan.objects.select_related("region").obtain(request.user, self.needs, pk=pk)
        return document_answer(request, plan)


class VersionDocumentView(ScopedView):
    """One version of a plan alone, without pledges and quick wins, as a document that can be imported."""

    needs = Can.VIEW
    scopes = FILES
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="plan_versions_document", responses={(200, JSON): DOCUMENT, 304: SAME}, examples=[TAKEN]
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        version = PlanVersion.objects.select_related("plan__region").obtain(request.user, self.needs, pk=pk)
        return document_answer(request, version.plan, version)


class PlanSchemaView(ScopedView):
    """The JSON Schema (2020-12) of documents of plans; it is for everybody."""

    needs = Can.VIEW
    tells_of_regions = False
    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="schemas_plan",
        auth=[],
        responses={(200, SCHEMA_JSON): OpenApiTypes.OBJECT, 304: SAME},
        examples=[OpenApiExample("schema", value=SCHEMA, response_only=True, media_type=SCHEMA_JSON)],
    )
    def get(self, request: Request) -> HttpResponseBase:
        answer = HttpResponse(bytes_of(json_schema()), content_type=SCHEMA_JSON)
        answer["Cache-Control"] = "public, max-age=3600"
        return answer


class PlanImportView(WritingView):
    """Bring a plan into a region."""

    needs = Can.PLAN
    parameters = ("region", "mode", "dry_run", "create_agencies", "agency")
    parser_classes = [DocumentParser]
    most_bytes = "PLAN_MAX_BYTES"

    @extend_schema(
        operation_id="plans_import",
        parameters=[KEY_PARAMETER, ImportWishSerializer],
        request={JSON: OpenApiTypes.OBJECT},
        responses={
            (201, JSON): OpenApiResponse(PlanImportedSerializer, description="It is stored."),
            (200, JSON): OpenApiResponse(PlanImportedSerializer, description="A dry run: nothing is stored."),
            400: OpenApiResponse(Problem, description="No key, a parameter that is not known, or it is no JSON."),
            409: OpenApiResponse(
                PlanRefusedSerializer,
                description="`refused`: the region has this plan, or a draft of it; `under_way`: a request with this "
                "key is being worked on.",
            ),
            413: TOO_LARGE,
            415: UNSUPPORTED,
            422: OpenApiResponse(
                PlanRefusedSerializer,
                description="Something is wrong with the document and nothing was stored: `attr` is the JSON pointer "
                "of each mistake. Or the key was used for another document.",
            ),
        },
        examples=[
            OpenApiExample("plan", value=PLAN, request_only=True),
            OpenApiExample("stored", value=IMPORTED, response_only=True, status_codes=["201"]),
            OpenApiExample("refused", value=REFUSED, response_only=True, status_codes=["422"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """The body is the document itself. What is wrong with it is told with a JSON pointer (`attr`); then, and after
        a dry run, nothing is stored."""
        asked = ImportWishSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wish, dry_run = asked.wish(self._region(request, asked)), asked.validated_data["dry_run"]
        if dry_run:
            return shown(self._work(wish, dry_run=True))
        self.require_key()
        answer = self.answered(lambda: self._work(wish, dry_run=False))
        if answer.status_code == 201:
            key = answer.data["plan"]["id"]
            answer["Location"] = request.build_absolute_uri(reverse("api:masterplan-detail", args=[key]))
        return answer

    def document(self) -> bytes:
        """The body; without one it is no bytes but empty."""
        data: Any = self.request.data or b""
        if len(data) > settings.PLAN_MAX_BYTES:
            raise TooLarge
        return bytes(data)

    def content(self) -> Mapping[str, Any]:
        """What a repeated request is compared by."""
        return {"sha256": sha256(self.document()).hexdigest()}

    def _work(self, wish: Wish, *, dry_run: bool) -> Answer:
        try:
            made = import_document(self.document(), wish, by=self.person(), dry_run=dry_run)
        except Unacceptable as refused:
            return _refused(refused, wish, self.request.path, dry_run=dry_run)
        body = dict(PlanImportedSerializer(told(made, dry_run=dry_run)).data)
        return Answer(200 if dry_run else 201, body)

    def _region(self, request: Request, asked: ImportWishSerializer) -> Region:
        """The region of the address; one that the person does not see is unknown."""
        code = asked.validated_data["region"]
        row = Region.objects.allowed(request.user, Can.VIEW).filter(code=code).first()
        if row is None:
            raise ValidationError({"region": [_("No region has the code %(code)s.") % {"code": code}]})
        if not Region.objects.allowed(request.user, self.needs).filter(pk=row.pk).exists():
            raise PermissionDenied
        return row


def _refused(refused: Unacceptable, wish: Wish, path: str, *, dry_run: bool) -> Answer:
    """Everything that is wrong: 400 where it cannot be read, 409 where only the plan is in the way, else 422."""
    found = refused.found
    codes = {each.code for each in found.problems}
    code, status = "unprocessable", 422
    if codes <= {*UNREADABLE}:
        code, status = "parse_error", 400
    elif codes <= {*THERE_ALREADY}:
        code, status = "refused", 409
    first = found.problems[0]
    detail = first.text if found.told.count == 1 else _("Nothing was stored. See what is to be mended in `errors`.")
    body = problem(code, status, detail, path, [error_of(each) for each in found.problems])
    about = {"mode": wish.mode, "dry_run": dry_run, "region": wish.region.code, "count": found.told.count}
    return Answer(status, {**body, **about})


def error_of(each: Wrong) -> dict[str, Any]:
    """A problem of the document as one entry of `errors`: `attr` is its JSON pointer, null for all of it."""
    return {"code": each.code, "detail": each.text, "attr": each.pointer or None}


def document_answer(request: Request, plan: MasterPlan, version: PlanVersion | None = None) -> HttpResponseBase:
    """The document as a file; the log of pulls gets its region and the number of its programs."""
    document = plan_document(plan, version=version)
    concerning(request, regions=[plan.region_id], rows=sum(len(each["programs"]) for each in document["versions"]))
    content = bytes_of(document)
    answer = HttpResponse(content, content_type=JSON)
    answer["ETag"] = f'"{sha256(content).hexdigest()}"'
    return answer
