"""The page of a program: figures, indicators over the years, reports of all versions, who sees it."""

import gzip
from datetime import date
from decimal import Decimal

import pytest

from core.charts import svg
from masterplan.models.plans import ActionItem, PlanVersion
from masterplan.models.preparation import Directive
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import Spending
from monev.monitoring.models.trail import QualityFlag, Remark
from monev.monitoring.workflow import State
from portal.selectors.dashboard import all_periods
from portal.selectors.program import program_page
from portal.selectors.program_actions import is_behind
from portal.views.programs import program_charts
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    CommitmentFactory,
    PartnershipFactory,
    PlanVersionFactory,
    PledgeFactory,
    ProgramFactory,
    ProgramSupporterFactory,
    adopt,
)
from tests.factories.monitoring import ActionItemProgressFactory, PeriodFactory
from tests.factories.quickwins import QuickWinFactory
from tests.portal.figures_case import YEAR, program, reported


def url_of(row, query="periode=2025-3"):
    return f"/program/{row.pk}/?{query}"


def test_the_council_reads_the_figures_of_one_program(programs, cast, as_):
    page = as_(cast.council).get(url_of(programs["good"])).context["page"]

    assert (page.figure.planned, page.figure.actual, page.figure.deviation) == (60, 70, 10)
    assert (page.figure.absorption, page.figure.achievement.value) == (50, 90)
    assert [report.period.number for report in page.reports] == [3, 2]


def test_an_indicator_is_told_over_the_years_up_to_the_chosen_period(programs, quarters, region, cast):
    def years(period):
        page = program_page(programs["good"], period, quarters, preliminary=False, seen_by=cast.council)
        return {year: (target, got) for year, target, got in page.indicators[0].years}

    assert years(quarters[1])[YEAR] == (50, 45)
    assert years(quarters[0])[YEAR] == (50, 20)
    assert years(quarters[1])[2024] == (None, None)


def test_a_report_that_waits_counts_only_among_preliminary_figures(programs, cast, as_):
    browser = as_(cast.council)

    assert browser.get(url_of(programs["waiting"])).context["page"].figure.entry is None
    preliminary = browser.get(url_of(programs["waiting"], "periode=2025-3&sementara=1"))
    assert preliminary.context["page"].figure.actual == 50
    sources = {chart.source for chart in preliminary.context["charts"].values()}
    assert not any("terverifikasi" in each or "verified" in each for each in sources)


def test_a_program_says_in_which_years_it_runs(version, quarters, cast, as_):
    row = ProgramFactory(plan_version=version, start_year=2023, end_year=2024)
    adopt(version)

    page = as_(cast.council).get(url_of(row))

    assert page.status_code == 200
    assert page.context["page"].figure is None
    assert not page.context["page"].runs


def test_reports_of_an_older_version_belong_to_the_same_program(programs, quarters, version, cast):
    newer = PlanVersionFactory(plan=version.plan, number=2, based_on=version)
    copy = program(newer, ceiling=300, planned=60, lineage=programs["good"].lineage)

    page = program_page(copy, quarters[1], quarters, preliminary=False, seen_by=cast.council)

    assert len(page.reports) == 2
    assert page.figure.actual == 70


def test_a_year_of_months_and_quarters_is_told_by_one_kind(programs, quarters, region, cast):
    month = PeriodFactory(region=region, year=YEAR, number=8, kind=Period.Kind.MONTH, opens_on=date(YEAR, 8, 20))
    reported(programs["good"], month, physical=1, value=7)
    known = all_periods(region)

    def realised(period):
        page = program_page(programs["good"], period, known, preliminary=False, seen_by=cast.council)
        return {year: got for year, _target, got in page.indicators[0].years}[YEAR]

    assert realised(quarters[1]) == 45
    assert realised(month) == 7


def test_programs_without_pillar_or_periods_have_a_page(version, cast, as_):
    row = ProgramFactory(plan_version=version, sub_dimension=None)

    assert as_(cast.council).get(url_of(row)).status_code == 200


def test_only_people_of_the_region_open_it(programs, cast, as_, client):
    for url in (url_of(programs["good"]), url_of(programs["good"]) + "&gambar=kurva-s.svg"):
        assert {as_(user).get(url).status_code for user in (cast.staff, cast.colleague, cast.national)} == {200}
        assert as_(cast.foreign_council).get(url).status_code == 404
        assert as_(cast.nobody).get(url).status_code in (403, 404)
        assert client.get(url).status_code == 302


