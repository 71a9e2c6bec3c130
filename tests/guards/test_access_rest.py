"""Every REST address x everybody x own and foreign rows: reading only, nothing of another region, refusals that fit."""

from __future__ import annotations

import pytest
from django.urls import reverse

from organizations.access import Reach
from tests.guards.access_table import (
    ADMINISTERED,
    CATALOGUES,
    FILES,
    FOREIGN,
    NATION_ONLY,
    OF_PEOPLE,
    OWN,
    REST,
    TENANT_TABLES,
    WATCHED,
    read,
)
from tests.guards.asking import ask
from tests.guards.structure import routes

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OWN_ANSWERS, FOREIGN_ANSWERS = read(OWN), read(FOREIGN)
VIEWS = {route.name: route.view.cls for route in routes() if hasattr(route.view, "actions")}
LISTS = [name for name in REST if name.endswith("-list")]
SINGLE = [f"api:{table}-detail" for table in TENANT_TABLES] + [f"api:{table}-file" for table in FILES]
ASKED = {
    "api:compiledreport-list": "api-ask",
    "api:compiledreport-preview": "api-ask",
    "api:export-list": "api-ask",
    "api:reportrun-list": "api-nation",
    "api:webhook-list": "api-webhook-make",
    "api:progress-reports-bulk": "api-enter",
    "api:indicator-values-bulk": "api-enter",
    "api:spending-bulk": "api-enter",
    "api:quick-win-reports-bulk": "api-enter",
    "api:pledge-reports-bulk": "api-enter",
    "api:evidence-hand-in": "api-enter",
    "api:plan-import": "api-plan",
}
"""Addresses to which something is posted that names its row in the body, with the rule of who may."""
NO_SUCH_METHOD = 405


def rows_of(name: str, place):
    """The rows of one place in the table behind an address."""
    model = VIEWS[name].queryset.model
    rows = model._default_manager.all().within(Reach(regions=frozenset({place.region.pk})))
    if name == "api:legaldocument-file":
        return rows.exclude(file="")
    return rows.exclude(minutes_file="") if name == "api:meeting-file" else rows


def address_of(name: str, row) -> str:
    key = VIEWS[name].lookup_field
    return reverse(name, kwargs={key: getattr(row, key)})


def wrong_answers(world, address: str, answers: dict[str, str], status: int = 200) -> str:
    wrong = []
    for person, expected in answers.items():
        got, code, written = ask(world.browsers[person], "get", address)
        if got != expected or written or (got == "in" and code != status):
            wrong.append(f"{address} as {person}: {code}, expected {expected}, wrote {written}")
    return "\n".join(wrong)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, row in REST.items()
        if name.endswith("-list") or name in ("api:api-root", "api:schema", "api:docs", "api:problems")
    ],
)
def test_lists(world, name):
    answers = OWN_ANSWERS[REST[name].rule]
    if name == "api:schema":  # the same for all who are let in, and it takes a second and a half to write
        answers = {person: expected for expected, person in {each: who for who, each in answers.items()}.items()}
    found = wrong_answers(world, reverse(name), answers)
    assert not found, found


@pytest.mark.parametrize("name", SINGLE)
def test_ones_own_row(world, name):
    row = rows_of(name, world.own).first()
    assert row is not None, "the world of the guards has no row of this table: add one"
    found = wrong_answers(world, address_of(name, row), OWN_ANSWERS["api-view"])
    assert not found, found


@pytest.mark.parametrize("name", SINGLE)
def test_a_row_of_another_region(world, name):
    row = rows_of(name, world.foreign).first()
    found = wrong_answers(world, address_of(name, row), FOREIGN_ANSWERS["api-view"])
    assert not found, found


@pytest.mark.parametrize("place", ["own", "foreign"])
@pytest.mark.parametrize("table", ADMINISTERED)
def test_a_row_that_only_administrators_read(world, table, place):
    name = f"api:{table}-detail"
    answers = OWN_ANSWERS if place == "own" else FOREIGN_ANSWERS
    row = rows_of(name, getattr(world, place)).first()
    found = wrong_answers(world, address_of(name, row), answers["api-webhook"])
    assert not found, found


