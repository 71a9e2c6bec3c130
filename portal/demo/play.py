"""Eight quarters of a region: the closed ones as history, the open one by the services, then the closed ones locked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from organizations.models import Region, User
from portal.demo import current, periods, pledges, progress, quick_wins, told
from portal.demo.figures import PlanFigures
from portal.demo.plan import Row
from portal.demo.told import Scene
from quickwins.models import QuickWin


def load(
    region: Region,
    rows: list[Row],
    programs: dict[str, Program],
    operators: dict[int, User],
    verifier: User,
    today: date,
    wins: Iterable[tuple[Row, QuickWin]] = (),
    promised: Iterable[Pledge] = (),
) -> Scene:
    """Periods, and what was reported in them on programs, quick wins and pledges; returns where it happened."""
    scene = Scene(periods.load(region, today), PlanFigures.of(list(programs.values())), operators, verifier, today)
    pairs, owed, tales = list(wins), list(promised), told.tell(rows, programs, scene)
    progress.load([each for each in tales if not each.days.is_open], scene)
    quick_wins.reports(pairs, scene)
    pledges.reports(owed, scene)
    for handout in [
        *current.of_programs([each for each in tales if each.days.is_open], scene),
        *quick_wins.current(pairs, scene),
        *pledges.current(owed, scene),
    ]:
        current.carry_out(handout, verifier=verifier)
    periods.lock(scene.periods, verifier)
    return scene
