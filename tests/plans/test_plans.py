"""Costs do not grow with rows: no main query reads a large table from its beginning to its end (docs/plans.md).

A made-up nation of middle size is filled in, so that PostgreSQL plans with true statistics.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.services.standings import create_missing_standings
from organizations.models import Region
from portal.national_data.making import Size, make_nation
from tests.plans.cases import LARGE, Query, captured, cases, scanned

pytestmark = pytest.mark.postgres


@pytest.fixture
def nation(db) -> Callable[..., Region]:
    """`nation(regions=..., programs=...)` fills it in; one of the regions, in the middle."""

    def filled(regions: int, programs: int) -> Region:
        call_command("load_reference", verbosity=0)
        size = Size(regions, programs, years=2, seed=1, reports_per_year=4, today=date(2026, 11, 20))
        make_nation(size, lambda line: None)
        create_missing_standings()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL cpu_tuple_cost = 1")  # a row costs a hundred times as much: as if there were more
        cache.clear()
        return Region.objects.filter(is_active=True).order_by("code")[regions // 2]

    return filled


def test_no_main_query_reads_a_large_table_from_its_beginning_to_its_end(nation: Callable[..., Region]) -> None:
    region = nation(70, 40)
    looked_at, found = 0, []
    for case in cases(region):
        queries = case.queries()
        assert queries, case.name
        for query in queries:
            looked_at += 1
            if tables := scanned(plan := query.explained()):
                found.append(f"{case.name}: {', '.join(sorted(tables))}\n{query.sql[:600]}\n{plan}")
    assert looked_at > 100
    assert not found, f"{len(found)} queries\n\n" + "\n\n".join(found)


def test_without_its_index_a_query_is_found(nation: Callable[..., Region]) -> None:
    """The test above can fail: a query that has lost its index is named."""
    nation(12, 40)
    period = ProgressReport.objects.order_by("pk")[0].period_id
    rows = ProgressReport.objects.order_by().filter(period=period).values("narrative")
    query = captured("of a period", lambda: list(rows))[0]
    assert "monitoring_progressreport" not in scanned(query.explained())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE monitoring_progressreport DROP CONSTRAINT progress_report_once")
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE tablename = 'monitoring_progressreport' AND indexdef LIKE %s",
                ["%period_id%"],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP INDEX "{name}"')
        assert "monitoring_progressreport" in scanned(query.explained())
        transaction.set_rollback(True)
    sql = """
        SELECT u.id FROM monitoring_evidenceuse u
        LEFT JOIN monitoring_progressreport r ON r.id = u.progress_report_id
        LEFT JOIN monitoring_indicatorvalue v ON v.id = u.indicator_value_id
        LEFT JOIN monitoring_progressreport s ON s.id = v.report_id
        WHERE r.period_id = 5 OR s.period_id = 5
    """  # as a dashboard once asked for the evidence of a period
    assert "monitoring_evidenceuse" in scanned(Query("", sql, None).explained())
    assert set(LARGE) <= set(connection.introspection.table_names())
