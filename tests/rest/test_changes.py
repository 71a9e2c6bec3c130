"""Who asks for changes is told of archived rows too, on every table that has them, in pages and whole lists alike."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from exchange.tables import TABLES
from tests.rest.tables import MAKERS, ONE_A_REGION, reader_of


def has_archive(name):
    return any(field.name == "archived_at" for field in TABLES[name].queryset.model._meta.fields)


ARCHIVING = [name for name in MAKERS if name in TABLES and name not in ONE_A_REGION and has_archive(name)]


@pytest.fixture
def reader(as_, cast):
    return lambda name: as_(getattr(cast, reader_of(name)))


def listed(client, name, **params):
    answer = client.get(f"/api/v1/{name}/", params)
    assert answer.status_code == 200, answer.content
    return {row["id"]: row for row in answer.json()["results"]}


def whole(client, name, **params):
    answer = client.get(f"/api/v1/{name}/", {"all": "true", "format": "ndjson", **params})
    return {row["id"]: row for row in map(json.loads, b"".join(answer.streaming_content).splitlines())}


def test_most_tables_can_be_archived():
    assert len(ARCHIVING) > 40
    assert {"programs", "budget-lines", "progress-reports", "evidence", "quick-wins", "partners"} <= set(ARCHIVING)


@pytest.mark.parametrize("name", ARCHIVING)
def test_an_archived_row_is_among_the_changes_and_says_so(name, reader, region):
    gone, kept = MAKERS[name](region), MAKERS[name](region)
    client = reader(name)
    before = listed(client, name)
    assert {gone.pk, kept.pk} <= set(before)
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    type(gone)._base_manager.filter(pk=gone.pk).update(archived_at=timezone.now())
    assert set(listed(client, name)) == set(before) - {gone.pk}
    changed = listed(client, name, updated_since=since)
    assert set(changed) >= {gone.pk, kept.pk}
    assert (changed[gone.pk]["archived_at"] is None, changed[kept.pk]["archived_at"] is None) == (False, True)
    assert gone.pk not in listed(client, name, updated_since=since, archived="no")
    assert set(listed(client, name, updated_since=since, archived="yes")) == {gone.pk}
    assert whole(client, name, updated_since=since) == changed
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert not listed(client, name, updated_since=tomorrow)
