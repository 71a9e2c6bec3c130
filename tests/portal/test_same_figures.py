"""A figure is the same to the last digit on the page, in its files, in REST and in the compiled report."""

from __future__ import annotations

import csv
import gzip
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core import formats
from core.numbers import round_half_up
from core.tables import asked
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.periods import today_in
from monev.reports.selectors.contents import quarterly_contents
from organizations.demo import DEMO_REGION, DEMO_USERS
from organizations.models import Region, User
from organizations.roles import Role
from portal.selectors.dashboard import chosen_period, periods_of

pytestmark = pytest.mark.django_db
GROUP = ("planned", "deviation", "ceiling", "spending", "absorption")
PROGRAM = ("planned", "actual", "deviation", "absorption")


@pytest.fixture(scope="module")
def place(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        region = Region.objects.get(code=DEMO_REGION)
        return region, chosen_period(periods_of(region, today_in(region.time_zone)), "")


@pytest.fixture(scope="module")
def asking(place, django_db_blocker):
    """`asking(role, address)`: the answer to a person of the demonstration."""
    emails = {user.role: user.email for user in DEMO_USERS}

    def ask(role: Role, address: str):
        browser = Client()
        browser.force_login(User.objects.get(email=emails[role]))
        answer = browser.get(address)
        assert answer.status_code == 200, address
        return answer

    return ask


@pytest.fixture(scope="module")
def page(place, asking, django_db_blocker):
    region, period = place
    with django_db_blocker.unblock():
        return asking(Role.COUNCIL, f"/daerah/{region.code}/dasbor/?periode={period.address}")


@pytest.fixture(scope="module")
def rest(place, asking, django_db_blocker):
    region, period = place
    with django_db_blocker.unblock():
        return asking(Role.ASSESSOR, f"/api/v1/regions/{region.code}/figures/?period={period.address}").json()


@pytest.fixture(scope="module")
def report(place, django_db_blocker):
    region, period = place
    with django_db_blocker.unblock():
        return quarterly_contents(region, period, language="id", preliminary=False, taken_at=timezone.now())


def number(value) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def near(value: Decimal | None, other: Decimal | None) -> bool:
    """REST and reports round to the digits that they print; the page holds the exact figure."""
    if value is None or other is None:
        return value is other
    places = max(-other.as_tuple().exponent, 0)
    return round_half_up(value, places) == other


def same_group(group, own: dict, theirs: dict) -> None:
    for name in GROUP:
        assert near(getattr(group, name), number(own[name])), (group.label, name)
        assert near(getattr(group, name), number(theirs[name])), (group.label, name)
    for name in ("achievement", "physical"):
        assert near(getattr(group, name).value, number(own[name])), (group.label, name)
        assert near(getattr(group, name).value, number(theirs[name]["value"])), (group.label, name)
    assert group.predicate == own["predicate"] == theirs["predicate"]
    assert group.lights == own["lights"] == theirs["lights"]
    assert (
        (group.total, group.verified) == (own["programs"], own["verified"]) == (theirs["programs"], theirs["verified"])
    )


def test_the_region_its_pillars_and_its_opds(page, rest, report):
    figures = page.context["data"].figures
    assert figures.total.achievement.value is not None
    same_group(figures.total, rest["total"], report["total"])
    for name in ("pillars", "agencies"):
        rows = getattr(figures, name)
        assert len(rows) == len(rest[name]) == len(report[name]) > 1
        for group, own, theirs in zip(rows, rest[name], report[name], strict=True):
            same_group(group, own, theirs)


def test_every_program(page, rest, report):
    figures = page.context["data"].figures.programs
    by_lineage = {row["program"]["lineage"]: row for row in rest["programs"]}
    compiled = {row["lineage"]: row for row in report["programs"]}
    assert len(figures) == len(by_lineage) == len(compiled) > 10
    for each in figures:
        own, theirs = by_lineage[str(each.program.lineage)], compiled[str(each.program.lineage)]
        for name in PROGRAM:
            assert near(getattr(each, name), number(own[name])), (each.program.name, name)
            assert near(getattr(each, name), number(theirs[name])), (each.program.name, name)
        assert each.light == own["traffic_light"] == theirs["light"]
        assert near(each.achievement.value, number(theirs["achievement"]["value"]))


def test_files_hold_the_figures_of_the_page(place, page, asking):
    """CSV as text with every digit, XLSX as numbers."""
    region, period = place
    address = f"/daerah/{region.code}/dasbor/?periode={period.address}"
    for table in page.context["tables"].values():
        lines = asked(table, page.wsgi_request.GET).lines
        text = asking(Role.COUNCIL, f"{address}&unduh={table.id}.csv").content.decode("utf-8-sig")
        book = openpyxl.load_workbook(io.BytesIO(asking(Role.COUNCIL, f"{address}&unduh={table.id}.xlsx").content))
        sheet = list(book[book.sheetnames[-1]].iter_rows(min_row=4, values_only=True))
        rows = list(csv.reader(io.StringIO(text)))[1:]
        assert len(rows) == len(lines)
        for line, row, cells in zip(lines, rows, sheet, strict=False):
            for place_of, column in enumerate(table.columns):
                value = line.cells.get(column.key)
                if isinstance(value, Decimal):
                    assert Decimal(row[place_of]) == value, (table.id, column.key)
                    assert cells[place_of] == pytest.approx(float(value)), (table.id, column.key)


def test_the_page_is_light_and_takes_few_queries(place, page, django_assert_max_num_queries):
    """What goes over the wire without shared assets, in bytes; queries as the council opens it."""
    region, period = place
    assert len(gzip.compress(page.content)) < 150_000
    browser = Client()
    browser.force_login(User.objects.get(email=next(user.email for user in DEMO_USERS if user.role == Role.COUNCIL)))
    with django_assert_max_num_queries(15):
        browser.get(f"/daerah/{region.code}/dasbor/?periode={period.address}")


def test_the_page_prints_what_it_holds(page):
    """The figure in the text of the page is the one of the figures, in Indonesian notation."""
    text = page.content.decode()
    group = page.context["group"]
    for value in (group.achievement.value, group.physical.value, group.absorption):
        assert formats.percent(value) in text


def test_the_pages_of_pillars_and_opds_show_the_same(place, page, asking):
    region, period = place
    figures = page.context["data"].figures
    for group in figures.pillars:
        if group.letters:
            own = asking(Role.COUNCIL, f"/daerah/{region.code}/pilar/{group.letters}/?periode={period.address}")
            assert own.context["group"].achievement == group.achievement
            assert own.context["group"].deviation == group.deviation
    for group in figures.agencies[:3]:
        own = asking(Role.COUNCIL, f"/daerah/{region.code}/opd/{group.object_id}/?periode={period.address}")
        assert own.context["group"].achievement == group.achievement


def test_open_data_of_the_public_pages_holds_the_same_programs_and_quick_wins(place, page):
    """Nothing of the demonstration is held back, so what citizens load is what the council sees."""
    region, _period = place
    figures = {str(each.program.lineage): each for each in page.context["data"].figures.programs}
    wins = {str(each.quick_win.uid): each.percent for each in page.context["data"].quick_wins}
    rows = Client().get(f"/publik/{region.code}/data/program.json").json()["baris"]
    told = Client().get(f"/publik/{region.code}/data/quick-win.json").json()["baris"]

    running = [row for row in rows if row["program_id"] in figures]  # the file also has programs of other years
    assert {row["program_id"] for row in running} == set(figures)
    for row in running:
        each = figures[row["program_id"]]
        assert near(each.actual, number(row["realisasi_fisik_persen"])), row["program"]
        assert near(each.achievement.value, number(row["capaian_persen"])), row["program"]
        assert near(each.ceiling, number(row["pagu_rp"])), row["program"]
        assert near(each.spending, number(row["realisasi_rp"])), row["program"]
    shown = {row["quick_win_id"]: number(row["kemajuan_persen"]) for row in told}
    assert wins
    assert {key: value for key, value in shown.items() if key in wins} == wins


def test_the_national_standing_is_the_figure_of_the_dashboard(place, page):
    region, period = place
    standing = RegionStanding.objects.get(region=region, period=period)
    group = page.context["group"]

    assert standing.achievement == group.achievement.value
    assert standing.physical == group.physical.value
    assert standing.absorption == group.absorption


def test_the_meeting_mode_shows_the_figures_of_the_dashboard(place, page, asking):
    region, period = place
    text = asking(Role.COUNCIL, f"/daerah/{region.code}/layar/?periode={period.address}").content.decode()
    for value in (page.context["group"].achievement.value, page.context["group"].physical.value):
        assert formats.percent(value) in text


@pytest.mark.postgres
def test_postgresql_plans_by_what_was_loaded(place):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'masterplan_program'")
        assert cursor.fetchone()[0] > 40
