"""Pages of the site itself."""

from __future__ import annotations

from django.http import Http404
from django.views.generic import TemplateView
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.rest.problems import BY_CODE, KINDS, Kind


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
