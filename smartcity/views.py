"""Pages of the site itself."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.views.generic import TemplateView
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.rest.problems import BY_CODE, KINDS, Kind


class ApiSchema(SpectacularAPIView):
    """The schema of the REST interface, the same for everybody: kept once it was made, which takes seconds."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer: Any = request.accepted_renderer
        asked = request.GET.get("lang")
        language = asked if asked in dict(settings.LANGUAGES) else get_language()
        kept = _schema(renderer.format, language or settings.LANGUAGE_CODE)
        name = content_disposition_header(as_attachment=False, filename=f"portal-smart-city.{renderer.format}")
        return HttpResponse(
            zlib.decompress(kept),
            content_type=f"{renderer.media_type}; charset=utf-8" if renderer.charset else renderer.media_type,
            headers={"Content-Disposition": str(name)},
        )


@cache
def _schema(file_format: str, language: str) -> bytes:
    """The schema as text, packed: six megabytes are a third of one."""
    renderer = next(each for each in ApiSchema.renderer_classes if each.format == file_format)
    with override(language):
        found = ApiSchema.generator_class().get_schema(request=None, public=True)
        text = renderer().render(found, renderer_context={})
    return zlib.compress(text.encode() if isinstance(text, str) else text)


class ApiDocumentation(TemplateView):
    """The documentation of the REST interface, drawn from its schema by Swagger UI that we serve ourselves."""

    template_name = "api/documentation.html"


class ProblemKindSerializer(serializers.Serializer):
    """A kind of problem: what it means and what a client should do about it."""

    type = serializers.CharField(source="address")
    code = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()
    advice = serializers.CharField()


class ProblemKindListSerializer(serializers.Serializer):
    """All kinds of problems."""

    results = ProblemKindSerializer(many=True)


class OpenView(APIView):
    """For everybody, logged in or not: it tells nothing about anybody."""

    authentication_classes = ()
    permission_classes = [AllowAny]
    renderer_classes = [JSONRenderer]
    throttle_classes = ()


class ProblemKindsView(OpenView):
    """The kinds of problems that refusals name in `type` and `code`."""

    @extend_schema(responses=ProblemKindListSerializer, operation_id="problems_list")
    def get(self, request: Request) -> Response:
        return Response(ProblemKindListSerializer({"results": KINDS}).data)


class ProblemKindView(OpenView):
    """One kind of problem: what it means and what a client should do about it."""

    @extend_schema(responses=ProblemKindSerializer, operation_id="problems_retrieve")
    def get(self, request: Request, code: str) -> Response:
        kind: Kind | None = BY_CODE.get(code)
        if kind is None:
            raise Http404
        return Response(ProblemKindSerializer(kind).data)
