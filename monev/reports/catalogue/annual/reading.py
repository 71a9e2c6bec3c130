"""Reads the plain data of the annual report back, and the words that its parts share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from core import formats
from core.documents import State
from monev.evaluation.survey_checks import LIMITS
from monev.reports.catalogue.base import Data


def day(value: Any) -> date | None:
    """A day that was frozen as text."""
    return date.fromisoformat(value) if value else None


def day_of(data: Data, moment: str | None) -> str:
    """The day of a moment on the clocks of the region, as text."""
    if not moment:
        return formats.NOTHING
    return formats.longdate(datetime.fromisoformat(moment).astimezone(ZoneInfo(data["region"]["time_zone"])).date())


def counted(part: int, whole: int) -> str:
    """`11 of 14`."""
    return gettext("%(counted)s of %(total)s") % {"counted": part, "total": whole}


def numbered(texts: list[str]) -> str:
    """Sentences one a line, numbered where there are several."""
    return texts[0] if len(texts) == 1 else "\n".join(f"{at}. {text}" for at, text in enumerate(texts, start=1))


def enough(mean: Data) -> State:
    """Whether a mean of citizens rests on enough answers, as its page says it."""
    if mean["mean"] is None:
        return State(gettext("no valid answer yet"), "none")
    if not mean["is_sufficient"]:
        return State(gettext("insufficient: below %(least)s") % {"least": LIMITS.least_valid}, "bad")
    if mean["has_surplus"]:
        return State(gettext("more answers than users"), "warning")
    return State(gettext("sufficient"), "good")
