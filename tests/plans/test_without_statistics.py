"""A database that was just filled: PostgreSQL knows nothing of its rows yet, and pages must come all the same.

Until autovacuum has looked, a plan is a guess. It may read a large table whole once; reading it again for every row of
another one made minutes of milliseconds.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from monev.monitoring.models.evidence import EvidenceUse
from organizations.models import Region
from portal.national_data.making import Size, make_nation
from tests.plans.cases import Query, captured, cases, read_again_and_again

pytestmark = pytest.mark.postgres
PAGES = {
    "region dashboard", "OPD dashboard", "forecast", "home of an OPD", "queue of a verifier", "evidence of a region"
}  # fmt: skip
PATIENCE = "3s"


@pytest.fixture
def region(db) -> Region:
    """One of sixteen regions, written a moment ago, with nothing known of any table."""
    call_command("load_reference", verbosity=0)
    size = Size(16, 40, years=2, seed=1, reports_per_year=4, today=date(2026, 11, 20))
    make_nation(size, lambda line: None, analyze=False)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM pg_statistic")
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
    return Region.objects.filter(is_active=True).order_by("code")[8]


def test_pages_of_a_region_come_before_anything_is_known_of_its_tables(region: Region) -> None:
    found, looked_at = [], 0
    for case in cases(region):
        if case.name not in PAGES:
            continue
        for query in case.queries():
            looked_at += 1
            if tables := read_again_and_again(query.done()):
                found.append(f"{case.name}: {', '.join(sorted(tables))}\n{query.sql[:600]}")
    assert looked_at > 50
    assert not found, "\n\n".join(found)


def test_a_list_of_uses_within_uses_is_found(region: Region) -> None:
    """The test above can fail: this is how the dashboard asked once, for half an hour."""
    period = region.periods.get(year=2026, number=2)
    paths = ("progress_report", "indicator_value__report", "quick_win_report", "milestone__report", "pledge_report")
    first, *others = (
        EvidenceUse.objects.order_by().filter(**{f"{path}__period": period}).values("pk") for path in paths
    )
    rows = EvidenceUse.objects.filter(pk__in=first.union(*others, all=True), evidence__region=region)
    asked: list[Query] = []
    try:
        with transaction.atomic():
            asked = captured("uses within uses", lambda: list(rows))
    except OperationalError:
        return
    assert read_again_and_again(asked[0].done())
