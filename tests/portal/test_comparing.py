"""Two periods, two OPDs, two regions side by side: figures that one computes by hand, who sees them, the address."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.charts import svg
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.workflow import State
from organizations.roles import Role
from portal.charts.comparing import dumbbell, group_rows
from portal.selectors.comparing import both_years, compare_periods, difference
from portal.selectors.dashboard import all_periods
from portal.tables.comparing_words import period_sentence, rules_note
from tests.factories.evaluation import NationalResultFactory
from tests.factories.masterplan import PlanVersionFactory, adopt
from tests.factories.monitoring import PeriodFactory
from tests.factories.pillars import SubDimensionFactory
from tests.people import person
from tests.portal.figures_case import YEAR, program, reported


def compared(region, quarters, **options):
    """The second quarter beside the third."""
    a, b = quarters
    years = both_years(region, a, b, all_periods(region))
    return compare_periods(years[0], a, years[1], b, **{"preliminary": False} | options)


def test_two_periods_differ_by_what_one_computes_by_hand(region, programs, quarters):
    found = compared(region, quarters)

    # Then only the first program had reported (30 percent); now 70 and 30, weighted by ceilings of 300 and 100.
    assert (found.total["physical"].a, found.total["physical"].b) == (30, 60)
    assert found.total["physical"].difference == 30
    assert (found.total["physical"].rests_a.counted, found.total["physical"].rests_b.counted) == (1, 2)
    assert (found.total["spending"].a, found.total["spending"].b, found.total["spending"].difference) == (60, 170, 110)
    # Only the one that reported in both: 30 then, 70 now.
    assert found.like_for_like.difference == 40
    assert found.moves["up"] == 1
    assert found.moves["first"] == 1
    assert found.moves["none"] == 1


def test_a_pillar_that_had_no_figure_then_has_no_difference(region, programs, quarters):
    pairs = {each.either.letters: each for each in compared(region, quarters).groups if each.kind == "pillar"}

    assert pairs["LI"].measures["physical"].difference == 40
    assert pairs["EC"].measures["physical"].difference is None
    assert pairs["EC"].measures["physical"].b == 30


def test_what_waits_counts_only_where_it_is_asked_for(region, programs, quarters):
    found = compared(region, quarters, preliminary=True)

    assert found.total["physical"].b == Decimal(70 * 300 + 30 * 100 + 50 * 100) / 500
    assert found.moves["first"] == 2


@pytest.mark.parametrize(
    ("before", "now", "move"),
    [(30, 70, "up"), (70, 30, "down"), (50, 50, "same"), (None, 5, "first"), (5, None, "silent"), (None, None, "none")],
)
def test_a_program_is_told_by_how_it_moved(version, quarters, region, before, now, move):
    row = program(version, ceiling=100, planned=60)
    adopt(version)
    for period, physical in zip(quarters, (before, now), strict=True):
        if physical is not None:
            reported(row, period, physical=physical)

    (pair,) = compared(region, quarters).programs
    assert pair.move == move
    assert pair.physical.difference == difference(*(None if each is None else Decimal(each) for each in (before, now)))


def test_programs_of_two_years_are_told_by_their_deviation(region, programs, quarters):
    row = programs["good"]
    last = PeriodFactory(region=region, year=YEAR - 1, number=4)
    reported(row, last, physical=95)
    years = both_years(region, last, quarters[1], all_periods(region))

    found = compare_periods(years[0], last, years[1], quarters[1], preliminary=False)
    pair = next(each for each in found.programs if each.program == row)

    assert found.crosses_years
    # 95 of planned 100 then, 70 of planned 60 now: physical progress fell, the deviation rose by 15 points.
    assert (pair.physical.difference, pair.deviation.difference, pair.move) == (-25, 15, "up")
    assert "-25" not in period_sentence(found)


def test_a_program_of_a_later_version_is_new_and_one_left_out_is_gone(version, quarters, region):
    old = program(version, ceiling=100, planned=60, name="Lama")
    kept = program(version, ceiling=100, planned=60, name="Tetap")
    adopt(version)
    type(version).objects.filter(pk=version.pk).update(status="superseded", adopted_on=date(YEAR, 1, 1))
    newer = PlanVersionFactory(plan=version.plan, number=2, based_on=version)
    program(newer, ceiling=100, planned=60, name="Tetap", lineage=kept.lineage)
    new = program(newer, ceiling=100, planned=60, name="Baru")
    adopt(newer)
    type(newer).objects.filter(pk=newer.pk).update(adopted_on=date(YEAR, 8, 1))

    found = {pair.program.name: pair.move for pair in compared(region, quarters).programs}

    assert found == {old.name: "gone", "Tetap": "none", new.name: "new"}


def test_the_sentence_says_what_moved(region, programs, quarters, settings):
    words = period_sentence(compared(region, quarters))

    for fact in ("30,0", "60,0", "+40,0", "110"):
        assert fact in words


def test_different_rules_are_said_to_be_different(region, programs, quarters):
    RuleVersion.objects.create(region=region, code="lama", valid_from=date(YEAR, 1, 1))
    RuleVersion.objects.create(region=region, code="baru", valid_from=date(YEAR, 8, 1))

    found = compared(region, quarters)

    assert found.rules_differ
    words = rules_note([found.a.rules.version, found.b.rules.version])
    assert "lama" in words
    assert "baru" in words
    assert words != rules_note(["lama", "lama"])


def test_the_drawing_names_each_value(region, programs, quarters):
    pairs = [each for each in compared(region, quarters).groups if each.kind != "agency"]
    chart = dumbbell("fisik", "Fisik", group_rows(pairs, "physical"), sides=("TW II", "TW III"), source="")

    assert svg(chart.spec).startswith("<svg")
    assert "TW II" in chart.title
    assert "○ 30,0 %  ● 60,0 %  (+30,0 poin)" in [row["text"] for row in chart.spec["data"]["values"]]
    assert len(chart.table.lines) == len(pairs)


def periods_url(region, query=""):
    return reverse("portal:compare-periods", args=[region.code]) + query


def agencies_url(region, query=""):
    return reverse("portal:compare-agencies", args=[region.code]) + query


def test_an_address_tells_the_whole_view_and_gives_it_again(region, programs, cast, as_):
    browser = as_(cast.council)
    page = browser.get(periods_url(region))
    address = page.context["address"]

    assert "a=2025-2" in address
    assert "b=2025-3" in address
    again = browser.get(address)
    assert again.context["sentence"] == page.context["sentence"]
    assert again.context["address"] == address


def test_two_opds_stand_beside_each_other(region, programs, agency, other_agency, cast, as_):
    page = as_(cast.council).get(agencies_url(region, f"?a={agency.pk}&b={other_agency.pk}&periode=2025-3"))
    figures = {line.cells["what"]: line.cells for line in page.context["tables"][0].lines}
    values = list(figures.values())

    # Achievement: 45 of 50 against 20 of 50. Physical: 70 against 30.
    assert [(row["a"], row["b"], row["difference"]) for row in values[:2]] == [(90, 40, -50), (70, 30, -40)]
    assert len(page.context["tables"][1].lines) == 3
    on_time = next(row for name, row in figures.items() if "tepat waktu" in name or "on time" in name.lower())
    # One report due and sent in time; of the other OPD's two both were sent in time as well.
    assert (on_time["a"], on_time["b"]) == (100, 100)


def test_an_opd_of_another_region_cannot_be_compared(region, programs, agency, cast, as_):
    foreign = cast.foreign_agency_staff.memberships.get().agency

    assert as_(cast.council).get(agencies_url(region, f"?a={agency.pk}&b={foreign.pk}")).status_code == 404


@pytest.fixture
def neighbour(other_region):
    """A second region: one program of a ceiling of 200, at 40 percent."""
    version = PlanVersionFactory(plan__region=other_region)
    row = program(version, ceiling=200, planned=50, target=10, sub_dimension=SubDimensionFactory())
    adopt(version)
    reported(row, PeriodFactory(region=other_region, year=YEAR, number=3), physical=40, spent=50, value=5)
    return other_region


def regions_url(a, b, query="&periode=2025-3"):
    return f"{reverse('portal:compare-regions')}?a={a.code}&b={b.code}{query}"


def test_two_regions_are_compared_by_who_may_see_both(region, neighbour, programs, cast, as_):
    NationalResultFactory(region=region, year=2023, index=Decimal("3.10"))
    NationalResultFactory(region=region, year=2024, index=Decimal("3.28"))
    page = as_(cast.national).get(regions_url(region, neighbour))
    rows = {line.cells["what"]: line.cells for line in page.context["tables"][1].lines}
    values = list(rows.values())

    assert page.status_code == 200
    assert [(row["a"], row["b"]) for row in values[:2]] == [(Decimal("77.5"), 50), (60, 40)]
    assert (values[-2]["a"], values[-2]["b"]) == (Decimal("66.7"), 100)  # two of three programs; one of one
    assert (values[-1]["a"], values[-1]["b"]) == (Decimal("3.28"), None)


def test_a_region_one_may_not_see_is_not_found(region, neighbour, programs, cast, as_, client):
    url = regions_url(region, neighbour)

    for user in (cast.staff, cast.council, cast.verifier):
        assert as_(user).get(url).status_code == 404
    both = person(Role.ASSESSOR, region)
    assert as_(both).get(url).status_code == 404
    assert client.get(url).status_code == 302
    # With one region only there is nothing to compare, and the page says so.
    alone = as_(cast.council).get(reverse("portal:compare-regions"))
    assert alone.context["lacking"]
    assert f'value="{neighbour.code}"' not in alone.content.decode()


def test_a_region_without_the_period_is_said_to_lack_it(region, neighbour, programs, cast, as_):
    page = as_(cast.national).get(regions_url(region, neighbour, "&periode=2025-2"))

    assert page.status_code == 200
    assert any(neighbour.name in note for note in page.context["notes"])


@pytest.mark.parametrize("kind", ["periods", "agencies", "regions"])
def test_more_programs_take_the_same_queries(
    kind,
    region,
    neighbour,
    programs,
    quarters,
    version,
    agency,
    other_agency,
    cast,
    as_,
    django_assert_max_num_queries,
    django_assert_num_queries,
):
    url = {
        "periods": periods_url(region),
        "agencies": agencies_url(region, f"?a={agency.pk}&b={other_agency.pk}"),
        "regions": regions_url(region, neighbour),
    }[kind]
    browser = as_(cast.national)
    browser.get(url)
    with django_assert_max_num_queries(MOST[kind]) as first:
        browser.get(url)
    type(version).objects.filter(pk=version.pk).update(status="draft")
    for number in range(4):
        row = program(version, ceiling=100, planned=60, target=50, name=f"Tambahan {number}")
        reported(row, quarters[1], physical=50, spent=4, value=4, state=State.VERIFIED)
    adopt(version)
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(url)


MOST = {"periods": 16, "agencies": 12, "regions": 20}


def test_tables_come_as_files_of_what_is_shown(region, programs, cast, as_):
    answer = as_(cast.council).get(periods_url(region, "?a=2025-2&b=2025-3&program.move=up&unduh=program.csv"))
    text = answer.content.decode()

    assert answer["Content-Type"].startswith("text/csv")
    assert "Posyandu digital" in text
    assert "Pasar daring" not in text
