"""Who signs where the region entered nobody."""

from __future__ import annotations

from django.utils.translation import gettext

from monev.reports.catalogue.base import Signer


def head_of_team() -> Signer:
    """Who leads the work on the plan."""
    return Signer("", gettext("Head of the implementation team"))


def head_of_agency(name: str) -> Signer:
    """Who answers for an OPD."""
    return Signer(gettext("Acknowledged by"), gettext("Head of %(agency)s") % {"agency": name})
