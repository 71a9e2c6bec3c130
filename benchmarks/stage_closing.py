"""How long a stage takes to close and publish with all regions: `python benchmarks/stage_closing.py [regions]`.

Makes a database of its own (SQLite; with DATABASE_URL the database that it names, which must be empty): 514 regions, an
instrument of 117 items in six dimensions, 5 assessors who scored every item.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ITEMS = {"baseline": 5, "output": 7, "outcome": 33, "impact": 54, "quick_win": 12, "collaboration": 6}
WEIGHTS = {"baseline": 10, "output": 20, "outcome": 20, "impact": 20, "quick_win": 20, "collaboration": 10}
ASSESSORS = 5


def prepare(folder: Path) -> None:
    """A database and files of this run only."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="smartcity.settings",
        VAR_DIR=str(folder),
        SECRET_KEY="only for this measurement, nobody logs in",  # noqa: S106
        REDIS_URL="",
        DEBUG="0",
        DEMO="0",
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()


def fill(count: int) -> tuple[Any, Any]:
    """The stage with everything scored, and the national administrator."""
    from django.core.management import call_command
    from django.utils import timezone

    from monev.evaluation.models.assessments import Answer, Assessment
    from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
    from monev.evaluation.models.rounds import EvaluationRound, RoundStage
    from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore
    from organizations.models import Membership, Region, User

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    now = timezone.now()
    admin = User.objects.create_user("admin@contoh.example", "rahasia", name="Admin")
    Membership.objects.create(user=admin, role="national_admin")
    people = [User(email=f"asesor{n}@contoh.example", name=f"Asesor {n}") for n in range(ASSESSORS)]
    people = User.objects.bulk_create(people)
    named = {"code": "ukur", "name_id": "Ukur", "name_en": "Measure", "year": 2026, "rounding": "total"}
    instrument = Instrument.objects.create(**named)
    items = []
    for number, (code, size) in enumerate(ITEMS.items(), start=1):
        named = {"instrument": instrument, "code": code, "name_id": code, "name_en": code, "position": number}
        dimension = Dimension.objects.create(weight=Decimal(WEIGHTS[code]), **named)
        heading = InstrumentIndicator.objects.create(instrument=instrument, dimension=dimension, name="Indikator")
        rows = [
            InstrumentItem(
                instrument=instrument,
                indicator=heading,
                code=f"{number}.{at:02d}",
                text="Pertanyaan yang cukup panjang untuk sebuah butir penilaian",
                position=number * 100 + at,
            )
            for at in range(1, size + 1)
        ]
        items += InstrumentItem.objects.bulk_create(rows)
    Instrument.objects.filter(pk=instrument.pk).update(status="published", published_at=now)
    made = EvaluationRound.objects.create(instrument=instrument, year=2026, name="Ukur 2026", self_assessment_until=now)
    days = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 30)}
    stage = RoundStage.objects.create(round=made, kind="II", state="open", **days)
    regions = Region.objects.exclude(kind="province").order_by("code")[:count]
    submitted = {"state": "submitted", "submitted_at": now}
    assessments = Assessment.objects.bulk_create(Assessment(region=each, round=made, **submitted) for each in regions)
    for number, assessment in enumerate(assessments):
        Answer.objects.bulk_create(
            Answer(assessment=assessment, item=item, score=at % 5, text="Jawaban daerah")
            for at, item in enumerate(items)
        )
        assignments = Assignment.objects.bulk_create(
            Assignment(
                assessment=assessment,
                stage=stage,
                assessor=person,
                institution="Universitas",
                starts_on=days["opens_on"],
                ends_on=days["closes_on"],
                submitted_at=now,
            )
            for person in people
        )
        ItemScore.objects.bulk_create(
            ItemScore(assignment=assignment, item=item, score=(at * 7 + turn * 3 + number) % 5, note="Catatan")
            for turn, assignment in enumerate(assignments)
            for at, item in enumerate(items)
        )
        AssessorFinding.objects.bulk_create(
            AssessorFinding(assignment=each, kind=kind, text="Temuan asesor")
            for each in assignments
            for kind in ("strength", "weakness", "recommendation")
        )
    return stage, admin


def timed(name: str, work: Any) -> Any:
    """Do it and say how long it took."""
    started = time.perf_counter()
    made = work()
    print(f"{name}: {time.perf_counter() - started:.2f} s", flush=True)
    return made


def measure(stage: Any, admin: Any) -> None:
    """Each step that somebody waits for, and the work behind it."""
    from monev.evaluation.models.scores import StageResult
    from monev.evaluation.selectors.closing import closing_gaps
    from monev.evaluation.selectors.stage_results import stage_table
    from monev.evaluation.services.closing import close_stage
    from monev.evaluation.services.letters import region_letter, stage_file
    from monev.evaluation.services.publishing import HEAD, publish_stage, save_letter_head
    from monev.evaluation.services.stage_jobs import run_job

    timed("what is missing (page)", lambda: closing_gaps(stage))
    job = timed("close (request)", lambda: close_stage(stage, by=admin, confirmed=True))
    timed("results computed (job)", lambda: run_job(job.pk))
    stage.refresh_from_db()
    timed("national table (page)", lambda: stage_table(stage, seen_by=admin))
    save_letter_head(stage, by=admin, head=dict.fromkeys(HEAD, "1") | {"letter_date": date(2026, 11, 30)})
    job = timed("publish (request)", lambda: publish_stage(stage, by=admin))
    timed("results carried over (job)", lambda: run_job(job.pk))
    stage.refresh_from_db()
    result = StageResult.objects.select_related("stage__round", "frozen").get(assessment__region__code="11.01")
    for extension in ("pdf", "xlsx"):
        timed(f"letter of a region, {extension}", lambda extension=extension: region_letter(result, extension))
        timed(f"national table, {extension}", lambda extension=extension: stage_file(stage, extension))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="closing-") as folder:
        prepare(Path(folder))
        count = int(sys.argv[1]) if len(sys.argv) > 1 else 514
        stage, admin = timed("filled", lambda: fill(count))
        measure(stage, admin)


if __name__ == "__main__":
    main()
