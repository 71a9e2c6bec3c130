"""What a report may ask for. The values are the names of form fields, of REST fields, and of keys in `params`."""

from __future__ import annotations

from enum import StrEnum


class Parameter(StrEnum):
    """A parameter of a report; its stored form is a stable identifier."""

    PERIOD = "period"
    """An address such as `2026-3` or `2026-b9`."""
    YEAR = "year"
    """A year, as a number."""
    AGENCY = "agency"
    """The `uid` of an OPD."""
    PILLAR = "pillar"
    """The code of a pillar."""
    PROGRAM = "program"
    """The lineage of a program: the same in all versions of the plan."""
    QUICK_WIN = "quick_win"
    """The `uid` of a quick win."""
    MEETING = "meeting"
    """The `uid` of a meeting of the council."""
    STAGE = "stage"
    """The `uid` of a stage of the national evaluation."""
    PRELIMINARY = "include_preliminary"
    """Whether reports that are not verified yet count."""


SHARED = frozenset({Parameter.PERIOD, Parameter.YEAR, Parameter.STAGE, Parameter.PILLAR, Parameter.PRELIMINARY})
"""Parameters that mean the same in every region."""

NAMES = tuple(each.value for each in Parameter)
"""All of them, as REST names them."""
