"""How views become OpenAPI: one shape for every refusal, CSV as the text that it is, headers, subjects."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from drf_standardized_errors.openapi import AutoSchema as StandardizedSchema
from rest_framework import serializers

from core.rest.deprecation import fields_of
from core.rest.moments import HEADERS, NO_FIGURES
from core.rest.problems import MEDIA_TYPE

BODIES = ("POST", "PUT", "PATCH")
NOT_JSON = {
    "text/csv": {"type": "string"},
    "application/x-ndjson": {"type": "string"},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"type": "string", "format": "binary"},
}
"""The formats of rows beside JSON; they have the same columns."""


class ProblemDetail(serializers.Serializer):
    """One thing that is wrong; `attr` names the parameter or field, if it is one."""

    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class Problem(serializers.Serializer):
    """Every refusal (problem details, RFC 9457). Clients branch on `code`, people read `title` and `detail`."""

    type = serializers.CharField(help_text="An address that explains this kind of problem.")
    title = serializers.CharField(help_text="The kind of problem, in the language asked for.")
    status = serializers.IntegerField(min_value=400, max_value=599)
    code = serializers.CharField(help_text="Stable name of the problem.")
    detail = serializers.CharField(help_text="What went wrong this time.")
    instance = serializers.CharField(help_text="The address that was asked.")
    errors = ProblemDetail(many=True)  # type: ignore[assignment]


class AutoSchema(StandardizedSchema):
    """Refusals are problems whatever was asked for; rows may also be had as CSV."""

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", None) or self._subject() or super().get_tags()[0]]

    def _subject(self) -> str:
        """The subject whose modules hold the view: the longest prefix wins."""
        subjects: dict[str, str] = getattr(import_module(settings.REST_SUBJECTS), "MODULES", {})
        module = type(self.view).__module__
        found = [each for each in subjects if module == each or module.startswith(f"{each}.")]
        return subjects[max(found, key=len)] if found else ""

    def is_deprecated(self) -> bool:
        return bool(getattr(self.view, "deprecated_since", None)) or bool(super().is_deprecated())

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        made = super()._map_serializer(serializer, direction, bypass_extensions)
        for name in fields_of(serializer):
            if name in made.get("properties", {}):
                made["properties"][name] = {**made["properties"][name], "deprecated": True}
        return made

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        if status_code in responses:
            return False
        if status_code in ("413", "415"):
            return self.method in BODIES
        return status_code == "400" or bool(super()._should_add_error_response(responses, status_code))

    def _get_response_for_code(
        self, serializer: Any, status_code: Any, media_types: Any = None, direction: str = "response"
    ) -> Any:
        code = str(status_code[0] if isinstance(status_code, tuple) else status_code)
        if code >= "400":
            media_types = [MEDIA_TYPE]
        made = super()._get_response_for_code(serializer, status_code, media_types, direction)
        for media_type, content in made.get("content", {}).items():
            if media_type in NOT_JSON:
                content.clear()
                content["schema"] = dict(NOT_JSON[media_type])
        if code == "200" and self._carries_figures():
            made["headers"] = {**HEADERS, **made.get("headers", {})}
        return made

    def get_override_parameters(self) -> list[Any]:
        """What a view says of its parameters beyond filters and pages."""
        said: Any = getattr(self.view, "more_parameters", None)
        return [*super().get_override_parameters(), *(said() if said else ())]

    def _carries_figures(self) -> bool:
        carries = getattr(self.view, "carries", None)
        return self.method == "GET" and carries not in (None, NO_FIGURES)


FILE: dict[Any, Any] = {
    (200, "application/octet-stream"): OpenApiTypes.BINARY,
    206: OpenApiResponse(bytes, description="The part of the file that `Range` asks for."),
    304: OpenApiResponse(description="Not changed since the version that `If-None-Match` names."),
    416: OpenApiResponse(description="The part that is asked for lies outside of the file."),
}
"""The answer of an address that hands out a file, whole or a part of it."""
RANGE = OpenApiParameter(
    "Range", str, OpenApiParameter.HEADER, description="One part, such as `bytes=1000000-`: a download that goes on."
)
IF_RANGE = OpenApiParameter(
    "If-Range",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of what was begun; of another, all is sent.",
)
DOWNLOAD = [RANGE, IF_RANGE]
"""What a caller of such an address may say."""
