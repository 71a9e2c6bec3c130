"""The setting that joins tables as they are written is gone after each statement."""

import pytest
from django.db import connection

from core.planning import joins_as_written


def limit():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('join_collapse_limit'), %s", [1])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a setting of PostgreSQL")
def test_postgresql_plans_as_usual_after_the_statement():
    usual = limit()
    with joins_as_written("default"):
        assert limit() == "1"
    assert limit() == usual != "1"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a setting of PostgreSQL")
def test_within_a_transaction_nothing_is_set():
    usual = limit()
    with joins_as_written("default"):
        assert limit() == usual


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "postgresql", reason="other databases take the statement as it is")
def test_other_databases_are_left_alone():
    with joins_as_written("default"), connection.cursor() as cursor:
        cursor.execute("SELECT %s", [1])
        assert cursor.fetchone() == (1,)
