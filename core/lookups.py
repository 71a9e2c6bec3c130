"""A choice among the keys of a subquery that PostgreSQL answers by an index, also beside an OR."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.db.models.fields.related_lookups import RelatedIn

AMONG = "among"


@ForeignKey.register_lookup
class Among(RelatedIn):
    """`row__among=queryset`: as `row__in`, for conditions joined by OR.

    With `IN (SELECT ...)`, or through a join, PostgreSQL cannot use an index for one side of an OR: it reads the whole
    table. As an array the keys are found once, and each side is found by its own index.
    """

    lookup_name = AMONG

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        if connection.vendor == "postgresql" and not self.rhs_is_direct_value():
            return f"= ANY (ARRAY{rhs})"
        return super().get_rhs_op(connection, rhs)
