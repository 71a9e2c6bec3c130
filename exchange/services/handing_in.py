"""Evidence that another system hands in for a report, which is opened where there is none, as on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from exchange.services.bulk_places import PROGRAM_KEYS, Places, Unplaced
from masterplan.models.commitments import Pledge
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import MilestoneProgress
from monev.monitoring.selectors.subjects import kind_of, report_on, subjects_due
from monev.monitoring.services.entry import open_on
from monev.monitoring.services.evidence import Attached, attach_file, attach_link, pretend_kept
from organizations.models import User
from organizations.roles import Can
from quickwins.models import QuickWin

Given = Mapping[str, Any]
OTHERS: dict[str, Any] = {"quick_win": QuickWin, "pledge": Pledge}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was attached, and to which report; none where a trial would have opened it."""

    report: Any
    attached: Attached


@transaction.atomic
def hand_in(given: Given, words: Mapping[str, Any], *, by: User, dry_run: bool = False) -> HandedIn:
    """Attach a file or a link to the report that `given` names. Raises `Unplaced`, and what the services raise.

    `dry_run` does everything and undoes it.
    """
    places = Places(by)
    period = places.period(given)
    subject, proves = _program(given, period, places) if _is_program(given) else _other(given, period, by)
    is_new = report_on(subject, period) is None
    report = open_on(subject, period, by=by)
    if dry_run and given.get("file") is not None:
        pretend_kept(given["file"])
    if given.get("file") is not None:
        attached = attach_file(report, given["file"], by=by, proves=proves, **words)
    else:
        attached = attach_link(report, given["link"], by=by, proves=proves, **words)
    transaction.set_rollback(dry_run)
    return HandedIn(None if dry_run and is_new else report, attached)


def _is_program(given: Given) -> bool:
    return any(given.get(name) for name in PROGRAM_KEYS)


def _program(given: Given, period: Period, places: Places) -> tuple[Any, str]:
    line = places.line(given, period)
    if given.get("milestone"):
        raise Unplaced("unknown_milestone", _("A program has no milestones; name an indicator."), "milestone")
    text = given.get("indicator")
    return line.subject, f"value_{places.indicator(line, text, 'indicator')}" if text else ""


def _other(given: Given, period: Period, by: User) -> tuple[Any, str]:
    name = next(name for name in OTHERS if given.get(name))
    due = subjects_due(kind_of(OTHERS[name]()), period).allowed(by, Can.VIEW)
    subject = due.filter(uid=given[name]).first()
    if subject is None:
        raise Unplaced("unknown_subject", _("Nothing that is reported in this period has this identifier."), name)
    return subject, _milestone(subject, period, given.get("milestone"))


def _milestone(subject: Any, period: Period, uid: UUID | None) -> str:
    if uid is None:
        return ""
    rows = MilestoneProgress.objects.filter(report__period=period, milestone__uid=uid, archived_at=None)
    found = rows.filter(report__quick_win=subject).first() if isinstance(subject, QuickWin) else None
    if found is None:
        raise Unplaced(
            "unknown_milestone",
            _("Nothing is entered yet that this could prove. Enter it first, or choose the whole report."),
            "milestone",
        )
    return f"milestone_{found.milestone_id}"