@pytest.mark.parametrize("table", ADMINISTERED)
def test_lists_of_administrators_are_empty_for_others_and_hold_only_the_own_region(world, table):
    name = f"api:{table}-list"
    people = ("admin", "verifier")
    seen = {who: world.browsers[who].get(reverse(name), {"page_size": 200}).json()["results"] for who in people}
    assert seen["verifier"] == []
    assert {row["region"]["code"] for row in seen["admin"]} == {world.own.region.code}


@pytest.mark.parametrize("place", ["own", "foreign"])
@pytest.mark.parametrize("table", WATCHED)
def test_a_row_that_those_who_watch_read(world, table, place):
    """The row is of somebody else; who took it sees it in any case."""
    answers = OWN_ANSWERS if place == "own" else FOREIGN_ANSWERS
    address = address_of(f"api:{table}-detail", getattr(world, place).pull)
    found = wrong_answers(world, address, answers["api-watch"])
    assert not found, found


@pytest.mark.parametrize("table", NATION_ONLY)
def test_a_row_that_only_the_nation_reads(world, table):
    name = f"api:{table}-detail"
    row = VIEWS[name].queryset.model.objects.first()
    found = wrong_answers(world, address_of(name, row), OWN_ANSWERS[REST[name].rule])
    assert not found, found


@pytest.mark.parametrize("place", ["own", "foreign"])
def test_figures_of_a_region(world, place):
    answers = OWN_ANSWERS if place == "own" else FOREIGN_ANSWERS
    address = reverse("api:region-figures", kwargs={"code": getattr(world, place).region.code})
    found = wrong_answers(world, address, answers["api-view"])
    assert not found, found


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_list_holds_no_row_of_another_region(world, table):
    name = f"api:{table}-list"
    answer = world.browsers["assessor"].get(reverse(name), {"page_size": 200})
    found = {row["id"] for row in answer.json()["results"]}
    assert found
    assert found & set(rows_of(name, world.foreign).values_list("pk", flat=True)) == set()


@pytest.mark.parametrize("name", LISTS)
def test_rest_only_reads(world, name):
    who = "national" if REST[name].rule == "api-nation" else "admin"
    for method in ("put", "patch", "delete") if name in ASKED else ("post", "put", "patch", "delete"):
        _got, code, written = ask(world.browsers[who], method, reverse(name))
        assert (method, code, written) == (method, 405, [])


@pytest.mark.parametrize("name", ASKED)
def test_asking_with_nothing_is_refused_at_the_fields(world, name):
    for person, expected in OWN_ANSWERS[ASKED[name]].items():
        got, code, written = ask(world.browsers[person], "post", reverse(name))
        assert (person, got, written) == (person, expected, [])
        assert expected != "in" or code == 400


@pytest.mark.parametrize("place", ["own", "foreign"])
@pytest.mark.parametrize("name", [f"api:{table}-{page}" for table in OF_PEOPLE for page in ("detail", "file")])
def test_rows_of_people(world, name, place):
    row, answers = REST[name], OWN_ANSWERS if place == "own" else FOREIGN_ANSWERS
    address = reverse(name, kwargs=row.named(getattr(world, place)))
    assert wrong_answers(world, address, answers[row.rule]) == ""


@pytest.mark.parametrize("place", ["own", "foreign"])
@pytest.mark.parametrize("name", [name for name, row in REST.items() if row.post != NO_SUCH_METHOD and row.named])
def test_steps(world, name, place):
    row, answers = REST[name], OWN_ANSWERS if place == "own" else FOREIGN_ANSWERS
    address = reverse(name, kwargs=row.named(getattr(world, place)))
    for person, expected in answers[row.rule].items():
        got, code, written = ask(world.browsers[person], "post", address)
        assert (person, got) == (person, expected)
        assert (code == row.post) if expected == "in" else not written


def test_every_table_of_rest_is_known_as_shared_or_as_tenant():
    tables = {name.split(":")[1].rsplit("-", 1)[0] for name in VIEWS}
    assert tables == {*CATALOGUES, *TENANT_TABLES, *NATION_ONLY, *OF_PEOPLE, *WATCHED, *ADMINISTERED}
    assert {name for name in VIEWS if name.endswith("-file")} == {f"api:{table}-file" for table in (*FILES, *OF_PEOPLE)}
