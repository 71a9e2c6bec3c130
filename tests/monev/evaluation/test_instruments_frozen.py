"""A published instrument: no statement changes it, it may only be archived."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from monev.evaluation.models.instruments import Instrument
from tests.factories.evaluation import InstrumentFactory, draft_instrument
from tests.factories.organizations import CohortFactory

pytestmark = pytest.mark.django_db
COLUMNS = {
    "code": "'x'",
    "year": "1999",
    "rounding": "'total '",
    "status": "'draft'",
    "note": "'x'",
    "name_id": "'x'",
    "name_en": "'x'",
    "steps": '\'{"0": "x"}\'',
    "published_at": "created_at",
    "is_example": "NOT is_example",
    "based_on_id": "id",
}


@pytest.fixture
def published(db):
    instrument = draft_instrument()
    instrument.cohorts.add(CohortFactory())
    instrument.status, instrument.published_at = Instrument.Status.PUBLISHED, timezone.now()
    instrument.store(by=None)
    return instrument


def refused(statement, *params):
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_published_instrument_changes(published, column):
    refused(f"UPDATE evaluation_instrument SET {column} = {COLUMNS[column]} WHERE id = %s", published.pk)  # noqa: S608


def test_a_published_instrument_is_not_deleted(published):
    refused("DELETE FROM evaluation_instrument WHERE id = %s", published.pk)


def test_its_cohorts_stay(published):
    cohort, table = CohortFactory(), "evaluation_instrument_cohorts"
    refused(f"INSERT INTO {table} (instrument_id, cohort_id) VALUES (%s, %s)", published.pk, cohort.pk)  # noqa: S608
    refused(f"UPDATE {table} SET cohort_id = %s WHERE instrument_id = %s", cohort.pk, published.pk)  # noqa: S608
    refused(f"DELETE FROM {table} WHERE instrument_id = %s", published.pk)  # noqa: S608


def test_a_draft_changes_in_all_of_this():
    instrument = draft_instrument()
    instrument.cohorts.add(CohortFactory())
    instrument.note = "Diubah"
    instrument.store(by=None)
    instrument.cohorts.clear()
    instrument.delete()
    assert not Instrument.objects.exists()


def test_a_published_one_is_archived(published):
    published.archive(by=None, reason="diganti")
    published.refresh_from_db()
    assert published.archived_at is not None
    assert published.version > 1


def test_a_row_is_not_moved_into_a_published_instrument(published):
    row = draft_instrument().dimensions.first()
    refused("UPDATE evaluation_dimension SET instrument_id = %s, code = 'x' WHERE id = %s", published.pk, row.pk)


def test_factories_put_the_freezing_back(published):
    """The factory of rows thaws for a moment; after it the database refuses again."""
    InstrumentFactory()
    item = published.items.first()
    refused("DELETE FROM evaluation_instrumentitem WHERE id = %s", item.pk)
