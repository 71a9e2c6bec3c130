"""The reports to be: each program's story laid over the eight quarters, with the words of each report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from organizations.models import User
from portal.demo.figures import PlanFigures
from portal.demo.plan import Row
from portal.demo.quarters import Calendar
from portal.demo.stories import Chapter, chapter, pick
from portal.reference.files import toml


@dataclass(frozen=True)
class Scene:
    """Where it happens: periods, the plan's figures, the operator of each OPD, the verifier, today."""

    periods: list[tuple[Calendar, Period]]
    plan: PlanFigures
    operators: dict[int, User]
    verifier: User
    today: date


@dataclass
class Told:
    """One report to be: the program, its chapter, and what was reported before it in the same year."""

    program: Program
    days: Calendar
    period: Period
    chapter: Chapter
    before: Decimal
    report: ProgressReport = field(default_factory=ProgressReport)

    @property
    def physical(self) -> Decimal:
        """Nothing new where nothing happened."""
        return self.before if self.chapter.is_nil else self.chapter.physical

    @property
    def seed(self) -> str:
        return f"{self.program.code} {self.days.quarter.year} {self.days.quarter.number}"


def tell(rows: list[Row], programs: dict[str, Program], scene: Scene) -> list[Told]:
    """All reports, program by program, quarter by quarter."""
    stories = toml("demo/stories.toml")
    return [each for row in rows for each in _chapters(programs[row["code"]], stories[row["story"]], scene)]


def _chapters(program: Program, story: dict[str, Any], scene: Scene) -> Iterator[Told]:
    """The reports of one program in order; the year begins at zero."""
    before = Decimal(0)
    for position, (days, period) in enumerate(scene.periods, start=1):
        quarter = days.quarter
        if quarter.number == 1:
            before = Decimal(0)
        if not program.start_year <= quarter.year <= program.end_year:
            continue
        planned = scene.plan.physical[program.pk, quarter.year, quarter.last_month]
        made = chapter(story, position, planned, f"{program.code} {quarter.year} {quarter.number}")
        if made:
            each = Told(program, days, period, made, before)
            before = each.physical
            yield each


def words(each: Told) -> dict[str, Any]:
    """The texts of a report: what was done, what helped, what hindered, what follows; or why nothing happened."""
    if each.chapter.is_nil:
        return {"nil_reason": say("nil", each)}
    return {
        "narrative": say("narrative_behind" if each.chapter.is_behind else "narrative", each),
        "supporting_factors": say("supporting", each),
        "hindering_factors": say("hindering", each),
        "follow_up": say("follow_up", each),
    }


def say(kind: str, each: Told) -> str:
    """One of the example sentences of this kind, marked as example."""
    texts = toml("demo/texts.toml")
    return str(texts["mark"] + pick(texts[kind], f"{kind} {each.seed}"))


@dataclass(frozen=True)
class Question:
    """A remark of the verifier at a field of a report, and what the OPD answers, if it did."""

    field: str
    text: str
    answer: str = ""


def questions() -> tuple[Question, ...]:
    """What the verifier asks about a report that goes back to the OPD."""
    rows = toml("demo/texts.toml")["question"]
    return tuple(Question(row["field"], row["text"], row.get("answer", "")) for row in rows)
