"""Handing out what is about personal data: written down first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from organizations import audit
from organizations.models import Region, User
from portal.selectors.protection import Held, held


@transaction.atomic
def hand_out_record(region: Region | None, *, by: User, format: str) -> Sequence[Held]:  # noqa: A002
    """The record of processing activities (art. 31)."""
    audit.record(by, "processing_record.exported", region or by, region=region, format=format)
    return held(region)


def hand_out_own(person: User) -> None:
    """A person takes their own data along."""
    audit.record(person, "own_data.exported", person, region=None)
