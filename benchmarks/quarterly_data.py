"""A region with a large plan, made up from a seed: programs, budgets, reports, quick wins, pledges, directives."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

YEAR, QUARTERS, AGENCIES = 2026, 3, 27
VERBS = ("Pengembangan", "Integrasi", "Peningkatan", "Penguatan", "Penyediaan", "Penataan", "Digitalisasi")
THINGS = (
    "layanan kependudukan daring sampai desa",
    "data terbuka dan satu peta",
    "pasar rakyat nontunai dan informasi harga pangan",
    "rekam medis elektronik dan rujukan terpadu",
    "pemantauan kualitas air dan udara",
    "bank sampah digital dan pengangkutan terjadwal",
    "jaringan internet desa dan titik wifi publik",
    "destinasi wisata pesisir dan kalender acara",
)
CAUSES = (
    "Lelang diulang satu kali karena penawaran di bawah syarat; kontrak baru ditandatangani pada minggu terakhir.",
    "Tenaga teknis terbatas dan dua lokasi belum memiliki jaringan yang stabil pada musim hujan.",
    "Cuaca buruk menghambat pekerjaan lapangan di kecamatan pesisir selama lebih dari tiga minggu.",
)
ANSWERS = (
    "Percepatan kontrak dan penambahan tim lapangan; selesai akhir bulan depan, dilaporkan setiap pekan.",
    "Rapat pengendalian mingguan dengan OPD pendukung sampai deviasi tertutup.",
    "Penjadwalan ulang lokasi dan pemanfaatan jaringan cadangan; peralatan dipinjam dari dinas lain.",
)


def large_region(region: Any, programs: int, *, seed: int = 2026) -> tuple[Any, Any]:
    """Fill the region; returns the last period and an administrator of the region."""
    chance = random.Random(seed)  # noqa: S311
    agencies = _agencies(region)
    periods = _periods(region)
    admin = _administrator(region)
    rows = _programs(region, agencies, programs, chance)
    _reports(rows, periods, chance)
    _quick_wins(region, agencies, periods[-1], chance)
    _council(region, agencies, rows, admin, chance)
    return periods[-1], admin


def _agencies(region: Any) -> list[Any]:
    from organizations.models import Agency

    return Agency.objects.bulk_create(
        Agency(
            region=region, code=f"C{number:02d}", name=f"Dinas Contoh {number:02d}", short_name=f"Contoh {number:02d}"
        )
        for number in range(1, AGENCIES + 1)
    )


def _periods(region: Any) -> list[Any]:
    from monev.monitoring.models.periods import Period

    made = []
    for number in range(1, QUARTERS + 1):
        opens = date(YEAR, number * 3, 20)
        days = {"warns_on": 8, "closes_on": 15, "locks_on": 30}
        made.append(
            Period(
                region=region,
                kind="quarter",
                year=YEAR,
                number=number,
                opens_on=opens,
                **{name: opens + timedelta(days=each) for name, each in days.items()},
            )
        )
    return Period.objects.bulk_create(made)


def _administrator(region: Any) -> Any:
    from organizations.models import Membership, User
    from organizations.roles import Role

    user = User.objects.create(email="pengukur@contoh.example", name="Pengukur")
    Membership.objects.create(user=user, region=region, role=Role.REGION_ADMIN, starts_on=date(2022, 1, 1))
    return user


def _programs(region: Any, agencies: list[Any], count: int, chance: random.Random) -> list[Any]:
    """Programs with two sources of funds, a plan of four quarters, two indicators and four action items each."""
    from masterplan.models.catalogues import FundSource
    from masterplan.models.plans import (
        ActionItem,
        BudgetLine,
        Indicator,
        IndicatorTarget,
        MasterPlan,
        PlannedProgress,
        PlanVersion,
        Program,
    )
    from pillars.models import PillarSet, SubDimension

    plan = MasterPlan.objects.create(region=region, title="Rencana induk contoh", start_year=2022, end_year=2026)
    version = PlanVersion.objects.create(plan=plan, number=1, pillar_set=PillarSet.objects.first())
    subs = list(SubDimension.objects.order_by("pillar__position", "position"))
    funds = list(FundSource.objects.filter(children=None).order_by("code")[:6])
    rows = Program.objects.bulk_create(
        Program(
            plan_version=version,
            lineage=uuid.UUID(int=chance.getrandbits(128), version=4),
            code=f"2.16.{number:03d}",
            name=f"{chance.choice(VERBS)} {chance.choice(THINGS)} {number}",
            sub_dimension=subs[number % len(subs)],
            lead_agency=agencies[number % len(agencies)],
            start_year=2022,
            end_year=2026,
        )
        for number in range(1, count + 1)
    )
    for each in rows:
        each.funds = chance.sample(funds, 2)
        each.money = [Decimal(chance.randrange(80, 4000)) * 1_000_000 for _ in each.funds]
    BudgetLine.objects.bulk_create(
        BudgetLine(program=each, year=YEAR, source_of_funds=fund, ceiling=money)
        for each in rows
        for fund, money in zip(each.funds, each.money, strict=True)
    )
    PlannedProgress.objects.bulk_create(
        PlannedProgress(
            program=each,
            year=YEAR,
            month=number * 3,
            physical_percent=Decimal(percent),
            spending=sum(each.money) * percent / 100,
        )
        for each in rows
        for number, percent in ((1, 12), (2, 38), (3, 66), (4, 100))
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(program=each, name=f"Jumlah {THINGS[(at + at_ind) % 8]}", unit="unit", position=at_ind + 1)
        for at, each in enumerate(rows)
        for at_ind in range(2)
    )
    IndicatorTarget.objects.bulk_create(
        IndicatorTarget(indicator=each, year=YEAR, value=Decimal(chance.randrange(20, 900))) for each in indicators
    )
    kinds = list(ActionItem.Kind.values)
    ActionItem.objects.bulk_create(
        ActionItem(
            program=each,
            kind=kinds[number],
            name=f"Langkah {number + 1}: {chance.choice(THINGS)}",
            agency=each.lead_agency,
            start_year=2024,
            end_year=2026,
        )
        for each in rows
        for number in range(4)
    )
    PlanVersion.objects.filter(pk=version.pk).update(status="adopted", adopted_on=date(2022, 12, 1))
    return rows


def _reports(programs: list[Any], periods: list[Any], chance: random.Random) -> None:
    """Reports of each quarter: one in twelve missing in the last, one in ten late, one in nine behind."""
    from masterplan.models.plans import Indicator
    from monev.monitoring.models.progress import ActionItemProgress, IndicatorValue, ProgressReport, Spending
    from monev.monitoring.models.trail import QualityFlag

    made = []
    for number, period in enumerate(periods, start=1):
        for each in programs:
            if number == QUARTERS and chance.random() < 1 / 12:
                continue
            planned = (12, 38, 66)[number - 1]
            behind = chance.choice((0, 0, 1, 2, 3, 4, 6, 9, 17)) if number > 1 else 1
            made.append(
                ProgressReport(
                    program=each,
                    period=period,
                    state="verified" if chance.random() < 0.9 else "submitted",
                    physical_percent=Decimal(max(planned - behind, 1)) + Decimal(chance.randrange(0, 99)) / 100,
                    narrative="Pelatihan, pengadaan dan pemasangan berjalan sesuai tahap yang direncanakan.",
                    supporting_factors="Dukungan pemerintah desa dan anggaran yang tersedia sejak awal tahun.",
                    hindering_factors=chance.choice(CAUSES),
                    follow_up=chance.choice(ANSWERS),
                    is_late=chance.random() < 0.1,
                    submitted_at=datetime(YEAR, period.number * 3, 25, tzinfo=UTC),
                )
            )
    reports = ProgressReport.objects.bulk_create(made)
    by_pk = {each.pk: each for each in programs}
    Spending.objects.bulk_create(
        Spending(
            report=each,
            source_of_funds=fund,
            amount=(money * each.physical_percent / 100 * chance.randrange(70, 100) / 100).quantize(Decimal("0.01")),
        )
        for each in reports
        for fund, money in zip(by_pk[each.program_id].funds, by_pk[each.program_id].money, strict=True)
    )
    targets: dict[int, list[Any]] = {}
    for row in Indicator.objects.filter(program__in=programs).prefetch_related("targets").order_by("pk"):
        targets.setdefault(row.program_id, []).append(row)
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            report=each,
            indicator=row,
            value=(row.targets.all()[0].value * chance.randrange(30, 105) / 100).quantize(Decimal("0.01")),
        )
        for each in reports
        for row in targets[each.program_id]
    )
    items: dict[int, list[Any]] = {}
    for each in programs:
        items[each.pk] = list(each.action_items.all())
    ActionItemProgress.objects.bulk_create(
        ActionItemProgress(report=each, action_item=item, state=chance.choice(("waiting", "running", "done")))
        for each in reports
        if each.period.number == QUARTERS
        for item in items[each.program_id]
    )
    last = [each for each in reports if each.period.number == QUARTERS]
    QualityFlag.objects.bulk_create(
        QualityFlag(
            region=each.period.region,
            agency=each.program.lead_agency,
            progress_report=each,
            code="same_narrative",
            severity="warning",
            explanation="Tahap yang sama berlanjut." if number % 2 else "",
        )
        for number, each in enumerate(last[::3])
    )


def _quick_wins(region: Any, agencies: list[Any], period: Any, chance: random.Random) -> None:
    from monev.monitoring.models.progress import QuickWinReport
    from pillars.models import Pillar
    from quickwins.models import Milestone, QuickWin, Risk

    pillars = list(Pillar.objects.order_by("position"))
    rows = QuickWin.objects.bulk_create(
        QuickWin(
            region=region, agency=agencies[at], pillar=pillars[at % len(pillars)], title=f"Quick win {at}", year=YEAR
        )
        for at in range(12)
    )
    Milestone.objects.bulk_create(
        Milestone(
            quick_win=row,
            name=f"Tahap {number}",
            position=number,
            due_on=date(YEAR, number * 2, 28),
            done_on=date(YEAR, number * 2, 20) if number <= chance.randrange(2, 5) else None,
        )
        for row in rows
        for number in range(1, 6)
    )
    Risk.objects.bulk_create(
        Risk(quick_win=row, text="Pemasok terlambat", likelihood="medium", impact="high", mitigation="Pemasok cadangan")
        for row in rows
    )
    QuickWinReport.objects.bulk_create(
        QuickWinReport(
            quick_win=row,
            period=period,
            state="verified",
            physical_percent=Decimal(chance.randrange(40, 95)),
            narrative="Berjalan.",
            hindering_factors=chance.choice(CAUSES),
            follow_up=chance.choice(ANSWERS),
        )
        for row in rows
    )


def _council(region: Any, agencies: list[Any], programs: list[Any], admin: Any, chance: random.Random) -> None:
    """A pledge of each OPD, a meeting with decisions, twelve directives of which some are answered."""
    from masterplan.models.commitments import Commitment, Pledge
    from masterplan.models.directives import DirectiveAnswer
    from masterplan.models.preparation import Council, Decision, Directive, Meeting

    signed = Commitment.objects.bulk_create(
        Commitment(region=region, agency=each, signed_on=date(2023, 3, 1)) for each in agencies
    )
    Pledge.objects.bulk_create(
        Pledge(
            commitment=each,
            text=f"Menyediakan {chance.choice(THINGS)}",
            program_lineage=programs[at].lineage,
            due_year=YEAR,
            state=chance.choice(("open", "running", "kept")),
        )
        for at, each in enumerate(signed)
    )
    council = Council.objects.create(region=region, kind="council", name="Dewan Smart City contoh")
    meeting = Meeting.objects.create(council=council, held_on=date(YEAR, 7, 22))
    decisions = Decision.objects.bulk_create(
        Decision(meeting=meeting, text=f"OPD menyampaikan rencana percepatan ke-{at}", position=at)
        for at in range(1, 5)
    )
    directives = Directive.objects.bulk_create(
        Directive(
            region=region,
            agency=programs[at].lead_agency,
            program_lineage=programs[at].lineage,
            meeting=meeting,
            decision=decisions[at % 4],
            given_by=admin,
            given_on=date(YEAR, 7, 22),
            due_on=date(YEAR, 8 + at % 4, 15),
            text=f"Sampaikan rencana percepatan program {programs[at].code} beserta jadwal pekanan.",
            status="answered" if at % 3 == 0 else "open",
        )
        for at in range(12)
    )
    DirectiveAnswer.objects.bulk_create(
        DirectiveAnswer(
            directive=each,
            text="Rencana percepatan terlampir.",
            answered_by=admin,
            answered_at=datetime(YEAR, 9, 10, 3, tzinfo=UTC),
        )
        for each in directives
        if each.status == "answered"
    )
