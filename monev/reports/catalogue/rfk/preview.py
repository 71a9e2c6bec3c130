"""What the RFK report will hold, and what it will lack."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from monev.reports.previews import Lack, Preview
from monev.reports.selectors.running import Running, facts, lacks_of_reports, running
from monev.reports.wishes import Wish


def rfk_preview(wish: Wish) -> Preview:
    """Programs with a counted report, OPDs that are missing, programs without ceiling or cash plan."""
    region, period = wish.required_region, wish.required_period
    programs = running(region, period, wish.agency)
    lacks = lacks_of_reports(programs, region, period, preliminary=wish.include_preliminary)
    return Preview(facts(programs), [*lacks, *_of_plan(programs)], rows=len(programs))


def _of_plan(programs: list[Running]) -> list[Lack]:
    if not programs:
        return [Lack(gettext("No program runs in this year."))]
    found = []
    if poor := sum(not each.has_ceiling for each in programs):
        text = ngettext(
            "%(count)s program has no ceiling this year: no percent and no weight.",
            "%(count)s programs have no ceiling this year: no percent and no weight.",
            poor,
        )
        found.append(Lack(text % {"count": poor}))
    if planless := sum(not each.has_cash_plan for each in programs):
        text = ngettext(
            "%(count)s program has no cash plan (RAK): no deviation from it.",
            "%(count)s programs have no cash plan (RAK): no deviation from it.",
            planless,
        )
        found.append(Lack(text % {"count": planless}))
    return found