def test_charts_of_a_program_draw(programs, quarters, cast):
    page = program_page(programs["good"], quarters[1], quarters, preliminary=False, seen_by=cast.council)
    charts = program_charts(page, today=date(YEAR, 10, 1))

    assert [chart.id for chart in charts] == ["kurva-s", "anggaran", "indikator-1"]
    for chart in charts:
        assert svg(chart.spec).startswith("<svg")
        assert chart.summary
        assert chart.table.lines


def reopened(row):
    """The program in a plan that is edited once more."""
    PlanVersion.objects.filter(pk=row.plan_version_id).update(status=PlanVersion.Status.DRAFT)
    return row


def owner(row):
    return {"region": row.plan_version.plan.region, "agency": row.lead_agency}


@pytest.mark.parametrize(
    ("first", "last", "state", "at", "behind"),
    [
        (2025, 2026, "untold", (2025, 2), False),
        (2025, 2026, "untold", (2025, 3), True),  # the first year is over half
        (2025, 2026, "waiting", (2025, 3), True),
        (2025, 2026, "running", (2025, 3), False),
        (2025, 2025, "running", (2025, 3), False),
        (2025, 2025, "running", (2025, 4), True),  # its last year is over
        (2024, 2024, "running", (2025, 1), True),
        (2024, 2024, "done", (2025, 1), False),
        (2024, 2024, "stopped", (2025, 1), False),
    ],
)
def test_a_step_is_behind_when_it_should_be_further(first, last, state, at, behind):
    item = ActionItem(start_year=first, end_year=last)
    period = Period(kind=Period.Kind.QUARTER, year=at[0], number=at[1])

    assert is_behind(item, state, period) is behind


def test_steps_are_told_by_the_reports_that_count(programs, quarters, cast):
    row = reopened(programs["good"])
    item = ActionItemFactory(program=row, name="Pelatihan kader", start_year=YEAR, end_year=YEAR)
    for period, state in zip(quarters, ("running", "done"), strict=True):
        ActionItemProgressFactory(report=row.reports.get(period=period), action_item=item, state=state)

    def line(period):
        return program_page(row, period, quarters, preliminary=False, seen_by=cast.council).actions[0]

    assert [told.state for told in line(quarters[1]).told] == ["running", "done"]
    assert line(quarters[0]).state == "running"


def test_the_budget_tells_both_editions_and_what_was_spent(programs, quarters, cast):
    row = reopened(programs["good"])
    original = row.budget_lines.get()
    BudgetLineFactory(
        program=row,
        year=YEAR,
        source_of_funds=original.source_of_funds,
        edition="perubahan",
        ceiling=Decimal(400),
        approved_on=date(YEAR, 8, 1),
    )
    Spending.objects.filter(report__program=row).update(source_of_funds=original.source_of_funds)

    def of_the_year(period):
        page = program_page(row, period, quarters, preliminary=False, seen_by=cast.council)
        return next(each for each in page.budget if each.year == YEAR)

    early, late = (of_the_year(each) for each in quarters)
    # In June the original 300 are in force, with 60 spent; in September the revised 400, with 150 spent.
    assert (early.in_force, early.spending, early.absorption) == (300, 60, 20)
    assert (late.original, late.revised, late.in_force) == (300, 400, 400)
    assert (late.spending, late.absorption) == (150, Decimal("37.5"))


def test_an_indicator_is_told_at_the_end_of_each_period(programs, quarters, cast):
    page = program_page(programs["good"], quarters[1], quarters, preliminary=False, seen_by=cast.council)
    (history,) = page.indicators

    assert [(each.number, each.own, each.so_far) for each in history.periods] == [(2, 20, 20), (3, 45, 45)]


