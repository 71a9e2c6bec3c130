"""What is read within `one_moment` is of one moment, even when others commit meanwhile."""

import threading

import pytest
from django.db import connection

from core.consistency import one_moment
from organizations.models import Province


def add_province(code: str) -> None:
    """Commit a province from another connection."""
    try:
        Province.objects.create(code=code, name=f"Provinsi {code}")
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_commit_of_somebody_else_is_not_seen_before_the_end():
    before = Province.objects.count()
    with one_moment():
        assert Province.objects.count() == before
        other = threading.Thread(target=add_province, args=("97",))
        other.start()
        other.join()
        assert Province.objects.count() == before
    assert Province.objects.count() == before + 1


@pytest.mark.django_db
def test_within_a_transaction_it_reads_on():
    Province.objects.create(code="98", name="Provinsi")
    with one_moment():
        assert Province.objects.filter(code="98").exists()
