"""Twice the rows, the same number of queries: for every page that reads, and for every REST list."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.guards.access_table import OWN, PAGES, REST, read
from tests.guards.world import make_more

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PERSON = {
    rule: next(
        who for who in ("verifier", "admin", "head", "staff", "council", "national", "assessor") if people[who] == "in"
    )
    for rule, people in read(OWN).items()
}
READING = [name for name, row in PAGES.items() if row.get == 200]
MOST = 60
"""Far above what a page needs; a page that reads row by row passes it."""
LISTS = [name for name in REST if name.endswith("-list")]


def queries_of(world, name: str, row, enough: int = -1) -> list[str]:
    """The queries of one page, for somebody who is let in; the second request, when everything is warm.

    With `enough` the first one suffices if it takes no more: a second one takes no more than that either.
    """
    browser = world.browsers[PERSON[row.rule]]
    address = reverse(name, kwargs=row.named(world.own) if row.named else None)
    for _warm in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
            b"".join(answer)
        assert answer.status_code == 200
        if len(queries) <= enough:
            break
    return [each["sql"] for each in queries]


@pytest.fixture(scope="module")
def counts(world, django_db_blocker):
    """By address: the queries with some rows and with many more."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_more(world.own, 2, first=0)
        few = {name: queries_of(world, name, row) for name, row in wanted()}
        make_more(world.own, 6, first=2)
        many = {name: queries_of(world, name, row, min(len(few[name]), MOST)) for name, row in wanted()}
        transaction.set_rollback(True)
    return few, many


def wanted():
    yield from ((name, PAGES[name]) for name in READING)
    yield from ((name, REST[name]) for name in LISTS)


@pytest.mark.parametrize("name", [*READING, *LISTS])
def test_more_rows_need_no_more_queries(counts, name):
    few, many = (found[name] for found in counts)
    assert len(many) <= len(few), "\n".join(repeated(few, many))


@pytest.mark.parametrize("name", [*READING, *LISTS])
def test_a_page_needs_few_queries(counts, name):
    assert len(counts[1][name]) <= MOST


def repeated(few: list[str], many: list[str]) -> list[str]:
    """The beginnings of the statements that came more often."""
    before, after = Counter(sql[:120] for sql in few), Counter(sql[:120] for sql in many)
    return [f"{count} times instead of {before[sql]}: {sql}" for sql, count in after.items() if count > before[sql]]