def test_a_figure_leads_to_its_report_and_from_there_to_the_evidence(programs, quarters, cast, as_):
    row = programs["good"]
    report = row.reports.get(period=quarters[1])
    proof = Evidence.objects.create(**owner(row), title="Foto posyandu", link="https://contoh.example/foto")
    EvidenceUse.objects.create(evidence=proof, indicator_value=report.indicator_values.get(), verdict="strong")
    page = as_(cast.council).get(url_of(row))
    history, proofs = (page.context["tables"][name] for name in ("riwayat", "bukti"))

    assert history.lines[0].links["period"] == f"/laporan/{report.pk}/"
    assert (history.lines[0].cells["evidence"], history.lines[0].cells["level"].code) == (1, "strong")
    assert proofs.lines[0].links["title"] == f"/bukti/{proof.pk}/rinci/"
    assert "Cakupan desa" in proofs.lines[0].cells["proves"]


def test_the_page_says_where_it_is_not_on_track_why_and_who_must_act(programs, cast, as_):
    on_track, where, why, who = as_(cast.council).get(url_of(programs["late"])).context["answers"]

    assert on_track.kind == "red"  # 30 percent of planned 60
    assert "50,0 %" in on_track.text  # half of what was planned so far is half of the year's work at its end
    assert "Cakupan desa" in where.text  # 20 of 50
    assert "Gagal lelang" in why.text
    assert "Lelang ulang" in who.text


def test_a_report_that_waits_is_the_turn_of_the_verifier(programs, cast, as_):
    who = as_(cast.council).get(url_of(programs["waiting"])).context["answers"][3]

    assert "verif" in who.text.lower()


def test_what_names_the_program_stands_on_its_page(programs, agency, cast, as_):
    row = programs["good"]
    QuickWinFactory(**owner(row), program_lineage=row.lineage, title="Antrean daring")
    PledgeFactory(commitment=CommitmentFactory(**owner(row)), program_lineage=row.lineage, text="Posyandu di tiap desa")
    day = date(YEAR, 10, 1)
    Directive.objects.create(**owner(row), program_lineage=row.lineage, text="Percepat", given_on=day, due_on=day)
    report = row.reports.first()
    Remark.objects.create(**owner(row), progress_report=report, field="physical_percent", text="Mana fotonya?")
    page = as_(cast.council).get(url_of(row))

    names = {line.cells["text"] for line in page.context["tables"]["terkait"].lines}
    assert names == {"Antrean daring", "Posyandu di tiap desa", "Percepat"}
    assert [line.cells["text"] for line in page.context["tables"]["catatan"].lines] == ["Mana fotonya?"]


def test_the_page_is_light(programs, cast, as_):
    content = as_(cast.council).get(url_of(programs["good"])).content

    assert len(gzip.compress(content)) < 150_000


@pytest.mark.parametrize("times", [3])
def test_a_fuller_program_takes_the_same_queries(
    version, quarters, cast, as_, times, django_assert_max_num_queries, django_assert_num_queries
):
    plain = program(version, ceiling=100, planned=60, target=50)
    full = program(version, ceiling=100, planned=60, target=50)
    for row, count in ((plain, 1), (full, times)):
        for number in range(count):
            ActionItemFactory(program=row, name=f"Langkah {number}")
            ProgramSupporterFactory(program=row)
            PartnershipFactory(program=row, partner__region=version.plan.region)
            BudgetLineFactory(program=row, year=2022 + number, ceiling=Decimal(5))
    adopt(version)
    for row in (plain, full):
        reported(row, quarters[1], physical=50, value=4)
    reported(full, quarters[0], physical=40, value=4, state=State.DRAFT)
    for row, count in ((plain, 1), (full, times)):
        report = row.reports.get(period=quarters[1])
        for each in row.action_items.all():
            ActionItemProgressFactory(report=report, action_item=each)
        for number in range(count):
            proof = Evidence.objects.create(
                **owner(row), title=f"Foto {number}", link=f"https://contoh.example/{row.pk}/{number}"
            )
            EvidenceUse.objects.create(evidence=proof, progress_report=report)
            QualityFlag.objects.create(
                code="jump",
                severity="notice",
                about=str(number),
                params={"points": "45"},
                progress_report=report,
                **owner(row),
            )
            QuickWinFactory(**owner(row), program_lineage=row.lineage)
            PledgeFactory(commitment=CommitmentFactory(**owner(row)), program_lineage=row.lineage)
    browser = as_(cast.council)
    with django_assert_max_num_queries(25) as first:
        browser.get(url_of(plain))
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(url_of(full))
