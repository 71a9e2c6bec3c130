"""Cursor pages: every row once in every order, in both directions; nothing counted; a foreign cursor refused."""

import functools
import operator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.rest.keyset import behind, in_order, keys_of, place_of, with_place
from masterplan.models.preparation import Meeting
from organizations.models import Agency, Partner
from smartcity.api import router
from tests.factories.organizations import AgencyFactory, PartnerFactory, RegionFactory
from tests.factories.preparation import CouncilFactory, MeetingFactory
from tests.rest.tables import MAKERS, ONE_A_REGION, reader_in


@pytest.fixture
def assessor(as_, cast, request):
    return as_(getattr(cast, reader_in(request)))


def walk(client, address, link="next"):
    """The pages from this address on."""
    pages = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        pages.append([row["id"] for row in answer.json()["results"]])
        address = answer.json()[link]
    return pages


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in ONE_A_REGION])
def test_a_walk_in_every_order_gives_every_row_once(name, assessor, region):
    for _ in range(3):
        MAKERS[name](region)
    view = next(view for address, view, _base in router.registry if address == name)
    whole = {row["id"] for row in assessor.get(f"/api/v1/{name}/").json()["results"]}
    for order in ["", *view.orderings, *(f"-{each}" for each in view.orderings)]:
        pages = walk(assessor, f"/api/v1/{name}/?page_size=2&ordering={order}")
        assert sorted(functools.reduce(operator.iadd, pages, [])) == sorted(whole), order
        assert len(pages) == -(-len(whole) // 2)


def test_back_is_the_way_one_came(assessor, region):
    council = CouncilFactory(region=region)
    for day in (None, date(2026, 3, 1), date(2026, 3, 1), date(2026, 1, 1), None):
        MeetingFactory(council=council, held_on=day or date(2027, 1, 1))
    forth = walk(assessor, "/api/v1/meetings/?page_size=2&ordering=-held_on")
    last = assessor.get("/api/v1/meetings/?page_size=2&ordering=-held_on")
    while last.json()["next"]:
        last = assessor.get(last.json()["next"])
    back = walk(assessor, last.json()["previous"], "previous")
    assert [*reversed(back), forth[-1]] == forth
    first = assessor.get(last.json()["previous"]).json()
    assert assessor.get(first["next"]).json()["results"] == last.json()["results"]


def test_rows_that_come_and_go_move_no_other_row(assessor, region):
    made = PartnerFactory.create_batch(6, region=region)
    first = assessor.get("/api/v1/partners/?page_size=2").json()
    Partner.objects.filter(pk__in=[row["id"] for row in first["results"]]).delete()
    late = PartnerFactory(region=region)
    shown = functools.reduce(operator.iadd, walk(assessor, first["next"]), [])
    assert shown == [row.pk for row in [*made[2:], late]]


def test_a_page_whose_rows_are_gone_leads_back(assessor, region):
    made = PartnerFactory.create_batch(4, region=region)
    first = assessor.get("/api/v1/partners/?page_size=2").json()
    Partner.objects.filter(pk__gt=made[1].pk).delete()
    empty = assessor.get(first["next"]).json()
    assert (empty["results"], empty["next"]) == ([], None)
    assert assessor.get(empty["previous"]).json()["results"] == first["results"]


def test_nothing_is_counted_unless_asked(assessor, region):
    PartnerFactory.create_batch(3, region=region)

    def asked(**params):
        with CaptureQueriesContext(connection) as seen:
            answer = assessor.get("/api/v1/partners/", {"page_size": 2, **params}).json()
        return answer, [query["sql"] for query in seen if "COUNT(" in query["sql"].upper()]

    answer, counting = asked()
    assert "count" not in answer
    assert not counting
    for params in ({"count": "true"}, {"page": 2}):
        answer, counting = asked(**params)
        assert answer["count"] == 3
        assert len(counting) == 1


def test_numbered_pages_have_the_order_of_the_view(assessor, region):
    for name in ("C", "A", "B"):
        PartnerFactory(region=region, name=name)
    by_page = assessor.get("/api/v1/partners/", {"page": 1, "page_size": 2}).json()
    assert [row["name"] for row in by_page["results"]] == ["A", "B"]
    assert "page=2" in by_page["next"]
    assert by_page["previous"] is None
    by_cursor = assessor.get("/api/v1/partners/", {"page_size": 2}).json()
    assert [row["name"] for row in by_cursor["results"]] == ["C", "A"]


def test_a_cursor_of_another_question_is_refused(assessor, region):
    PartnerFactory.create_batch(3, region=region)
    AgencyFactory.create_batch(3, region=region)
    link = assessor.get("/api/v1/partners/?page_size=2").json()["next"]
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]
    for address, more in (
        ("agencies", {}),
        ("partners", {"ordering": "name"}),
        ("partners", {"kind": "bank"}),
        ("partners", {"page": 1}),
    ):
        answer = assessor.get(f"/api/v1/{address}/", {"page_size": 2, "cursor": cursor, **more})
        assert answer.status_code == 400, more
        assert answer.json()["errors"][0]["attr"] in ("cursor", *more)
    for text in ("x", cursor[:-1], cursor[1:], f"{cursor}é", "a.b", "."):
        assert assessor.get("/api/v1/partners/", {"cursor": text}).json()["errors"][0]["attr"] == "cursor"
    same = {"cursor": cursor, "page_size": 1, "fields": "name", "format": "ndjson", "count": "true"}
    assert assessor.get("/api/v1/partners/", same).status_code == 200


