"""What the tests of entry in a browser work on: an OPD with work in a period that is open today."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from monev.monitoring.models.periods import Period
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.monev.monitoring.entry_case import make_case

PHONE = {"width": 390, "height": 844}
PROOF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def in_days(period: Period, days: int) -> None:
    """Move the dates of a period: it opens so many days from today, and closes a fortnight later."""
    opens = timezone.localdate() + timedelta(days=days)
    names = {"opens_on": 0, "warns_on": 7, "closes_on": 14, "locks_on": 30}
    Period.objects.filter(pk=period.pk).update(**{name: opens + timedelta(days=more) for name, more in names.items()})
    period.refresh_from_db()


def open_case(region, agency, other_agency, programs: int = 1) -> SimpleNamespace:
    """Programs of the OPD without a report, in a quarter that is open today; `case.address` enters the first."""
    made = make_case(region, agency, other_agency, programs=programs)
    in_days(made.earlier, -130)
    Period.objects.filter(pk=made.earlier.pk).update(locked_at=timezone.now())
    in_days(made.period, -10)
    made.address = entry_address(made, made.program)
    return made


def entry_address(case, subject, kind: str = "progress") -> str:
    return reverse(f"monitoring:{kind}-entry", args=[subject.pk, case.period.pk])


def quick_win_and_pledge(case, region, agency) -> None:
    """A quick win with a milestone, and a pledge, that are due too."""
    case.quick_win = QuickWinFactory(region=region, agency=agency, year=case.period.year)
    case.milestone = MilestoneFactory(quick_win=case.quick_win, due_on=timezone.localdate())
    case.pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))


def until(page: Page, script: str, arg: Any = None, seconds: int = 20) -> None:
    """Wait until `script` says yes; it may be asynchronous, as everything is that reads what the browser keeps."""
    end = time.monotonic() + seconds
    while not page.evaluate(script, arg):
        assert time.monotonic() < end, script
        page.wait_for_timeout(50)


def is_kept(page: Page, address: str) -> None:
    """Wait until the browser can open the page without a connection."""
    until(page, "() => navigator.serviceWorker.controller !== null")
    until(page, "async (address) => (await portal.pages.find(address)) !== null", address)
