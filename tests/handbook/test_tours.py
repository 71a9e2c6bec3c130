"""The tour of each role: offered once, never in the way, and there again whenever somebody wants it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from handbook.models import TourSeen
from handbook.selectors.tours import next_tour, tours_of
from handbook.services.tours import remember_tour
from handbook.tours import TOURS
from organizations.roles import Role
from tests.factories.handbook import TourSeenFactory
from tests.people import person

DONE = "/mulai/selesai/"


def test_every_role_has_a_tour_of_three_to_six_steps():
    assert set(TOURS) == set(Role)
    assert {role: len(steps) for role, steps in TOURS.items() if not 3 <= len(steps) <= 6} == {}


ROLES = ["staff", "head", "verifier", "council", "secretary", "admin", "officer", "assessor", "national"]


@pytest.mark.one_database
@pytest.mark.parametrize("who", ROLES)
def test_every_step_leads_to_a_page_that_this_person_may_open(cast, region, as_, who):
    cast.officer = person(Role.DATA_OFFICER, region)
    browser, user = as_(getattr(cast, who)), getattr(cast, who)
    (tour,) = tours_of(user, region if who != "national" else None)
    assert {stop.url: browser.get(stop.url).status_code for stop in tour.stops} == dict.fromkeys(
        (stop.url for stop in tour.stops), 200
    )


def test_the_first_log_in_offers_it_and_work_stands_below(cast, as_):
    text = as_(cast.staff).get("/").content.decode()
    assert 'data-tour-role="agency_staff"' in text
    assert f'<a class="btn btn-primary" href="{reverse("handbook:start")}"' in text


def test_putting_it_aside_is_remembered_for_this_person_only(cast, as_):
    browser = as_(cast.staff)
    assert browser.post(DONE, {"tour": "agency_staff"}).headers["Location"] == "/"
    assert "data-tour-role" not in browser.get("/").content.decode()
    assert "data-tour-role" in as_(cast.colleague).get("/").content.decode()


def test_a_script_puts_it_aside_without_leaving_the_page(cast, as_):
    answer = as_(cast.staff).post(DONE, {"tour": "agency_staff"}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 204
    assert TourSeen.objects.filter(user=cast.staff).count() == 1


def test_twice_is_once(cast, as_):
    for _again in range(2):
        remember_tour(cast.staff, "agency_staff")
    assert TourSeen.objects.filter(user=cast.staff).count() == 1


def test_nobody_writes_down_a_tour_of_a_role_they_do_not_have(cast, as_):
    as_(cast.staff).post(DONE, {"tour": "national_admin"})
    as_(cast.staff).post(DONE, {"tour": "x" * 500})
    assert not TourSeen.objects.exists()


def test_it_comes_again_when_asked_for(cast, as_):
    TourSeenFactory(user=cast.verifier, tour="verifier")
    browser = as_(cast.verifier)
    assert "data-tour-role" not in browser.get("/").content.decode()
    assert "data-wanted" in browser.get("/?tur=verifier").content.decode()
    assert "data-tour-role" not in browser.get("/?tur=national_admin").content.decode()


def test_without_a_script_it_is_a_page(cast, as_):
    text = as_(cast.council).get("/mulai/").content.decode()
    for step in TOURS[Role.COUNCIL]:
        assert str(step.title) in text
    assert "?tur=council" in text


def test_who_has_no_role_is_told_whom_to_ask(cast, as_):
    assert as_(cast.nobody).get("/mulai/").status_code == 200
    assert next_tour(cast.nobody, None) is None


def test_steps_within_a_region_are_left_out_where_there_is_none(cast, as_):
    tour = next_tour(cast.council, None, "council")
    assert [stop.mark for stop in tour.stops] == ["link", "help"]
