"""The forecast of a region: figures one can reckon by hand, its page in words, its files, how many queries it takes."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from core.charts import svg
from monev.monitoring import sentences
from monev.monitoring.charts import s_curve
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.figures import figures_at, load_year
from monev.monitoring.selectors.forecasts import region_forecast
from monev.monitoring.workflow import State
from tests.factories.masterplan import PlanVersionFactory, adopt
from tests.factories.monitoring import PeriodFactory
from tests.portal.figures_case import YEAR, program, reported

MOST_QUERIES = 16
D = Decimal


def address(region, **query):
    return reverse("portal:forecast", args=[region.code]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


def forecast_of(region, period, **options):
    year = load_year(region, period)
    return region_forecast(year, figures_at(year, period, **options))


@pytest.fixture
def council(cast, as_):
    """The browser of a member of the council."""
    return as_(cast.council)


@pytest.fixture
def forecast(region, programs, quarters):
    """Planned 60 at the end of September, done 70 with 150 of 300, and 30 with 20 of 100."""
    return forecast_of(region, quarters[1])


def rounded(methods):
    return tuple(None if each is None else round(each, 2) for each in (methods.index, methods.line, methods.schedule))


def test_each_program_has_the_forecast_that_one_reckons_by_hand(forecast, programs):
    own = {each.figure.program: each for each in forecast.programs}
    good, late, waiting = (own[programs[name]] for name in ("good", "late", "waiting"))

    # 70 + 40 x 70 / 60, at most 100; 70 + 3 x 70 / 9; ahead of the plan at its end
    assert rounded(good.physical) == (100, D("93.33"), 100)
    assert rounded(good.spending) == (D("214.29"), 200, None)  # 150 x 100 / 70; 150 + 3 x 150 / 9
    assert rounded(good.absorption) == (D("71.43"), D("66.67"), None)
    # 30 + 40 x 30 / 60; 30 + 3 x 30 / 9; the plan stood at 30 after 4.5 months: after 6 of 12 it stands at 40
    assert rounded(late.physical) == (50, 40, 40)
    assert (late.spi, late.cpi) == (D("0.5"), D("1.5"))
    assert (good.state, late.state, waiting.state) == ("on_course", "miss", "unknown")
    assert [(each.kind, each.by) for each in late.misses] == [("physical", 50)]


def test_a_level_goes_on_as_it_went_and_a_single_value_is_no_trend(forecast, programs):
    own = {each.figure.program: each for each in forecast.programs}
    [good], [late] = (own[programs[name]].indicators for name in ("good", "late"))

    assert good.value.line == 70  # 20 in the second quarter, 45 in the third
    assert rounded(good.achievement)[1] == 140
    assert late.value.line is None
    assert own[programs["late"]].achievement.known == ()


def test_a_group_weighs_the_forecasts_of_its_programs_and_counts_them(forecast):
    total = forecast.total

    assert rounded(total.physical) == (D("87.50"), D("80.00"), D("85.00"))
    assert (total.physical_counted, total.total) == (2, 3)
    assert (total.value.pv, total.value.ev, total.value.ac) == (240, 240, 170)
    assert (total.spi, round(total.cpi, 2)) == (1, D("1.41"))
    assert rounded(total.absorption) == (D("49.52"), D("45.33"), None)  # of all ceilings, as absorption is
    assert total.states == {"miss": 1, "at_risk": 0, "on_course": 1, "unknown": 1}
    assert total.actual == total.group.physical.value
    by_pillar = {each.group.letters: each.spi for each in forecast.pillars}
    assert by_pillar == {"LI": D(70) / 60, "EC": D("0.5"), "": None}
    market = next(each for each in forecast.figures.sub_dimensions if each.key == "economy-market")
    assert forecast.of(market).physical.index == 50


def test_reports_that_wait_count_only_when_they_are_asked_for(region, programs, quarters):
    total = forecast_of(region, quarters[1], preliminary=True).total

    assert total.physical_counted == 3
    assert total.states["unknown"] == 0


def test_nihil_carries_the_progress_on_and_the_pace_drops(region, version, quarters, agency):
    row = program(version, ceiling=100, planned=60, lead_agency=agency)
    adopt(version)
    reported(row, quarters[0], physical=30, spent=30)
    reported(row, quarters[1], physical=None, nil_reason="Menunggu lelang")
    [found] = forecast_of(region, quarters[1]).programs

    assert found.physical.line == 40
    assert found.spending.line == 40
    assert found.physical.index == 50


def test_what_a_correction_says_counts(region, version, quarters, agency):
    row = program(version, ceiling=100, planned=60, lead_agency=agency)
    adopt(version)
    reported(row, quarters[1], physical=60)
    reported(row, quarters[1], physical=30, revision=2, correction_reason="Salah ketik")
    [found] = forecast_of(region, quarters[1]).programs

    assert found.physical.index == 50


def test_a_region_chooses_the_method_and_the_tolerance(region, programs, quarters):
    RuleVersion.objects.create(
        region=region,
        code="2025-uji",
        valid_from="2025-01-01",
        settings={"forecast_method": "line", "forecast_physical": "70"},
    )
    found = forecast_of(region, quarters[1])

    assert found.total.curve_end.value == found.total.physical.line
    assert found.total.states["miss"] == 0


def test_at_the_end_of_the_year_nothing_is_forecast_any_more(region, programs, council):
    fourth = PeriodFactory(region=region, year=YEAR, number=4)
    reported(programs["late"], fourth, physical=80)
    total = forecast_of(region, fourth).total

    assert set(total.physical.known) == {80}
    assert total.curve_end is None
    html = council.get(address(region, periode="2025-4")).content.decode()
    assert "forecast-methods" not in html
    assert "bukan lagi prakiraan" in html
    assert "Tercapai sampai TW IV 2025" in html


def test_a_region_without_reports_has_no_forecast_and_says_why(region, programs, quarters, council):
    ProgressReport.objects.update(state=State.DRAFT)
    total = forecast_of(region, quarters[1]).total

    assert (total.physical.known, total.spi, total.cpi, total.curve_end) == ((), None, None, None)
    page = council.get(address(region, periode="2025-3"))
    assert page.status_code == 200
    assert "belum ada laporan periode ini yang dihitung" in page.content.decode()


def test_the_methods_are_explained_with_the_numbers_put_in(forecast, quarters):
    with override("id"):
        total = forecast.total
        assert sentences.schedule_words(total, quarters[1]) == (
            "Sampai TW III 2025 dikerjakan 60,0 % dari rencana 60,0 %: indeks jadwal 1,00. Bila setiap program "
            "mengerjakan sisa rencananya secepat ini, sampai akhir TW IV 2025 terlaksana 87,5 %."
        )
        assert "rata-rata 6,7 poin per bulan" in sentences.line_words(total, quarters[1])
        late = next(each for each in forecast.programs if each.state == "miss")
        assert "setelah 4,5 dari 9 bulan" in sentences.earned_schedule_words(late)
        assert sentences.reason_words(late) == "fisik 50,0 % dari 100,0 %, kurang 50,0 poin"
        assert "indeks biaya 1,50" in sentences.cost_words(late)


def test_what_cannot_be_reckoned_is_said_in_words(region, version, quarters, agency):
    early = program(version, ceiling=100, planned=0, lead_agency=agency, code="A")
    resting = program(version, ceiling=100, planned=0, lead_agency=agency, code="B")
    adopt(version)
    reported(early, quarters[1], physical=10)
    reported(resting, quarters[1], physical=0, spent=5)
    own = {each.figure.program: each for each in forecast_of(region, quarters[1]).programs}

    with override("id"):
        assert "padahal belum ada rencana" in sentences.schedule_words(own[early], quarters[1])
        assert sentences.spending_line_words(own[early], quarters[1]).startswith("Belum ada belanja")
        assert sentences.cost_words(own[resting]).endswith("belum dapat dihitung.")
        assert sentences.completion_words(own[resting]) == ""
        nothing = "belum ada yang direncanakan dan belum ada yang dikerjakan"
        assert sentences.reason_words(own[resting]) == sentences.line_words(own[resting], quarters[1]) == nothing
    assert (own[early].state, own[resting].state) == ("on_course", "unknown")


def test_spending_above_the_ceiling_is_said_in_rupiah(region, version, quarters, agency):
    row = program(version, ceiling=1_000_000, planned=60, lead_agency=agency)
    adopt(version)
    reported(row, quarters[1], physical=60, spent=900_000)
    [found] = forecast_of(region, quarters[1]).programs

    assert (found.state, found.over_ceiling) == ("at_risk", 500_000)
    assert "500.000" in sentences.reason_words(found)


def test_the_page_lists_who_will_miss_and_leads_to_the_program(region, programs, council):
    page = council.get(address(region, periode="2025-3"))
    html = page.content.decode()

    assert [each["program"] for each in page.context["worst"]] == [programs["late"]]
    assert f"{reverse('portal:program-detail', args=[programs['late'].pk])}?periode=2025-3" in html
    assert "Prakiraan TW IV 2025" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["late", "good", "waiting"]),
        ({"program.keadaan": "miss"}, ["late"]),
        ({"program.keadaan": "unknown"}, ["waiting"]),
        ({"program.saring": "posyandu"}, ["good"]),
        ({"program.urut": "-serapan"}, ["good", "late", "waiting"]),
    ],
)
def test_the_table_is_narrowed_in_the_address_and_so_is_its_file(region, programs, council, query, expected):
    answer = council.get(address(region, periode="2025-3", unduh="program.csv", **query))
    names = [line.split(",")[0] for line in answer.content.decode("utf-8-sig").splitlines()[1:]]

    assert [name.strip('"') for name in names] == [programs[each].name for each in expected]


@pytest.mark.parametrize("part", ["unduh=pilar.xlsx", "unduh=opd.csv", "unduh=kurva-s.csv", "gambar=kurva-s.svg"])
def test_tables_and_the_chart_are_files_at_the_same_address(region, programs, council, part):
    assert council.get(f"{address(region, periode='2025-3')}&{part}").status_code == 200
    assert council.get(f"{address(region, periode='2025-3')}&unduh=lain.csv").status_code == 404


def test_the_curve_goes_on_to_the_end_of_the_year(forecast):
    curve, end = forecast.figures.curve, forecast.total.curve_end
    plain, drawn = (s_curve(curve, each, chart_id="kurva-s", source="") for each in (None, end))

    assert (end.value, end.low, end.high) == (D("87.5"), 80, D("87.5"))
    assert "87,5" in drawn.summary
    assert plain.summary in drawn.summary
    assert len(drawn.spec["layer"]) == len(plain.spec["layer"]) + 4
    assert svg(drawn.spec) != svg(plain.spec)
    # The fourth quarter has no period yet: the axis and the table have it all the same.
    assert drawn.table.lines[-1].cells["forecast"] == D("87.5")
    assert [each.key for each in plain.table.columns] == ["period", "planned", "actual", "deviation"]


def test_a_curve_without_progress_has_nothing_to_go_on_from(forecast):
    planned_only = [type(each)(each.label, each.planned, None, None, 0, each.total) for each in forecast.figures.curve]

    assert len(s_curve(planned_only, forecast.total.curve_end, chart_id="k").spec["layer"]) == 4


def test_a_region_that_has_not_begun_says_so(region, council):
    assert "portal/dashboard_empty.html" in [each.name for each in council.get(address(region)).templates]


def test_the_forecast_itself_takes_no_query(region, programs, quarters, django_assert_num_queries):
    year = load_year(region, quarters[1])
    figures = figures_at(year, quarters[1])
    with django_assert_num_queries(0):
        region_forecast(year, figures)


def test_twice_the_programs_take_the_same_queries(
    region, programs, quarters, agency, council, django_assert_max_num_queries, django_assert_num_queries
):
    url = address(region, periode="2025-3")
    council.get(url)
    with django_assert_max_num_queries(MOST_QUERIES) as first:
        council.get(url)
    other = PlanVersionFactory(plan__region=region)
    more = [program(other, ceiling=100, planned=60, target=10, lead_agency=agency) for _ in range(3)]
    adopt(other)
    for row in more:
        reported(row, quarters[1], physical=50, spent=10, value=5)
    with django_assert_num_queries(len(first.captured_queries)):
        council.get(url)
