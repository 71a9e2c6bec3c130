"""The whole demonstration in one transaction: published facts of the first region, example data of both."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from core.statistics import renew_statistics
from masterplan.models.commitments import Pledge
from masterplan.models.plans import MasterPlan, Program
from monev.evaluation.services.follow_up_reminders import compile_follow_up_reminders
from monev.monitoring.services.reminders import compile_reminders
from monev.monitoring.services.standings import refresh_standings
from organizations.demo import DEMO_REGION
from organizations.models import Region, User
from organizations.roles import Role
from portal.demo import (
    agencies,
    citizens,
    corrections,
    decisions,
    evaluation,
    external,
    findings,
    governance,
    last_round,
    letterheads,
    neighbour,
    people,
    plan,
    play,
    posts,
    protection,
    published,
    quick_wins,
    scheduled,
    surveys,
    webhooks,
)
from portal.demo.agencies import Offices
from portal.demo.quarters import open_quarter
from portal.demo.store import REASON
from portal.services.directive_reminders import compile_directive_reminders
from quickwins.models import QuickWin

TITLE = "Rencana Induk Smart City Kabupaten Sumbawa Barat 2022–2026 (contoh)"


def is_loaded() -> bool:
    """Whether the demonstration is there already."""
    return MasterPlan.objects.filter(region__code=DEMO_REGION, title=TITLE).exists()


@transaction.atomic
def load(today: date) -> bool:
    """Load what is missing; False when everything was there."""
    region = Region.objects.select_related("province").get(code=DEMO_REGION)
    if is_loaded():
        people.load(region)
        return False
    _first(region, today)
    neighbour.load(today)
    letterheads.load()
    last_round.load(today)
    surveys.load(today)  # before the evaluation: its proposals read the means
    evaluation.load(today)
    protection.load(region)
    webhooks.load(region)  # the last: nothing above is told to it
    renew_statistics()
    refresh_standings()  # what the worker would calculate within a minute
    compile_reminders()  # what the timetable would tell the example people within the hour
    compile_directive_reminders()
    compile_follow_up_reminders()
    return True


def _first(region: Region, today: date) -> None:
    """The region of the demonstration: what is published first, then everything that is made up."""
    region.is_active = True
    region.store(by=None, reason=REASON)
    documents = published.load(region)
    offices = agencies.load(region)
    published.innovations(region, offices.agencies)
    people.load(region)
    rows = plan.program_rows()
    programs = plan.load(region, offices, rows, TITLE)
    governance.load(region, offices.agencies, programs, today)
    findings.load(region, offices.agencies, today)
    promised = governance.commitments(region, offices.agencies, programs, documents["commitment"])
    wins, operators = _progress(region, offices, rows, programs, promised, today)
    findings.follow_up(region, today)
    decisions.load(region, today)
    external.load(region, today)
    citizens.load(region, documents, programs, wins, operators, today)
    scheduled.load(region)


def _progress(
    region: Region,
    offices: Offices,
    rows: list[plan.Row],
    programs: dict[str, Program],
    promised: list[Pledge],
    today: date,
) -> tuple[list[QuickWin], dict[int, User]]:
    """Quick wins, and what was reported over the eight quarters."""
    wins = quick_wins.load(region, offices, programs, open_quarter(today).year)
    quick_wins.replicate(wins, by=Region.objects.get(code=neighbour.CODE))
    operators = people.operators(list(offices.agencies.values()))
    scene = play.load(region, rows, programs, operators, people.holder(Role.VERIFIER), today, wins, promised)
    corrections.load(scene)
    win_rows = [quick_win for _row, quick_win in wins]
    posts.load(offices.agencies.values(), operators, programs.values(), win_rows, promised, today)
    return win_rows, operators
