"""Who holds a region or a period for a change keeps nobody from writing rows that refer to it."""

from __future__ import annotations

import psycopg2
import pytest
from django.db import connection, transaction

from monev.monitoring.models.periods import Period
from organizations.models import Region
from tests.factories.monitoring import PeriodFactory
from tests.workers import database_url

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def other():
    """Somebody else's connection, who waits no longer than a second."""
    found = psycopg2.connect(database_url(), options="-c lock_timeout=1s")
    yield found.cursor()
    found.close()


@pytest.mark.parametrize("model", [Region, Period])
def test_rows_that_refer_to_a_held_row_are_written(model, region, other):
    period = PeriodFactory(region=region)
    row = region if model is Region else period
    with transaction.atomic():
        model.objects.select_for_update(of=("self",)).get(pk=row.pk)
        # What PostgreSQL asks for when a row that refers to this one is written.
        table = connection.ops.quote_name(model._meta.db_table)
        other.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE", [row.pk])  # noqa: S608
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            other.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE", [row.pk])  # noqa: S608
