"""Filling in a nation does not depend on what PostgreSQL knew of the tables before, or a session had planned."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from portal.national_data.making import Size, make_nation
from tests.factories.trail import EvidenceUseFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SIZE = Size(regions=12, programs=40, years=2, seed=1, reports_per_year=4, today=date(2026, 11, 20))
EMPTIED = "UPDATE pg_class SET reltuples = 0, relpages = 2 WHERE relnamespace = 'public'::regnamespace"


def test_the_checks_of_each_row_are_not_planned_for_tables_that_were_empty() -> None:
    call_command("load_reference", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(EMPTIED)
    for _each in range(8):  # after five PostgreSQL keeps the plan of a check
        EvidenceUseFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20s'")
        make_nation(SIZE, lambda line: None)