def test_a_name_given_twice_orders_once(assessor, region):
    PartnerFactory.create_batch(3, region=region)
    order = ",".join(["name", "-name", "region"] * 200)
    pages = walk(assessor, f"/api/v1/partners/?page_size=2&ordering={order}")
    assert [len(page) for page in pages] == [2, 1]


NAMES = st.sampled_from(["", "A", "a", "Ä", "B", "b c", "0"])
DAYS = st.none() | st.sampled_from([date(1, 1, 1), date(2026, 1, 1), date(9999, 12, 31)])
ORDERS = st.lists(
    st.sampled_from(
        ["name", "valid_until", "parent__name", "parent__valid_until", "region__code", "is_collective"]
    ).flatmap(lambda name: st.sampled_from([name, f"-{name}"])),
    max_size=4,
)


class WalkTest(TestCase):
    """Whatever the rows and the order: missing values, ties, columns of other tables."""

    @given(
        rows=st.lists(st.tuples(NAMES, DAYS, st.booleans(), st.none() | st.integers(0, 20)), max_size=9),
        names=ORDERS,
        size=st.integers(1, 4),
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_a_walk_is_the_order_itself(self, rows, names, size):
        regions = [RegionFactory(), RegionFactory()]
        made = []
        for number, (name, day, is_collective, parent) in enumerate(rows):
            place = regions[number % 2]
            over = [row for row in made if row.region_id == place.pk]
            made.append(
                Agency.objects.create(
                    region=place,
                    code=f"{number}",
                    name=name,
                    valid_until=day,
                    is_collective=is_collective,
                    parent=over[parent % len(over)] if over and parent is not None else None,
                )
            )
        keys, all_rows = keys_of(Agency, names), Agency.objects.filter(region__in=regions)
        whole = [row.pk for row in in_order(all_rows, keys)]
        assert len(whole) == len(rows)
        seen, place = [], None
        in_place = with_place(in_order(all_rows, keys), keys)
        while page := list((behind(in_place, keys, place) if place else in_place)[:size]):
            seen += [row.pk for row in page]
            place = [key.read(value) for key, value in zip(keys, place_of(page[-1], keys), strict=True)]
        assert seen == whole


def test_missing_values_come_last_whatever_the_database(db):
    region = RegionFactory()
    for name, day in (("A", None), ("B", date(2026, 1, 1)), ("C", date(2025, 1, 1))):
        AgencyFactory(region=region, name=name, valid_until=day)
    for order, expected in ((["valid_until"], "CBA"), (["-valid_until"], "ABC")):
        assert "".join(row.name for row in in_order(Agency.objects.all(), keys_of(Agency, order))) == expected


def test_an_order_by_another_table_asks_for_nothing_more(assessor, region):
    council = CouncilFactory(region=region)
    MeetingFactory.create_batch(3, council=council)
    assert Meeting.objects.count() == 3
    with CaptureQueriesContext(connection) as plain:
        assessor.get("/api/v1/decisions/?page_size=2")
    with CaptureQueriesContext(connection) as ordered:
        assessor.get("/api/v1/decisions/?page_size=2&ordering=held_on")
    assert len(ordered) == len(plain)
