"""Reads of single tables of this app."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class OwnRequestQuerySet(models.QuerySet[Any]):
    """Writing requests: a person's own, nobody else's."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user)
