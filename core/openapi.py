"""How views become OpenAPI: one shape for every refusal, CSV as the text that it is."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_standardized_errors.openapi import AutoSchema as StandardizedSchema
from rest_framework import serializers

JSON = "application/json"
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
    """Every refusal: `validation_error` (a value), `client_error` (log-in, right, address) or `server_error`."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ProblemDetail(many=True)  # type: ignore[assignment]


class AutoSchema(StandardizedSchema):
    """Refusals are JSON whatever was asked for; rows may also be had as CSV."""

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", None) or super().get_tags()[0]]

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        if status_code == "400":
            return "400" not in responses
        return bool(super()._should_add_error_response(responses, status_code))

    def _get_response_for_code(
        self, serializer: Any, status_code: Any, media_types: Any = None, direction: str = "response"
    ) -> Any:
        if str(status_code) >= "400":
            media_types = [JSON]
        made = super()._get_response_for_code(serializer, status_code, media_types, direction)
        for media_type, content in made.get("content", {}).items():
            if media_type in NOT_JSON:
                content.clear()
                content["schema"] = dict(NOT_JSON[media_type])
        return made

    def get_override_parameters(self) -> list[Any]:
        """What a view says of its parameters beyond filters and pages."""
        said: Any = getattr(self.view, "more_parameters", None)
        return [*super().get_override_parameters(), *(said() if said else ())]


FILE: dict[Any, Any] = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
"""The answer of an address that hands out a file."""
