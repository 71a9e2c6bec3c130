"""REST: pages of a list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response


class Pages(PageNumberPagination):
    """Numbered pages; `page_size` from 1 to 500. CSV has no envelope, so count and neighbours are headers too."""

    page_size_query_param = "page_size"
    max_page_size = 500

    def get_page_size(self, request: Request) -> int | None:
        text = request.query_params.get("page_size")
        if text is None:
            return self.page_size
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= self.max_page_size:
            raise ValidationError(
                {"page_size": [_("Give a whole number from 1 to %(most)s.") % {"most": self.max_page_size}]}
            )
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response["X-Total-Count"] = str(self.page.paginator.count)  # type: ignore[union-attr]
        links = [("next", self.get_next_link()), ("prev", self.get_previous_link())]
        if known := [f'<{url}>; rel="{name}"' for name, url in links if url]:
            response["Link"] = ", ".join(known)
        return response

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        found = super().get_schema_operation_parameters(view)
        for parameter in found:
            parameter["schema"]["minimum"] = 1
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"maximum": self.max_page_size, "default": self.page_size}
        return found
