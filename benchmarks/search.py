"""How long a search takes with a nation of programs: `python benchmarks/search.py [PROGRAMS] [DATABASE_URL]`.

Fills a database of its own (SQLite in a temporary folder unless an address of an empty database is given) with the
regencies of the reference data, 27 OPDs each, the programs of the demonstration over and over under other names, quick
wins, documents, meetings and directives; then asks as the national administrator and as the council of one region.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AGAIN = 5
QUESTIONS = (
    ("one word", "kesehatan"),
    ("two words", "posyandu digital"),
    ("another form", "persampahan"),
    ("abbreviation", "puskesmas"),
    ("very common", "layanan daring"),
    ("a region", "Sumbawa Barat sampah"),
    ("eight words", "aplikasi pelayanan kesehatan posyandu digital desa tahun 2026"),
    ("misspelt", "posyadnu digitl"),
    ("nothing at all", "qwertzuiop"),
    ("one letter", "a"),
)
PLACES = ("desa", "kecamatan", "kelurahan", "pesisir", "perkotaan", "kepulauan", "perbatasan", "sekolah", "pasar")
AIMS = ("terpadu", "inklusif", "berkelanjutan", "tangguh", "mandiri", "merata", "terukur", "transparan", "adaptif")


def prepare(folder: Path, address: str) -> None:
    """A database of this run only."""
    sys.path.insert(0, str(ROOT))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="smartcity.settings",
        DATABASE_URL=address or f"sqlite:///{folder}/db.sqlite3",
        VAR_DIR=str(folder),
        SECRET_KEY="only for this measurement, nobody logs in",  # noqa: S106
        REDIS_URL="",
        DEBUG="0",
        DEMO="0",
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()


def fill(programs: int) -> tuple[object, object]:
    """The nation; returns somebody who sees all of it and somebody who sees one region."""
    from django.core.management import call_command
    from django.db import transaction

    from masterplan.models.plans import MasterPlan, PlanVersion, Program
    from masterplan.models.preparation import Council, Directive, LegalDocument, Meeting
    from organizations.models import Agency, Region
    from organizations.roles import Role
    from pillars.models import PillarSet, SubDimension
    from quickwins.models import QuickWin
    from tests.people import person

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    chance = random.Random(7)  # noqa: S311
    texts = [
        each
        for path in sorted((ROOT / "data/demo/programs").glob("*.toml"))
        for each in tomllib.loads(path.read_text())["program"]
    ]
    names = tomllib.loads((ROOT / "data/demo/agencies.toml").read_text())["agency"]
    sub_dimensions = {each.code: each for each in SubDimension.objects.select_related("pillar")}
    with transaction.atomic():
        regions = list(Region.objects.exclude(kind=Region.Kind.PROVINCE).order_by("code"))
        Agency.objects.bulk_create(
            Agency(region=region, code=each["code"], name=each["name"], short_name=each["short"])
            for region in regions
            for each in names
        )
        agencies: dict[int, list[Agency]] = {}
        for each in Agency.objects.order_by("pk"):
            agencies.setdefault(each.region_id, []).append(each)
        pillar_set = PillarSet.objects.first()
        plans = MasterPlan.objects.bulk_create(
            MasterPlan(region=each, title=f"Rencana induk {each}", start_year=2022, end_year=2026) for each in regions
        )
        versions = PlanVersion.objects.bulk_create(
            PlanVersion(plan=each, number=1, pillar_set=pillar_set) for each in plans
        )

        def name(text: str) -> str:
            return f"{text} {chance.choice(AIMS)} di {chance.choice(PLACES)} {chance.choice(AIMS)}"

        rows = []
        for number in range(programs):
            version, text = versions[number % len(versions)], chance.choice(texts)
            rows.append(
                Program(
                    plan_version=version,
                    code=f"P-{number}",
                    name=name(text["name"]),
                    output=name(text["output"]),
                    outcome=name(text["outcome"]),
                    sub_dimension=sub_dimensions[text["sub"]],
                    lead_agency=chance.choice(agencies[version.plan.region_id]),
                    start_year=2022,
                    end_year=2026,
                )
            )
        Program.objects.bulk_create(rows, batch_size=500)
        PlanVersion.objects.update(status="adopted", adopted_on=date(2022, 1, 1))
        QuickWin.objects.bulk_create(
            QuickWin(
                region=region,
                agency=chance.choice(agencies[region.pk]),
                pillar=sub_dimensions[text["sub"]].pillar,
                title=f"{text['name']} {number}",
                year=2026,
                problem=name(text["outcome"]),
                innovation=name(text["output"]),
            )
            for region in regions
            for number, text in enumerate(chance.sample(texts, 6))
        )
        LegalDocument.objects.bulk_create(
            LegalDocument(region=region, kind="mou", title=f"Nota kesepahaman {number} {region}", year=2022)
            for region in regions
            for number in range(4)
        )
        councils = Council.objects.bulk_create(
            Council(region=region, kind="council", name=f"Dewan Smart City {region}") for region in regions
        )
        Meeting.objects.bulk_create(
            Meeting(
                council=council, held_on=date(2026, month, 1), agenda=name("Evaluasi program"), minutes=name("Rapat")
            )
            for council in councils
            for month in (2, 5, 8)
        )
        Directive.objects.bulk_create(
            Directive(
                region=region,
                agency=chance.choice(agencies[region.pk]),
                given_on=date(2026, 1, 1),
                due_on=date(2026, 6, 1),
                text=name("Percepat"),
            )
            for region in regions
            for _number in range(4)
        )
        return person(Role.NATIONAL_ADMIN, None), person(Role.COUNCIL, Region.objects.get(code="52.07"))


def measure(user: object, text: str) -> tuple[float, float, int, int, str]:
    """The first and the median time (ms) of one question, hits, queries, and what it was answered with."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.search.finding import Wish, search

    cache.clear()
    times = []
    for _again in range(AGAIN + 1):
        began = time.perf_counter()
        answer = search(text, Wish(), seen_by=user)
        times.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        search(text, Wish(), seen_by=user)
    words = answer.corrected.text if answer.corrected else ""
    return times[0], statistics.median(times[1:]), answer.count, len(queries), words


def main() -> None:
    """Fill, ask, print a table for docs/performance.md."""
    programs = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    address = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), address)
        everywhere, somewhere = fill(programs)
        if address:
            from django.db import connection

            connection.cursor().execute("ANALYZE")
        print(f"{programs} programs, {'PostgreSQL' if address else 'SQLite'}")
        print("| who | question | first (ms) | again (ms) | hits | queries |")
        print("| --- | --- | ---: | ---: | ---: | ---: |")
        for who, user in (("nation", everywhere), ("one region", somewhere)):
            for kind, text in QUESTIONS:
                first, again, count, queries, words = measure(user, text)
                said = f" → {words}" if words else ""
                print(f"| {who} | {kind}: `{text}`{said} | {first:.0f} | {again:.0f} | {count} | {queries} |")


if __name__ == "__main__":
    main()
