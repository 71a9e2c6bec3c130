"""Conditions that are asked in more than one place: among the keys of a subquery, within some days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import ForeignKey, Q
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


def within_days(column: str, since: date | None, until: date | None, zone: tzinfo) -> Q:
    """Moments in `column` from the beginning of one day to the end of another, both as `zone` has them; None: open.

    So are the first and the last day that there are: they have no moment before or after them to compare with.
    """
    wanted = Q()
    if since and since != date.min:
        wanted &= Q(**{f"{column}__gte": datetime.combine(since, time(), zone)})
    if until and until != date.max:
        wanted &= Q(**{f"{column}__lt": datetime.combine(until + timedelta(days=1), time(), zone)})
    return wanted
