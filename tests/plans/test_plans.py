"""Costs do not grow with rows: no main query reads a large table from its beginning to its end (docs/plans.md).

A made-up nation of middle size is filled in once, so that PostgreSQL plans with true statistics; then without any.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.services.standings import create_missing_standings
from organizations.models import Region
from portal.national_data.making import Size, make_nation
from tests.plans.cases import LARGE, Query, captured, cases, read_again_and_again, scanned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SIZE = Size(regions=40, programs=40, years=2, seed=1, reports_per_year=4, today=date(2026, 11, 20))
AT_FIRST_SIGHT = {
    "region dashboard", "OPD dashboard", "forecast", "home of an OPD", "queue of a verifier", "evidence of a region",
    "entering progress",
}  # fmt: skip
"""What people open in the first minutes."""
PATIENCE = "2s"
KNOWN, UNKNOWN = (
    "ANALYZE",
    "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relnamespace = 'public'::regnamespace",
)


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker) -> Iterator[Region]:
    """One region of the middle; everything is taken back afterwards, also what PostgreSQL learned of its tables."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            call_command("load_reference", verbosity=0)
            make_nation(SIZE, lambda line: None)
            create_missing_standings()
            _do("SET CONSTRAINTS ALL IMMEDIATE", KNOWN)
            yield Region.objects.filter(is_active=True).order_by("code")[SIZE.regions // 2]
            transaction.set_rollback(True)
        _do("VACUUM", f"{UNKNOWN} AND relkind IN ('r', 'i')", "DELETE FROM pg_statistic")


def _do(*statements: str) -> None:
    with connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)


@pytest.fixture
def known(nation: Region) -> Region:
    """PostgreSQL knows the tables; a row costs a hundred times as much, as if there were more."""
    _do("SET LOCAL cpu_tuple_cost = 1")
    return nation


LEFT_BEHIND = (
    "SET LOCAL session_replication_role = replica",
    "UPDATE monitoring_indicatorvalue SET updated_at = updated_at",
    "SET LOCAL session_replication_role = DEFAULT",
)
"""A table that is as large as twice its rows: what was written and taken back stays in it for a while."""


@pytest.fixture
def unknown(nation: Region) -> Region:
    """Filled a moment ago: until autovacuum has looked, a plan is a guess."""
    _do("DELETE FROM pg_statistic", f"{UNKNOWN} AND relkind IN ('r', 'i')")
    _do("SET LOCAL max_parallel_workers_per_gather = 0", f"SET LOCAL statement_timeout = '{PATIENCE}'")
    return nation


def test_no_main_query_reads_a_large_table_from_its_beginning_to_its_end(known: Region) -> None:
    looked_at, found = 0, []
    for case in cases(known):
        queries = case.queries()
        assert queries, case.name
        for query in queries:
            looked_at += 1
            if tables := scanned(plan := query.explained()):
                found.append(f"{case.name}: {', '.join(sorted(tables))}\n{query.sql[:600]}\n{plan}")
    assert looked_at > 100
    assert not found, f"{len(found)} queries\n\n" + "\n\n".join(found)


def test_without_its_index_a_query_is_found(known: Region) -> None:
    """The test above can fail: a query that has lost its index is named."""
    period = ProgressReport.objects.order_by("pk")[0].period_id
    rows = ProgressReport.objects.order_by().filter(period=period).values("narrative")
    query = captured("of a period", lambda: list(rows))[0]
    assert "monitoring_progressreport" not in scanned(query.explained())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'monitoring_progressreport' AND indexdef LIKE %s",
            ["%period_id%"],
        )
        names = [name for (name,) in cursor.fetchall() if name != "progress_report_once"]
    _do("ALTER TABLE monitoring_progressreport DROP CONSTRAINT progress_report_once")
    _do(*(f'DROP INDEX "{name}"' for name in names))
    assert "monitoring_progressreport" in scanned(query.explained())


def test_the_join_that_a_dashboard_once_asked_for_is_found(known: Region) -> None:
    sql = """
        SELECT u.id FROM monitoring_evidenceuse u
        LEFT JOIN monitoring_progressreport r ON r.id = u.progress_report_id
        LEFT JOIN monitoring_indicatorvalue v ON v.id = u.indicator_value_id
        LEFT JOIN monitoring_progressreport s ON s.id = v.report_id
        WHERE r.period_id = 5 OR s.period_id = 5
    """
    assert "monitoring_evidenceuse" in scanned(Query("", sql, None).explained())
    assert set(LARGE) <= set(connection.introspection.table_names())


@pytest.mark.parametrize("rewritten", [0, 2])
def test_pages_of_a_region_come_before_anything_is_known_of_its_tables(unknown: Region, rewritten: int) -> None:
    """A guess may read a large table whole once; reading it again for every row made minutes of milliseconds."""
    _do(*LEFT_BEHIND * rewritten)
    looked_at, found = 0, []
    for case in cases(unknown):
        if case.name not in AT_FIRST_SIGHT:
            continue
        for query in case.queries():
            looked_at += 1
            if tables := read_again_and_again(query.done()):
                found.append(f"{case.name}: {', '.join(sorted(tables))}\n{query.sql[:600]}")
    assert looked_at > 50
    assert not found, "\n\n".join(found)


def test_a_table_that_is_read_for_every_row_of_another_is_found(unknown: Region) -> None:
    """The test above can fail. At national size the dashboard asked like this for half an hour."""
    sql = """
        SELECT r.id, (SELECT count(*) FROM monitoring_spending s WHERE s.amount > r.id)
        FROM monitoring_progressreport r ORDER BY r.id LIMIT 3
    """
    assert read_again_and_again(Query("", sql, None).done()) == {"monitoring_spending"}
    with pytest.raises(OperationalError, match="timeout"), transaction.atomic():
        _do("SELECT pg_sleep(30)")
