"""The one place that decides which rows a person sees or may change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404

from organizations.access import Reach
from organizations.roles import Can


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a region and perhaps to an OPD.

    A subclass says by which path: `region_path` (required) and `agency_path` (None: the row belongs to no OPD, so a
    right that reaches single OPDs only does not reach it).
    """

    region_path: ClassVar[str]
    agency_path: ClassVar[str | None] = None

    def select_for_update(
        self, nowait: bool = False, skip_locked: bool = False, of: Sequence[str] = (), no_key: bool = True
    ) -> Self:
        """Hold the rows for a change; others may meanwhile write rows that refer to them.

        Else a save (which holds its period and at its end refers to the region) and a request for a report (which holds
        the region and refers to the period) wait for each other until PostgreSQL ends one of them.
        """
        return super().select_for_update(nowait=nowait, skip_locked=skip_locked, of=of, no_key=no_key)

    def allowed(self, user: Any, can: Can) -> Self:
        """The rows for which `user` may do `can`; nothing for somebody who is not logged in."""
        return self.within(user.access.reach(can)) if user.is_authenticated else self.none()

    def within(self, reach: Reach) -> Self:
        """The rows within one reach."""
        if reach.nation:
            return self
        rows = Q(**{f"{self.region_path}__in": reach.regions}) if reach.regions else Q(pk__in=())
        if reach.agencies and self.agency_path:
            rows |= Q(**{f"{self.agency_path}__in": reach.agencies})
        return self.filter(rows)

    def of_region(self, region: Any) -> Self:
        """The rows of one region."""
        return self.filter(**{self.region_path: region})

    def current(self) -> Self:
        """The rows in use (not archived)."""
        return self.filter(archived_at=None)

    def obtain(self, user: Any, can: Can, **lookup: Any) -> Any:
        """One row for `can`: Http404 when the person may not see it, PermissionDenied when they see but may not."""
        row = self.allowed(user, Can.VIEW).filter(**lookup).first()
        if row is None:
            raise Http404
        if can is not Can.VIEW and not self.allowed(user, can).filter(pk=row.pk).exists():
            raise PermissionDenied
        return row


def require_within(row: models.Model, user: Any, can: Can) -> None:
    """Look a just saved row up again inside the allowed rows; called before the transaction ends.

    Raises PermissionDenied, which undoes the transaction: a form or a REST body cannot move a row out of reach.
    """
    if not type(row)._default_manager.all().allowed(user, can).filter(pk=row.pk).exists():  # type: ignore[attr-defined]
        raise PermissionDenied
